import { isAbort } from '../base/errors.ts'
import type { CrmClient } from '../client/crm-client.ts'
import type { LiveChange } from '../client/live-stream.ts'
import type { FilterDocument, ListQuery, Rec } from '../client/record.ts'
import type { RecordChange } from '../client/record-store.ts'
import type { RowRange } from './row-window.ts'
import { SparseRows } from './sparse-rows.ts'

/** Which records, in what order, and what of them. */
export interface SourceQuery {
  readonly entity: string
  readonly filter: object | undefined
  readonly sort: string
  readonly q: string
  readonly fields: readonly string[]
  readonly include: readonly string[]
}

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

/** Jumps are only followed once the scroll bar rests: the pages on the way are not asked for. */
const SETTLE_MS = 60
/** Pages under way at once: the one in view and the next. */
const PARALLEL = 2
/** A few screens of rows. */
const MOST_SEEN = 300
/** A filtered list that others write to is counted again at most this often. */
const RECOUNT_MS = 4_000

/** The rows of a list: pages by keyset where they follow each other, by a bounded skip where somebody jumps. */
export class ListSource {
  readonly #host: SourceHost
  readonly #pageSize: number
  #crm: CrmClient | undefined
  #query: SourceQuery | undefined
  #rows: SparseRows
  /** Rows of the next state of the list, while the last one is still shown. */
  #coming: SparseRows | undefined
  #range: RowRange = { first: 0, last: 1 }
  #loading = new Map<number, AbortController>()
  #generation = new AbortController()
  #timer: ReturnType<typeof setTimeout> | undefined
  #recount: ReturnType<typeof setTimeout> | undefined
  #stop: (() => void) | undefined
  #ends: number | undefined
  #farthest = 0
  /** Deleted by others, as they were seen last: the store has forgotten them. */
  #ghosts = new Map<string, Rec>()
  /** Rows as they were drawn last, for those that will have been deleted. */
  #seen = new Map<string, Rec>()
  #deleting = new Set<string>()

  /** All records the query finds; undefined until it is known. */
  total: number | undefined
  /** The planner's guess, where counting took too long. */
  isEstimate = false
  error: unknown
  /** Records others have added since the list was read. */
  added = 0

  constructor({ pageSize, host }: SourceOptions) {
    this.#pageSize = pageSize
    this.#host = host
    this.#rows = new SparseRows(pageSize)
  }

  /** What is asked, the host's scope included. */
  get filter(): object | undefined {
    return this.#query?.filter
  }

  get isLoading(): boolean {
    return this.#loading.size > 0 || this.#timer !== undefined
  }

  /** What is shown belongs to the query before, or its first page has not come. */
  get isStale(): boolean {
    return this.#coming !== undefined
  }

  get isEmpty(): boolean {
    return this.rowCount === 0 && !this.isStale && this.error === undefined && this.#started
  }

  get #started(): boolean {
    return this.#ends !== undefined || this.#rows.size > 0
  }

  /** Nothing was ever shown: a skeleton stands there. */
  get isFirst(): boolean {
    return !this.#started && this.error === undefined
  }

  /** Rows to make room for: all there are, or as far as is known and one that is being read. */
  get rowCount(): number {
    if (this.#ends !== undefined) return this.#ends
    if (this.total !== undefined && !this.isStale) return Math.max(this.total, this.#farthest)
    return this.#shownCount
  }

  #shownCount = 0
  /** The same question as before: its total still stands while it is counted again. */
  #isSame = false

  idAt(index: number): string | undefined {
    return this.#rows.idAt(index)
  }

  indexOf(id: string): number | undefined {
    return this.#rows.indexOf(id)
  }

  recordAt(index: number): Rec | undefined {
    const id = this.#rows.idAt(index)
    return id === undefined ? undefined : this.record(id)
  }

  record(id: string): Rec | undefined {
    const record = this.#query && this.#crm?.records.get(this.#query.entity, id)
    if (!record) return this.#ghosts.get(id)
    if (this.#seen.size > MOST_SEEN) this.#seen.clear()
    this.#seen.set(id, record)
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
  start(crm: CrmClient, query: SourceQuery, range: RowRange = { first: 0, last: 1 }): void {
    const isOther = crm !== this.#crm || query.entity !== this.#query?.entity
    this.#cancel()
    if (isOther) {
      this.#rows = new SparseRows(this.#pageSize)
      this.#ends = undefined
      this.#farthest = 0
      this.#shownCount = 0
      this.total = undefined
    } else this.#shownCount = this.rowCount
    this.#isSame = !isOther && isSameSet(query, this.#query as SourceQuery)
    this.#crm = crm
    this.#query = query
    this.#range = range
    this.#coming = new SparseRows(this.#pageSize)
    this.error = undefined
    if (isOther || !this.#stop) this.#listen()
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
    const jump = Math.abs(range.first - this.#range.first) > this.#pageSize
    const direction = range.first < this.#range.first ? -1 : 1
    this.#range = range
    if (this.isStale) return
    this.#rows.keep(this.#wanted(direction))
    if (this.error !== undefined) return
    if (this.#rows.missing(this.#wanted(direction)).length === 0) return
    if (jump || this.#timer !== undefined) {
      clearTimeout(this.#timer)
      this.#timer = setTimeout(() => {
        this.#timer = undefined
        this.#load()
      }, SETTLE_MS)
    } else this.#load(direction)
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
    const rows = this.#coming ?? this.#rows
    const wanted = this.#coming
      ? { first: this.#range.first, last: Math.max(this.#range.last, this.#range.first + 1) }
      : this.#wanted(direction)
    const missing = rows.missing(wanted)
    for (const [start, loading] of this.#loading) {
      if (!missing.includes(start)) loading.abort()
    }
    for (const start of missing) {
      if (this.#loading.size >= PARALLEL) return
      if (!this.#loading.has(start)) void this.#loadPage(rows, start)
    }
  }

  async #loadPage(rows: SparseRows, start: number): Promise<void> {
    const crm = this.#crm
    const query = this.#query
    if (!crm || !query) return
    const generation = this.#generation
    const wasStale = this.isStale || this.#ends !== undefined || this.total === undefined
    const own = new AbortController()
    const signal = AbortSignal.any([own.signal, generation.signal])
    this.#loading.set(start, own)
    try {
      const { cursor, skip } = rows.anchor(start)
      const { data, page } = await crm.list(
        query.entity,
        {
          ...asked(query),
          fields: query.fields,
          ...(query.include.length > 0 ? { include: query.include } : {}),
          limit: this.#pageSize,
          ...(cursor === undefined ? {} : { cursor }),
          ...(skip === 0 ? {} : { skip }),
        },
        { signal },
      )
      if (signal.aborted) return
      this.#took(rows, start, data, page.next)
    } catch (error) {
      if (isAbort(error) || generation.signal.aborted) return
      this.error = error
      this.#host.failed(error)
    } finally {
      if (this.#loading.get(start) === own) this.#loading.delete(start)
    }
    if (generation.signal.aborted) return
    if (this.error !== undefined || wasStale) this.#host.changed()
    else this.#host.rowsChanged()
    if (this.error === undefined) this.#load()
  }

  #took(rows: SparseRows, start: number, data: readonly Rec[], next: string | null): void {
    const ids = data.map(({ id }) => id)
    rows.put(start, ids, next)
    const isFirst = rows === this.#coming
    if (isFirst) {
      this.#rows = rows
      this.#coming = undefined
      this.#ends = undefined
      this.#farthest = 0
      this.#ghosts.clear()
      this.added = 0
      if (!this.#isSame) this.total = undefined
    }
    this.#farthest = Math.max(this.#farthest, start + ids.length)
    if (next === null && (ids.length > 0 || start === 0)) {
      this.#ends = start + ids.length
      this.#setTotal(this.#ends)
    } else if (next === null) {
      // Past the end: others have deleted since it was counted.
      this.total = undefined
      this.#shownCount = start
      void this.#count()
    } else {
      if (this.#ends !== undefined && this.#ends <= start + ids.length) this.#ends = undefined
      // Until it is counted there is one more at least.
      if (this.total === undefined) this.#shownCount = start + ids.length + 1
      if (isFirst || this.total === undefined) void this.#count()
    }
    if (isFirst) this.#host.loaded(this.total)
  }

  async #count(): Promise<void> {
    const crm = this.#crm
    const query = this.#query
    if (!crm || !query) return
    const { signal } = this.#generation
    try {
      const count = await this.#ask('exact', signal).catch((error: unknown) => {
        if (isAbort(error)) throw error
        this.isEstimate = true
        return this.#ask('estimate', signal)
      })
      if (signal.aborted || count === undefined) return
      this.#setTotal(count)
      this.#host.loaded(count)
      this.#load()
      this.#host.changed()
    } catch {
      // The list works without; the scroll bar grows as pages come.
    }
  }

  async #ask(count: 'exact' | 'estimate', signal: AbortSignal): Promise<number | undefined> {
    const { entity, filter, q } = this.#query as SourceQuery
    const query: ListQuery = { ...asked({ filter, q, sort: '' }), fields: ['id'], limit: 1, count }
    return (await this.#crm?.list(entity, query, { signal }))?.page.total
  }

  #setTotal(total: number): void {
    this.total = total
    this.#shownCount = total
  }

  #cancel(): void {
    clearTimeout(this.#timer)
    clearTimeout(this.#recount)
    this.#timer = undefined
    this.#recount = undefined
    this.#generation.abort()
    this.#generation = new AbortController()
    this.#loading.clear()
    this.#coming = undefined
  }

  #listen(): void {
    this.#stop?.()
    const crm = this.#crm as CrmClient
    const { entity } = this.#query as SourceQuery
    const stops = [
      crm.records.subscribe(entity, (change) => this.#noticed(change)),
      crm.live.subscribe([entity], {
        changes: (changes) => this.#heard(changes),
        reset: () => this.refresh(),
      }),
    ]
    this.#stop = () => stops.forEach((stop) => stop())
  }

  #noticed({ ids, gone, created = [] }: RecordChange): void {
    const own = gone.filter((id) => this.#deleting.has(id))
    const others = gone.filter((id) => !this.#deleting.has(id))
    this.#leave(own)
    if (others.length > 0) this.#host.gone(others)
    for (const id of others) {
      const index = this.#rows.indexOf(id)
      if (index === undefined) continue
      if (index >= this.#range.first && index < this.#range.last)
        this.#ghosts.set(id, this.#seen.get(id) ?? { id })
      else this.#leave([id])
    }
    for (const id of ids) this.#ghosts.delete(id)
    // Where in the order it stands, only the server knows.
    if (created.length > 0) {
      this.refresh()
      return
    }
    if (gone.length > 0) this.#host.changed()
    else if (ids.some((id) => this.#rows.indexOf(id) !== undefined)) this.#host.rowsChanged()
  }

  #leave(ids: readonly string[]): void {
    const before = ids.filter((id) => (this.#rows.indexOf(id) ?? Infinity) < this.#range.first)
    const count = this.#rows.remove(new Set(ids))
    if (count === 0) return
    if (this.#ends !== undefined) this.#ends -= count
    if (this.total !== undefined) this.#setTotal(this.total - count)
    this.#farthest -= count
    if (before.length > 0) this.#host.shifted(-before.length)
    this.#load()
  }

  #heard(changes: readonly LiveChange[]): void {
    this.#host.touched(changes.filter(({ action }) => action === 'updated'))
    // What this page itself has made is in the store, and told by it.
    const created = changes.filter(
      ({ action, id }) => isArrival(action) && this.record(id) === undefined,
    )
    if (created.length === 0) return
    if (this.#isWhole) {
      this.added += created.length
      this.#host.changed()
    } else this.#recountSoon()
  }

  get #isWhole(): boolean {
    return this.#query?.filter === undefined && this.#query?.q === ''
  }

  /** Whether what others have written belongs here, only the server can say. */
  #recountSoon(): void {
    this.#recount ??= setTimeout(() => {
      this.#recount = undefined
      void this.#ask('exact', this.#generation.signal).then(
        (count) => {
          if (count === undefined || this.total === undefined || count <= this.total) return
          this.added = count - this.total
          this.#host.changed()
        },
        () => undefined,
      )
    }, RECOUNT_MS)
  }
}

function asked({ filter, q, sort }: Pick<SourceQuery, 'filter' | 'q' | 'sort'>): ListQuery {
  return {
    ...(filter === undefined ? {} : { filter: filter as FilterDocument }),
    ...(q === '' ? {} : { q }),
    ...(sort === '' ? {} : { sort }),
  }
}

function isArrival(action: string): boolean {
  return action === 'created' || action === 'restored'
}

function isSameSet(a: SourceQuery, b: SourceQuery): boolean {
  return a.q === b.q && JSON.stringify(a.filter) === JSON.stringify(b.filter)
}
