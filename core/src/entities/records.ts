import type { Filter } from './filter.ts'

/** What a list call may ask, in process; the HTTP query string says the same. */
export interface ListQuery {
  /** 1 to 200; default 25. */
  readonly limit?: number
  /** `page.next` or `page.prev` of an earlier answer. */
  readonly cursor?: string
  /** Records to pass over, from the beginning or the cursor; up to 1,000,000. */
  readonly skip?: number
  /** `-createdAt,lastName`: `-` means descending. */
  readonly sort?: string
  readonly filter?: Filter
  /** Fragment of a name, e-mail, …: the properties marked `search`. */
  readonly q?: string
  readonly fields?: readonly string[]
  readonly include?: readonly string[]
  readonly count?: 'none' | 'estimate' | 'exact'
  /** Which records by life: default `living`. */
  readonly deleted?: 'living' | 'deleted' | 'all'
}

export interface Page<T> {
  readonly data: readonly T[]
  readonly page: {
    readonly limit: number
    readonly next: string | null
    readonly prev: string | null
    readonly total?: number
  }
}

export interface WriteOptions {
  /** Refuses with 412 unless the record still has this version. */
  readonly version?: number
}

/** The records of one entity, with the rights of one actor: the same checks, hooks and changes as over HTTP. */
export interface Records<T> {
  list(query?: ListQuery): Promise<Page<T>>
  get(id: string): Promise<T>
  create(data: Partial<T>): Promise<T>
  /** As many creations, in a few statements: all or none. A refusal names the place in the list. Gives their ids, in its order. */
  createMany(list: readonly Partial<T>[]): Promise<readonly string[]>
  update(id: string, patch: Partial<T>, options?: WriteOptions): Promise<T>
  /** Creates or updates by a unique property or `external:<system>:<type>`. */
  upsert(key: string, value: string, data: Partial<T>): Promise<T>
  delete(id: string, options?: WriteOptions): Promise<void>
  restore(id: string): Promise<T>
  purge(id: string): Promise<void>
}
