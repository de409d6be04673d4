/** Pages under way at once: the one in view and the next. */
const PARALLEL = 2

export interface PageLoadsOptions {
  /** Reads the page that begins with this row; throws nothing. */
  readonly read: (start: number, signal: AbortSignal) => Promise<void>
  /** One is read: there is room for another. */
  readonly onRoom: () => void
}

/** Which pages are being read: a few at once, and only those that are still wanted. */
export class PageLoads {
  readonly #options: PageLoadsOptions
  readonly #running = new Map<number, AbortController>()

  constructor(options: PageLoadsOptions) {
    this.#options = options
  }

  /** Begins with the first of these, and gives up what is not among them. */
  want(starts: readonly number[]): void {
    for (const [start, own] of [...this.#running])
      if (!starts.includes(start)) this.#end(start, own)
    for (const start of starts) {
      if (this.#running.size >= PARALLEL) return
      if (!this.#running.has(start)) void this.#run(start)
    }
  }

  stop(): void {
    for (const [start, own] of [...this.#running]) this.#end(start, own)
  }

  async #run(start: number): Promise<void> {
    const own = new AbortController()
    this.#running.set(start, own)
    await this.#options.read(start, own.signal)
    if (own.signal.aborted) return
    this.#running.delete(start)
    this.#options.onRoom()
  }

  /** Its room is free at once, not only when the aborted call has noticed. */
  #end(start: number, own: AbortController): void {
    this.#running.delete(start)
    own.abort()
  }
}
