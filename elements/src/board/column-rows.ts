import type { Rec } from '../client/record.ts'

export interface Sum {
  readonly currency: string
  /** In minor units. */
  readonly amount: number
  readonly weighted: number
}

export interface RowsHost {
  /** Records of the column from this one on, in its order; what was read is in the store. */
  read(skip: number, limit: number): Promise<readonly Rec[]>
  changed(): void
  failed(error: unknown): void
}

/** Cards of one request. */
const PAGE = 50

/** The cards of one column by their place: those that were looked at, and holes for the others. */
export class ColumnRows {
  sums: readonly Sum[] = []
  /** Why some could not be read; the next look tries again. */
  error: unknown
  /** False until the server has counted. */
  counted = false
  #ids: (string | undefined)[] = []
  /** To say quickly that one is not here: a burst of changes asks every column. */
  #known = new Set<string>()
  /** No card is known from this place on. */
  #end = 0
  readonly #host: RowsHost
  readonly #reading = new Set<number>()
  /** Grows with every shift: an answer from before it has other places. */
  #epoch = 0

  constructor(host: RowsHost) {
    this.#host = host
  }

  get count(): number {
    return this.#ids.length
  }

  get loaded(): readonly string[] {
    return this.#ids.filter((id) => id !== undefined)
  }

  at(index: number): string | undefined {
    return this.#ids[index]
  }

  indexOf(id: string): number {
    return this.#known.has(id) ? this.#ids.indexOf(id) : -1
  }

  /** The nearest card before a place that is known and not one of these. */
  before(index: number, without: ReadonlySet<string>): string | undefined {
    for (let at = Math.min(index, this.#ids.length) - 1; at >= 0; at--) {
      const id = this.#ids[at]
      if (id !== undefined && !without.has(id)) return id
    }
    return undefined
  }

  after(index: number, without: ReadonlySet<string>): string | undefined {
    for (let at = Math.max(0, index); at < this.#ids.length; at++) {
      const id = this.#ids[at]
      if (id !== undefined && !without.has(id)) return id
    }
    return undefined
  }

  /**
   * The place of the first known card that comes after a new one; the end when none does. Halved, not walked: a burst of 200
   * changes looks 200 times at columns of which some cards are known and thousands are not.
   */
  slotBefore(comesAfter: (id: string) => boolean): number {
    let [low, high, slot] = [0, this.#end, this.#ids.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      let at = middle
      while (at < high && this.#ids[at] === undefined) at++
      const id = at < high ? this.#ids[at] : undefined
      if (id === undefined) high = middle
      else if (comesAfter(id)) [slot, high] = [at, middle]
      else low = at + 1
    }
    return slot
  }

  setCount(count: number): void {
    this.counted = true
    if (count !== this.#ids.length) this.#resize(count)
  }

  insert(index: number, id: string): void {
    const at = Math.max(0, Math.min(index, this.#ids.length))
    this.#epoch++
    this.#ids.splice(at, 0, id)
    this.#known.add(id)
    this.#end = Math.max(this.#end, at) + 1
  }

  /** Where it was; -1: it was not there. */
  remove(id: string): number {
    const index = this.indexOf(id)
    if (index >= 0) {
      this.#epoch++
      this.#ids.splice(index, 1)
      this.#known.delete(id)
      this.#end--
    }
    return index
  }

  hasHoleAt(index: number): boolean {
    return index >= 0 && index < this.#ids.length && this.#ids[index] === undefined
  }

  /** After a failure: the next look reads again. */
  retry(): void {
    this.error = undefined
    this.#host.changed()
  }

  /** Reads what is missing in this part. */
  need(first: number, last: number): void {
    if (this.error !== undefined) return
    const end = Math.min(last, this.#ids.length - 1)
    for (let index = Math.max(0, first); index <= end; index++) {
      if (this.#ids[index] !== undefined) continue
      const page = Math.floor(index / PAGE)
      if (!this.#reading.has(page)) void this.#read(page)
      index = (page + 1) * PAGE - 1
    }
  }

  /** Reads a part again; it is shown as it is until then. */
  async again(first: number, last: number): Promise<void> {
    const pages = [Math.floor(Math.max(0, first) / PAGE), Math.floor(Math.max(0, last) / PAGE)]
    await Promise.all([...new Set(pages)].map((page) => this.#read(page)))
  }

  async #read(page: number): Promise<void> {
    const skip = page * PAGE
    const epoch = this.#epoch
    this.#reading.add(page)
    this.error = undefined
    try {
      const records = await this.#host.read(skip, PAGE)
      // Something moved meanwhile: these may be other places now.
      if (epoch === this.#epoch) this.#fill(skip, records)
    } catch (error) {
      this.error = error
      this.#host.failed(error)
    } finally {
      this.#reading.delete(page)
      this.#host.changed()
    }
  }

  #fill(skip: number, records: readonly Rec[]): void {
    const known = new Map<string, number>()
    // Passes over holes.
    this.#ids.forEach((id, index) => known.set(id ?? '', index))
    for (const [offset, { id }] of records.entries()) {
      const elsewhere = known.get(id)
      if (elsewhere !== undefined && elsewhere !== skip + offset && this.#ids[elsewhere] === id)
        this.#ids[elsewhere] = undefined
      this.#ids[skip + offset] = id
    }
    // Counted before some of them went.
    if (records.length < PAGE) this.#ids.length = skip + records.length
    this.#index()
  }

  #resize(count: number): void {
    this.#ids.length = count
    this.#index()
  }

  #index(): void {
    this.#known = new Set(this.loaded)
    this.#end = this.#ids.findLastIndex((id) => id !== undefined) + 1
  }
}
