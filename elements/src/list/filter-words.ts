import type { FieldInfo } from '../client/field-info.ts'
import { fieldText } from '../fields/field-text.ts'
import type { MessageKey } from '../i18n/messages-en.ts'
import {
  type FilterCondition,
  type FilterItem,
  type FilterOperator,
  isComplete,
  isCondition,
  isGroup,
} from './filter-document.ts'
import { SPANS } from './filter-operators.ts'
import type { ListContext } from './list-context.ts'

/** `is on or after` for days, `is at least` for figures. */
export function operatorWord(
  list: ListContext,
  field: FieldInfo | undefined,
  operator: FilterOperator,
): string {
  const isTime = field?.kind === 'date' || field?.kind === 'date-time'
  const isOrder = ['gt', 'gte', 'lt', 'lte'].includes(operator)
  return list.t(`list.op.${operator}${isTime && isOrder ? '.date' : ''}` as MessageKey)
}

export function spanWord(list: ListContext, span: unknown): string {
  const known = SPANS.find((one) => one === span)
  return known ? list.t(`list.span.${known}`) : String(span)
}

/** `company.industry` as `Industry of Company`. */
export function fieldWord(list: ListContext, key: string): string {
  const field = list.entity?.field(key)
  if (field) return field.label
  const { over, inner } = pathOf(list, key)
  return over && inner ? list.t('list.filterOf', { field: inner.label, relation: over.label }) : key
}

/** The field a condition is about, over a relation too. */
export function fieldOfPath(list: ListContext, key: string): FieldInfo | undefined {
  return list.entity?.field(key) ?? pathOf(list, key).inner
}

/** `company.industry`: the relation, and the field of its records, as far as their schema is known. */
function pathOf(
  { entity, crm }: ListContext,
  key: string,
): { over?: FieldInfo; inner?: FieldInfo } {
  const [first = '', ...rest] = key.split('.')
  const over = entity?.fields.find(({ relation }) => relation?.name === first)
  if (!over?.relation) return {}
  return { over, inner: crm?.peekEntity(over.relation.entity)?.field(rest.join('.')) }
}

/** A condition as one reads it: `Status is any of Lead, Customer`. */
export function conditionWords(
  list: ListContext,
  condition: FilterCondition,
): {
  field: string
  operator: string
  value: string
} {
  const { field: key, operator, value } = condition
  const field = fieldOfPath(list, key)
  return {
    field: fieldWord(list, key),
    operator: operatorWord(list, field, operator),
    value: isComplete(condition) ? valueWords(list, field, operator, value) : '…',
  }
}

export function itemWords(list: ListContext, item: FilterItem): string {
  if (isGroup(item))
    return item.items
      .map((part) => itemWords(list, part))
      .join(` ${list.t(item.join === 'and' ? 'list.join.and' : 'list.join.or')} `)
  if (!isCondition(item)) return list.t('list.filterRest')
  const { field, operator, value } = conditionWords(list, item)
  return [field, operator, value].filter(Boolean).join(' ')
}

function valueWords(
  list: ListContext,
  field: FieldInfo | undefined,
  operator: FilterOperator,
  value: unknown,
): string {
  if (operator === 'empty' || operator === 'filled') return ''
  if (operator === 'within') return spanWord(list, value)
  if (operator === 'between' && Array.isArray(value))
    return value.map((one) => oneWord(list, field, one)).join(' – ')
  if (Array.isArray(value)) return list.format.list(value.map((one) => oneWord(list, field, one)))
  return oneWord(list, field, value)
}

/** A list's `has` compares with one of its values. */
const SINGULAR: Readonly<Record<string, FieldInfo['kind']>> = {
  'multi-select': 'select',
  tags: 'relation',
  relations: 'relation',
  texts: 'text',
  objects: 'text',
}

function oneWord(list: ListContext, field: FieldInfo | undefined, value: unknown): string {
  if (!field) return String(value)
  const kind = SINGULAR[field.kind]
  const single = kind ? { ...field, kind } : field
  const text = fieldText(single, value, { id: '' }, list.fields)
  return text === '' ? String(value) : text
}
