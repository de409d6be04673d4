/** What narrows a board: the same filter and search as a list's. */
export interface BoardRequest {
  readonly filter?: object
  readonly search?: string
}

const TYPING_MS = 220

/** What is asked, and what is being typed and not asked yet. */
export class RequestKeeper {
  now: BoardRequest = {}
  readonly #changed: (request: BoardRequest) => void
  #typed: string | undefined
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(changed: (request: BoardRequest) => void) {
    this.#changed = changed
  }

  /** As it stands in the search field. */
  get search(): string {
    return this.#typed ?? this.now.search ?? ''
  }

  set(change: BoardRequest): void {
    // A filter that is set while somebody types takes along what is typed.
    const typed = this.#typed === undefined ? {} : { search: this.#typed }
    this.stop()
    this.now = { ...this.now, ...typed, ...change }
    this.#changed(this.now)
  }

  /** Asked when the fingers rest: a word is one question. */
  type(search: string): void {
    this.stop()
    this.#typed = search
    this.#timer = setTimeout(() => this.set({}), TYPING_MS)
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#typed = undefined
  }
}
