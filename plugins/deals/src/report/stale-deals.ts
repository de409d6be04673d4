import type { AnyContext } from '../staged/any-context.ts'
import { matchingDeals, type ReportQuery, rowsOf } from './report-query.ts'

/** Deals of one answer: those that have waited longest. */
const MOST = 200

/** Open deals that have been in their stage longer than it allows (`rottingDays`). */
export async function staleDeals(query: ReportQuery, context: AnyContext) {
  const rows = await rowsOf(
    context,
    ['id', 'title', 'stageId', 'stage', 'ownerId', 'since', 'days', 'rottingDays', 'total'],
    (sql) => {
      const now = `least((${sql.value(query.on)}::date + 1)::timestamp at time zone 'utc', now())`
      const days = `floor(extract(epoch from ${now} - a.stage_entered_at) / 86400)`
      return `select a.id, ${sql.column('deal', 'title', 'a')}, a.stage_id, s.name, ${sql.column('deal', 'ownerId', 'a')}, a.stage_entered_at,
          ${days}::int, s.rotting_days, count(*) over ()
        from (select * from ${matchingDeals(sql, query)} and a.outcome = 'open') a
        join ${sql.table('stage')} s on s.tenant_id = ${sql.tenant} and s.id = a.stage_id
        where s.rotting_days is not null and a.stage_entered_at < ${now} - make_interval(days => s.rotting_days::int)
        order by a.stage_entered_at, a.id limit ${MOST}`
    },
  )
  return {
    data: rows.map(({ total: _, ...row }) => row),
    total: Number(rows[0]?.total ?? 0),
  }
}
