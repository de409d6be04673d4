/** A comparison as the filter bar shows it; `operator` is the document's own, with `isNull` split in two. */
export interface FilterCondition {
  readonly field: string
  readonly operator: FilterOperator
  readonly value: unknown
}

export interface FilterGroup {
  readonly join: 'and' | 'or'
  readonly items: readonly FilterItem[]
}

/** A part the filter bar has no form for; it is kept word for word. */
export interface FilterRest {
  readonly rest: object
}

export type FilterItem = FilterCondition | FilterGroup | FilterRest

export type FilterOperator =
  | 'eq'
  | 'ne'
  | 'in'
  | 'notIn'
  | 'gt'
  | 'gte'
  | 'lt'
  | 'lte'
  | 'between'
  | 'contains'
  | 'startsWith'
  | 'has'
  | 'within'
  | 'empty'
  | 'filled'

const OPERATORS: ReadonlySet<string> = new Set(
  'eq ne in notIn gt gte lt lte between contains startsWith has within'.split(' '),
)

export const isGroup = (item: FilterItem): item is FilterGroup => 'items' in item
export const isCondition = (item: FilterItem): item is FilterCondition => 'operator' in item

/** Reads a filter document into what the filter bar edits. */
export function parseFilter(document: unknown): FilterGroup {
  return { join: 'and', items: isObject(document) ? itemsOf(document) : [] }
}

/** The filter document of what the filter bar holds; undefined when nothing is asked. Conditions without a value are left out. */
export function buildFilter(group: FilterGroup): object | undefined {
  const parts = group.items.map(partOf).filter((part) => part !== undefined)
  if (parts.length <= 1) return parts[0]
  return group.join === 'or' ? { or: parts } : joined(parts)
}

/** Conditions that hold a value, at any depth. */
export function countConditions(group: FilterGroup): number {
  return group.items.reduce((count, item) => {
    if (isGroup(item)) return count + countConditions(item)
    return count + (partOf(item) === undefined ? 0 : 1)
  }, 0)
}

/** True when there is enough to compare with. */
export function isComplete({ operator, value }: FilterCondition): boolean {
  if (operator === 'empty' || operator === 'filled') return true
  if (operator === 'between')
    return Array.isArray(value) && value.length === 2 && value.every(isValue)
  if (operator === 'in' || operator === 'notIn') return Array.isArray(value) && value.length > 0
  return isValue(value)
}

function isValue(value: unknown): boolean {
  return value !== undefined && value !== null && value !== ''
}

function itemsOf(document: Readonly<Record<string, unknown>>): FilterItem[] {
  return Object.entries(document).flatMap(([key, value]): FilterItem[] => {
    if (key === 'and' && Array.isArray(value)) return value.flatMap(inner)
    if (key === 'or' && Array.isArray(value)) return [{ join: 'or', items: value.flatMap(wrapped) }]
    if (key === 'and' || key === 'or' || key === 'not') return [{ rest: { [key]: value } }]
    return conditionsOf(key, value)
  })
}

const inner = (part: unknown): FilterItem[] =>
  isObject(part) ? itemsOf(part) : [{ rest: { and: [part] } }]

/** One member of an `or`: several conditions in it belong together. */
function wrapped(part: unknown): FilterItem[] {
  const items = inner(part)
  return items.length === 1 ? items : [{ join: 'and', items }]
}

function conditionsOf(field: string, value: unknown): FilterItem[] {
  if (value === undefined) return []
  if (!isObject(value)) return [conditionOf(field, 'eq', value)]
  return Object.entries(value).map(([name, operand]) => conditionOf(field, name, operand))
}

function conditionOf(field: string, name: string, operand: unknown): FilterItem {
  if (name === 'isNull' && typeof operand === 'boolean')
    return { field, operator: operand ? 'empty' : 'filled', value: undefined }
  if (operand === null && (name === 'eq' || name === 'ne'))
    return { field, operator: name === 'eq' ? 'empty' : 'filled', value: undefined }
  if (!OPERATORS.has(name)) return { rest: { [field]: { [name]: operand } } }
  return { field, operator: name as FilterOperator, value: operand }
}

function partOf(item: FilterItem): Readonly<Record<string, unknown>> | undefined {
  if (isGroup(item)) return buildFilter(item) as Record<string, unknown> | undefined
  if (!isCondition(item)) return item.rest as Record<string, unknown>
  if (!isComplete(item)) return undefined
  const { field, operator, value } = item
  if (operator === 'empty' || operator === 'filled')
    return { [field]: { isNull: operator === 'empty' } }
  return { [field]: operator === 'eq' ? value : { [operator]: value } }
}

/** One object where no field is asked twice; what does not fit into it goes to `and`. */
function joined(parts: readonly Readonly<Record<string, unknown>>[]): object {
  const whole: Record<string, unknown> = {}
  const others: object[] = []
  for (const part of parts) {
    const collides = Object.keys(part).some((key) => key === 'and' || Object.hasOwn(whole, key))
    if (collides) others.push(part)
    else Object.assign(whole, part)
  }
  return others.length === 0 ? whole : { ...whole, and: others }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
