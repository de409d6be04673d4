import { createHash } from 'node:crypto'

import type { QueryFaults } from '../list-query/query-faults.ts'
import { isComparable } from './check-value.ts'
import type { OrderKey } from './order.ts'

/** Sort value of a record: text as PostgreSQL gives it in JSON, null where it has none. */
export type CursorValue = string | boolean | null

export interface Cursor {
  readonly direction: 'next' | 'prev'
  readonly values: readonly CursorValue[]
}

/** What a cursor belongs to: a query of another fingerprint has another order, or other records in it. */
export function queryFingerprint(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 10)
}

/** Opaque to a client: fingerprint of its query, direction, sort values. It holds nothing its reader was not shown, so it is not signed. */
export function encodeCursor(fingerprint: string, { direction, values }: Cursor): string {
  const text = JSON.stringify([fingerprint, direction === 'next' ? 1 : 0, ...values])
  return Buffer.from(text).toString('base64url')
}

/** Reads a cursor back; every value is checked, because anybody can make one. */
export function decodeCursor(
  text: string,
  fingerprint: string,
  keys: readonly OrderKey[],
  faults: QueryFaults,
): Cursor | undefined {
  const parts = parse(text)
  const [from, direction, ...values] = parts ?? []
  if (!parts || typeof from !== 'string' || (direction !== 0 && direction !== 1)) {
    faults.add(
      'cursor',
      'CURSOR_INVALID',
      'is not a cursor: take page.next or page.prev of an answer as it is.',
    )
    return undefined
  }
  if (from !== fingerprint) {
    faults.add(
      'cursor',
      'CURSOR_OF_OTHER_QUERY',
      'belongs to a list with another sort, filter, q or deleted; begin without a cursor.',
    )
    return undefined
  }
  if (
    values.length !== keys.length ||
    !keys.every((key, index) => isSortValue(key, values[index]))
  ) {
    faults.add(
      'cursor',
      'CURSOR_INVALID',
      'has been changed: take page.next or page.prev of an answer as it is.',
    )
    return undefined
  }
  return { direction: direction === 1 ? 'next' : 'prev', values: values as CursorValue[] }
}

function parse(text: string): unknown[] | undefined {
  try {
    const value = JSON.parse(Buffer.from(text, 'base64url').toString()) as unknown
    return Array.isArray(value) ? value : undefined
  } catch {
    return undefined
  }
}

function isSortValue({ kind, nullable, field }: OrderKey, value: unknown): boolean {
  if (value === null) return nullable
  if (kind === 'boolean') return typeof value === 'boolean'
  if (typeof value !== 'string') return false
  switch (kind) {
    case 'integer':
      // Also numeric, when the field is a custom one.
      return field.source === 'custom' ? isNumber(value) : /^-?\d{1,18}$/.test(value)
    case 'number':
      return isNumber(value)
    case 'date-time':
    case 'date':
      // A custom date-time of a year before 1 cannot be written, a column's may come from a time zone's shift.
      return isComparable(kind, value.replace(/ BC$/, ''))
    case 'uuid':
      return field.source === 'custom' ? isComparable('text', value) : isComparable('uuid', value)
    default:
      return !value.includes('\0')
  }
}

function isNumber(text: string): boolean {
  if (text.length > 1_000 || !/^-?\d+(\.\d+)?([eE][+-]?\d{1,4})?$/.test(text)) return false
  const value = Number(text)
  // What JavaScript rounds to zero or infinity, double precision refuses to read (SQLSTATE 22003).
  return Number.isFinite(value) && (value !== 0 || !/[1-9]/.test(text.split(/[eE]/)[0] ?? ''))
}
