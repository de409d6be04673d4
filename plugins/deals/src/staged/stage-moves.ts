import type { PluginContext, TimelineEntry, TimelineSource } from '@crmkit/core'

/** Moves through stages in the timeline of the record that was moved. */
export const stageMoves: TimelineSource<PluginContext<'deals', 'contacts'>> = {
  kinds: ['stage-move'],
  permission: 'stage.read',
  async read({ entity, recordId }, { limit, before }, context) {
    const { rights } = context.request
    // A stage that is hidden on the record is not told by the way it went.
    if (rights.field(entity, 'stageId') === 'none' || rights.field('stage', 'name') === 'none')
      return []
    const rows = await context.sql(
      (
        sql,
      ) => `select t.id, t.entered_at, t.actor, t.pipeline_id, t.stage_id, s.name, t.from_stage_id, f.name, t.left_at
        from ${sql.table('stage_stays')} t
        join ${sql.table('stage')} s on s.tenant_id = t.tenant_id and s.id = t.stage_id
        left join ${sql.table('stage')} f on f.tenant_id = t.tenant_id and f.id = t.from_stage_id
        where t.tenant_id = ${sql.tenant} and t.entity = ${sql.value(entity)} and t.record_id = ${sql.value(recordId)}::uuid
          ${before ? `and (t.entered_at, t.id) < (${sql.value(before.at)}::timestamptz, ${sql.value(before.id)}::uuid)` : ''}
        order by t.entered_at desc, t.id desc limit ${sql.value(limit)}::int`,
    )
    return rows.map((row) => entryOf(entity, recordId, row))
  },
}

function entryOf(entity: string, recordId: string, row: readonly unknown[]): TimelineEntry {
  const [id, at, actor, pipelineId, stageId, stage, fromStageId, from, leftAt] = row
  return {
    id: id as string,
    kind: 'stage-move',
    at: at as string,
    title:
      from === null
        ? `Entered ${stage as string}`
        : `Moved from ${from as string} to ${stage as string}`,
    actor: actor as TimelineEntry['actor'],
    entity,
    recordId,
    data: { pipelineId, stageId, stage, fromStageId, from, leftAt },
  }
}
