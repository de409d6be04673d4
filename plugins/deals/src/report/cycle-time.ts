import type { AnyContext } from '../staged/any-context.ts'
import { groupKey } from './group-by.ts'
import { matchingDeals, type ReportQuery, rowsOf } from './report-query.ts'

/** Days from the start to the end of deals that ended. */
export async function cycleTime(query: ReportQuery, context: AnyContext) {
  const rows = await rowsOf(
    context,
    ['group', 'outcome', 'count', 'average', 'median', 'p90', 'shortest', 'longest'],
    (sql) => {
      const days = `(${sql.column('deal', 'closedOn', 'a')} - ${sql.column('deal', 'startedOn', 'a')})`
      const share = (part: number): string =>
        `percentile_cont(${part}) within group (order by ${days})`
      return `select ${groupKey(sql, query.by)}, a.outcome, count(*), avg(${days}), ${share(0.5)}, ${share(0.9)}, min(${days}), max(${days})
        from ${matchingDeals(sql, query)} and a.outcome <> 'open' and ${days} is not null
        group by 1, 2 order by 1 nulls first, 2 desc`
    },
  )
  return {
    data: rows.map(({ group, outcome, count, average, median, p90, shortest, longest }) => ({
      group,
      outcome,
      count,
      averageDays: Number(average),
      medianDays: median,
      p90Days: p90,
      shortestDays: shortest,
      longestDays: longest,
    })),
  }
}
