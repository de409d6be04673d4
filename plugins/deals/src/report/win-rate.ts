import type { AnyContext } from '../staged/any-context.ts'
import { groupKey } from './group-by.ts'
import { amountOf, conversionOf, converterFor, type CurrencySums, inOne } from './money-sums.ts'
import { matchingDeals, type ReportQuery, rowsOf } from './report-query.ts'

const SUMS = ['won', 'lost', 'open'] as const
type Sums = CurrencySums<(typeof SUMS)[number]>

/** How many deals were won of those that ended, and what they were worth. */
export async function winRate(query: ReportQuery, context: AnyContext) {
  const rows = await rowsOf(
    context,
    ['group', 'currency', 'won', 'lost', 'open', 'wonAmount', 'lostAmount', 'openAmount'],
    (sql) => {
      const amount = sql.column('deal', 'amount', 'a')
      const outcome = (kind: string): string => `filter (where a.outcome = '${kind}')`
      const counts = SUMS.map((kind) => `count(*) ${outcome(kind)}`)
      const amounts = SUMS.map((kind) => `coalesce(sum(${amount}) ${outcome(kind)}, 0)`)
      return `select ${groupKey(sql, query.by)}, ${sql.column('deal', 'currency', 'a')}, ${[...counts, ...amounts].join(', ')}
        from ${matchingDeals(sql, query)} group by 1, 2 order by 1 nulls first, 2 nulls first`
    },
  )
  const sums = rows.flatMap((row): (Sums & { group: unknown })[] =>
    row.currency === null
      ? []
      : [
          {
            group: row.group,
            currency: row.currency as string,
            won: amountOf(row.wonAmount),
            lost: amountOf(row.lostAmount),
            open: amountOf(row.openAmount),
          },
        ],
  )
  const converter = await converterFor(query, sums, context)
  const data = [...Map.groupBy(rows, ({ group }) => group)].map(([group, of]) => {
    const count = (key: 'won' | 'lost' | 'open'): number =>
      of.reduce((sum, row) => sum + Number(row[key]), 0)
    const [won, lost] = [count('won'), count('lost')]
    const own = sums.filter((one) => one.group === group).map(({ group: _, ...rest }) => rest)
    return {
      group,
      won,
      lost,
      open: count('open'),
      rate: won + lost === 0 ? null : won / (won + lost),
      sums: own,
      converted: inOne(converter, own, SUMS),
    }
  })
  return { data, conversion: conversionOf(converter) }
}
