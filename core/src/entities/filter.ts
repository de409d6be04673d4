/** A JSON value as a filter may compare it. */
export type FilterValue = string | number | boolean | null

/** Operators of one field. */
export interface FilterOperators {
  readonly eq?: FilterValue
  readonly ne?: FilterValue
  /** An empty list matches nothing. */
  readonly in?: readonly FilterValue[]
  readonly notIn?: readonly FilterValue[]
  readonly gt?: FilterValue
  readonly gte?: FilterValue
  readonly lt?: FilterValue
  readonly lte?: FilterValue
  /** Both ends included. */
  readonly between?: readonly [FilterValue, FilterValue]
  readonly contains?: string
  readonly startsWith?: string
  readonly isNull?: boolean
  /** A list property holds this value. */
  readonly has?: FilterValue
  /** A relative span: `today`, `yesterday`, `this week`, `last 7 days`, `next month`, … */
  readonly within?: string
}

/**
 * The filter document, used unchanged by lists, views, exports, segments and rules (design §5):
 * `{"status":"customer"}`, `{"and":[{"amount":{"gte":100000}},{"or":[…]}]}`, `{"not":{…}}`.
 */
export type Filter = {
  readonly and?: readonly Filter[]
  readonly or?: readonly Filter[]
  readonly not?: Filter
} & {
  readonly [field: string]: FilterValue | FilterOperators | readonly Filter[] | Filter | undefined
}
