import type { AnyContext } from '../staged/any-context.ts'
import { amountOf, conversionOf, converterFor, type CurrencySums, inOne } from './money-sums.ts'
import { matchingDeals, type ReportQuery, rowsOf } from './report-query.ts'

const SUMS = ['amount', 'weighted', 'won'] as const
type Sums = CurrencySums<(typeof SUMS)[number] | 'openCount' | 'wonCount'>

/**
 * What open deals promise, by the month of their expected close, beside what was won, by the month it was. Weighted is amount × probability
 * (the deal's own, else that of its stage), summed exactly and rounded once a month and currency, half away from zero. Lost deals promise nothing.
 */
export async function forecast(query: ReportQuery, context: AnyContext) {
  const rows = await rowsOf(
    context,
    ['month', 'currency', 'openCount', 'amount', 'weighted', 'wonCount', 'won'],
    (sql) => {
      const amount = sql.column('deal', 'amount', 'a')
      const month = `to_char(case when a.outcome = 'open' then ${sql.column('deal', 'expectedCloseOn', 'a')} else ${sql.column('deal', 'closedOn', 'a')} end, 'YYYY-MM')`
      const chance = `coalesce(${sql.column('deal', 'probability', 'a')}, (
        select s.probability from ${sql.table('stage')} s where s.tenant_id = ${sql.tenant} and s.id = a.stage_id), 0)`
      const open = `filter (where a.outcome = 'open')`
      const won = `filter (where a.outcome = 'won')`
      return `select ${month}, ${sql.column('deal', 'currency', 'a')}, count(*) ${open}, coalesce(sum(${amount}) ${open}, 0),
          coalesce(round(sum(${amount}::numeric * ${chance}) ${open} / 100), 0), count(*) ${won}, coalesce(sum(${amount}) ${won}, 0)
        from ${matchingDeals(sql, query)} and a.outcome in ('open', 'won')
        group by 1, 2 order by 1 nulls last, 2 nulls first`
    },
  )
  const sums = rows.flatMap((row): (Sums & { month: unknown })[] =>
    row.currency === null
      ? []
      : [
          {
            month: row.month,
            currency: row.currency as string,
            openCount: Number(row.openCount),
            amount: amountOf(row.amount),
            weighted: amountOf(row.weighted),
            wonCount: Number(row.wonCount),
            won: amountOf(row.won),
          },
        ],
  )
  const converter = await converterFor(query, sums, context)
  const data = [...Map.groupBy(rows, ({ month }) => month)].map(([month, of]) => {
    const own = sums.filter((one) => one.month === month).map(({ month: _, ...rest }) => rest)
    return {
      month,
      openCount: of.reduce((sum, row) => sum + Number(row.openCount), 0),
      wonCount: of.reduce((sum, row) => sum + Number(row.wonCount), 0),
      sums: own,
      converted: inOne(converter, own, SUMS),
    }
  })
  return { data, conversion: conversionOf(converter) }
}
