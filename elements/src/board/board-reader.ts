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

/** By owner: '' is nobody, undefined everybody. Columns in the order of the plan. */
export type Counts = ReadonlyMap<string | undefined, readonly Counted[]>

export interface Owner {
  /** '' is nobody. */
  readonly id: string
  readonly name: string
}

/** Members of one request. */
const PAGE = 200
const NOTHING: Counted = { count: 0, sums: [] }

/** What a board asks the server: who has records, how many are in the columns, and which. One reader asks one question, whatever is asked later. */
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

  /** False where nobody asks for them, or may not know who has what. */
  get hasLanes(): boolean {
    return this.#query.lanes && this.#owner?.readable === true
  }

  /** Counting tells by itself who has something. */
  get knowsOwners(): boolean {
    return this.#plan.pipeline !== undefined
  }

  /** Everybody who could have a record, or those of these that can be read. */
  async owners(ids?: readonly string[]): Promise<readonly Owner[]> {
    if (!ids) return this.#members({})
    const parts = Array.from({ length: Math.ceil(ids.length / PAGE) }, (_, at) =>
      this.#members({ filter: { id: { in: ids.slice(at * PAGE, (at + 1) * PAGE) } } }),
    )
    return (await Promise.all(parts)).flat()
  }

  async #members(filter: { readonly filter?: FilterDocument }): Promise<readonly Owner[]> {
    const { entity = '', titleField = 'name' } = this.#owner ?? {}
    const owners: Owner[] = []
    let cursor: string | undefined
    do {
      const query = { ...filter, sort: titleField, fields: [titleField], limit: PAGE }
      const { data, page } = await this.#crm.list(entity, cursor ? { ...query, cursor } : query, {
        signal: this.#signal,
      })
      owners.push(...data.map((one) => ({ id: one.id, name: textOf(one[titleField]) })))
      cursor = page.next ?? undefined
    } while (cursor !== undefined)
    return owners
  }

  /** Cards of a column, in its order. */
  async cards(
    owner: string | undefined,
    column: BoardColumn,
    { skip, limit }: { readonly skip: number; readonly limit: number },
  ): Promise<readonly Rec[]> {
    const { info, ordered } = this.#plan
    const { fields, include } = this.#query
    const query = {
      ...this.#narrowed(owner, column),
      sort: ordered ? 'position' : '-createdAt',
      ...{ fields, include, limit },
      ...(skip > 0 ? { skip } : {}),
    }
    return (await this.#crm.list(info.name, query, { signal: this.#signal })).data
  }

  /** What is in the columns. A pipeline answers with every owner who has something; others are asked for these owners one by one. */
  async counts(owners: readonly string[]): Promise<Counts> {
    const { pipeline, columns } = this.#plan
    if (pipeline) return this.#countsOfPipeline(pipeline.id)
    const asked = this.hasLanes ? owners : [undefined]
    const counted = await Promise.all(
      asked.map((owner) => Promise.all(columns.map((column) => this.#countOf(owner, column)))),
    )
    return new Map(asked.map((owner, at) => [owner, counted[at] ?? []]))
  }

  async #countsOfPipeline(pipelineId: string): Promise<Counts> {
    const { filter, q } = this.#narrowed(undefined, undefined)
    const asked = new URLSearchParams({
      ...(filter ? { filter: JSON.stringify(filter) } : {}),
      ...(q === undefined ? {} : { q }),
      ...(this.hasLanes ? { by: 'ownerId' } : {}),
    })
    type Owned = Counted & { readonly ownerId: string | null }
    type Answer = Counted & { readonly stageId: string; readonly owners?: readonly Owned[] }
    const { data } = await this.#crm.send<{ data: Answer[] }>({
      method: 'GET',
      path: `/pipelines/${pipelineId}/columns${asked.size > 0 ? `?${asked}` : ''}`,
      signal: this.#signal,
    })
    const stages = this.#plan.columns.map(({ key }) => data.find(({ stageId }) => stageId === key))
    if (!this.hasLanes) return new Map([[undefined, stages.map((stage) => stage ?? NOTHING)]])
    const ids = new Set(data.flatMap(({ owners = [] }) => owners.map(({ ownerId }) => ownerId)))
    return new Map(
      [...ids].map((id) => [
        id ?? '',
        stages.map((stage) => stage?.owners?.find(({ ownerId }) => ownerId === id) ?? NOTHING),
      ]),
    )
  }

  async #countOf(owner: string | undefined, column: BoardColumn): Promise<Counted> {
    const { page } = await this.#crm.list(
      this.#plan.info.name,
      { ...this.#narrowed(owner, column), limit: 1, count: 'exact', fields: ['id'] },
      { signal: this.#signal },
    )
    return { count: page.total ?? 0, sums: [] }
  }

  /** The conditions of the board, a lane and a column. */
  #narrowed(owner: string | undefined, column: BoardColumn | undefined): Narrowed {
    const { info, groupField } = this.#plan
    const { filter, search } = this.#query
    const valueOf = (key: string): unknown => (key === '' ? { isNull: true } : key)
    const isWords = search !== '' && info.searchable
    const all = [
      ...(column ? [{ [groupField]: valueOf(column.key) }] : []),
      ...(owner === undefined ? [] : [{ ownerId: valueOf(owner) }]),
      // What no search looks at is found by its title.
      ...(search === '' || isWords ? [] : [{ [info.titleField]: { contains: search } }]),
      ...(filter ? [filter] : []),
    ]
    const whole = all.length > 1 ? { and: all } : all[0]
    return {
      ...(whole ? { filter: whole as FilterDocument } : {}),
      ...(isWords ? { q: search } : {}),
    }
  }

  get #owner() {
    return this.#plan.info.field('ownerId')?.relation
  }
}

interface Narrowed {
  readonly filter?: FilterDocument
  readonly q?: string
}
