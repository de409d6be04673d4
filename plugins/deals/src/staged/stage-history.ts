import { type RecordSql, uuidV7 } from '@crmkit/core'

import type { AnyContext, AnyRecord } from './any-context.ts'

/** New records enter their stages. One that comes closed and says when work on it began was in the last open stage until then. */
export async function beginHistory(
  entity: string,
  records: readonly AnyRecord[],
  context: AnyContext,
): Promise<void> {
  const entries = records.map((record) => ({
    ...entryOf(record),
    past: uuidV7(),
    from: hasPast(record) ? record['startedOn'] : null,
  }))
  await context.sql((sql) => {
    const stays = sql.table('stage_stays')
    const own = `${sql.tenant}, ${sql.value(entity)}`
    const actor = actorOf(sql, context)
    return `with entry as materialized (
        select * from ${entriesOf(sql, entries, ', past uuid, "from" date')}
      ), past as materialized (
        select distinct on (s.pipeline_id) s.pipeline_id, s.id from ${sql.table('stage')} s
        where s.tenant_id = ${sql.tenant} and s.pipeline_id in (select e.pipeline from entry e where e."from" is not null)
          and s.kind = 'open' and s.deleted_at is null
        order by s.pipeline_id, s."order" desc nulls first, s.created_at desc
      ), began as materialized (
        select e.*, p.id as past_stage from entry e left join past p on p.pipeline_id = e.pipeline and e."from" is not null
      ) insert into ${stays} (tenant_id, entity, id, record_id, pipeline_id, stage_id, from_stage_id, entered_at, left_at, actor)
      select ${own}, b.past, b.record, b.pipeline, b.past_stage, null::uuid, b."from"::timestamp at time zone 'utc', b.at, ${actor}
        from began b where b.past_stage is not null
      union all select ${own}, b.stay, b.record, b.pipeline, b.stage, b.past_stage, b.at, null, ${actor} from began b`
  })
}

/** Records that have moved leave their stages and enter others; corrected days move the ends of what is remembered. */
export async function continueHistory(
  entity: string,
  changes: readonly { readonly before: AnyRecord; readonly record: AnyRecord }[],
  context: AnyContext,
): Promise<void> {
  const recordsThat = (did: (before: AnyRecord, record: AnyRecord) => boolean): AnyRecord[] =>
    changes.flatMap(({ before, record }) => (did(before, record) ? [record] : []))
  const differs = (key: string) => (before: AnyRecord, record: AnyRecord) =>
    before[key] !== record[key]
  const moved = differs('stageId')
  const redated = differs('stageEnteredAt')
  await enter(entity, recordsThat(moved), context)
  await shift(
    entity,
    recordsThat((before, record) => !moved(before, record) && redated(before, record)),
    context,
  )
}

/** One statement: the stays that are open end, the next ones begin. */
async function enter(
  entity: string,
  records: readonly AnyRecord[],
  context: AnyContext,
): Promise<void> {
  if (records.length === 0) return
  await context.sql((sql) => {
    const stays = sql.table('stage_stays')
    return `with entry as materialized (
        select * from ${entriesOf(sql, records.map(entryOf))}
      ), was as (
        update ${stays} t set left_at = greatest(t.entered_at, e.at) from entry e
        where t.tenant_id = ${sql.tenant} and t.entity = ${sql.value(entity)} and t.record_id = e.record and t.left_at is null
        returning t.record_id, t.stage_id, t.entered_at
      ) insert into ${stays} (tenant_id, id, entity, record_id, pipeline_id, stage_id, from_stage_id, entered_at, actor)
      select ${sql.tenant}, e.stay, ${sql.value(entity)}, e.record, e.pipeline, e.stage, w.stage_id,
        greatest(e.at, w.entered_at), ${actorOf(sql, context)}
      from entry e left join was w on w.record_id = e.record`
  })
}

/** The day of an end was corrected: the stay before it ends then, too. */
async function shift(
  entity: string,
  records: readonly AnyRecord[],
  context: AnyContext,
): Promise<void> {
  if (records.length === 0) return
  await context.sql((sql) => {
    const stays = sql.table('stage_stays')
    const own = `t.tenant_id = ${sql.tenant} and t.entity = ${sql.value(entity)}`
    return `with last as materialized (
        select t.id, t.record_id, t.entered_at, e.at from ${entriesOf(sql, records.map(entryOf))}
        join ${stays} t on ${own} and t.record_id = e.record and t.left_at is null
      ), earlier as (
        update ${stays} t set left_at = greatest(t.entered_at, l.at) from last l
        where ${own} and t.record_id = l.record_id and t.left_at = l.entered_at and t.id <> l.id returning t.record_id, t.left_at
      ) update ${stays} t set entered_at = coalesce((select max(o.left_at) from earlier o where o.record_id = l.record_id), l.at)
      from last l where ${own} and t.record_id = l.record_id and t.id = l.id`
  })
}

interface Entry {
  /** Id of the stay that begins. */
  readonly stay: string
  readonly record: unknown
  readonly pipeline: unknown
  readonly stage: unknown
  readonly at: unknown
}

function entryOf({ id, pipelineId, stageId, stageEnteredAt }: AnyRecord): Entry {
  return {
    stay: uuidV7(),
    record: id,
    pipeline: pipelineId,
    stage: stageId,
    at: stageEnteredAt,
  }
}

/** The entries as rows of a statement, under the alias `e`. */
function entriesOf(sql: RecordSql, entries: readonly Entry[], more = ''): string {
  return `jsonb_to_recordset(${sql.value(JSON.stringify(entries))}::jsonb)
    as e (stay uuid, record uuid, pipeline uuid, stage uuid, at timestamptz${more})`
}

function hasPast({ outcome, startedOn, closedOn }: AnyRecord): boolean {
  return (
    outcome !== 'open' &&
    typeof startedOn === 'string' &&
    typeof closedOn === 'string' &&
    startedOn <= closedOn
  )
}

function actorOf(sql: RecordSql, { request: { actor } }: AnyContext): string {
  return `${sql.value(JSON.stringify({ kind: actor.kind, id: actor.id, name: actor.name }))}::json`
}
