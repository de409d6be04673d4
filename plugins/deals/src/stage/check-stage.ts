import { errors } from '../errors.ts'
import type { AnyContext, AnyRecord } from '../staged/any-context.ts'

/** A new stage stands behind the others unless it says where, and asks only for what there is. */
export async function checkNewStage(
  { data }: { data: AnyRecord },
  context: AnyContext,
): Promise<void> {
  if (data['order'] === undefined || data['order'] === null) {
    const [row] = await context.sql(
      (sql) => `select coalesce(max(s."order") + 1, 0) from ${sql.table('stage')} s
        where s.tenant_id = ${sql.tenant} and s.pipeline_id = ${sql.value(data['pipelineId'])}::uuid and s.deleted_at is null`,
    )
    data['order'] = Math.min(row?.[0] as number, 10_000)
  }
  await checkRules(data, data['pipelineId'] as string, context)
}

export async function checkChangedStage(
  { before, data }: { before: AnyRecord; data: AnyRecord },
  context: AnyContext,
): Promise<void> {
  const { pipelineId, kind, name } = before
  if (data['pipelineId'] !== undefined && data['pipelineId'] !== pipelineId)
    throw errors.STAGE_FIXED()
  await checkRules(data, pipelineId as string, context)
  if (data['kind'] === undefined || data['kind'] === kind) return
  if (await holdsRecords(before, context))
    throw errors.STAGE_KIND_IN_USE({ stage: name, kind: data['kind'] })
}

async function checkRules(data: AnyRecord, pipelineId: string, context: AnyContext): Promise<void> {
  const fields = (data['requiredFields'] ?? []) as readonly string[]
  const next = (data['nextStageIds'] ?? []) as readonly string[]
  if (fields.length > 0) await checkFields(fields, pipelineId, context)
  if (next.length > 0) await checkNext(next, pipelineId, context)
}

async function checkFields(
  fields: readonly string[],
  pipelineId: string,
  context: AnyContext,
): Promise<void> {
  const name = await entityOf(pipelineId, context)
  const entity = context.entity(name)
  const unknown = fields.filter(
    (key) =>
      !key.startsWith('custom.') && !entity?.properties.has(key) && !entity?.relations.has(key),
  )
  if (unknown.length === 0) return
  const faults = unknown.map((key) => ({
    path: `/requiredFields/${fields.indexOf(key)}`,
    code: 'STAGE_FIELD_UNKNOWN',
    message: `is no field of ${name}`,
  }))
  throw errors.STAGE_FIELD_UNKNOWN({ entity: name, fields: unknown.join(', ') }, { faults })
}

async function checkNext(
  ids: readonly string[],
  pipelineId: string,
  context: AnyContext,
): Promise<void> {
  const rows = await context.sql(
    (sql) => `select s.id from ${sql.table('stage')} s
      where s.tenant_id = ${sql.tenant} and s.pipeline_id = ${sql.value(pipelineId)}::uuid and s.deleted_at is null and s.id = any(${sql.value(ids)}::uuid[])`,
  )
  const known = new Set(rows.map(([id]) => id))
  const elsewhere = ids.filter((id) => !known.has(id.toLowerCase()))
  if (elsewhere.length > 0) throw errors.STAGE_NEXT_ELSEWHERE({ ids: elsewhere.join(', ') })
}

async function entityOf(pipelineId: string, context: AnyContext): Promise<string> {
  const [row] = await context.sql(
    (sql) =>
      `select p.entity from ${sql.table('pipeline')} p where p.tenant_id = ${sql.tenant} and p.id = ${sql.value(pipelineId)}::uuid`,
  )
  return (row?.[0] as string | undefined) ?? 'deal'
}

async function holdsRecords(stage: AnyRecord, context: AnyContext): Promise<boolean> {
  const entity = await entityOf(stage['pipelineId'] as string, context)
  const rows = await context.sql(
    (sql) =>
      `select 1 from ${sql.table(entity)} t where t.tenant_id = ${sql.tenant} and t.stage_id = ${sql.value(stage['id'])}::uuid limit 1`,
  )
  return rows.length > 0
}
