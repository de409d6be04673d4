import pg from 'pg'

import { errors } from './errors.ts'

type Parse = (text: string) => unknown

/**
 * How a value of PostgreSQL becomes a value of JavaScript, for one pool. Times and dates stay text, in the very form
 * `to_json` gives them, so that a record read through JavaScript equals the one PostgreSQL assembled as JSON.
 */
export const valueParsers = {
  getTypeParser(oid: number, format?: 'text' | 'binary'): Parse {
    if (format === 'binary') return pg.types.getTypeParser(oid, 'binary') as Parse
    return PARSERS.get(oid) ?? (pg.types.getTypeParser(oid, 'text') as Parse)
  },
}

const asText: Parse = (text) => text
const asBoolean: Parse = (text) => text === 't'
const asJson: Parse = (text) => JSON.parse(text) as unknown

/** pg-types 2.2 exports an object with `create`; its declarations say a function. */
const arrayParser = pg.types.arrayParser as unknown as {
  create(text: string, transform: (item: string | null) => unknown): { parse(): unknown[] }
}

const listOf =
  (parse: Parse): Parse =>
  (text) =>
    arrayParser.create(text, (item) => (item === null ? null : parse(item))).parse()

/**
 * Every type our tables use, keyed by its OID (pg_type.dat), so that a host changing the global `pg.types` of a shared
 * copy of `pg` does not change what we read.
 */
const PARSERS = new Map<number, Parse>([
  [16, asBoolean],
  [20, safeInteger],
  [21, Number],
  [23, Number],
  [25, asText],
  [26, Number],
  [114, asJson],
  [700, Number],
  [701, Number],
  [1043, asText],
  [1082, asText],
  [1114, isoTime],
  [1184, isoTime],
  // numeric has more digits than a number can hold.
  [1700, asText],
  [2950, asText],
  [3802, asJson],
  [1000, listOf(asBoolean)],
  [1005, listOf(Number)],
  [1007, listOf(Number)],
  [1009, listOf(asText)],
  [1015, listOf(asText)],
  [1016, listOf(safeInteger)],
  [1021, listOf(Number)],
  [1022, listOf(Number)],
  [1115, listOf(isoTime)],
  [1182, listOf(asText)],
  [1185, listOf(isoTime)],
  [1231, listOf(asText)],
  [2951, listOf(asText)],
  [199, listOf(asJson)],
  [3807, listOf(asJson)],
])

function safeInteger(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw errors.INT8_NOT_SAFE({ value: text })
  return value
}

/** `2026-01-02 03:04:05.6+00` → `2026-01-02T03:04:05.6+00:00` (RFC 3339); `infinity` and years BC stay as they are. */
function isoTime(text: string): string {
  const parts = /^(\d{4,}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d+)?)([+-]\d\d)?(:\d\d)?$/.exec(text)
  if (parts === null) return text
  const [, date, time, hours, minutes] = parts
  return `${date}T${time}${hours === undefined ? '' : `${hours}${minutes ?? ':00'}`}`
}
