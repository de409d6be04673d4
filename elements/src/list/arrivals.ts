/** A filtered list that others write to is counted again at most this often. */
const RECOUNT_MS = 4_000

export interface ArrivalsHost {
  /** Counts how many records there are now beyond those that were counted before. */
  beyond(): Promise<number>
  changed(): void
}

/** Records that others have added since the list was read: shown when the user wants. */
export class Arrivals {
  count = 0
  readonly #host: ArrivalsHost
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(host: ArrivalsHost) {
    this.#host = host
  }

  /** These belong to the list. */
  add(count: number): void {
    this.count += count
    this.#host.changed()
  }

  /** Whether what others have written belongs to a filtered list, only the server can say. */
  countSoon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      this.#host.beyond().then(
        (count) => {
          if (count <= 0) return
          this.count = count
          this.#host.changed()
        },
        // What others write next is another reason to count.
        () => undefined,
      )
    }, RECOUNT_MS)
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }
}
