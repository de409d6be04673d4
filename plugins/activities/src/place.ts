import type { RecordSql } from '@crmkit/core'

import { errors } from './errors.ts'

/** A place in a list by time: what comes after it is the next page. */
export interface Place {
  readonly at: string
  readonly id: string
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)$/

/** Only what comes after a place in a list with the newest first; `''` for its first page. */
export function afterPlace(sql: RecordSql, alias: string, place: Place | undefined): string {
  if (!place) return ''
  return `and (${alias}.created_at, ${alias}.id) < (${sql.value(place.at)}::timestamptz, ${sql.value(place.id)}::uuid)`
}

/** A page, out of what was read with one more than its limit. */
export function pageOf<T>(
  found: readonly T[],
  limit: number,
  placeOf: (last: T) => Place,
): {
  readonly data: readonly T[]
  readonly page: { readonly limit: number; readonly next: string | null; readonly prev: null }
} {
  const data = found.slice(0, limit)
  const last = found.length > limit ? data.at(-1) : undefined
  return { data, page: { limit, next: last ? encodePlace(placeOf(last)) : null, prev: null } }
}

/** Where a page begins, from `page.next` of the one before; undefined for the first. */
export function placeFrom(cursor: string | undefined): Place | undefined {
  return cursor === undefined ? undefined : decodePlace(cursor)
}

function encodePlace({ at, id }: Place): string {
  return Buffer.from(`${at} ${id}`).toString('base64url')
}

function decodePlace(cursor: string): Place {
  const [at = '', id = '', ...more] = Buffer.from(cursor, 'base64url').toString().split(' ')
  const isPlace = more.length === 0 && UUID.test(id) && MOMENT.test(at)
  if (!isPlace || Number.isNaN(Date.parse(at))) throw errors.CURSOR_INVALID()
  return { at, id }
}
