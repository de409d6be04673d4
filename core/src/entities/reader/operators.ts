import type { FilterOperators } from '../filter.ts'
import type { PropertyKind } from '../property.ts'

export type Operator = keyof FilterOperators

const SAME: readonly Operator[] = ['eq', 'ne', 'in', 'notIn', 'isNull']
const ORDER: readonly Operator[] = ['gt', 'gte', 'lt', 'lte', 'between']
const TIME: readonly Operator[] = [...SAME, ...ORDER, 'within']
const TEXT: readonly Operator[] = [...SAME, ...ORDER, 'contains', 'startsWith']
/** A list equals nothing but null: `has` looks inside. */
const LIST: readonly Operator[] = ['has', 'isNull', 'eq', 'ne']

/** What a field of each kind can be asked. */
export const OPERATORS: Readonly<Record<PropertyKind | 'any', readonly Operator[]>> = {
  text: TEXT,
  integer: [...SAME, ...ORDER],
  number: [...SAME, ...ORDER],
  boolean: SAME,
  uuid: SAME,
  date: TIME,
  'date-time': TIME,
  'text-list': LIST,
  'uuid-list': LIST,
  json: LIST,
  any: [...TEXT, 'has'],
}

const ALL: ReadonlySet<string> = new Set([...TEXT, 'within', 'has'])

export function isOperator(name: string): name is Operator {
  return ALL.has(name)
}
