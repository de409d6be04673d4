import { type Converter, converterTo } from '../rate/convert-sums.ts'
import type { AnyContext } from '../staged/any-context.ts'
import type { ReportQuery } from './report-query.ts'

/** Sums of one currency; amounts in minor units. */
export type CurrencySums<K extends string> = { readonly currency: string } & Readonly<
  Record<K, number>
>

/** What answers a wish for one currency: how, by which rates. */
export function conversionOf(converter: Converter | undefined) {
  return converter
    ? { currency: converter.currency, on: converter.day, rates: converter.rates }
    : null
}

/** Undefined unless the report is asked for one currency. */
export async function converterFor(
  query: ReportQuery,
  sums: Iterable<{ readonly currency: string }>,
  context: AnyContext,
): Promise<Converter | undefined> {
  if (query.currency === undefined) return undefined
  const needed = [...sums].map(({ currency }) => currency)
  return converterTo(query.currency, query.on, needed, context)
}

/** The sums of all currencies in one, each converted and rounded once; null unless asked for. */
export function inOne<K extends string>(
  converter: Converter | undefined,
  sums: readonly CurrencySums<K>[],
  keys: readonly K[],
): Record<K, number> | null {
  if (!converter) return null
  return Object.fromEntries(
    keys.map((key) => [
      key,
      sums.reduce((sum, one) => sum + converter.convert(one[key], one.currency), 0),
    ]),
  ) as Record<K, number>
}

/** Sums come as numeric, which has more digits than a number; amounts of any business fit. */
export function amountOf(value: unknown): number {
  return Number(value ?? 0)
}
