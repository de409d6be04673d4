import type { RecordSql } from '@crmkit/core'

import type { AnyContext } from './any-context.ts'

/** A stage with what its pipeline says; read whatever the actor may read, because rules hold for everybody. */
export interface StageFacts {
  readonly id: string
  readonly name: string
  readonly kind: 'open' | 'won' | 'lost'
  readonly requiredFields: readonly string[]
  readonly nextStageIds: readonly string[]
  readonly living: boolean
  readonly pipelineId: string
  readonly pipeline: string
  readonly entity: string
  readonly teamIds: readonly string[]
  readonly lostReasonRequired: boolean
  readonly lostReasons: readonly string[]
}

/** Holds the stages until the transaction ends: whoever deletes one meanwhile waits, and then finds the records in it. By id, those there are. */
export function findStages(
  context: AnyContext,
  ids: ReadonlySet<string>,
): Promise<ReadonlyMap<string, StageFacts>> {
  return firsts(context, ids, () => 's.id = wanted.key::uuid')
}

/** Where records of the pipelines begin, by pipeline. */
export function firstStages(
  context: AnyContext,
  pipelineIds: ReadonlySet<string>,
): Promise<ReadonlyMap<string, StageFacts>> {
  return firsts(
    context,
    pipelineIds,
    () =>
      "p.id = wanted.key::uuid and s.deleted_at is null and p.deleted_at is null and s.kind = 'open'",
  )
}

/** The first stage of the first pipeline for an entity that the actor's teams may use. */
export async function defaultStage(
  context: AnyContext,
  entity: string,
): Promise<StageFacts | undefined> {
  const { actor } = context.request
  const found = await firsts(context, new Set([entity]), (sql) => {
    const open = "coalesce(p.team_ids, '{}') = '{}'"
    const mine =
      actor.kind === 'system'
        ? 'true'
        : `(${open} or p.team_ids && ${sql.value(actor.teamIds)}::uuid[])`
    return `p.entity = wanted.key and s.deleted_at is null and p.deleted_at is null and s.kind = 'open' and ${mine}`
  })
  return found.get(entity)
}

/** For each key the first stage, in the order of boards, that meets the condition on it. */
async function firsts(
  context: AnyContext,
  keys: ReadonlySet<string>,
  condition: (sql: RecordSql) => string,
): Promise<ReadonlyMap<string, StageFacts>> {
  if (keys.size === 0) return new Map()
  const rows = await context.sql(
    (
      sql,
    ) => `select wanted.key, found.stage from unnest(${sql.value([...keys].sort())}::text[]) as wanted (key)
      cross join lateral (
        select json_build_object(
          'id', s.id, 'name', s.name, 'kind', s.kind, 'requiredFields', coalesce(s.required_fields, '{}'),
          'nextStageIds', coalesce(s.next_stage_ids, '{}'), 'living', s.deleted_at is null and p.deleted_at is null,
          'pipelineId', p.id, 'pipeline', p.name, 'entity', p.entity, 'teamIds', coalesce(p.team_ids, '{}'),
          'lostReasonRequired', coalesce(p.lost_reason_required, false), 'lostReasons', coalesce(p.lost_reasons, '{}')) as stage
        from ${sql.table('stage')} s join ${sql.table('pipeline')} p on p.tenant_id = s.tenant_id and p.id = s.pipeline_id
        where s.tenant_id = ${sql.tenant} and p.tenant_id = ${sql.tenant} and ${condition(sql)}
        order by p."order" nulls last, p.created_at, p.id, s."order" nulls last, s.created_at, s.id limit 1 for share of s
      ) found`,
  )
  return new Map(rows as readonly (readonly [string, StageFacts])[])
}
