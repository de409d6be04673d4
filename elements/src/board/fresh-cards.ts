/** As long as the colour of a fresh card takes to fade (`card-fresh` in card-styles.ts). */
const FRESH_MS = 1_600

/** Cards somebody else has just put where they are. */
export class FreshCards {
  readonly ids: ReadonlySet<string>
  readonly #ids = new Set<string>()
  readonly #faded: () => void
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(faded: () => void) {
    this.ids = this.#ids
    this.#faded = faded
  }

  add(id: string): void {
    this.#ids.add(id)
    // All of a burst fade in one drawing.
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      this.#ids.clear()
      this.#faded()
    }, FRESH_MS)
  }
}
