import type { Localizer } from '../i18n/localizer.ts'

const DAY_MS = 86_400_000

/** The day of an instant by the reader's own clock: `2026-11-20`. */
export function dayOf(at: string | number): string {
  const date = new Date(at)
  const two = (number: number): string => String(number).padStart(2, '0')
  return `${String(date.getFullYear())}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
}

/** What a day is called over the entries of it; the year only where it is another. */
export function dayName(at: string, { t, locale }: Localizer): string {
  const day = dayOf(at)
  if (day === dayOf(Date.now())) return t('timeline.today')
  if (day === dayOf(Date.now() - DAY_MS)) return t('timeline.yesterday')
  const isThisYear = day.startsWith(dayOf(Date.now()).slice(0, 4))
  return new Intl.DateTimeFormat(locale, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: isThisYear ? undefined : 'numeric',
  }).format(new Date(at))
}
