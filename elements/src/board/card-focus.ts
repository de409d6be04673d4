import { FocusKeeper } from '../base/focus-keeper.ts'
import { cardElement, idOf } from './board-dom.ts'
import type { BoardHost } from './board-host.ts'
import type { ColumnWindows } from './column-windows.ts'

/** The card that has the focus, or would get it: one tab stop for the whole board, wherever its card goes. */
export class CardFocus {
  readonly #host: BoardHost
  readonly #windows: ColumnWindows
  #last: string | undefined

  constructor(host: BoardHost, windows: ColumnWindows) {
    this.#host = host
    this.#windows = windows
    // After every move, recycled card and live change it is where it was.
    new FocusKeeper(host.element, { find: ({ recordId }) => this.#card(recordId) })
  }

  /** The card with the tab stop: the last one that had the focus, else the first there is. */
  get id(): string | undefined {
    const { places } = this.#host
    if (this.#last !== undefined && places.find(this.#last)) return this.#last
    for (const { rows } of places.columns) {
      const first = rows.at(0)
      if (first !== undefined) return first
    }
    return undefined
  }

  /** From now on the tab stop is here; true when it was elsewhere. */
  mark(id: string | undefined): boolean {
    const isOther = id !== undefined && id !== this.#last
    if (isOther) this.#last = id
    return isOther
  }

  give(id: string): void {
    const { element } = this.#host
    this.mark(id)
    element.requestUpdate()
    void element.updateComplete.then(() => {
      this.reveal(id)
      this.#card(id)?.focus({ preventScroll: true })
    })
  }

  isOn(id: string): boolean {
    return idOf(this.#host.element.shadowRoot?.activeElement) === id
  }

  /** Scrolls as little as it must. */
  reveal(id: string): void {
    const place = this.#host.places.find(id)
    if (place) this.#windows.reveal(place)
  }

  #card(id: string): HTMLElement | null {
    return cardElement(this.#host.element.renderRoot, id)
  }
}
