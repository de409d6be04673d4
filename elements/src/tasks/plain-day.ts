import { fromLocalTime, toLocalTime } from '../fields/local-time.ts'

/** `2026-11-20`: a day of the calendar, in no time zone. */
export type PlainDay = `${number}-${number}-${number}`

const DAY_MS = 86_400_000

export function addDays(day: PlainDay, days: number): PlainDay {
  return plain(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS)
}

/** Days from one to the other. */
export function daysBetween(from: PlainDay, to: PlainDay): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY_MS)
}

/** 0 is Sunday. */
export function weekdayOf(day: PlainDay): number {
  return new Date(`${day}T00:00:00Z`).getUTCDay()
}

/** The day of an instant by the clocks of a zone. */
export function dayIn(instant: string | number, timeZone: string): PlainDay {
  return toLocalTime(new Date(instant).toISOString(), timeZone).slice(0, 10) as PlainDay
}

/** `09:30` by the clocks of a zone. */
export function timeIn(instant: string, timeZone: string): string {
  return toLocalTime(instant, timeZone).slice(11)
}

/** The instant the clocks of a zone show this day and time; midnight by default. */
export function instantOf(day: PlainDay, time: string | undefined, timeZone: string): string {
  return fromLocalTime(`${day}T${time ?? '00:00'}`, timeZone) ?? new Date(day).toISOString()
}

/** The browser's own zone. */
export function ownZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone
}

function plain(ms: number): PlainDay {
  return new Date(ms).toISOString().slice(0, 10) as PlainDay
}
