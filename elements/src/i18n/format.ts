type DateInput = string | number | Date

/** How values are shown in one locale. Dates without a time are shown as they are, in no time zone. */
export interface Format {
  /** `2026-11-20`, or the day of a time: 20 Nov 2026 */
  readonly date: (value: DateInput) => string
  /** 20 Nov 2026, 14:05 */
  readonly dateTime: (value: DateInput) => string
  /** 14:05 */
  readonly time: (value: DateInput) => string
  /** 3 minutes ago, yesterday, in 2 weeks */
  readonly relative: (value: DateInput, now?: number) => string
  readonly number: (value: number, options?: Intl.NumberFormatOptions) => string
  readonly percent: (value: number) => string
  /** An amount in the minor unit of its currency: 1999 EUR is €19.99. */
  readonly money: (minor: number, currency: string) => string
  /** A, B and C */
  readonly list: (values: readonly string[]) => string
  /** In the order of the locale's alphabet. */
  readonly compare: (a: string, b: string) => number
}

export function createFormat(locale: string): Format {
  const day = new Intl.DateTimeFormat(locale, { dateStyle: 'medium' })
  const plainDay = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' })
  const dayTime = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' })
  const clock = new Intl.DateTimeFormat(locale, { timeStyle: 'short' })
  const ago = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })
  const plainNumber = new Intl.NumberFormat(locale)
  const collator = new Intl.Collator(locale, { numeric: true })
  const lists = new Intl.ListFormat(locale, { type: 'conjunction' })
  const currencies = new Map<string, Intl.NumberFormat>()

  return {
    date: (value) => shown(value, isPlainDate(value) ? plainDay : day),
    dateTime: (value) => shown(value, dayTime),
    time: (value) => shown(value, clock),
    relative(value, now = Date.now()) {
      const at = timeOf(value)
      return Number.isNaN(at) ? String(value) : ago.format(...span((at - now) / 1_000))
    },
    number: (value, options) =>
      (options ? new Intl.NumberFormat(locale, options) : plainNumber).format(value),
    percent: (value) =>
      new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 }).format(value),
    money(minor, currency) {
      const known = currencyFormat(currency)
      if (!known) return `${plainNumber.format(minor / 100)} ${currency}`
      return known.format(minor / 10 ** minorDigits(currency))
    },
    list: (values) => lists.format(values),
    compare: (a, b) => collator.compare(a, b),
  }

  function currencyFormat(currency: string): Intl.NumberFormat | undefined {
    let known = currencies.get(currency)
    if (known) return known
    try {
      known = new Intl.NumberFormat(locale, { style: 'currency', currency })
    } catch {
      return undefined
    }
    currencies.set(currency, known)
    return known
  }
}

const digitsOf = new Map<string, number>()

/** Digits after the point of a currency (ISO 4217): 2 for EUR, 0 for JPY, 3 for KWD. */
export function minorDigits(currency: string): number {
  let digits = digitsOf.get(currency)
  if (digits !== undefined) return digits
  try {
    const format = new Intl.NumberFormat('en', { style: 'currency', currency })
    digits = format.resolvedOptions().maximumFractionDigits ?? 2
  } catch {
    digits = 2
  }
  digitsOf.set(currency, digits)
  return digits
}

function shown(value: DateInput, format: Intl.DateTimeFormat): string {
  const at = timeOf(value)
  // What is no date is shown as it is: hiding it would hide the fault.
  return Number.isNaN(at) ? String(value) : format.format(at)
}

function isPlainDate(value: DateInput): boolean {
  return typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value)
}

function timeOf(value: DateInput): number {
  return new Date(value).getTime()
}

/** Seconds of each unit, and the distance from which the next one says it better. */
const SPANS: readonly (readonly [
  unit: Intl.RelativeTimeFormatUnit,
  size: number,
  until: number,
])[] = [
  ['second', 1, 60],
  ['minute', 60, 3_600],
  ['hour', 3_600, 86_400],
  ['day', 86_400, 7 * 86_400],
  ['week', 7 * 86_400, 30 * 86_400],
  ['month', 30 * 86_400, 365 * 86_400],
]

function span(seconds: number): [value: number, unit: Intl.RelativeTimeFormatUnit] {
  const found = SPANS.find(([, , until]) => Math.abs(seconds) < until)
  const [unit, size] = found ?? (['year', 365 * 86_400] as const)
  return [Math.round(seconds / size), unit]
}
