import type { RowRange } from './row-window.ts'

/** How to ask for the rows from an index on. */
export interface Anchor {
  readonly cursor?: string
  /** Rows to pass over from the cursor, or from the beginning. */
  readonly skip: number
}

/**
 * Which record stands at which row of a list too long to hold: pages that were read, the least lately seen given up first.
 * Pages are places (`index / pageSize`), so that a jump into the middle is as good as a walk.
 */
export class SparseRows {
  readonly pageSize: number
  readonly #maxPages: number
  readonly #ids = new Map<number, string>()
  readonly #indexes = new Map<string, number>()
  /** Where a cursor continues. */
  readonly #cursors = new Map<number, string>()
  /** Pages in the order they were last looked at. */
  readonly #pages = new Set<number>()

  constructor(pageSize: number, maxPages = 20) {
    this.pageSize = pageSize
    this.#maxPages = maxPages
  }

  get size(): number {
    return this.#ids.size
  }

  idAt(index: number): string | undefined {
    return this.#ids.get(index)
  }

  indexOf(id: string): number | undefined {
    return this.#indexes.get(id)
  }

  /** Ids of the range in order; rows not read are left out. */
  idsIn({ first, last }: RowRange): string[] {
    const ids: string[] = []
    for (let index = first; index < last; index++) {
      const id = this.#ids.get(index)
      if (id !== undefined) ids.push(id)
    }
    return ids
  }

  ids(): IterableIterator<string> {
    return this.#indexes.keys()
  }

  /** Takes a page in; `next` is the cursor that goes on behind it. */
  put(start: number, ids: readonly string[], next: string | null): void {
    ids.forEach((id, offset) => this.#set(start + offset, id))
    if (next !== null) this.#cursors.set(start + ids.length, next)
    if (ids.length > 0) this.#touch(Math.floor(start / this.pageSize))
  }

  /** Starts of the pages in the range that are not all there, first the one nearest to its middle. */
  missing({ first, last }: RowRange): number[] {
    const starts: number[] = []
    const middle = (first + last) / 2
    for (let index = first; index < last;) {
      const page = Math.floor(index / this.pageSize)
      const end = Math.min(last, (page + 1) * this.pageSize)
      let at = index
      while (at < end && this.#ids.has(at)) at++
      if (at < end) starts.push(page * this.pageSize)
      index = (page + 1) * this.pageSize
    }
    const distance = (start: number): number => Math.abs(start + this.pageSize / 2 - middle)
    return starts.sort((a, b) => distance(a) - distance(b))
  }

  /** The cheapest way to the rows from `start` on: the nearest cursor before it, else from the beginning. */
  anchor(start: number): Anchor {
    let best = 0
    for (const index of this.#cursors.keys()) if (index <= start && index > best) best = index
    const cursor = this.#cursors.get(best)
    return cursor === undefined ? { skip: start } : { cursor, skip: start - best }
  }

  /** Marks rows as looked at and gives up pages nobody has looked at for long. */
  keep({ first, last }: RowRange): void {
    for (let index = first; index < last; index += this.pageSize) this.#touch(this.#pageOf(index))
    if (last > first) this.#touch(this.#pageOf(last - 1))
    for (const page of this.#pages) {
      if (this.#pages.size <= this.#maxPages) return
      this.#pages.delete(page)
      const start = page * this.pageSize
      for (let index = start; index < start + this.pageSize; index++) this.#drop(index)
    }
  }

  /** Takes records out; what follows them moves up. Cursors behind the first of them say nothing certain any more. */
  remove(ids: ReadonlySet<string>): number {
    const gone = [...ids]
      .map((id) => this.#indexes.get(id))
      .filter((index) => index !== undefined)
      .sort((a, b) => a - b)
    const [from] = gone
    if (from === undefined) return 0
    const entries = [...this.#ids].filter(([, id]) => !ids.has(id))
    this.#ids.clear()
    this.#indexes.clear()
    for (const [index, id] of entries) this.#set(index - countBelow(gone, index), id)
    for (const index of [...this.#cursors.keys()]) if (index > from) this.#cursors.delete(index)
    return gone.length
  }

  #set(index: number, id: string): void {
    // A record another page held has moved since; it stands where it was read last.
    const before = this.#indexes.get(id)
    if (before !== undefined && before !== index) this.#ids.delete(before)
    this.#drop(index)
    this.#ids.set(index, id)
    this.#indexes.set(id, index)
  }

  #drop(index: number): void {
    const id = this.#ids.get(index)
    if (id === undefined) return
    this.#ids.delete(index)
    if (this.#indexes.get(id) === index) this.#indexes.delete(id)
  }

  #pageOf(index: number): number {
    return Math.floor(index / this.pageSize)
  }

  #touch(page: number): void {
    this.#pages.delete(page)
    this.#pages.add(page)
  }
}

/** How many of the ascending numbers are below. */
function countBelow(sorted: readonly number[], limit: number): number {
  let count = 0
  while (count < sorted.length && (sorted[count] ?? Infinity) < limit) count++
  return count
}
