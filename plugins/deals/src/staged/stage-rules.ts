import type { Entity, Fault } from '@crmkit/core'

import { errors } from '../errors.ts'
import type { AnyContext, AnyRecord } from './any-context.ts'
import { findStage, type StageFacts } from './find-stage.ts'

interface Move {
  readonly entity: string
  /** Where the record goes. */
  readonly stage: StageFacts
  readonly data: AnyRecord
  /** Undefined for a new record. */
  readonly before: AnyRecord | undefined
}

/** Throws `STAGE_RULE` with everything that is missing at once, so that one dialog can ask for all of it. */
export async function assertStageRules(move: Move, context: AnyContext): Promise<void> {
  const { entity: name, stage, before } = move
  const entity = context.entity(name)
  if (!entity) return
  await assertAllowed(move, context)
  const record = { ...before, ...move.data }
  const missing = []
  for (const field of neededFields(stage, entity)) {
    if (await isMissing(field, record, entity, context)) missing.push(field)
  }
  if (missing.length === 0) {
    assertReason(stage, record)
    return
  }
  const labels = missing.map((key) => labelOf(entity, key))
  const faults = missing.map((key): Fault => {
    const message = `is needed in the stage "${stage.name}"`
    return { path: `/${key.replaceAll('.', '/')}`, code: 'STAGE_RULE', message }
  })
  throw errors.STAGE_RULE(
    {
      entity: name,
      stageId: stage.id,
      stage: stage.name,
      missingFields: missing,
      reason: `it needs ${labels.join(', ')}`,
    },
    { faults },
  )
}

function neededFields(stage: StageFacts, entity: Entity): string[] {
  const reason =
    stage.kind === 'lost' && stage.lostReasonRequired && entity.properties.has('lostReason')
  return [...new Set([...stage.requiredFields, ...(reason ? ['lostReason'] : [])])]
}

async function isMissing(
  field: string,
  record: AnyRecord,
  entity: Entity,
  context: AnyContext,
): Promise<boolean> {
  if (field.startsWith('custom.')) {
    const custom = (record['custom'] ?? {}) as AnyRecord
    return isEmpty(custom[field.slice('custom.'.length)])
  }
  const relation = entity.relations.get(field)
  if (relation?.kind !== 'hasMany') return isEmpty(record[relation ? relation.property : field])
  const { id } = record as { id?: string }
  if (id === undefined) return true
  const other = context.entity(relation.entity)
  const column = other?.properties.get(relation.property)?.column
  if (!other || !column) return false
  const rows = await context.sql(
    (sql) => `select 1 from ${sql.table(other.name)} o
      where o.tenant_id = ${sql.tenant} and o.${column} = ${sql.value(id)}::uuid and o.deleted_at is null limit 1`,
  )
  return rows.length === 0
}

function isEmpty(value: unknown): boolean {
  return (
    value === undefined ||
    value === null ||
    value === '' ||
    (Array.isArray(value) && value.length === 0)
  )
}

async function assertAllowed({ stage, before, entity }: Move, context: AnyContext): Promise<void> {
  if (!before || before['pipelineId'] !== stage.pipelineId) return
  const from = await findStage(context, before['stageId'] as string)
  if (!from || from.nextStageIds.length === 0 || from.nextStageIds.includes(stage.id)) return
  const message = `does not follow "${from.name}"`
  throw errors.STAGE_RULE(
    {
      entity,
      stageId: stage.id,
      stage: stage.name,
      missingFields: [],
      allowedStageIds: from.nextStageIds,
      reason: `from "${from.name}" it may not go there`,
    },
    { faults: [{ path: '/stageId', code: 'STAGE_RULE', message }] },
  )
}

function assertReason({ kind, lostReasons }: StageFacts, { lostReason }: AnyRecord): void {
  if (kind !== 'lost' || lostReasons.length === 0 || typeof lostReason !== 'string') return
  if (lostReasons.includes(lostReason)) return
  const message = `is none of ${lostReasons.join(', ')}`
  throw errors.LOST_REASON_UNKNOWN(
    { expected: lostReasons.join(', '), came: lostReason },
    { faults: [{ path: '/lostReason', code: 'LOST_REASON_UNKNOWN', message }] },
  )
}

function labelOf(entity: Entity, key: string): string {
  return entity.properties.get(key)?.label ?? key
}
