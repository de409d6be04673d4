import { errors } from '../errors.ts'
import { converted } from '../money.ts'
import type { AnyContext } from '../staged/any-context.ts'

/** Adds up amounts of several currencies in one, by the rates stored for a day; a sum without a rate is refused, never left out. */
export interface Converter {
  readonly currency: string
  readonly day: string
  /** The rates used, as they are stored. */
  readonly rates: readonly UsedRate[]
  convert(amount: number, currency: string): number
}

export interface UsedRate {
  readonly from: string
  readonly to: string
  readonly day: string
  readonly rate: number
}

/** The newest rate of each currency on the day or before it. Throws `EXCHANGE_RATE_MISSING`. */
export async function converterTo(
  currency: string,
  day: string,
  needed: Iterable<string>,
  context: AnyContext,
): Promise<Converter> {
  const from = [...new Set(needed)].filter((other) => other !== currency).sort()
  const rows = await context.sql(
    (
      sql,
    ) => `select distinct on (r.from_currency) r.from_currency, r.day, r.rate from ${sql.table('exchangeRate')} r
      where r.tenant_id = ${sql.tenant} and r.deleted_at is null and r.to_currency = ${sql.value(currency)}
        and r.from_currency = any(${sql.value(from)}::text[]) and r.day <= ${sql.value(day)}::date
      order by r.from_currency, r.day desc`,
  )
  const rates = new Map(
    rows.map(([name, on, rate]) => [
      name as string,
      { from: name as string, to: currency, day: on as string, rate: rate as number },
    ]),
  )
  const missing = from.filter((name) => !rates.has(name))
  if (missing.length > 0)
    throw errors.EXCHANGE_RATE_MISSING({ from: missing.join(', '), to: currency, day })
  return {
    currency,
    day,
    rates: [...rates.values()],
    convert(amount, name) {
      const rate = rates.get(name)
      return rate ? converted(amount, rate) : amount
    },
  }
}
