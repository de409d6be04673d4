import type { FieldInfo } from '../client/field-info.ts'
import type { FilterOperator } from './filter-document.ts'

/** How the value of a comparison is entered. */
export type FilterInput = 'none' | 'value' | 'range' | 'options' | 'records' | 'span' | 'boolean'

const TEXT = ['contains', 'eq', 'ne', 'startsWith', 'empty', 'filled'] as const
const NUMBER = ['eq', 'ne', 'gt', 'gte', 'lt', 'lte', 'between', 'empty', 'filled'] as const
const DATE = ['within', 'eq', 'lt', 'lte', 'gt', 'gte', 'between', 'empty', 'filled'] as const
const MOMENT = ['within', 'lt', 'gte', 'between', 'empty', 'filled'] as const
const CHOICE = ['in', 'notIn', 'empty', 'filled'] as const
const LIST = ['has', 'empty', 'filled'] as const
const PRESENCE = ['empty', 'filled'] as const

/** Operators a field can be asked with, the usual one first. */
export function operatorsOf(field: FieldInfo): readonly FilterOperator[] {
  const isKnown = (operator: FilterOperator): boolean =>
    field.operators.includes(operator === 'empty' || operator === 'filled' ? 'isNull' : operator)
  return usualOf(field).filter(isKnown)
}

function usualOf({ kind }: FieldInfo): readonly FilterOperator[] {
  switch (kind) {
    case 'number':
    case 'integer':
    case 'money':
      return NUMBER
    case 'date':
      return DATE
    case 'date-time':
      return MOMENT
    case 'boolean':
      return ['eq', ...PRESENCE]
    case 'select':
    case 'relation':
    case 'member':
      return CHOICE
    case 'multi-select':
    case 'texts':
    case 'objects':
    case 'relations':
    case 'tags':
      return LIST
    case 'address':
    case 'money-object':
    case 'stamp':
    case 'json':
      return PRESENCE
    default:
      return TEXT
  }
}

/** What to enter for a comparison. */
export function inputOf({ kind }: FieldInfo, operator: FilterOperator): FilterInput {
  if (operator === 'empty' || operator === 'filled') return 'none'
  if (operator === 'within') return 'span'
  if (operator === 'between') return 'range'
  if (kind === 'boolean') return 'boolean'
  const isList = operator === 'in' || operator === 'notIn'
  if (kind === 'select' || kind === 'multi-select') return 'options'
  if (kind === 'relation' || kind === 'member' || kind === 'relations' || kind === 'tags')
    return 'records'
  return isList ? 'options' : 'value'
}

/** Whether several values may be chosen. */
export function takesMany(operator: FilterOperator): boolean {
  return operator === 'in' || operator === 'notIn'
}

/** Spans of `within` that are offered; any other of the engine is kept as it is written. */
export const SPANS = [
  'today',
  'yesterday',
  'tomorrow',
  'this week',
  'last week',
  'next week',
  'this month',
  'last month',
  'next month',
  'this quarter',
  'last quarter',
  'this year',
  'last year',
  'last 7 days',
  'last 30 days',
  'last 90 days',
  'next 7 days',
  'next 30 days',
] as const
