/** Typing pauses shorter than this are not searched for. */
const WAIT_MS = 220

/** What is typed in the search field: asked when it pauses. */
export class SearchField {
  readonly #ask: (text: string) => void
  #text: string | undefined
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(ask: (text: string) => void) {
    this.#ask = ask
  }

  /** Undefined when all of it is asked. */
  get text(): string | undefined {
    return this.#text
  }

  readonly type = (text: string, now: boolean): void => {
    this.stop()
    this.#text = text
    if (now) this.#ask(text)
    else this.#timer = setTimeout(() => this.#ask(text), WAIT_MS)
  }

  /** It is asked, or something else is. */
  asked(): void {
    this.#text = undefined
  }

  stop(): void {
    clearTimeout(this.#timer)
  }
}
