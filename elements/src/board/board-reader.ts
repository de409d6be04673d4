import type { CrmClient } from '../client/crm-client.ts'
import type { FilterDocument, Rec } from '../client/record.ts'
import { textOf } from '../fields/field-text.ts'
import type { BoardColumn, BoardPlan } from './board-plan.ts'
import type { BoardQuery } from './board-query.ts'
import type { Sum } from './column-rows.ts'

/** A column as the server counts it. */
export interface Counted {
  readonly count: number
  readonly sums: readonly Sum[]
}

interface Owned {
  /** Id of the owner, '' for nobody; undefined: everybody's. */
  readonly owner: string | undefined
}

const MOST_LANES = 100

/** What a board asks the server: who has a lane, what is in the columns, and their cards. One reader asks one question, whatever is asked later. */
export class BoardReader {
  readonly #crm: CrmClient
  readonly #plan: BoardPlan
  readonly #query: BoardQuery
  readonly #signal: AbortSignal

  constructor(crm: CrmClient, plan: BoardPlan, query: BoardQuery, signal: AbortSignal) {
    this.#crm = crm
    this.#plan = plan
    this.#query = query
    this.#signal = signal
  }

  /** Whose lanes there are; undefined: the board has none. */
  async owners(): Promise<readonly { id: string; name: string }[] | undefined> {
    const { relation } = this.#plan.info.field('ownerId') ?? {}
    if (!this.#query.lanes || !relation?.readable) return undefined
    const { entity, titleField = 'name' } = relation
    const { data } = await this.#crm.list(entity, { sort: titleField, limit: MOST_LANES })
    return data.map((member) => ({ id: member.id, name: textOf(member[titleField]) }))
  }

  /** Cards of a column, in its order. */
  async cards(
    lane: Owned,
    column: BoardColumn,
    { skip, limit }: { readonly skip: number; readonly limit: number },
  ): Promise<readonly Rec[]> {
    const { info, ordered } = this.#plan
    const { fields, include } = this.#query
    const query = {
      filter: this.#filter(lane, column),
      sort: ordered ? 'position' : '-createdAt',
      ...{ fields, include, limit },
      ...(skip > 0 ? { skip } : {}),
    }
    return (await this.#crm.list(info.name, query, { signal: this.#signal })).data
  }

  /** What is in each column of a lane, in the order of the plan. */
  counts(lane: Owned): Promise<readonly Counted[]> {
    const { pipeline, columns } = this.#plan
    if (pipeline) return this.#countsOfPipeline(lane, pipeline.id)
    return Promise.all(columns.map((column) => this.#countOf(lane, column)))
  }

  async #countsOfPipeline(lane: Owned, pipelineId: string): Promise<readonly Counted[]> {
    const filter = JSON.stringify(this.#filter(lane))
    const asked = filter === '{}' ? '' : `?filter=${encodeURIComponent(filter)}`
    type Answer = Counted & { readonly stageId: string }
    const { data } = await this.#crm.send<{ data: Answer[] }>({
      method: 'GET',
      path: `/pipelines/${pipelineId}/columns${asked}`,
      signal: this.#signal,
    })
    const counted = new Map(data.map((one) => [one.stageId, one]))
    return this.#plan.columns.map(({ key }) => counted.get(key) ?? { count: 0, sums: [] })
  }

  async #countOf(lane: Owned, column: BoardColumn): Promise<Counted> {
    const { page } = await this.#crm.list(
      this.#plan.info.name,
      { filter: this.#filter(lane, column), limit: 1, count: 'exact', fields: ['id'] },
      { signal: this.#signal },
    )
    return { count: page.total ?? 0, sums: [] }
  }

  /** The conditions of the board, its lane and its column. */
  #filter({ owner }: Owned, column?: BoardColumn): FilterDocument {
    const { info, groupField } = this.#plan
    const { filter, search } = this.#query
    const valueOf = (key: string): unknown => (key === '' ? { isNull: true } : key)
    const all = [
      ...(column ? [{ [groupField]: valueOf(column.key) }] : []),
      ...(owner === undefined ? [] : [{ ownerId: valueOf(owner) }]),
      // The columns are counted by filters alone, so the search is one.
      ...(search === '' ? [] : [{ [info.titleField]: { contains: search } }]),
      ...(filter ? [filter] : []),
    ]
    return (all.length === 1 ? all[0] : all.length === 0 ? {} : { and: all }) as FilterDocument
  }
}
