import type { CrmClient } from '../client/crm-client.ts'

/** Amounts in minor units of one currency. */
export interface Amounts {
  readonly amount: number
  readonly weighted: number
  readonly won: number
}

export interface MonthSums extends Amounts {
  readonly currency: string
  readonly openCount: number
}

/** A month as the engine answers it. */
export interface ForecastMonth {
  /** `2026-11`; null: no expected close. */
  readonly month: string | null
  readonly openCount: number
  readonly sums: readonly MonthSums[]
  /** All currencies in the one asked for. */
  readonly converted: Amounts | null
}

export interface Forecast {
  readonly data: readonly ForecastMonth[]
  readonly conversion: { readonly currency: string; readonly on: string } | null
}

export interface ForecastBar extends Amounts {
  readonly month: string | null
  readonly openCount: number
}

/** Months beyond these are seldom a forecast; the table has all. */
const MOST_BARS = 18

export function loadForecast(
  crm: CrmClient,
  request: { filter?: object | undefined; currency?: string | undefined },
  signal: AbortSignal,
): Promise<Forecast> {
  const query = new URLSearchParams()
  if (request.filter) query.set('filter', JSON.stringify(request.filter))
  if (request.currency) query.set('currency', request.currency)
  const asked = query.size > 0 ? `?${query.toString()}` : ''
  return crm.send<Forecast>({ method: 'GET', path: `/reports/deals/forecast${asked}`, signal })
}

/** Currencies in it, the one with the most first. */
export function currenciesOf({ data }: Forecast): string[] {
  const found = new Map<string, number>()
  for (const { sums } of data)
    for (const { currency, openCount } of sums)
      found.set(currency, (found.get(currency) ?? 0) + openCount + 1)
  return [...found].sort(([, a], [, b]) => b - a).map(([currency]) => currency)
}

/** The bars of one currency, months without anything between them included; without a date comes last. */
export function barsOf(forecast: Forecast, currency: string): readonly ForecastBar[] {
  const isConverted = forecast.conversion?.currency === currency
  const bars = forecast.data.flatMap((month) => {
    const own = isConverted ? month.converted : month.sums.find((sum) => sum.currency === currency)
    if (!own) return []
    const openCount = isConverted ? month.openCount : (own as MonthSums).openCount
    const { amount, weighted, won } = own
    return [{ month: month.month, openCount, amount, weighted, won }]
  })
  const dated = bars.filter(({ month }) => month !== null)
  const undated = bars.filter(({ month, openCount }) => month === null && openCount > 0)
  return [...withGaps(dated), ...undated]
}

/** As many as fit, the current month among them. */
export function shownBars(
  bars: readonly ForecastBar[],
  today: string,
  fit: number,
): readonly ForecastBar[] {
  const most = Math.max(3, Math.min(fit, MOST_BARS))
  if (bars.length <= most) return bars
  const now = bars.findIndex(({ month }) => month === null || month >= today.slice(0, 7))
  // A little of what was, more of what comes.
  const first = Math.max(0, Math.min((now < 0 ? bars.length : now) - 2, bars.length - most))
  return bars.slice(first, first + most)
}

export function totalOf(bars: readonly ForecastBar[]): ForecastBar {
  const sum = (key: 'amount' | 'weighted' | 'won' | 'openCount'): number =>
    bars.reduce((total, bar) => total + bar[key], 0)
  return {
    month: null,
    amount: sum('amount'),
    weighted: sum('weighted'),
    won: sum('won'),
    openCount: sum('openCount'),
  }
}

/** Scale whose lines are round numbers: 1, 2 or 5 times a power of ten. */
export function ticksOf(most: number): readonly number[] {
  if (most <= 0) return [0, 1]
  const rough = most / 4
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = ([1, 2, 5, 10].find((one) => one * power >= rough) ?? 10) * power
  return Array.from({ length: Math.ceil(most / step) + 1 }, (_, index) => index * step)
}

function withGaps(bars: readonly ForecastBar[]): readonly ForecastBar[] {
  const [first] = bars
  const last = bars.at(-1)
  if (!first?.month || !last?.month) return bars
  const filled: ForecastBar[] = []
  for (let month = first.month; month <= last.month; month = after(month)) {
    const known = bars.find((bar) => bar.month === month)
    filled.push(known ?? { month, openCount: 0, amount: 0, weighted: 0, won: 0 })
    // Ten years are no forecast: a date that was mistyped must not draw a thousand bars.
    if (filled.length > 120) return bars
  }
  return filled
}

function after(month: string): string {
  const [year = 0, number = 1] = month.split('-').map(Number)
  return number === 12 ? `${year + 1}-01` : `${year}-${String(number + 1).padStart(2, '0')}`
}
