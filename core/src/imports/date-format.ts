import { DateTime, type TokenParser } from 'luxon'

import { isDate, isDateTime } from '../base/validator.ts'

/** How the dates of a column are written: luxon tokens such as `M/d/yyyy`, or `iso`. */
export type DateFormat = string

export interface DateReader {
  /** `2026-03-01`; undefined when the text is not of the format. */
  date(text: string): string | undefined
  /** RFC 3339 in UTC; a text without zone is a time of `zone`. */
  dateTime(text: string): string | undefined
}

/** Reads dates of the formats, the first that fits; ISO 8601 is always understood. */
export function createDateReader(formats: readonly DateFormat[], zone: string): DateReader {
  const parsers = formats
    .filter((format) => format !== 'iso')
    .map((format) => DateTime.buildFormatParser(format, { locale: 'en-US' }))
  const options = { zone, locale: 'en-US' }
  return {
    date: cached((text) =>
      isDate(text)
        ? text
        : ((read(parsers, text, options) ?? iso(text, zone))?.toISODate() ?? undefined),
    ),
    dateTime: cached((text) =>
      isDateTime(text) ? text : utc(read(parsers, text, options) ?? iso(text, zone)),
    ),
  }
}

/** luxon takes 15 µs a date, and the dates of a file repeat: 10,000 of them are remembered (about 1 MB). */
const REMEMBERED = 10_000

function cached(parse: (text: string) => string | undefined): (text: string) => string | undefined {
  const known = new Map<string, string | undefined>()
  return (text) => {
    if (known.has(text)) return known.get(text)
    if (known.size >= REMEMBERED) known.clear()
    const value = parse(text)
    known.set(text, value)
    return value
  }
}

function read(
  parsers: readonly TokenParser[],
  text: string,
  options: { zone: string; locale: string },
): DateTime<true> | undefined {
  for (const parser of parsers) {
    const time = DateTime.fromFormatParser(text, parser, options)
    if (isUsable(time)) return time
  }
  return undefined
}

/** Only calendar dates with two-digit months and days, with or without a time: luxon also takes weeks, ordinals and bare years. */
function iso(text: string, zone: string): DateTime<true> | undefined {
  if (!/^\d{4}-?\d\d-?\d\d([T ]\d\d:?\d\d.*)?$/.test(text)) return undefined
  const time = DateTime.fromISO(text.replace(' ', 'T').replace(/\s+/g, ''), { zone })
  return isUsable(time) ? time : undefined
}

/** `M/d/yyyy` reads `1/1/16` as the year 16: nobody keeps such dates, a year of two digits needs `yy`. */
function isUsable(time: DateTime): time is DateTime<true> {
  return time.isValid && time.year >= 1000 && time.year <= 9999
}

function utc(time: DateTime<true> | undefined): string | undefined {
  return time?.toUTC().toISO({ suppressMilliseconds: true })
}

/** Refuses what reads nothing: a format must hold year, month and day. */
export function isDateFormat(format: string): boolean {
  if (format === 'iso') return true
  const bare = format.replace(/'[^']*'/g, '')
  if (!/y/.test(bare) || !/[ML]/.test(bare) || !/d/.test(bare)) return false
  try {
    const probe = DateTime.fromISO('2026-11-23T14:05:06.789Z', { zone: 'utc' })
    return DateTime.fromFormat(probe.toFormat(format), format, { zone: 'utc' }).isValid
  } catch {
    return false
  }
}

const TIMES = ['', ' H:mm', ' H:mm:ss', ' h:mm a', ' h:mm:ss a'] as const
/** Families of formats that the same text may be of; which one only a day above 12 tells. */
const AMBIGUOUS = [
  ['M/d/yyyy', 'd/M/yyyy'],
  ['M-d-yyyy', 'd-M-yyyy'],
  ['M/d/yy', 'd/M/yy'],
] as const
const CERTAIN = [
  'yyyy/M/d',
  'd.M.yyyy',
  'd.M.yy',
  'd MMM yyyy',
  'MMM d, yyyy',
  'd MMMM yyyy',
  'MMMM d, yyyy',
  'd-MMM-yyyy',
  'd-MMM-yy',
] as const

export type DateSniff =
  | { readonly format: DateFormat }
  /** The values fit both, and nothing tells which. */
  | { readonly ambiguous: readonly DateFormat[] }
  | undefined

/**
 * The format a column is written in, as far as its values tell: one that reads most of them, while no other reads any that it does not.
 * The few it does not read are refused row by row later. Undefined when no known format reads even half of them.
 */
export function sniffDateFormat(values: readonly string[]): DateSniff {
  if (values.length === 0) return { format: 'iso' }
  const readBy = (format: DateFormat): ReadonlySet<string> => {
    const reader = createDateReader([format], 'utc')
    return new Set(values.filter((value) => reader.dateTime(value) !== undefined))
  }
  const isMost = (read: ReadonlySet<string>): boolean =>
    values.filter((value) => read.has(value)).length * 2 > values.length
  if (isMost(readBy('iso'))) return { format: 'iso' }
  for (const time of TIMES) {
    const certain = CERTAIN.map((format) => format + time).find((format) => isMost(readBy(format)))
    if (certain !== undefined) return { format: certain }
    for (const family of AMBIGUOUS) {
      const [one, other] = family.map((format) => format + time) as [DateFormat, DateFormat]
      const [byOne, byOther] = [readBy(one), readBy(other)]
      if (!isMost(byOne.union(byOther))) continue
      if (byOther.isSubsetOf(byOne) && byOne.size > byOther.size) return { format: one }
      if (byOne.isSubsetOf(byOther) && byOther.size > byOne.size) return { format: other }
      return { ambiguous: [one, other] }
    }
  }
  return undefined
}
