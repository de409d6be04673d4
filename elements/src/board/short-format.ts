import { minorDigits } from '../i18n/format.ts'

/** Formats by their words: to make one takes longer than to draw a column. */
const numbers = new Map<string, Intl.NumberFormat>()
const dates = new Map<string, Intl.DateTimeFormat>()

/** `€1.2M`: a column is too narrow for every digit; its title has them. */
export function shortMoney(locale: string, minor: number, currency: string): string {
  return money(locale, minor, currency, { notation: 'compact', maximumFractionDigits: 1 })
}

/** `€1,200`, `€1,200.50` */
export function cardMoney(locale: string, minor: number, currency: string): string {
  return money(locale, minor, currency, { trailingZeroDisplay: 'stripIfInteger' })
}

/** Days within which a day and a month say which year is meant. */
const NEAR_MS = 300 * 86_400_000

/** `Nov 24`; with the year when it is far. */
export function cardDate(locale: string, date: string): string {
  const at = Date.parse(date)
  const isNear = Math.abs(at - Date.now()) < NEAR_MS
  const key = `${locale} ${String(isNear)}`
  let format = dates.get(key)
  if (!format) {
    const year = isNear ? {} : ({ year: 'numeric' } as const)
    format = new Intl.DateTimeFormat(locale, {
      month: 'short',
      day: 'numeric',
      ...year,
      timeZone: 'UTC',
    })
    dates.set(key, format)
  }
  return Number.isNaN(at) ? date : format.format(at)
}

function money(
  locale: string,
  minor: number,
  currency: string,
  options: Intl.NumberFormatOptions,
): string {
  const key = [locale, currency, ...Object.keys(options)].join()
  let format = numbers.get(key)
  if (!format) {
    try {
      format = new Intl.NumberFormat(locale, { style: 'currency', currency, ...options })
    } catch {
      // A code that is none.
      return `${String(minor / 100)} ${currency}`
    }
    numbers.set(key, format)
  }
  return format.format(minor / 10 ** minorDigits(currency))
}
