import { isAbort } from '../base/errors.ts'
import type { CrmClient } from '../client/crm-client.ts'
import type { LiveChange } from '../client/live-stream.ts'
import type { Rec, RecordPage } from '../client/record.ts'
import type { RecordChange } from '../client/record-store.ts'
import { Arrivals } from './arrivals.ts'
import { askPage, type EarlyPage } from './ask-page.ts'
import { countRows, type RowCount } from './count-rows.ts'
import { Ghosts } from './ghosts.ts'
import { PageLoads } from './page-loads.ts'
import { RowExtent } from './row-extent.ts'
import type { RowRange } from './row-window.ts'
import { isSameSet, type SourceQuery } from './source-query.ts'
import { type Anchor, SparseRows } from './sparse-rows.ts'

export interface SourceHost {
  /** Total or state are others now, and perhaps the rows. */
  changed(): void
  /** Only what stands in the rows. */
  rowsChanged(): void
  loaded(total: number | undefined): void
  failed(error: unknown): void
  /** Rows before the view went: it has to move by so many rows to stay. */
  shifted(rows: number): void
  /** Others have deleted these. */
  gone(ids: readonly string[]): void
  /** Fields of these records were changed by others. */
  touched(changes: readonly LiveChange[]): void
}

export interface SourceOptions {
  readonly pageSize: number
  readonly host: SourceHost
}

/** Somebody who drags the scroll bar and holds it so long looks at what stands there; the pages on the way are not asked for. */
const SETTLE_MS = 60

/** The rows of a list: pages by keyset where they follow each other, by a bounded skip where somebody jumps. */
export class ListSource {
  readonly #host: SourceHost
  readonly #pageSize: number
  readonly #extent = new RowExtent()
  readonly #ghosts = new Ghosts()
  readonly #arrivals: Arrivals
  #crm: CrmClient | undefined
  #query: SourceQuery | undefined
  #early: EarlyPage | undefined
  #rows: SparseRows
  /** Rows of the next state of the list, while the last one is still shown. */
  #coming: SparseRows | undefined
  /** As many records as in the state that is shown. */
  #isAsMany = false
  #range: RowRange = { first: 0, last: 1 }
  readonly #loads = new PageLoads({
    read: (start, signal) => this.#read(start, signal),
    onRoom: () => {
      if (this.error === undefined) this.#load()
    },
  })
  /** Ends the counting of the query before. */
  #counting = new AbortController()
  #timer: ReturnType<typeof setTimeout> | undefined
  #stop: (() => void) | undefined
  /** By this page itself, and not yet done. */
  #deleting = new Set<string>()

  error: unknown

  constructor({ pageSize, host }: SourceOptions) {
    this.#pageSize = pageSize
    this.#host = host
    this.#rows = new SparseRows(pageSize)
    this.#arrivals = new Arrivals({
      changed: () => host.changed(),
      beyond: async () => {
        const { count, isEstimate } = await this.#countNow()
        return isEstimate ? 0 : count - (this.total ?? count)
      },
    })
  }

  /** What is asked, the host's scope included. */
  get filter(): object | undefined {
    return this.#query?.filter
  }

  /** All records the query finds; undefined until it is known. */
  get total(): number | undefined {
    return this.#extent.total
  }

  /** The planner's guess, where counting took too long. */
  get isEstimate(): boolean {
    return this.#extent.isEstimate
  }

  /** Rows to make room for: all there are, or as far as is known and one that is being read. */
  get rowCount(): number {
    return this.#extent.count
  }

  /** Records others have added since the list was read. */
  get added(): number {
    return this.#arrivals.count
  }

  /** What is shown belongs to the query before, or its first page has not come. */
  get isStale(): boolean {
    return this.#coming !== undefined
  }

  get isEmpty(): boolean {
    return this.rowCount === 0 && !this.isStale && this.error === undefined && this.#started
  }

  get #started(): boolean {
    return this.#extent.isEndKnown || this.#rows.size > 0
  }

  /** Nothing was ever shown: a skeleton stands there. */
  get isFirst(): boolean {
    return !this.#started && this.error === undefined
  }

  idAt(index: number): string | undefined {
    return this.#rows.idAt(index)
  }

  indexOf(id: string): number | undefined {
    return this.#rows.indexOf(id)
  }

  record(id: string): Rec | undefined {
    const record = this.#query && this.#crm?.records.get(this.#query.entity, id)
    if (!record) return this.#ghosts.get(id)
    this.#ghosts.saw(record)
    return record
  }

  /** Deleted by somebody else, and still where it stood. */
  isGhost(id: string): boolean {
    return this.#ghosts.has(id)
  }

  idsIn(range: RowRange): string[] {
    return this.#rows.idsIn(range)
  }

  get loadedIds(): string[] {
    return [...this.#rows.ids()]
  }

  /** Asks the query. What is shown stays until the answer is there; another entity begins with nothing. */
  start(
    crm: CrmClient,
    query: SourceQuery,
    range: RowRange = { first: 0, last: 1 },
    early?: EarlyPage,
  ): void {
    const before = this.#query
    const isOther = crm !== this.#crm || query.entity !== before?.entity
    this.#cancel()
    if (isOther) {
      this.#rows = new SparseRows(this.#pageSize)
      this.#extent.forget()
    } else this.#extent.hold()
    this.#isAsMany = !isOther && before !== undefined && isSameSet(query, before)
    this.#crm = crm
    this.#query = query
    this.#early = early
    this.#range = range
    this.#coming = new SparseRows(this.#pageSize)
    this.error = undefined
    if (isOther || !this.#stop) this.#listen(crm, query.entity)
    this.#load()
    this.#host.changed()
  }

  /** Reads again what is in view, and the rest when it comes into view. */
  refresh(): void {
    if (this.#crm && this.#query) this.start(this.#crm, this.#query, this.#range)
  }

  retry(): void {
    this.error = undefined
    if (this.#coming || !this.#started) this.refresh()
    else this.#load()
    this.#host.changed()
  }

  /** These rows are in view: reads what is missing of them, and the page that comes next. */
  ensure(range: RowRange): void {
    const isJump = Math.abs(range.first - this.#range.first) > this.#pageSize
    const direction = range.first < this.#range.first ? -1 : 1
    this.#range = range
    if (this.isStale) return
    this.#rows.keep(this.#wanted(direction))
    if (this.error !== undefined) return
    if (this.#rows.missing(this.#wanted(direction)).length === 0) return
    const isGoingOn = this.#timer !== undefined
    if (isJump || isGoingOn) this.#awaitRest()
    // A single jump is followed at once; of a movement that goes on, only the first page and the one at its end are read.
    if (!isGoingOn) this.#load(direction)
  }

  /** The view stands still. */
  rested(): void {
    if (this.#timer === undefined) return
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#load()
  }

  #awaitRest(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.rested(), SETTLE_MS)
  }

  stop(): void {
    this.#cancel()
    this.#stop?.()
    this.#stop = undefined
  }

  /** Our own deletion: the rows leave at once; come back with `refresh`. */
  deleting(ids: readonly string[]): void {
    for (const id of ids) this.#deleting.add(id)
  }

  /** The deletion is done, or was refused. */
  deleted(ids: readonly string[]): void {
    for (const id of ids) this.#deleting.delete(id)
  }

  #wanted(direction: 1 | -1): RowRange {
    const { first, last } = this.#range
    const ahead = Math.ceil(this.#pageSize / 2)
    const end = this.rowCount
    return {
      first: Math.max(0, direction === -1 ? first - ahead : first),
      last: Math.min(end, direction === 1 ? last + ahead : last),
    }
  }

  #load(direction: 1 | -1 = 1): void {
    const { first, last } = this.#range
    const rows = this.#coming ?? this.#rows
    this.#loads.want(
      rows.missing(
        this.#coming ? { first, last: Math.max(last, first + 1) } : this.#wanted(direction),
      ),
    )
  }

  async #read(start: number, signal: AbortSignal): Promise<void> {
    const rows = this.#coming ?? this.#rows
    // Other rows in the same room are no reason to draw all of the element again.
    const isMoreOfSame = !this.isStale && !this.#extent.isEndKnown && this.total !== undefined
    try {
      const { data, page } = await this.#askPage(rows.anchor(start), signal)
      if (signal.aborted) return
      this.#took(rows, start, data, page.next)
    } catch (error) {
      if (signal.aborted || isAbort(error)) return
      this.error = error
      this.#host.failed(error)
    }
    if (this.error === undefined && isMoreOfSame) this.#host.rowsChanged()
    else this.#host.changed()
  }

  #askPage(anchor: Anchor, signal: AbortSignal): Promise<RecordPage> {
    const early = this.#early
    this.#early = undefined
    const page = { ...anchor, early, limit: this.#pageSize }
    return askPage(this.#crm as CrmClient, this.#query as SourceQuery, page, signal)
  }

  #took(rows: SparseRows, start: number, data: readonly Rec[], next: string | null): void {
    const ids = data.map(({ id }) => id)
    rows.put(start, ids, next)
    const isFirst = rows === this.#coming
    if (isFirst) {
      this.#rows = rows
      this.#coming = undefined
      this.#extent.answered(this.#isAsMany)
      this.#ghosts.clear()
      this.#arrivals.count = 0
    }
    this.#extent.took(start, ids.length, next === null)
    if (this.total === undefined || (isFirst && !this.#extent.isEndKnown)) void this.#count()
    if (isFirst) this.#host.loaded(this.total)
  }

  async #count(): Promise<void> {
    const { signal } = this.#counting
    try {
      const { count, isEstimate } = await this.#countNow()
      if (signal.aborted) return
      this.#extent.counted(count, isEstimate)
      this.#host.loaded(count)
      this.#load()
      this.#host.changed()
    } catch {
      // The list works without; the scroll bar grows as pages come.
    }
  }

  #countNow(): Promise<RowCount> {
    return countRows(this.#crm as CrmClient, this.#query as SourceQuery, this.#counting.signal)
  }

  #cancel(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#arrivals.stop()
    this.#loads.stop()
    this.#counting.abort()
    this.#counting = new AbortController()
    this.#coming = undefined
  }

  #listen(crm: CrmClient, entity: string): void {
    this.#stop?.()
    const stops = [
      crm.records.subscribe(entity, (change) => this.#noticed(change)),
      crm.live.subscribe([entity], {
        changes: (changes) => this.#heard(changes),
        reset: () => this.refresh(),
      }),
    ]
    this.#stop = () => stops.forEach((stop) => stop())
  }

  /** The store has other records now. */
  #noticed({ ids, gone, created = [] }: RecordChange): void {
    const own = gone.filter((id) => this.#deleting.has(id))
    const others = gone.filter((id) => !this.#deleting.has(id))
    this.#leave(own)
    if (others.length > 0) this.#host.gone(others)
    for (const id of others) {
      const index = this.#rows.indexOf(id)
      if (index === undefined) continue
      if (index >= this.#range.first && index < this.#range.last) this.#ghosts.add(id)
      else this.#leave([id])
    }
    this.#ghosts.delete(ids)
    // Where in the order it stands, only the server knows.
    if (created.length > 0) this.refresh()
    else if (gone.length > 0) this.#host.changed()
    else if (ids.some((id) => this.#rows.indexOf(id) !== undefined)) this.#host.rowsChanged()
  }

  #leave(ids: readonly string[]): void {
    const before = ids.filter((id) => (this.#rows.indexOf(id) ?? Infinity) < this.#range.first)
    const count = this.#rows.remove(new Set(ids))
    if (count === 0) return
    this.#extent.removed(count)
    if (before.length > 0) this.#host.shifted(-before.length)
    this.#load()
  }

  /** Others have written. */
  #heard(changes: readonly LiveChange[]): void {
    this.#host.touched(changes.filter(({ action, recalled }) => action === 'updated' && !recalled))
    // What this page itself has made is in the store, and told by it.
    const arrived = changes.filter(
      ({ action, id }) =>
        (action === 'created' || action === 'restored') && this.record(id) === undefined,
    )
    if (arrived.length === 0) return
    const isWhole = this.#query?.filter === undefined && this.#query?.q === ''
    const isNews = arrived.every(({ recalled }) => !recalled)
    if (isWhole && isNews) this.#arrivals.add(arrived.length)
    else this.#arrivals.countSoon()
  }
}
