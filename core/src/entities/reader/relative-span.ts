import { DateTime } from 'luxon'

/** Half-open: `from` belongs to it, `to` does not. */
export interface Span {
  readonly from: DateTime
  readonly to: DateTime
}

type Unit = 'day' | 'week' | 'month' | 'quarter' | 'year'

const DAYS: Readonly<Record<string, number>> = { yesterday: -1, today: 0, tomorrow: 1 }
const CALENDAR = /^(this|last|next) (week|month|quarter|year)$/
const ROLLING = /^(last|next) (\d{1,4}) (day|week|month|quarter|year)s?$/

/** What `within` understands, for messages. */
export const SPAN_WORDS =
  'today, yesterday, tomorrow, "this week", "last month", "next quarter", "this year", "last 7 days", "next 3 months", …'

/** Finds the span a few words name, at any later moment; undefined when they name none. */
export function parseSpan(words: string): ((now: DateTime) => Span) | undefined {
  const text = words.trim().toLowerCase().replace(/\s+/g, ' ')
  const days = Object.hasOwn(DAYS, text) ? DAYS[text] : undefined
  if (days !== undefined) return (now) => calendar(now, 'day', days)
  const named = CALENDAR.exec(text)
  if (named) return (now) => calendar(now, named[2] as Unit, SHIFT[named[1] as keyof typeof SHIFT])
  const rolling = ROLLING.exec(text)
  const count = Number(rolling?.[2])
  // 1,000 years back or ahead is still a year PostgreSQL and RFC 3339 can write.
  if (!rolling || count < 1 || count > 1_000) return undefined
  return (now) => sliding(now, rolling[1] as 'last' | 'next', count, rolling[3] as Unit)
}

const SHIFT = { last: -1, this: 0, next: 1 } as const

/** A whole day, week (from Monday, ISO 8601), month, quarter or year. */
function calendar(now: DateTime, unit: Unit, shift: number): Span {
  const from = now.startOf(unit).plus(amount(shift, unit))
  return { from, to: from.plus(amount(1, unit)) }
}

/** `last 7 days` ends with today and `next 7 days` begins with it, so that both show what is on today's desk. */
function sliding(now: DateTime, direction: 'last' | 'next', count: number, unit: Unit): Span {
  const today = now.startOf('day')
  const tomorrow = today.plus({ days: 1 })
  return direction === 'last'
    ? { from: tomorrow.minus(amount(count, unit)), to: tomorrow }
    : { from: today, to: today.plus(amount(count, unit)) }
}

function amount(count: number, unit: Unit): Record<string, number> {
  return { [`${unit}s`]: count }
}

/** The moment in the zone, or in UTC when the zone's name is unknown to this machine. */
export function momentIn(zone: string, now: number): DateTime {
  const local = DateTime.fromMillis(now, { zone })
  return local.isValid ? local : DateTime.fromMillis(now, { zone: 'utc' })
}
