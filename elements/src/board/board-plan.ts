import type { CrmClient } from '../client/crm-client.ts'
import type { EntityInfo } from '../client/entity-schemas.ts'
import { type Rec, valueAt } from '../client/record.ts'
import { optionOf, textOf } from '../fields/field-text.ts'

/** A column before anything is in it. */
export interface BoardColumn {
  /** Id of the stage, or value of the option; '' for records without one. */
  readonly key: string
  readonly name: string
  readonly color: string
  readonly kind: 'open' | 'won' | 'lost'
  /** Per cent */
  readonly probability: number | undefined
  /** Days after which a card that stays counts as stale. */
  readonly rottingDays: number | undefined
}

export interface Pipeline {
  readonly id: string
  readonly name: string
  readonly entity: string
  readonly lostReasons: readonly string[]
}

/** What a board is of: the stages of a pipeline, or the options of a field. */
export interface BoardPlan {
  readonly info: EntityInfo
  /** Key of the field that says the column. */
  readonly groupField: string
  readonly columns: readonly BoardColumn[]
  readonly pipeline: Pipeline | undefined
  /** Those to choose from. */
  readonly pipelines: readonly Pipeline[]
  /** Cards lie in an order of their own, which moves change. */
  readonly ordered: boolean
}

export interface PlanRequest {
  readonly entity: string
  readonly pipelineId: string | undefined
  readonly groupBy: string | undefined
}

/** Undefined columns and pipeline where there is no pipeline yet. */
export async function loadPlan(crm: CrmClient, request: PlanRequest): Promise<BoardPlan> {
  if (request.groupBy) return planOfField(await crm.entity(request.entity), request.groupBy)
  const { data } = await crm.list('pipeline', { sort: 'order', limit: 100 })
  const pipelines = data.map(pipelineOf)
  const own = pipelines.filter(({ entity }) => entity === request.entity)
  const pipeline = request.pipelineId
    ? (pipelines.find(({ id }) => id === request.pipelineId) ??
      pipelineOf(await crm.records.load('pipeline', request.pipelineId)))
    : own[0]
  const info = await crm.entity(pipeline?.entity ?? request.entity)
  const columns = pipeline ? await stagesOf(crm, pipeline.id) : []
  const choice = pipelines.filter(({ entity }) => entity === info.name)
  return { info, groupField: 'stageId', columns, pipeline, pipelines: choice, ordered: true }
}

/** The column a record lies in; undefined: none of this board. */
export function columnKeyOf(plan: BoardPlan, record: Rec): string | undefined {
  if (plan.pipeline && record['pipelineId'] !== plan.pipeline.id) return undefined
  const value = valueAt(record, plan.groupField)
  const key = typeof value === 'string' ? value : ''
  return plan.columns.some((column) => column.key === key) ? key : undefined
}

async function stagesOf(crm: CrmClient, pipelineId: string): Promise<readonly BoardColumn[]> {
  const { data } = await crm.list('stage', { filter: { pipelineId }, limit: 200 })
  return [...data].sort(byOrder).map(columnOfStage)
}

/** As the engine counts its columns. */
function byOrder(a: Rec, b: Rec): number {
  const order = (stage: Rec): number => (stage['order'] as number | null) ?? Infinity
  const first = [String(a['createdAt']), a.id].join()
  return order(a) - order(b) || (first < [String(b['createdAt']), b.id].join() ? -1 : 1)
}

function columnOfStage(stage: Rec): BoardColumn {
  return {
    key: stage.id,
    name: String(stage['name']),
    color: textOf(stage['color']) || 'gray',
    kind: (stage['kind'] as BoardColumn['kind'] | undefined) ?? 'open',
    probability: (stage['probability'] as number | null) ?? undefined,
    rottingDays: (stage['rottingDays'] as number | null) ?? undefined,
  }
}

function pipelineOf(record: Rec): Pipeline {
  return {
    id: record.id,
    name: String(record['name']),
    entity: String(record['entity']),
    lostReasons: (record['lostReasons'] as readonly string[] | undefined) ?? [],
  }
}

function planOfField(info: EntityInfo, groupField: string): BoardPlan {
  const field = info.field(groupField)
  const plain = { kind: 'open', probability: undefined, rottingDays: undefined } as const
  const columns = (field?.options ?? [])
    .filter(({ retired }) => !retired)
    .map(({ value, label }) => ({
      ...plain,
      key: value,
      name: label,
      color: (field && optionOf(field, value).color) ?? 'gray',
    }))
  const none = { ...plain, key: '', name: '', color: 'gray' }
  return {
    info,
    groupField,
    columns: field?.nullable ? [none, ...columns] : columns,
    pipeline: undefined,
    pipelines: [],
    ordered: false,
  }
}
