import type { CardPlaces } from './card-places.ts'
import type { ColumnRows } from './column-rows.ts'

interface SettlerHost {
  readonly places: CardPlaces
  /** Asks the server what is in the columns; what comes back shows the answer when it is called. */
  count(): Promise<() => void>
  /** First and last card in view. */
  range(rows: ColumnRows): readonly [number, number]
  changed(): void
  failed(error: unknown): void
}

/** Quiet after which the server's order and sums are read again; apart from others, who heard of the same change. */
const QUIET_MS = 400
const SPREAD_MS = 300

/** Reads again what moves have touched, once it is quiet: in the end all who look see one order and one sum, those of the server. */
export class Settler {
  readonly #host: SettlerHost
  readonly #stale = new Set<ColumnRows>()
  /** Moves that are shown and not answered yet, by card. */
  readonly #held = new Map<string, number>()
  /** How often something was moved here. */
  #moves = 0
  #timer: ReturnType<typeof setTimeout> | undefined
  #life = new AbortController()

  constructor(host: SettlerHost) {
    this.#host = host
  }

  /** Its cards in view are to be read again. */
  mark(rows: ColumnRows): void {
    this.#stale.add(rows)
  }

  markAll(): void {
    for (const { rows } of this.#host.places.columns) this.mark(rows)
  }

  soon(waitMs = QUIET_MS + Math.random() * SPREAD_MS): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.#settle(), waitMs)
  }

  /** True while a move of this card is not answered: nobody else moves it. */
  holds(id: string): boolean {
    return this.#held.has(id)
  }

  hold(ids: readonly string[]): void {
    this.#moves++
    for (const id of ids) this.#held.set(id, (this.#held.get(id) ?? 0) + 1)
  }

  release(ids: readonly string[]): void {
    for (const id of ids) {
      const held = (this.#held.get(id) ?? 1) - 1
      if (held > 0) this.#held.set(id, held)
      else this.#held.delete(id)
    }
    this.soon()
  }

  /** Forgets everything; answers that are under way count no more. */
  stop(): void {
    clearTimeout(this.#timer)
    this.#life.abort()
    this.#life = new AbortController()
    this.#held.clear()
    this.#stale.clear()
  }

  async #settle(): Promise<void> {
    const { signal } = this.#life
    // Shown already and not answered yet: the server would put it back for a moment.
    if (this.#held.size > 0) return
    const moves = this.#moves
    const stale = [...this.#stale]
    this.#stale.clear()
    try {
      const show = await this.#host.count()
      if (signal.aborted) return
      if (moves !== this.#moves) {
        // Counted without what has been moved here meanwhile: its release settles.
        for (const rows of stale) this.mark(rows)
        return
      }
      show()
      await Promise.all(stale.map((rows) => rows.again(...this.#host.range(rows))))
    } catch (error) {
      if (signal.aborted) return
      for (const rows of stale) this.mark(rows)
      this.#host.failed(error)
    }
    if (!signal.aborted) this.#host.changed()
  }
}
