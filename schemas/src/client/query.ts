/** A value as a filter compares it. */
export type FilterValue = string | number | boolean | null

/** Operators of one field; all of them must hold. */
export interface FilterOperators<V extends FilterValue = FilterValue> {
  readonly eq?: V
  readonly ne?: V
  /** An empty list matches nothing. */
  readonly in?: readonly V[]
  readonly notIn?: readonly V[]
  readonly gt?: V
  readonly gte?: V
  readonly lt?: V
  readonly lte?: V
  /** Both ends included. */
  readonly between?: readonly [V, V]
  readonly contains?: string
  readonly startsWith?: string
  readonly isNull?: boolean
  /** A list holds this value. */
  readonly has?: FilterValue
  /** `today`, `this week`, `last 7 days`, … */
  readonly within?: string
}

type Condition<V> = [V & FilterValue] extends [never]
  ? FilterOperators
  : (V & FilterValue) | FilterOperators<V & FilterValue>

/** The filter document; paths such as `company.industry` and `custom.tier` are not checked here. */
export type Filter<T> = { readonly [K in keyof T & string]?: Condition<T[K]> } & {
  readonly [path: `${string}.${string}`]: FilterValue | FilterOperators
} & {
  readonly and?: readonly Filter<T>[]
  readonly or?: readonly Filter<T>[]
  readonly not?: Filter<T>
}

type SortKey<T> = (keyof T & string) | `${string}.${string}`

/** `-createdAt`: descending. */
export type Sort<T> = SortKey<T> | `-${SortKey<T>}`

/** What a single read may ask. */
export interface RecordQuery<T, Relation extends string, Field extends keyof T & string> {
  /** `id` always comes along. */
  readonly fields?: readonly Field[]
  /** Two levels: `company.parent`. */
  readonly include?: readonly (Relation | `${Relation}.${string}`)[]
}

/** What a list may ask. */
export interface ListQuery<
  T,
  Relation extends string = string,
  Field extends keyof T & string = keyof T & string,
> extends RecordQuery<T, Relation, Field> {
  /** 1 to 200; default 25. */
  readonly limit?: number
  /** `page.next` or `page.prev` of an earlier answer to the same query. */
  readonly cursor?: string
  /** Records to pass over, from the beginning or the cursor: for a jump. */
  readonly skip?: number
  readonly sort?: Sort<T> | readonly Sort<T>[]
  readonly filter?: Filter<T>
  /** Fragment of a name, e-mail, … */
  readonly q?: string
  readonly count?: 'none' | 'estimate' | 'exact'
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

type AnyQuery = Readonly<Record<string, unknown>>

/** The query as the query string says it. */
export function toQueryString(query: object): string {
  const parameters = Object.entries(query as AnyQuery)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => [key, parameterOf(key, value)])
  return new URLSearchParams(parameters as [string, string][]).toString()
}

/** The query as the body of `POST /<plural>/query` says it. */
export function toQueryBody(query: object): object {
  const { sort, ...rest } = query as AnyQuery
  return sort === undefined ? rest : { ...rest, sort: parameterOf('sort', sort) }
}

function parameterOf(key: string, value: unknown): string {
  if (key === 'filter') return JSON.stringify(value)
  return Array.isArray(value) ? value.join(',') : String(value)
}
