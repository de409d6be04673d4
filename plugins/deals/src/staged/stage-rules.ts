import type { Entity, Fault } from '@crmkit/core'

import { errors } from '../errors.ts'
import type { AnyContext, AnyRecord } from './any-context.ts'
import type { StageFacts } from './find-stage.ts'

interface Move {
  readonly data: AnyRecord
  /** Undefined for a new record. */
  readonly before?: AnyRecord | undefined
}

/** The rules of stages for some records, with all that has to be looked up for them. */
export interface StageRules {
  /** Throws `STAGE_RULE` with everything that is missing at once, so that one dialog can ask for all of it. */
  assert(move: Move, stage: StageFacts): void
}

/** `from` has the stages records come from, by id; `targets` says where each of them goes. */
export async function loadRules(
  name: string,
  from: ReadonlyMap<string, StageFacts>,
  targets: ReadonlyMap<Move, StageFacts>,
  context: AnyContext,
): Promise<StageRules> {
  const entity = context.entity(name)
  if (!entity) return { assert: () => undefined }
  const parts = await loadParts(entity, targets, context)

  return {
    assert(move, stage) {
      assertAllowed(name, move, stage, from)
      const record = { ...move.before, ...move.data }
      const missing = neededFields(stage, entity).filter((field) =>
        isMissing(field, record, entity, parts),
      )
      if (missing.length > 0) throw lacking(entity, stage, missing)
      assertReason(stage, record)
    },
  }
}

function lacking(entity: Entity, stage: StageFacts, missing: readonly string[]): Error {
  const labels = missing.map((key) => labelOf(entity, key))
  const faults = missing.map((key): Fault => {
    const message = `is needed in the stage "${stage.name}"`
    return { path: `/${key.replaceAll('.', '/')}`, code: 'STAGE_RULE', message }
  })
  return errors.STAGE_RULE(
    {
      entity: entity.name,
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

/** Ids of records that have parts of their own, by the relation a stage asks for: the lines of deals. */
type Parts = ReadonlyMap<string, ReadonlySet<unknown>>

async function loadParts(
  entity: Entity,
  targets: ReadonlyMap<Move, StageFacts>,
  context: AnyContext,
): Promise<Parts> {
  const wanted = new Map<string, unknown[]>()
  for (const [{ before }, stage] of targets) {
    if (!before) continue
    for (const field of neededFields(stage, entity))
      if (entity.relations.get(field)?.kind === 'hasMany')
        wanted.set(field, [...(wanted.get(field) ?? []), before['id']])
  }
  const parts = new Map<string, ReadonlySet<unknown>>()
  for (const [field, ids] of wanted) {
    const relation = entity.relations.get(field)
    const other = relation && context.entity(relation.entity)
    const column = other?.properties.get(relation?.property ?? '')?.column
    if (!other || !column) continue
    const rows = await context.sql(
      (sql) => `select distinct o.${column} from ${sql.table(other.name)} o
        where o.tenant_id = ${sql.tenant} and o.${column} = any(${sql.value(ids)}::uuid[]) and o.deleted_at is null`,
    )
    parts.set(field, new Set(rows.map(([id]) => id)))
  }
  return parts
}

function isMissing(field: string, record: AnyRecord, entity: Entity, parts: Parts): boolean {
  if (field.startsWith('custom.')) {
    const custom = (record['custom'] ?? {}) as AnyRecord
    return isEmpty(custom[field.slice('custom.'.length)])
  }
  const relation = entity.relations.get(field)
  if (relation?.kind !== 'hasMany') return isEmpty(record[relation ? relation.property : field])
  if (record['id'] === undefined) return true
  return parts.get(field)?.has(record['id']) === false
}

function isEmpty(value: unknown): boolean {
  return (
    value === undefined ||
    value === null ||
    value === '' ||
    (Array.isArray(value) && value.length === 0)
  )
}

function assertAllowed(
  entity: string,
  { before }: Move,
  stage: StageFacts,
  stages: ReadonlyMap<string, StageFacts>,
): void {
  if (!before || before['pipelineId'] !== stage.pipelineId) return
  const from = stages.get(before['stageId'] as string)
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
