import type { CrmClient } from '../client/crm-client.ts'
import { type FilterDocument, type Rec, valueAt } from '../client/record.ts'
import type { RecordChange } from '../client/record-store.ts'
import { textOf } from '../fields/field-text.ts'
import { type BoardColumn, type BoardPlan, columnKeyOf } from './board-plan.ts'
import { ColumnRows, type Sum } from './column-rows.ts'

/** A row of columns: one for the whole board, or one for each owner. */
export interface Lane {
  /** Id of the owner, '' for nobody; undefined: everybody's. */
  readonly owner: string | undefined
  readonly name: string
  readonly columns: readonly { readonly column: BoardColumn; readonly rows: ColumnRows }[]
}

/** A column as the server counts it. */
interface Counted {
  readonly count: number
  readonly sums: readonly Sum[]
}

export interface BoardQuery {
  readonly filter: object | undefined
  readonly search: string
  readonly lanes: boolean
  /** Fields the cards show. */
  readonly fields: readonly string[]
  readonly include: readonly string[]
  /** Whose amounts are summed where the engine sums none. */
  readonly sumField: string | undefined
}

export interface Place {
  readonly lane: Lane
  readonly column: BoardColumn
  readonly rows: ColumnRows
  readonly index: number
}

export interface SourceHost {
  changed(): void
  failed(error: unknown): void
  /** Cards came or went before others: what is looked at stays. */
  shifted(rows: ColumnRows, index: number, by: 1 | -1): void
  /** Somebody else moved or changed it. */
  touched(id: string, to: Place | undefined): void
  gone(ids: readonly string[]): void
  /** First and last card in view. */
  range(rows: ColumnRows): readonly [number, number]
  /** Stages came, went or have other names. */
  planChanged(): void
}

/** Quiet after which the server's order and sums are read again; apart from others, who heard of the same change. */
const QUIET_MS = 400
const SPREAD_MS = 300
/** Further records than these are not read one by one. */
const MOST_UNKNOWN = 100
const MOST_LANES = 100
/** Cards that are in view at first. */
const FIRST_CARDS = 8

/** The cards of a board, column by column: counted and summed by the server, read where somebody looks, kept right by live changes. */
export class BoardSource {
  lanes: readonly Lane[] = []
  /** Why the board could not be counted. */
  error: unknown
  ready = false
  readonly #host: SourceHost
  #crm: CrmClient | undefined
  #plan: BoardPlan | undefined
  #query: BoardQuery | undefined
  #life = new AbortController()
  #stop: (() => void)[] = []
  #timer: ReturnType<typeof setTimeout> | undefined
  readonly #stale = new Set<ColumnRows>()
  readonly #waiting = new Set<string>()
  /** Moves that are shown and not yet answered: the stream does not move these. */
  readonly #held = new Map<string, number>()
  /** How often something was moved here. */
  #moves = 0

  constructor(host: SourceHost) {
    this.#host = host
  }

  start(crm: CrmClient, plan: BoardPlan, query: BoardQuery): void {
    this.stop()
    this.#life = new AbortController()
    this.#crm = crm
    this.#plan = plan
    this.#query = query
    this.error = undefined
    const entity = plan.info.name
    this.#stop = [
      crm.records.subscribe(entity, (change) => this.#noticed(change)),
      crm.live.subscribe([entity], { changes: () => undefined, reset: () => this.refresh() }),
    ]
    if (plan.pipeline) {
      const told = (): void => this.#host.planChanged()
      const live = { changes: told, reset: told }
      this.#stop.push(crm.live.subscribe(['stage', 'pipeline'], live))
    }
    void this.#begin(this.#life.signal)
  }

  stop(): void {
    this.#life.abort(new DOMException('The board shows something else.', 'AbortError'))
    clearTimeout(this.#timer)
    this.#timer = undefined
    for (const stop of this.#stop) stop()
    this.#stop = []
    this.#held.clear()
    this.#stale.clear()
  }

  /** Counts and what is in view, once more. */
  refresh(): void {
    for (const { columns } of this.lanes) for (const { rows } of columns) this.#stale.add(rows)
    this.#settleSoon(0)
  }

  record(id: string): Rec | undefined {
    return this.#plan && this.#crm?.records.get(this.#plan.info.name, id)
  }

  find(id: string): Place | undefined {
    for (const lane of this.lanes)
      for (const { column, rows } of lane.columns) {
        const index = rows.indexOf(id)
        if (index >= 0) return { lane, column, rows, index }
      }
    return undefined
  }

  /** Shows cards somewhere else until `release`; the stream leaves them there. */
  shift(ids: readonly string[], to: { readonly rows: ColumnRows; readonly index: number }): void {
    const from = ids.map((id) => this.find(id)?.rows)
    for (const [at, id] of ids.entries()) from[at]?.remove(id)
    for (const [at, id] of ids.entries()) {
      to.rows.insert(to.index + at, id)
      const before = from[at]
      if (before && before !== to.rows) this.#moveSum(id, before, to.rows)
    }
    for (const rows of [...from, to.rows]) if (rows) this.#stale.add(rows)
    this.#host.changed()
  }

  hold(ids: readonly string[]): void {
    this.#moves++
    for (const id of ids) this.#held.set(id, (this.#held.get(id) ?? 0) + 1)
  }

  /** From here on it lies where the server says. */
  release(ids: readonly string[]): void {
    for (const id of ids) {
      const held = (this.#held.get(id) ?? 1) - 1
      if (held > 0) this.#held.set(id, held)
      else this.#held.delete(id)
    }
    this.#settleSoon()
  }

  /** Takes a card off the board. */
  drop(id: string): void {
    const place = this.find(id)
    if (!place) return
    place.rows.remove(id)
    this.#host.shifted(place.rows, place.index, -1)
    this.#stale.add(place.rows)
  }

  /** Puts a card where its record says, as the stream would. */
  place(id: string): void {
    // Moved again meanwhile: the last move says where.
    if (!this.#held.has(id)) this.#place(id)
    this.#settleSoon()
    this.#host.changed()
  }

  async #begin(signal: AbortSignal): Promise<void> {
    try {
      const lanes = await this.#makeLanes()
      if (signal.aborted) return
      const counts = await Promise.all(lanes.map((lane) => this.#counts(lane, signal)))
      setCounts(lanes, counts)
      // What is on the board stays until what takes its place can be drawn.
      if (this.ready && lanes.length === 1)
        await Promise.all(
          lanes.flatMap(({ columns }) => columns.map(({ rows }) => rows.again(0, FIRST_CARDS))),
        )
      if (signal.aborted) return
      this.lanes = lanes
      this.ready = true
    } catch (error) {
      if (signal.aborted) return
      this.error = error
      this.#host.failed(error)
    }
    this.#host.changed()
  }

  async #makeLanes(): Promise<readonly Lane[]> {
    const { info } = this.#plan as BoardPlan
    const { relation } = info.field('ownerId') ?? {}
    if (!this.#query?.lanes || !relation?.readable) return [this.#lane(undefined, '')]
    const { titleField = 'name' } = relation
    const crm = this.#crm as CrmClient
    const { data } = await crm.list(relation.entity, { sort: titleField, limit: MOST_LANES })
    const owners = data.map((member) => this.#lane(member.id, textOf(member[titleField])))
    return [...owners, this.#lane('', '')]
  }

  #lane(owner: string | undefined, name: string): Lane {
    const { signal } = this.#life
    const read = this.#reader(signal)
    const columns = (this.#plan as BoardPlan).columns.map((column) => {
      const rows = new ColumnRows({
        read: (skip, limit) => read(lane, column, skip, limit),
        changed: () => {
          if (!signal.aborted) this.#host.changed()
        },
        failed: (error) => {
          if (!signal.aborted) this.#host.failed(error)
        },
      })
      return { column, rows }
    })
    const lane: Lane = { owner, name, columns }
    return lane
  }

  /** Asks what is asked now, whatever is asked later. */
  #reader(
    signal: AbortSignal,
  ): (lane: Lane, column: BoardColumn, skip: number, limit: number) => Promise<readonly Rec[]> {
    const { info, ordered } = this.#plan as BoardPlan
    const { fields, include } = this.#query as BoardQuery
    const crm = this.#crm as CrmClient
    const sort = ordered ? 'position' : '-createdAt'
    const filters = new Map<BoardColumn, FilterDocument>()
    return async (lane, column, skip, limit) => {
      const filter = filters.get(column) ?? this.#filter(lane, column)
      filters.set(column, filter)
      const more = skip > 0 ? { skip } : {}
      const query = { filter, sort, fields, include, limit, ...more }
      return (await crm.list(info.name, query, { signal })).data
    }
  }

  /** What the server says of each column of a lane, in their order. */
  async #counts(lane: Lane, signal: AbortSignal): Promise<readonly Counted[]> {
    const crm = this.#crm as CrmClient
    const { pipeline, info } = this.#plan as BoardPlan
    if (!pipeline)
      return Promise.all(
        lane.columns.map(async ({ column }) => {
          const query = { filter: this.#filter(lane, column), limit: 1, count: 'exact' } as const
          const { page } = await crm.list(info.name, { ...query, fields: ['id'] }, { signal })
          return { count: page.total ?? 0, sums: [] }
        }),
      )
    const filter = this.#filter(lane, undefined)
    const asked = filter ? `?filter=${encodeURIComponent(JSON.stringify(filter))}` : ''
    const path = `/pipelines/${pipeline.id}/columns${asked}`
    type Answer = Counted & { readonly stageId: string }
    const { data } = await crm.send<{ data: Answer[] }>({ method: 'GET', path, signal })
    return lane.columns.map(
      ({ column }) => data.find(({ stageId }) => stageId === column.key) ?? { count: 0, sums: [] },
    )
  }

  /** The conditions of the board, its lane and its column. */
  #filter(lane: Lane, column: BoardColumn | undefined): FilterDocument {
    const { info, groupField } = this.#plan as BoardPlan
    const { filter, search } = this.#query as BoardQuery
    const empty = { isNull: true }
    const all = [
      ...(column ? [{ [groupField]: column.key === '' ? empty : column.key }] : []),
      ...(lane.owner === undefined ? [] : [{ ownerId: lane.owner === '' ? empty : lane.owner }]),
      // The columns are counted by filters alone, so the search is one.
      ...(search === '' ? [] : [{ [info.titleField]: { contains: search } }]),
      ...(filter ? [filter] : []),
    ]
    return (all.length === 1 ? all[0] : all.length === 0 ? {} : { and: all }) as FilterDocument
  }

  get #isFiltered(): boolean {
    return this.#query?.filter !== undefined || this.#query?.search !== ''
  }

  #noticed({ ids, gone }: RecordChange): void {
    if (!this.ready) return
    for (const id of gone) this.drop(id)
    if (gone.length > 0) this.#host.gone(gone)
    let moved = gone.length > 0
    for (const id of ids) {
      if (this.#held.has(id)) continue
      if (this.find(id)) moved = this.#place(id) || moved
      else this.#later(id)
    }
    if (moved) this.#settleSoon()
    this.#host.changed()
  }

  /** Cards that this board has only just read are told too, before their column has them: a moment later it has. */
  #later(id: string): void {
    if (this.#waiting.size === 0) setTimeout(() => this.#arrived(), 0)
    this.#waiting.add(id)
  }

  #arrived(): void {
    const ids = [...this.#waiting].filter((id) => !this.find(id) && !this.#held.has(id))
    this.#waiting.clear()
    if (this.#life.signal.aborted || ids.length === 0 || !this.ready) return
    const unknown = ids.filter((id) => !this.#isReadable(id))
    let moved = unknown.length > 0
    for (const id of ids) if (!unknown.includes(id)) moved = this.#place(id) || moved
    if (unknown.length > 0) this.#learn(unknown)
    if (!moved) return
    this.#settleSoon()
    this.#host.changed()
  }

  /** Enough of it is known to say where it lies. */
  #isReadable(id: string): boolean {
    return valueAt(this.record(id), this.#plan?.groupField ?? '') !== undefined
  }

  #learn(ids: readonly string[]): void {
    const { info } = this.#plan as BoardPlan
    // A card that was never in view: where it came from is not known, so all is counted again.
    for (const { columns } of this.lanes) for (const { rows } of columns) this.#stale.add(rows)
    if (this.#isFiltered || ids.length > MOST_UNKNOWN) return
    // When it has come, the store tells.
    for (const id of ids) this.#crm?.records.load(info.name, id).catch(() => undefined)
  }

  /** Puts a card where its record says; true when that is another place. */
  #place(id: string): boolean {
    const record = this.record(id)
    const from = this.find(id)
    const to = record && this.#columnOf(record)
    if (!record || !to) {
      if (!from) return false
      this.drop(id)
      this.#host.touched(id, undefined)
      return true
    }
    if (from && from.rows === to.rows && this.#isInOrder(from, record)) return false
    if (!from && this.#isFiltered) {
      // Whether it fits the filter, the server says.
      this.#stale.add(to.rows)
      return true
    }
    if (from) this.drop(id)
    const index = this.#indexFor(to.rows, record)
    this.#stale.add(to.rows)
    // Among cards nobody has looked at: it may be one of them.
    const isHidden = to.rows.hasHoleAt(index) || to.rows.hasHoleAt(index - 1)
    if (!from && isHidden) return true
    to.rows.insert(index, id)
    this.#host.shifted(to.rows, index, 1)
    if (from && from.rows !== to.rows) this.#moveSum(id, from.rows, to.rows)
    this.#host.touched(id, { ...to, index })
    return true
  }

  #columnOf(record: Rec): Omit<Place, 'index'> | undefined {
    const key = columnKeyOf(this.#plan as BoardPlan, record)
    const lane = this.lanes.find(
      ({ owner }) => owner === undefined || owner === ((record['ownerId'] as string | null) ?? ''),
    )
    const found = lane?.columns.find(({ column }) => column.key === key)
    return lane && found ? { lane, ...found } : undefined
  }

  #isInOrder({ rows, index }: Place, record: Rec): boolean {
    const previous = this.record(rows.before(index, NONE) ?? '')
    const next = this.record(rows.after(index + 1, NONE) ?? '')
    return (
      (!previous || this.#compare(previous, record) <= 0) &&
      (!next || this.#compare(record, next) <= 0)
    )
  }

  #indexFor(rows: ColumnRows, record: Rec): number {
    for (let index = 0; index < rows.count; index++) {
      const other = this.record(rows.at(index) ?? '')
      if (other && this.#compare(record, other) < 0) return index
    }
    return rows.count
  }

  #compare(a: Rec, b: Rec): number {
    const [first, second] = this.#plan?.ordered
      ? [placeOf(a, 'position'), placeOf(b, 'position')]
      : [placeOf(b, 'createdAt'), placeOf(a, 'createdAt')]
    return first < second ? -1 : first > second ? 1 : 0
  }

  /** At once, until the server has summed again. */
  #moveSum(id: string, from: ColumnRows, to: ColumnRows): void {
    const record = this.record(id)
    const field = this.#plan?.info.field(this.#query?.sumField ?? '')
    const amount = record?.[field?.key ?? '']
    const currency = record?.[field?.currencyField ?? '']
    if (typeof amount !== 'number' || typeof currency !== 'string') return
    from.sums = added(from.sums, currency, -amount)
    to.sums = added(to.sums, currency, amount)
  }

  #settleSoon(waitMs = QUIET_MS + Math.random() * SPREAD_MS): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.#settle(), waitMs)
  }

  /** Reads again what moves have touched, so that all who look see one order and one sum. */
  async #settle(): Promise<void> {
    const { signal } = this.#life
    // Shown already and not answered yet: the server would put it back for a moment.
    if (this.#held.size > 0) return
    const { lanes } = this
    const moves = this.#moves
    const stale = [...this.#stale]
    this.#stale.clear()
    try {
      const counts = await Promise.all(lanes.map((lane) => this.#counts(lane, signal)))
      if (signal.aborted) return
      if (moves !== this.#moves) {
        // Counted without what has been moved here meanwhile: its release settles.
        for (const rows of stale) this.#stale.add(rows)
        return
      }
      setCounts(lanes, counts)
      await Promise.all(stale.map((rows) => rows.again(...this.#host.range(rows))))
    } catch (error) {
      if (signal.aborted) return
      for (const rows of stale) this.#stale.add(rows)
      this.#host.failed(error)
    }
    if (!signal.aborted) this.#host.changed()
  }
}

const NONE: ReadonlySet<string> = new Set()

function setCounts(lanes: readonly Lane[], counts: readonly (readonly Counted[])[]): void {
  for (const [at, { columns }] of lanes.entries())
    for (const [index, { rows }] of columns.entries()) {
      const { count = 0, sums = [] } = counts[at]?.[index] ?? {}
      rows.setCount(count)
      rows.sums = sums
    }
}

function placeOf(record: Rec, key: string): string {
  return `${textOf(record[key])} ${record.id}`
}

function added(sums: readonly Sum[], currency: string, by: number): readonly Sum[] {
  if (!sums.some((sum) => sum.currency === currency))
    return by > 0 ? [...sums, { currency, amount: by, weighted: 0 }] : sums
  return sums.map((sum) => (sum.currency === currency ? { ...sum, amount: sum.amount + by } : sum))
}
