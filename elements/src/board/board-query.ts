import type { FieldInfo } from '../client/field-info.ts'
import type { BoardPlan } from './board-plan.ts'
import type { BoardRequest } from './board-request.ts'

/** Fields of a card by the place they have on it. */
export interface CardFields {
  /** Below the title. */
  readonly line: FieldInfo | undefined
  /** At the foot, from the start. */
  readonly facts: readonly FieldInfo[]
  readonly owner: FieldInfo | undefined
}

/** The question to the server. */
export interface BoardQuery {
  readonly filter: object | undefined
  readonly search: string
  readonly lanes: boolean
  /** Fields the cards show. */
  readonly fields: readonly string[]
  readonly include: readonly string[]
  /** Whose amounts a moved card takes along until the server has summed again. */
  readonly sumField: string | undefined
}

/** What the host asked for, by commas; else what tells most of an entity: a relation, an amount, a date. */
export function cardFields({ info, groupField }: BoardPlan, asked: string | undefined): CardFields {
  const isOwn = ({ key }: FieldInfo): boolean =>
    ![info.titleField, groupField, 'pipelineId', 'ownerId', 'outcome'].includes(key)
  const keys = asked?.split(',').map((key) => key.trim())
  const fields = (keys ?? info.columns).flatMap((key) => info.field(key) ?? []).filter(isOwn)
  const owner = info.owned ? info.field('ownerId') : undefined
  if (keys) return { line: fields[0], facts: fields.slice(1), owner }
  const line = fields.find(({ kind, relation }) => kind === 'relation' && relation?.readable)
  const first = (...kinds: string[]): FieldInfo[] =>
    fields.filter(({ kind }) => kinds.includes(kind)).slice(0, 1)
  const facts = [...first('money', 'money-object'), ...first('date', 'email')]
  return { line: line ?? fields.find((field) => !facts.includes(field)), facts, owner }
}

/** What is drawn, and what is needed to draw it and to know where it lies. */
export function boardQuery(
  { info, groupField }: BoardPlan,
  { line, facts, owner }: CardFields,
  asked: BoardRequest & { readonly lanes: boolean; readonly sumField: string | undefined },
): BoardQuery {
  const drawn = [line, ...facts, owner].flatMap((field) => field ?? [])
  const money = info.fields.find(({ kind }) => kind === 'money')
  const sumField = asked.sumField ?? money?.key
  const needed = [info.titleField, groupField, 'pipelineId', 'position', 'ownerId']
  const stamps = ['createdAt', 'stageEnteredAt', sumField ?? '', money?.currencyField ?? '']
  const keys = drawn.flatMap(({ key, currencyField }) => [key, currencyField ?? ''])
  const fields = new Set(['id', ...needed, ...stamps, ...keys])
  const included = drawn.flatMap(({ relation }) => (relation?.readable ? [relation.name] : []))
  return {
    filter: asked.filter,
    search: (asked.search ?? '').trim(),
    lanes: asked.lanes,
    fields: [...fields].filter((key) => info.field(key)),
    include: [...new Set(included)],
    sumField,
  }
}
