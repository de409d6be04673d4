import type { Density } from './density.ts'

/** px of a row. */
const ROW_HEIGHTS: Readonly<Record<Density, number>> = { compact: 30, normal: 38, comfortable: 46 }
const CARD_HEIGHT = 62
/** px below which rows are cards: five columns of figures need more. */
const NARROW = 560
/** Rows a list without a height of its own may show: more than fit its 640 px. */
const MOST_AUTO_ROWS = 100

/** What the host has set on the element. */
export interface WantedSize {
  readonly density: Density
  readonly rowHeight: number | undefined
  readonly height: string | undefined
}

/** How high the list and its rows are, and whether there is room for columns. */
export class ListSize {
  readonly #wanted: WantedSize
  readonly #changed: () => void
  // Not there in Node, where the module is only imported.
  readonly #resize =
    typeof ResizeObserver === 'undefined' ? undefined : new ResizeObserver(() => this.#resized())
  #base: HTMLElement | undefined
  #isNarrow = false

  constructor(wanted: WantedSize, changed: () => void) {
    this.#wanted = wanted
    this.#changed = changed
  }

  /** Rows are drawn as cards. */
  get isNarrow(): boolean {
    return this.#isNarrow
  }

  /** px */
  get rowHeight(): number {
    if (this.#isNarrow) return CARD_HEIGHT
    const { rowHeight: own, density } = this.#wanted
    return own !== undefined && own > 0 ? own : (ROW_HEIGHTS[density] ?? ROW_HEIGHTS.normal)
  }

  /** After each update: the element's box is as high as it is to be. */
  apply(base: HTMLElement, rowCount: number): void {
    this.#resize?.observe(base)
    this.#base = base
    const { height } = this.#wanted
    const isLength = height !== undefined && !['auto', 'fill', ''].includes(height)
    base.style.setProperty('height', isLength ? height : '')
    const rows = Math.min(rowCount, MOST_AUTO_ROWS)
    base.style.setProperty('--_rows', `${rows * this.rowHeight}px`)
    base.style.setProperty('--_row', `${this.rowHeight}px`)
  }

  disconnect(): void {
    this.#resize?.disconnect()
  }

  #resized(): void {
    const width = this.#base?.clientWidth ?? 0
    const isNarrow = width > 0 && width < NARROW
    if (isNarrow === this.#isNarrow) return
    this.#isNarrow = isNarrow
    this.#changed()
  }
}
