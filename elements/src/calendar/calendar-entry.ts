import type { Rec } from '../client/record.ts'
import {
  addDays,
  dayIn,
  daysBetween,
  instantOf,
  type PlainDay,
  timeIn,
} from '../tasks/plain-day.ts'

/** An activity in the calendar of one zone. */
export interface CalendarEntry {
  readonly id: string
  readonly record: Rec
  readonly kind: string
  readonly isDone: boolean
  /** The day it begins, and the one it ends. */
  readonly day: PlainDay
  readonly lastDay: PlainDay
  /** `09:30`; undefined: the whole day. */
  readonly time: string | undefined
  readonly minutes: number
}

const DEFAULT_MINUTES: Readonly<Record<string, number>> = { meeting: 60 }
const SHORTEST_MINUTES = 30

/** Minutes an entry of a week moves and grows by. */
export const STEP = 15

export function entryOf(record: Rec, timeZone: string): CalendarEntry | undefined {
  const { dueAt, endAt, dueOn, allDay, kind, status } = record
  if (typeof dueAt !== 'string') return undefined
  const isWhole = allDay === true
  const day = isWhole && typeof dueOn === 'string' ? (dueOn as PlainDay) : dayIn(dueAt, timeZone)
  const length = typeof endAt === 'string' ? (Date.parse(endAt) - Date.parse(dueAt)) / 60_000 : 0
  const minutes = length > 0 ? length : (DEFAULT_MINUTES[String(kind)] ?? SHORTEST_MINUTES)
  // One that ends at midnight does not touch the day that begins with it.
  const last = isWhole
    ? addDays(day, Math.max(0, Math.ceil(length / 1_440) - 1))
    : dayIn(Date.parse(dueAt) + Math.max(0, length * 60_000 - 1), timeZone)
  return {
    ...{ id: record.id, record, kind: String(kind), isDone: status !== 'open', day, lastDay: last },
    time: isWhole ? undefined : timeIn(dueAt, timeZone),
    minutes,
  }
}

/** Of each day, in the order of its clock; what takes the whole day first. */
export function byDay(entries: readonly CalendarEntry[]): ReadonlyMap<PlainDay, CalendarEntry[]> {
  const days = new Map<PlainDay, CalendarEntry[]>()
  for (const entry of entries) {
    // A year-long one is no reason to draw a year.
    const count = Math.min(daysBetween(entry.day, entry.lastDay), 62)
    for (let n = 0; n <= count; n++) {
      const day = addDays(entry.day, n)
      days.set(day, [...(days.get(day) ?? []), entry])
    }
  }
  for (const own of days.values()) own.sort(inOrder)
  return days
}

function inOrder(a: CalendarEntry, b: CalendarEntry): number {
  const [one, other] = [a.time ?? '', b.time ?? '']
  if (one !== other) return one < other ? -1 : 1
  return a.id < b.id ? -1 : 1
}

/** Side by side where their times overlap: of how many columns, which one. */
export function columnsOf(
  entries: readonly CalendarEntry[],
): ReadonlyMap<string, { readonly column: number; readonly of: number }> {
  const places = new Map<string, { column: number; of: number }>()
  let cluster: { entry: CalendarEntry; column: number; end: number }[] = []
  let clusterEnd = -1
  const settle = (): void => {
    const of = Math.max(0, ...cluster.map(({ column }) => column)) + 1
    for (const { entry, column } of cluster) places.set(entry.id, { column, of })
    cluster = []
  }
  for (const entry of entries) {
    const start = minuteOf(entry.time ?? '00:00')
    const end = start + Math.max(entry.minutes, SHORTEST_MINUTES)
    if (start >= clusterEnd) settle()
    const taken = new Set(cluster.filter((other) => other.end > start).map(({ column }) => column))
    let column = 0
    while (taken.has(column)) column++
    cluster.push({ entry, column, end })
    clusterEnd = Math.max(clusterEnd, end)
  }
  settle()
  return places
}

export function minuteOf(time: string): number {
  const [hour = 0, minute = 0] = time.split(':').map(Number)
  return hour * 60 + minute
}

/** Within the day: what is moved over its edge stays at it. */
export function clockOf(minutes: number): string {
  const within = Math.max(0, Math.min(24 * 60 - STEP, minutes))
  const two = (number: number): string => String(number).padStart(2, '0')
  return `${two(Math.floor(within / 60))}:${two(within % 60)}`
}

/** What makes it so long; it ends on its day. */
export function patchToStretch(
  { record, time = '00:00' }: CalendarEntry,
  minutes: number,
): Readonly<Record<string, unknown>> {
  const most = 24 * 60 - minuteOf(time)
  const within = Math.max(STEP, Math.min(minutes, most))
  return { endAt: new Date(Date.parse(String(record['dueAt'])) + within * 60_000).toISOString() }
}

/** What moves it to a day and a time of the zone's clock: its length stays, and so does what it is of the day. */
export function patchToMove(
  { record, time: ownTime }: CalendarEntry,
  day: PlainDay,
  time: string | undefined,
  timeZone: string,
): Readonly<Record<string, unknown>> {
  const clock = time ?? ownTime
  const { dueAt, endAt } = record
  const zone =
    clock === undefined && typeof record['timeZone'] === 'string' ? record['timeZone'] : timeZone
  const moved = instantOf(day, clock, zone)
  const length =
    typeof endAt === 'string' && typeof dueAt === 'string'
      ? Date.parse(endAt) - Date.parse(dueAt)
      : undefined
  return {
    dueAt: moved,
    timeZone: zone,
    allDay: clock === undefined,
    ...(length === undefined ? {} : { endAt: new Date(Date.parse(moved) + length).toISOString() }),
  }
}
