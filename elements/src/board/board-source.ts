import type { CrmClient } from '../client/crm-client.ts'
import { type Rec, valueAt } from '../client/record.ts'
import type { RecordChange } from '../client/record-store.ts'
import type { BoardPlan } from './board-plan.ts'
import type { BoardQuery } from './board-query.ts'
import { BoardReader, type Owner } from './board-reader.ts'
import type { CardPlaces, ColumnPlace, Lane, Place } from './card-places.ts'
import { ColumnRows } from './column-rows.ts'
import { type Counted, isFull, LaneCounter, showCounts } from './lane-counter.ts'
import { Settler } from './settler.ts'

interface SourceHost {
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

/** A card that does not lie where its record says; without `to` it belongs on this board no more. */
interface Misplaced {
  readonly id: string
  readonly record: Rec | undefined
  readonly from: Place | undefined
  readonly to: ColumnPlace | undefined
}

/** Further records than these are not read one by one. */
const MOST_UNKNOWN = 100
/** Cards that are in view at first. */
const FIRST_CARDS = 8

/** The cards of a board: counted and summed by the server, read where somebody looks, kept right by live changes. */
export class BoardSource {
  /** Why the board could not be counted. */
  error: unknown
  ready = false
  /** There are lanes of those who have nothing too; undefined: there are no lanes. */
  everybody: boolean | undefined
  readonly #host: SourceHost
  readonly #places: CardPlaces
  readonly #settler: Settler
  #crm: CrmClient | undefined
  #plan: BoardPlan | undefined
  #query: BoardQuery | undefined
  #counter: LaneCounter | undefined
  /** Plan and question in words. */
  #asked: string | undefined
  #life = new AbortController()
  #stop: (() => void)[] = []
  /** Told by the store, and in no column yet. */
  readonly #unplaced = new Set<string>()

  constructor(places: CardPlaces, host: SourceHost) {
    this.#places = places
    this.#host = host
    this.#settler = new Settler({
      places,
      count: async () => {
        const known = places.lanes
        const counted = await this.#counter?.count(known)
        return () => {
          // Somebody has asked for other lanes meanwhile: those stay, and are counted next.
          if (places.lanes !== known) this.#settler.soon()
          else if (counted) this.#show(counted)
        }
      },
      range: (rows) => host.range(rows),
      changed: () => host.changed(),
      failed: (error) => host.failed(error),
    })
  }

  /** Begins when the question is another one. */
  ask(crm: CrmClient, plan: BoardPlan, query: BoardQuery): void {
    const { columns, pipeline, info } = plan
    const asked = JSON.stringify([columns, pipeline?.id, info.name, query])
    if (asked === this.#asked) return
    this.stop()
    this.#asked = asked
    this.#life = new AbortController()
    this.#crm = crm
    this.#plan = plan
    this.#query = query
    const reader = new BoardReader(crm, plan, query, this.#life.signal)
    this.#counter = new LaneCounter({ reader, make: (owner) => this.#lane(plan, reader, owner) })
    this.error = undefined
    this.#listen(crm, plan)
    void this.#begin()
  }

  /** Shows nothing until something is asked. */
  clear(): void {
    this.stop()
    this.ready = false
    this.error = undefined
  }

  stop(): void {
    this.#life.abort(new DOMException('The board shows something else.', 'AbortError'))
    this.#settler.stop()
    for (const stop of this.#stop) stop()
    this.#stop = []
    this.#asked = undefined
  }

  /** Counts and what is in view, once more; columns that could not be read with them. */
  refresh(): void {
    for (const { rows } of this.#places.columns) if (rows.error !== undefined) rows.retry()
    this.#settler.markAll()
    this.#settler.soon(0)
  }

  /** Lanes of those who have nothing too, or of them no more. */
  async showEverybody(everybody: boolean): Promise<void> {
    const { signal } = this.#life
    const { lanes } = this.#places
    try {
      const counter = this.#counter as LaneCounter
      const shown = everybody ? await counter.everybody(lanes) : lanes.filter(isFull)
      if (signal.aborted) return
      this.everybody = everybody
      this.#places.lanes = shown.length > 0 ? shown : lanes.slice(-1)
    } catch (error) {
      if (!signal.aborted) this.#host.failed(error)
    }
    this.#host.changed()
  }

  /** Shows cards somewhere else until `release`; the stream leaves them there. */
  shift(ids: readonly string[], to: { readonly rows: ColumnRows; readonly index: number }): void {
    this.#settler.hold(ids)
    for (const rows of this.#places.shift(ids, to)) this.#settler.mark(rows)
    this.#host.changed()
  }

  /** From here on they lie where the server says. */
  release(ids: readonly string[]): void {
    this.#settler.release(ids)
    // Moved again meanwhile: the last move says where.
    this.#put(ids.filter((id) => !this.#settler.holds(id)))
    this.#host.changed()
  }

  /** Puts a new card where its record says, as the stream would. */
  add(id: string): void {
    this.#put([id])
    this.#settler.soon()
    this.#host.changed()
  }

  #listen(crm: CrmClient, plan: BoardPlan): void {
    const entity = plan.info.name
    this.#stop = [
      crm.records.subscribe(entity, (change) => this.#noticed(change)),
      crm.live.subscribe([entity], { changes: () => undefined, reset: () => this.refresh() }),
    ]
    if (!plan.pipeline) return
    const told = (): void => this.#host.planChanged()
    this.#stop.push(crm.live.subscribe(['stage', 'pipeline'], { changes: told, reset: told }))
  }

  async #begin(): Promise<void> {
    const { signal } = this.#life
    try {
      const counter = this.#counter as LaneCounter
      const counted = await counter.count([])
      // What is on the board stays until what takes its place can be drawn.
      if (this.ready && counted.lanes.length === 1) await this.#readFirst(counted)
      if (signal.aborted) return
      this.#places.begin({
        crm: this.#crm as CrmClient,
        plan: this.#plan as BoardPlan,
        sumField: this.#query?.sumField,
      })
      this.everybody = counted.lanes[0]?.owner === undefined ? undefined : false
      this.#show(counted)
      this.ready = true
    } catch (error) {
      if (signal.aborted) return
      this.error = error
      this.#host.failed(error)
    }
    this.#host.changed()
  }

  /** The first cards of what is to be shown, before it is. */
  async #readFirst(counted: Counted): Promise<void> {
    showCounts(counted)
    const rows = counted.lanes.flatMap(({ columns }) => columns.map((column) => column.rows))
    await Promise.all(rows.map((one) => one.again(0, FIRST_CARDS)))
  }

  #show(counted: Counted): void {
    showCounts(counted)
    this.#places.lanes = counted.lanes
  }

  #lane({ columns: all }: BoardPlan, reader: BoardReader, owner: Owner | undefined): Lane {
    const { signal } = this.#life
    const columns = all.map((column) => {
      const rows = new ColumnRows({
        read: (skip, limit) => reader.cards(owner?.id, column, { skip, limit }),
        changed: () => {
          if (!signal.aborted) this.#host.changed()
        },
        failed: (error) => {
          if (!signal.aborted) this.#host.failed(error)
        },
      })
      return { column, rows }
    })
    return { owner: owner?.id, name: owner?.name ?? '', columns }
  }

  get #isNarrowed(): boolean {
    return this.#query?.filter !== undefined || this.#query?.search !== ''
  }

  #noticed({ ids, gone }: RecordChange): void {
    if (!this.ready) return
    for (const id of gone) this.#drop(id)
    if (gone.length > 0) this.#host.gone(gone)
    const placed: string[] = []
    for (const id of ids) {
      if (this.#settler.holds(id)) continue
      if (this.#places.find(id)) placed.push(id)
      else this.#later(id)
    }
    const moved = this.#put(placed)
    if (moved || gone.length > 0) this.#settler.soon()
    this.#host.changed()
  }

  /** Cards that this board has only just read are told too, before their column has them: a moment later it has. */
  #later(id: string): void {
    if (this.#unplaced.size === 0) setTimeout(() => this.#arrived(), 0)
    this.#unplaced.add(id)
  }

  #arrived(): void {
    const ids = [...this.#unplaced].filter(
      (id) => !this.#places.find(id) && !this.#settler.holds(id),
    )
    this.#unplaced.clear()
    if (this.#life.signal.aborted || ids.length === 0 || !this.ready) return
    const unknown = ids.filter((id) => !this.#isReadable(id))
    if (unknown.length > 0) this.#learn(unknown)
    const moved = this.#put(ids.filter((id) => this.#isReadable(id)))
    if (!moved && unknown.length === 0) return
    this.#settler.soon()
    this.#host.changed()
  }

  /** Enough of it is known to say where it lies. */
  #isReadable(id: string): boolean {
    return valueAt(this.#places.record(id), this.#plan?.groupField ?? '') !== undefined
  }

  #learn(ids: readonly string[]): void {
    const { info } = this.#plan as BoardPlan
    // A card that was never in view: where it came from is not known, so all is counted again.
    this.#settler.markAll()
    if (this.#isNarrowed || ids.length > MOST_UNKNOWN) return
    // When it has come, the store tells.
    for (const id of ids) this.#crm?.records.load(info.name, id).catch(() => undefined)
  }

  /** Puts cards where their records say; true when some lay elsewhere. */
  #put(ids: readonly string[]): boolean {
    const misplaced = ids.flatMap((id) => this.#misplaced(id) ?? [])
    // First all of them out: what stays is in order, and each finds its place in it.
    for (const { id, from } of misplaced) if (from) this.#drop(id)
    for (const one of misplaced) this.#arrive(one)
    return misplaced.length > 0
  }

  #misplaced(id: string): Misplaced | undefined {
    const places = this.#places
    const record = places.record(id)
    const from = places.find(id)
    const to = record && places.homeOf(record)
    const isRight = to ? from?.rows === to.rows && places.isInOrder(from, record) : !from
    return isRight ? undefined : { id, record, from, to }
  }

  #arrive({ id, record, from, to }: Misplaced): void {
    if (!record || !to) return this.#host.touched(id, undefined)
    this.#settler.mark(to.rows)
    // Whether a new one fits the filter, the server says.
    if (!from && this.#isNarrowed) return
    const { rows } = to
    const index = this.#places.slotFor(rows, record)
    // Among cards nobody has looked at: it may be one of them.
    if (!from && (rows.hasHoleAt(index) || rows.hasHoleAt(index - 1))) return
    rows.insert(index, id)
    this.#host.shifted(rows, index, 1)
    if (from && from.rows !== rows) this.#places.moveAmount(id, from.rows, rows)
    this.#host.touched(id, { ...to, index })
  }

  /** Takes a card off the board. */
  #drop(id: string): void {
    const place = this.#places.find(id)
    if (!place) return
    place.rows.remove(id)
    this.#host.shifted(place.rows, place.index, -1)
    this.#settler.mark(place.rows)
  }
}
