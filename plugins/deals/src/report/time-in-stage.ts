import type { AnyContext } from '../staged/any-context.ts'
import { type ReportQuery, rowsOf } from './report-query.ts'

/** How long deals stay in each stage: every stay that ended by itself, and what is in it now up to the day asked for. */
export async function timeInStage(query: ReportQuery, context: AnyContext) {
  const rows = await rowsOf(
    context,
    [
      'stageId',
      'name',
      'pipelineId',
      'stays',
      'seconds',
      'average',
      'median',
      'current',
      'currentSeconds',
    ],
    (sql) => {
      const now = `((${sql.value(query.on)}::date + 1)::timestamp at time zone 'utc')`
      const left = `extract(epoch from t.left_at - t.entered_at)`
      const ended = 'filter (where t.left_at is not null)'
      const open = 'filter (where t.left_at is null)'
      return `select s.id, s.name, s.pipeline_id, count(*) ${ended}, coalesce(sum(${left}) ${ended}, 0), avg(${left}) ${ended},
          percentile_cont(0.5) within group (order by ${left}) ${ended}, count(*) ${open},
          coalesce(sum(greatest(extract(epoch from least(${now}, now()) - t.entered_at), 0)) ${open}, 0)
        from ${sql.table('stage_stays')} t
        join ${sql.table('deal')} a on a.tenant_id = ${sql.tenant} and a.id = t.record_id and ${sql.matching('deal', 'a', query.filter)}
        join ${sql.table('stage')} s on s.tenant_id = ${sql.tenant} and s.id = t.stage_id
        where t.tenant_id = ${sql.tenant} and t.entity = 'deal'
        group by s.id, s.name, s.pipeline_id, s."order" order by s.pipeline_id, s."order", s.id`
    },
  )
  return {
    data: rows.map(
      ({
        stageId,
        name,
        pipelineId,
        stays,
        seconds,
        average,
        median,
        current,
        currentSeconds,
      }) => ({
        stageId,
        name,
        pipelineId,
        stays,
        totalSeconds: Number(seconds),
        averageSeconds: average === null ? null : Number(average),
        medianSeconds: median,
        current,
        currentSeconds: Number(currentSeconds),
      }),
    ),
  }
}
