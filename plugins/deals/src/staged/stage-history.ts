import { type RecordSql, uuidV7 } from '@crmkit/core'

import type { AnyContext, AnyRecord } from './any-context.ts'

/** A new record enters its stage. One that comes closed and says when work on it began was in the last open stage until then. */
export async function beginHistory(
  entity: string,
  record: AnyRecord,
  context: AnyContext,
): Promise<void> {
  const { id, pipelineId, stageId, stageEnteredAt, startedOn, closedOn, outcome } = record
  const hasPast =
    outcome !== 'open' &&
    typeof startedOn === 'string' &&
    typeof closedOn === 'string' &&
    startedOn <= closedOn
  await context.sql((sql) => {
    const at = `${sql.value(stageEnteredAt)}::timestamptz`
    const ofRecord = `${sql.value(entity)}, ${sql.value(id)}::uuid, ${sql.value(pipelineId)}::uuid`
    const actor = actorOf(sql, context)
    const stay = (stage: string, from: string, entered: string, left: string): string =>
      `select ${sql.tenant}, ${sql.value(uuidV7())}::uuid, ${ofRecord}, ${stage}, ${from}, ${entered}, ${left}::timestamptz, ${actor}`
    const past = hasPast
      ? `${stay('p.id', 'null', `(${sql.value(startedOn)}::date)::timestamp at time zone 'utc'`, at)} from past p union all `
      : ''
    return `with past as materialized (
        select s.id from ${sql.table('stage')} s
        where ${hasPast} and s.tenant_id = ${sql.tenant} and s.pipeline_id = ${sql.value(pipelineId)}::uuid and s.kind = 'open' and s.deleted_at is null
        order by s."order" desc nulls first, s.created_at desc limit 1
      ) insert into ${sql.table('stage_stays')} (tenant_id, id, entity, record_id, pipeline_id, stage_id, from_stage_id, entered_at, left_at, actor)
      ${past}${stay(`${sql.value(stageId)}::uuid`, '(select id from past)', at, 'null')}`
  })
}

/** A record that has moved leaves its stage and enters another; corrected days move the ends of what is remembered. */
export async function continueHistory(
  entity: string,
  before: AnyRecord,
  record: AnyRecord,
  context: AnyContext,
): Promise<void> {
  if (before['stageId'] !== record['stageId']) await enter(entity, record, context)
  else if (before['stageEnteredAt'] !== record['stageEnteredAt'])
    await shift(entity, record, context)
}

/** One statement: the stay that is open ends, the next one begins. */
async function enter(entity: string, record: AnyRecord, context: AnyContext): Promise<void> {
  await context.sql((sql) => {
    const id = `${sql.value(record['id'])}::uuid`
    const at = `${sql.value(record['stageEnteredAt'])}::timestamptz`
    const ofRecord = `tenant_id = ${sql.tenant} and entity = ${sql.value(entity)} and record_id = ${id} and left_at is null`
    const stays = sql.table('stage_stays')
    return `with was as (
        update ${stays} set left_at = greatest(entered_at, ${at}) where ${ofRecord} returning stage_id, entered_at
      ) insert into ${stays} (tenant_id, id, entity, record_id, pipeline_id, stage_id, from_stage_id, entered_at, actor)
      select ${sql.tenant}, ${sql.value(uuidV7())}::uuid, ${sql.value(entity)}, ${id}, ${sql.value(record['pipelineId'])}::uuid,
        ${sql.value(record['stageId'])}::uuid, (select stage_id from was),
        greatest(${at}, (select entered_at from was)), ${actorOf(sql, context)}`
  })
}

function actorOf(sql: RecordSql, { request: { actor } }: AnyContext): string {
  return `${sql.value(JSON.stringify({ kind: actor.kind, id: actor.id, name: actor.name }))}::json`
}

/** The day of an end was corrected: the stay before it ends then, too. */
async function shift(entity: string, record: AnyRecord, context: AnyContext): Promise<void> {
  await context.sql((sql) => {
    const at = `${sql.value(record['stageEnteredAt'])}::timestamptz`
    const stays = sql.table('stage_stays')
    const ofRecord = `t.tenant_id = ${sql.tenant} and t.entity = ${sql.value(entity)} and t.record_id = ${sql.value(record['id'])}::uuid`
    return `with last as (
        select t.id, t.entered_at from ${stays} t where ${ofRecord} and t.left_at is null
      ), earlier as (
        update ${stays} t set left_at = greatest(t.entered_at, ${at}) from last
        where ${ofRecord} and t.left_at = last.entered_at and t.id <> last.id returning t.left_at
      ) update ${stays} t set entered_at = coalesce((select max(left_at) from earlier), ${at})
      from last where ${ofRecord} and t.id = last.id`
  })
}
