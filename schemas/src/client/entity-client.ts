import type { CallOptions, Send, VersionedOptions, WriteOptions } from './connection.ts'
import type { Fault } from './crm-problem.ts'
import { listRecords, withQuery } from './list-records.ts'
import type { ListQuery, Page, RecordQuery } from './query.ts'

/** What the generated types say of one entity. */
export interface EntityTypes {
  /** A record as it is answered. */
  readonly record: object
  readonly create: object
  readonly patch: object
  /** Names of its relations, for `include`. */
  readonly relations: string
}

export type BatchOperation<E extends EntityTypes> =
  | { readonly method: 'create'; readonly data: E['create'] }
  | {
      readonly method: 'update'
      readonly id: string
      readonly data: E['patch']
      readonly version?: number
    }
  | {
      readonly method: 'upsert'
      readonly key: string
      readonly value: string
      readonly data: E['patch']
    }
  | { readonly method: 'delete'; readonly id: string; readonly version?: number }

/** What became of one operation of a batch. */
export interface BatchResult<E extends EntityTypes> {
  readonly status: number
  readonly data?: E['record']
  readonly error?: {
    readonly code: string
    readonly status: number
    readonly detail: string
    readonly errors: readonly Fault[]
  }
}

/** One entry of a record's history. */
export interface Change {
  readonly seq: number
  readonly at: string
  readonly name: string
  readonly action: string
  readonly actor: { readonly kind: string; readonly id: string; readonly name?: string | null }
  readonly through: string
  readonly before: Readonly<Record<string, unknown>> | null
  readonly after: Readonly<Record<string, unknown>> | null
  readonly version: number | null
  readonly requestId: string
}

type Key<E extends EntityTypes> = keyof E['record'] & string
type Cut<E extends EntityTypes, Field extends Key<E>> = Pick<E['record'], Field | ('id' & Key<E>)>

/** The calls on one entity. Every refusal is a `CrmProblem`. */
export interface EntityClient<E extends EntityTypes> {
  list<Field extends Key<E> = Key<E>>(
    query?: ListQuery<E['record'], E['relations'], Field>,
    options?: CallOptions,
  ): Promise<Page<Cut<E, Field>>>
  /** Page after page, to the end: `for await (const { data } of crm.contacts.pages())`. */
  pages<Field extends Key<E> = Key<E>>(
    query?: ListQuery<E['record'], E['relations'], Field>,
    options?: CallOptions,
  ): AsyncIterable<Page<Cut<E, Field>>>
  get<Field extends Key<E> = Key<E>>(
    id: string,
    query?: RecordQuery<E['record'], E['relations'], Field>,
    options?: CallOptions,
  ): Promise<Cut<E, Field>>
  /** By a unique field, or `external:<system>:<type>`. */
  getBy(key: string, value: string, options?: CallOptions): Promise<E['record']>
  create(data: E['create'], options?: WriteOptions): Promise<E['record']>
  /** JSON merge patch: what is left out stays, null clears. */
  update(id: string, patch: E['patch'], options?: VersionedOptions): Promise<E['record']>
  /** What is left out is cleared. */
  replace(id: string, data: E['create'], options?: VersionedOptions): Promise<E['record']>
  /** Creates or updates by a unique field, or `external:<system>:<type>`. */
  upsert(key: string, value: string, data: E['patch'], options?: WriteOptions): Promise<E['record']>
  /** Can be undone by `restore`. */
  delete(id: string, options?: VersionedOptions): Promise<void>
  restore(id: string, options?: WriteOptions): Promise<E['record']>
  /** For good. */
  purge(id: string, options?: VersionedOptions): Promise<void>
  /** Up to 500 writes in one call; with `atomic: false` each stands for itself. */
  batch(
    operations: readonly BatchOperation<E>[],
    options?: WriteOptions & { readonly atomic?: boolean },
  ): Promise<readonly BatchResult<E>[]>
  /** Who changed what, newest first. */
  changes(
    id: string,
    query?: { readonly limit?: number; readonly cursor?: string },
    options?: CallOptions,
  ): Promise<Page<Change>>
}

export function createEntityClient<E extends EntityTypes>(
  send: Send,
  plural: string,
): EntityClient<E> {
  const base = `/${plural}`
  const one = (id: string): string => `${base}/${encodeURIComponent(id)}`
  const by = (key: string, value: string): string =>
    `${base}/by/${encodeURIComponent(key)}/${encodeURIComponent(value)}`
  type Answer = { readonly data: E['record'] }

  return {
    list,
    pages,
    get: async (id, query = {}, options = {}) =>
      (await send<{ data: never }>({ ...options, method: 'GET', path: withQuery(one(id), query) }))
        .data,
    getBy: async (key, value, options = {}) =>
      (await send<Answer>({ ...options, method: 'GET', path: by(key, value) })).data,
    create: async (body, options = {}) =>
      (await send<Answer>({ ...options, method: 'POST', path: base, body })).data,
    update: async (id, body, options = {}) =>
      (await send<Answer>({ ...options, method: 'PATCH', path: one(id), body })).data,
    replace: async (id, body, options = {}) =>
      (await send<Answer>({ ...options, method: 'PUT', path: one(id), body })).data,
    upsert: async (key, value, body, options = {}) =>
      (await send<Answer>({ ...options, method: 'PUT', path: by(key, value), body })).data,
    delete: (id, options = {}) => send({ ...options, method: 'DELETE', path: one(id) }),
    restore: async (id, options = {}) =>
      (await send<Answer>({ ...options, method: 'POST', path: `${one(id)}/restore` })).data,
    purge: (id, options = {}) =>
      send({ ...options, method: 'DELETE', path: `${one(id)}?purge=true` }),
    batch: async (operations, { atomic = true, ...options } = {}) =>
      (
        await send<{ data: BatchResult<E>[] }>({
          ...options,
          method: 'POST',
          path: `${base}/batch`,
          body: { atomic, operations },
        })
      ).data,
    changes: (id, query = {}, options = {}) =>
      send({ ...options, method: 'GET', path: withQuery(`${one(id)}/changes`, query) }),
  }

  function list<Field extends Key<E>>(
    query: ListQuery<E['record'], E['relations'], Field> = {},
    options: CallOptions = {},
  ): Promise<Page<Cut<E, Field>>> {
    return listRecords(send, plural, query, options)
  }

  async function* pages<Field extends Key<E>>(
    query: ListQuery<E['record'], E['relations'], Field> = {},
    options: CallOptions = {},
  ): AsyncIterable<Page<Cut<E, Field>>> {
    let cursor = query.cursor
    do {
      const page = await list({ ...query, ...(cursor === undefined ? {} : { cursor }) }, options)
      yield page
      cursor = page.page.next ?? undefined
    } while (cursor !== undefined)
  }
}
