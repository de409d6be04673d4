import { DateTime } from 'luxon'
import { RRuleTemporal } from 'rrule-temporal'

import { errors } from '../errors.ts'
import { atLocalTime, inZone, text } from './zoned-time.ts'

/**
 * Parts of a rule that are taken (RFC 5545 §3.3.10). Hours and minutes are not: a task comes with the time its first one has, and one every
 * second is nobody's.
 */
const PARTS: Readonly<Record<string, RegExp>> = {
  FREQ: /^(DAILY|WEEKLY|MONTHLY|YEARLY)$/,
  INTERVAL: /^[1-9]\d{0,2}$/,
  COUNT: /^[1-9]\d{0,3}$/,
  UNTIL: /^\d{8}(T\d{6}Z?)?$/,
  BYDAY: /^([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)(,([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU))*$/,
  BYMONTHDAY: /^[+-]?([1-9]|[12]\d|3[01])(,[+-]?([1-9]|[12]\d|3[01]))*$/,
  BYMONTH: /^([1-9]|1[0-2])(,([1-9]|1[0-2]))*$/,
  BYYEARDAY: /^[+-]?[1-9]\d{0,2}(,[+-]?[1-9]\d{0,2})*$/,
  BYWEEKNO: /^[+-]?([1-9]|[1-4]\d|5[0-3])(,[+-]?([1-9]|[1-4]\d|5[0-3]))*$/,
  BYSETPOS: /^[+-]?[1-9]\d{0,2}(,[+-]?[1-9]\d{0,2})*$/,
  WKST: /^(MO|TU|WE|TH|FR|SA|SU)$/,
}
/** Looks for the next one; 30 February never comes. A thousand take 150 ms, and the 29th of February on a Monday needs 28. */
const MAX_ITERATIONS = 1_000

/** The rule as it is stored: upper case, without `RRULE:`. Throws `ACTIVITY_RECURRENCE_INVALID`. */
export function normalizeRule(rule: string, start: string, zone: string): string {
  const normal = rule
    .trim()
    .toUpperCase()
    .replace(/^RRULE:/, '')
    .replace(/;+$/, '')
  const parts = partsOf(normal)
  const refuse = (reason: string) => {
    const fault = { path: '/recurrence', code: 'recurrence', message: reason }
    return errors.ACTIVITY_RECURRENCE_INVALID({ rule, reason }, { faults: [fault] })
  }
  for (const [name, value] of parts) {
    if (!PARTS[name]) throw refuse(`${name || 'an empty part'} is not known`)
    if (!PARTS[name].test(value)) throw refuse(`${name}=${value} has no meaning`)
  }
  const names = parts.map(([name]) => name)
  if (new Set(names).size < names.length) throw refuse('a part is given twice')
  if (!names.includes('FREQ')) throw refuse('FREQ is missing')
  if (names.includes('COUNT') && names.includes('UNTIL'))
    throw refuse('COUNT and UNTIL exclude each other')
  if (firstAfter(normal, { zone, start, after: Date.parse(start) }) === undefined)
    throw refuse('no day fits it')
  return normal
}

/** When the next one of a series is due; undefined when the series is over. */
export function nextOccurrence(series: {
  readonly rule: string
  readonly zone: string
  /** Due time of the first one, in whose time of day all are. */
  readonly start: string
  /** Only one later than this, in ms. */
  readonly after: number
  /** Which one it would be, from 1. */
  readonly occurrence: number
}): string | undefined {
  const parts = new Map(partsOf(series.rule))
  const count = parts.get('COUNT')
  if (count !== undefined && series.occurrence > Number(count)) return undefined
  const next = firstAfter(series.rule, series)
  const until = parts.get('UNTIL')
  if (next === undefined || (until !== undefined && isPast(next, until, series.zone)))
    return undefined
  return text(next)
}

/**
 * The rule runs over days and clock times without a zone, and what it gives is looked up in the zone: nine stays nine when the clocks
 * change, and half past two comes on the day that has none, at half past three (RFC 5545 §3.3.5).
 */
function firstAfter(
  rule: string,
  { zone, start, after }: { zone: string; start: string; after: number },
): DateTime | undefined {
  const first = inZone(start, zone)
  const kept = partsOf(rule).filter(([name]) => name !== 'COUNT' && name !== 'UNTIL')
  const rruleString = [
    `DTSTART;TZID=UTC:${first.toFormat("yyyyMMdd'T'HHmmss")}`,
    `RRULE:${kept.map((part) => part.join('=')).join(';')}`,
  ].join('\n')
  const floating = inZone(after, zone).setZone('utc', { keepLocalTime: true })
  // One day back: of an hour that comes twice, or not at all, the order of clock times is not that of moments.
  let from = floating.minus({ days: 1 })
  try {
    const series = new RRuleTemporal({ rruleString, maxIterations: MAX_ITERATIONS })
    for (;;) {
      const found = series.next(from.toJSDate())
      if (!found) return undefined
      const local = DateTime.fromMillis(found.epochMilliseconds, { zone: 'utc' })
      const moment = atLocalTime(local, zone)
      if (moment.toMillis() > after) return moment
      from = local
    }
  } catch {
    // The library gives up on a rule that no day fits.
    return undefined
  }
}

/** UNTIL is included: a moment, or a whole day of the zone. */
function isPast(next: DateTime, until: string, zone: string): boolean {
  if (until.length === 8) return next.setZone(zone).toFormat('yyyyMMdd') > until
  const local = DateTime.fromFormat(until.slice(0, 15), "yyyyMMdd'T'HHmmss", {
    zone: until.endsWith('Z') ? 'utc' : zone,
  })
  return next.toMillis() > local.toMillis()
}

function partsOf(rule: string): [name: string, value: string][] {
  return rule.split(';').map((part) => {
    const at = part.indexOf('=')
    return at < 0 ? [part, ''] : [part.slice(0, at), part.slice(at + 1)]
  })
}
