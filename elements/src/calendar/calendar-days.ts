import { addDays, type PlainDay, weekdayOf } from '../tasks/plain-day.ts'

/** 0 is Sunday, as the locale begins its weeks; Monday where the browser cannot say (ISO 8601). */
export function firstWeekday(locale: string): number {
  const info = new Intl.Locale(locale) as Intl.Locale & {
    getWeekInfo?(): { firstDay: number }
    weekInfo?: { firstDay: number }
  }
  return ((info.getWeekInfo?.() ?? info.weekInfo)?.firstDay ?? 1) % 7
}

export function weekOf(day: PlainDay, firstDay: number): readonly PlainDay[] {
  const start = addDays(day, -((weekdayOf(day) - firstDay + 7) % 7))
  return Array.from({ length: 7 }, (_, index) => addDays(start, index))
}

/** The weeks that hold a day of the month. */
export function weeksOfMonth(day: PlainDay, firstDay: number): readonly (readonly PlainDay[])[] {
  const weeks: (readonly PlainDay[])[] = []
  let week = weekOf(`${day.slice(0, 7)}-01` as PlainDay, firstDay)
  while (weeks.length === 0 || week[0]?.slice(0, 7) === day.slice(0, 7)) {
    weeks.push(week)
    week = weekOf(addDays(week[0] as PlainDay, 7), firstDay)
  }
  return weeks
}

/** The same day some months on; the last one where the month is shorter. */
export function addMonths(day: PlainDay, months: number): PlainDay {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate()
  const moved = new Date(Date.UTC(year, month - 1 + months, Math.min(date, last)))
  return moved.toISOString().slice(0, 10) as PlainDay
}

/** How a day is said, in no time zone. */
export function dayText(
  day: PlainDay,
  locale: string,
  options: Intl.DateTimeFormatOptions,
): string {
  const format = new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' })
  return format.format(new Date(`${day}T00:00:00Z`))
}
