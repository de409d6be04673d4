import type { FieldInfo } from '../client/field-info.ts'
import type { FieldKind } from './field-kind.ts'
import { isObject, valueAt, type Values } from './field-path.ts'
import type { FieldContext } from './renderers.ts'

/** Kinds whose value is a list. */
export const LISTS: ReadonlySet<FieldKind> = new Set([
  ...(['multi-select', 'texts', 'relations', 'tags', 'objects'] as const),
])

export function isEmpty(value: unknown): boolean {
  return value == null || value === '' || (Array.isArray(value) && value.length === 0)
}

/** A value as one line of plain text: for `title`, for comparisons of two values, for what a screen reader hears. */
export function fieldText(
  field: FieldInfo,
  value: unknown,
  record: Values,
  context: FieldContext,
): string {
  const { format, t, crm } = context
  if (isEmpty(value)) return ''
  if (LISTS.has(field.kind) !== Array.isArray(value)) return textOf(value)
  switch (field.kind) {
    case 'boolean':
      return t(value === true ? 'value.yes' : 'value.no')
    case 'number':
    case 'integer':
      return format.number(Number(value))
    case 'money':
      return moneyText(Number(value), currencyOf(field, record), context)
    case 'money-object': {
      const { amountMinor, currency } = value as { amountMinor: number; currency: string }
      return moneyText(amountMinor, currency, context)
    }
    case 'date':
      return format.date(String(value))
    case 'date-time':
      return format.dateTime(String(value))
    case 'select':
      return optionLabel(field, value)
    case 'multi-select':
      return format.list((value as unknown[]).map((one) => optionLabel(field, one)))
    case 'relation':
    case 'member':
      return relatedTitle(field, record, value, crm) ?? ''
    case 'relations':
    case 'tags':
      return format.list(
        (value as unknown[]).map((id) => relatedTitle(field, record, id, crm) ?? '…'),
      )
    case 'texts':
      return format.list(value as string[])
    case 'objects':
      return format.list((value as Values[]).map((entry) => entryText(entry)))
    case 'address':
      return addressText(value as Values)
    case 'stamp':
      return stampText(value as Values)
    case 'json':
      return typeof value === 'string' ? value : JSON.stringify(value)
    default:
      return textOf(value)
  }
}

/** A scalar as text; JSON of what is none. */
export function textOf(value: unknown): string {
  if (value == null) return ''
  return typeof value === 'string' ? value : JSON.stringify(value)
}

export function optionOf(
  field: FieldInfo,
  value: unknown,
): { value: string; label: string; color?: string | undefined } {
  // A value that was taken from the options since is shown as it is stored.
  return (
    field.options?.find((option) => option.value === value) ?? {
      value: textOf(value),
      label: textOf(value),
    }
  )
}

export function currencyOf(field: FieldInfo, record: Values): string | undefined {
  const named = field.currencyField ? valueAt(record, field.currencyField) : undefined
  return typeof named === 'string' && named !== '' ? named : field.currencyCode
}

/** A related record that came with `include`, or that the store has. */
export function relatedRecord(
  field: FieldInfo,
  record: Values,
  id: unknown,
  crm: FieldContext['crm'],
): Values | undefined {
  const included = record[field.relation?.name ?? '']
  const known = (Array.isArray(included) ? included : [included]).find(
    (one): one is Values => isObject(one) && one['id'] === id,
  )
  const entity = field.relation?.entity
  return known ?? (entity ? crm?.records.get(entity, String(id)) : undefined)
}

/** Records are called by `name` nearly everywhere; `title` and the rest serve where they are not. */
export function titleOf(record: Values, titleField = 'name'): string | undefined {
  for (const key of [titleField, 'name', 'title', 'subject', 'number', 'email', 'role']) {
    const value = record[key]
    if (typeof value === 'string' && value !== '') return value
  }
  return undefined
}

export function entryText(entry: Values): string {
  const value = entry['value'] ?? entry['url'] ?? entry['label'] ?? entry['name']
  if (value !== undefined && value !== null) return textOf(value)
  return 'city' in entry || 'street' in entry ? addressText(entry) : membersText(entry)
}

/** One line, in the order it is written on the envelope in most of the world. */
export function addressText(address: Values): string {
  const { street, street2, postalCode, city, region, country } = address
  const town = [postalCode, city].filter((part) => !isEmpty(part)).join(' ')
  return [street, street2, town, region, country].filter((part) => !isEmpty(part)).join(', ')
}

export function stampText(stamp: Values): string {
  return textOf(stamp['name'] ?? stamp['kind'])
}

function moneyText(amount: number, currency: string | undefined, { format }: FieldContext): string {
  return currency === undefined ? format.number(amount) : format.money(amount, currency)
}

function optionLabel(field: FieldInfo, value: unknown): string {
  return optionOf(field, value).label
}

function relatedTitle(
  field: FieldInfo,
  record: Values,
  id: unknown,
  crm: FieldContext['crm'],
): string | undefined {
  const related = relatedRecord(field, record, id, crm)
  return related && titleOf(related, field.relation?.titleField)
}

function membersText(entry: Values): string {
  return Object.values(entry)
    .filter((part) => !isEmpty(part) && typeof part !== 'object')
    .map(textOf)
    .join(', ')
}

/** A bound as it is read beside the field: of an amount with the digits of its currency. */
export function moneyLimit(field: FieldInfo, limit: number, context: FieldContext): string {
  return field.kind === 'money'
    ? moneyText(limit, field.currencyCode ?? 'EUR', context)
    : context.format.number(limit)
}
