import { isUuid } from '../../base/uuid-v7.ts'
import { isDate, isDateTime } from '../../base/validator.ts'
import type { FilterValue } from '../filter.ts'
import { normalizeValue } from '../normalize.ts'
import type { Property, PropertyKind } from '../property.ts'

/** A text longer than this is no value anybody compares with; PostgreSQL would carry it through the whole scan. */
const MAX_TEXT = 10_000

/** What a value of the kind looks like, for messages. */
const EXPECTED: Readonly<Record<PropertyKind | 'any', string>> = {
  text: `a text of at most ${MAX_TEXT} characters`,
  integer: 'a whole number between -(2^53 - 1) and 2^53 - 1',
  number: 'a number',
  boolean: 'true or false',
  uuid: 'a UUID such as 018f3b1c-7a2e-7c3d-9b1a-5f4e3d2c1b0a',
  date: 'a date such as 2026-11-20',
  'date-time': 'a date-time with zone such as 2026-11-20T09:30:00Z',
  'text-list': 'a text',
  'uuid-list': 'a UUID',
  json: 'a text',
  any: 'a text, a number, true or false',
}

export function expectedValue(kind: PropertyKind | 'any'): string {
  return EXPECTED[kind]
}

/** True when PostgreSQL can compare a field of the kind with the value: nothing that passes makes a cast fail. */
export function isComparable(kind: PropertyKind | 'any', value: unknown): value is FilterValue {
  switch (kind) {
    case 'text':
    case 'text-list':
    case 'json':
      return isText(value)
    case 'integer':
      return Number.isSafeInteger(value)
    case 'number':
      return Number.isFinite(value)
    case 'boolean':
      return typeof value === 'boolean'
    case 'uuid':
    case 'uuid-list':
      return isUuid(value)
    case 'date':
      return typeof value === 'string' && isDate(value)
    case 'date-time':
      return typeof value === 'string' && isDateTime(value)
    case 'any':
      return isText(value) || Number.isFinite(value) || typeof value === 'boolean'
  }
}

function isText(value: unknown): value is string {
  // NUL: SQLSTATE 22021.
  return typeof value === 'string' && value.length <= MAX_TEXT && !value.includes('\0')
}

/** The values an enum allows; undefined when any will do. */
export function allowedValues(property: Property | undefined): readonly unknown[] | undefined {
  const { enum: values } = (property?.schema ?? {}) as { enum?: readonly unknown[] }
  return values?.filter((value) => value !== null)
}

/** The value in the form it is stored in (`normalize`): `A@B.com` finds `a@b.com`. What cannot be read stays as it came. */
export function storedForm(property: Property | undefined, value: FilterValue): FilterValue {
  if (!property || typeof value !== 'string') return value
  switch (property.kind) {
    case 'text':
      return normalizeValue(property, value, {}, []) as string
    case 'uuid-list':
      return value.toLowerCase()
    case 'text-list':
      return (normalizeValue(property, [value], {}, []) as string[])[0] ?? value
    case 'json':
      return (
        (normalizeValue(property, [{ value }], {}, []) as { value: string }[])[0]?.value ?? value
      )
    default:
      return value
  }
}
