import { eachRecord, isCrmError, type OneOfMany } from '@crmkit/core'

import { errors } from '../errors.ts'
import type { AnyContext, AnyRecord } from './any-context.ts'
import { ensurePipeline } from './ensure-pipeline.ts'
import { defaultStage, findStages, firstStages, type StageFacts } from './find-stage.ts'
import { pendingPosition } from './pending-position.ts'
import { newPositions } from './position.ts'
import { loadRules } from './stage-rules.ts'

/** A write of a record: `before` is there when it is a change. */
export interface StageChoice {
  readonly before?: AnyRecord
  data: AnyRecord
}

/** Settles what writes say of pipeline and stage, whatever their way: a new record, a patch, a batch, a move, an import. */
export async function chooseStages(
  entity: string,
  events: readonly OneOfMany<StageChoice>[],
  context: AnyContext,
): Promise<void> {
  // Null is what a PUT says of what it leaves out; a record is never without a stage.
  for (const { data } of events)
    for (const key of ['pipelineId', 'stageId']) if (data[key] === null) delete data[key]
  const known = await knownStages(entity, events, context)
  const targets = new Map<StageChoice, StageFacts>()
  eachRecord(events, (event) => {
    const stage = targetStage(entity, event, known, context)
    if (stage) targets.set(event, stage)
  })
  const rules = await loadRules(entity, known.byId, targets, context)
  const positions = newPositions(events.length)
  eachRecord(events, (event, index) => {
    const { before, data } = event
    const moved = pendingPosition(context.request, before?.['id'])
    if (moved !== undefined) data['position'] = moved
    const stage = targets.get(event)
    if (stage === undefined) {
      keepOutcome(entity, data, before, context)
      return
    }
    rules.assert(event, stage)
    data['pipelineId'] = stage.pipelineId
    data['stageId'] = stage.id
    data['outcome'] = stage.kind
    data['position'] = moved ?? positions[index]
    settleDates(entity, stage, data, before, context)
  })
}

interface KnownStages {
  readonly byId: ReadonlyMap<string, StageFacts>
  /** By pipeline. */
  readonly first: ReadonlyMap<string, StageFacts>
  /** Where records begin that name neither. */
  readonly usual: StageFacts | undefined
}

/** All stages the writes name, come from or begin in. */
async function knownStages(
  entity: string,
  events: readonly StageChoice[],
  context: AnyContext,
): Promise<KnownStages> {
  const ids = new Set<string>()
  const pipelineIds = new Set<string>()
  let isUsual = false
  for (const event of events) {
    const { stageId, pipelineId } = event.data as { stageId?: string; pipelineId?: string }
    if (stageId !== undefined && !stays(event)) ids.add(stageId)
    if (event.before) {
      if (!stays(event) || leavesPipeline(event)) ids.add(event.before['stageId'] as string)
    } else if (stageId === undefined) {
      if (pipelineId === undefined) isUsual = true
      else pipelineIds.add(pipelineId)
    }
  }
  return {
    byId: await findStages(context, ids),
    first: await firstStages(context, pipelineIds),
    usual: isUsual ? await usualStage(entity, context) : undefined,
  }
}

async function usualStage(entity: string, context: AnyContext): Promise<StageFacts | undefined> {
  const found = await defaultStage(context, entity)
  if (found) return found
  await ensurePipeline(entity, context)
  return defaultStage(context, entity)
}

function stays({ before, data }: StageChoice): boolean {
  return before !== undefined && (data['stageId'] ?? before['stageId']) === before['stageId']
}

function leavesPipeline({ before, data }: StageChoice): boolean {
  return data['pipelineId'] !== undefined && data['pipelineId'] !== before?.['pipelineId']
}

/** The stage the record goes to; undefined when it stays where it is. */
function targetStage(
  entity: string,
  event: StageChoice,
  known: KnownStages,
  context: AnyContext,
): StageFacts | undefined {
  const { before, data } = event
  if (before && stays(event)) {
    if (leavesPipeline(event)) throw otherPipeline(known.byId.get(before['stageId'] as string))
    return undefined
  }
  const { stageId, pipelineId } = data as { stageId?: string; pipelineId?: string }
  const stage = namedStage(entity, stageId, pipelineId, known)
  if (!stage.living) throw unknownStage(stage.id)
  if (stage.entity !== entity)
    throw errors.PIPELINE_OF_OTHER_ENTITY({
      pipeline: stage.pipeline,
      expected: stage.entity,
      came: entity,
    })
  const wanted = pipelineId ?? (before?.['pipelineId'] as string | undefined)
  if (wanted !== undefined && wanted !== stage.pipelineId) throw otherPipeline(stage)
  assertTeam(stage, context)
  return stage
}

function namedStage(
  entity: string,
  stageId: string | undefined,
  pipelineId: string | undefined,
  known: KnownStages,
): StageFacts {
  if (stageId !== undefined) {
    const stage = known.byId.get(stageId)
    if (!stage) throw unknownStage(stageId)
    return stage
  }
  if (pipelineId !== undefined) {
    const stage = known.first.get(pipelineId)
    if (!stage) throw unknownPipeline(pipelineId)
    return stage
  }
  if (!known.usual) throw errors.PIPELINE_NONE({ entity })
  return known.usual
}

/** Members of a team the pipeline is for, of a team above it, and whoever may change pipelines. */
export function assertTeam(
  { teamIds, pipeline }: Pick<StageFacts, 'teamIds' | 'pipeline'>,
  { request: { actor, rights } }: Pick<AnyContext, 'request'>,
): void {
  if (teamIds.length === 0 || actor.kind === 'system') return
  if (rights.scope('pipeline.update') !== undefined) return
  if (teamIds.some((id) => actor.teamIds.includes(id))) return
  throw errors.PIPELINE_OF_OTHER_TEAM({ pipeline })
}

/** What the day and the reason of an end are, where the entity keeps them. */
function settleDates(
  entity: string,
  { kind }: StageFacts,
  data: AnyRecord,
  before: AnyRecord | undefined,
  context: AnyContext,
): void {
  const properties = context.entity(entity)?.properties
  const now = new Date().toISOString()
  const today = now.slice(0, 10)
  if (properties?.has('startedOn') && !before) {
    const closed = kind === 'open' ? undefined : (data['closedOn'] as string | undefined)
    data['startedOn'] ??= closed ?? today
  }
  if (properties?.has('closedOn')) {
    if (kind === 'open') data['closedOn'] = null
    else data['closedOn'] ??= before?.['closedOn'] ?? today
  }
  if (properties?.has('lostReason') && kind !== 'lost') data['lostReason'] = null
  data['stageEnteredAt'] = enteredAt(kind, data, before) ?? now
}

/** A record that comes with its past was in its stage before it was in the engine. */
function enteredAt(
  kind: StageFacts['kind'],
  data: AnyRecord,
  before: AnyRecord | undefined,
): string | undefined {
  const day = kind !== 'open' ? data['closedOn'] : before ? undefined : data['startedOn']
  const today = new Date().toISOString().slice(0, 10)
  return typeof day === 'string' && day < today ? `${day}T00:00:00.000Z` : undefined
}

/** Without a move: the end of an open record has no day and no reason. */
function keepOutcome(
  entity: string,
  data: AnyRecord,
  before: AnyRecord | undefined,
  context: AnyContext,
): void {
  const properties = context.entity(entity)?.properties
  const outcome = before?.['outcome']
  if (data['closedOn'] !== undefined && properties?.has('closedOn')) {
    if (outcome === 'open') data['closedOn'] = null
    else data['closedOn'] ??= before?.['closedOn']
    if (outcome !== 'open' && data['closedOn'] !== before?.['closedOn'])
      data['stageEnteredAt'] = `${String(data['closedOn'])}T00:00:00.000Z`
  }
  if (data['lostReason'] !== undefined && outcome !== 'lost') data['lostReason'] = null
}

function unknownStage(stageId: string): Error {
  const message = 'names no stage there is'
  return errors.STAGE_UNKNOWN(
    { stageId },
    { faults: [{ path: '/stageId', code: 'STAGE_UNKNOWN', message }] },
  )
}

function unknownPipeline(pipelineId: string): Error {
  const message = 'names no pipeline with stages'
  return errors.PIPELINE_UNKNOWN(
    { pipelineId },
    { faults: [{ path: '/pipelineId', code: 'PIPELINE_UNKNOWN', message }] },
  )
}

function otherPipeline(stage: StageFacts | undefined): Error {
  const { name = '', pipeline = '' } = stage ?? {}
  const message = `"${name}" is a stage of "${pipeline}"`
  return errors.STAGE_OF_OTHER_PIPELINE(
    { stage: name, pipeline },
    { faults: [{ path: '/stageId', code: 'STAGE_OF_OTHER_PIPELINE', message }] },
  )
}

/** True for what a stage refuses by its rules. */
export function isStageRule(error: unknown): boolean {
  return isCrmError(error) && error.code === 'STAGE_RULE'
}
