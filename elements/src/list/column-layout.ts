import type { ListContext } from './list-context.ts'

/** px of the column of checkboxes, and of the menus at the end. */
const SELECT_WIDTH = 40
const ACTIONS_WIDTH = 40
/** The most columns that can stay while the others scroll, and the part of the width they may take. */
const MOST_PINNED = 4
const PINNED_SHARE = 0.6

/** Widths of the columns, and how many of them stay while the others scroll. */
export class ColumnLayout {
  readonly #list: ListContext
  #pinned = 0
  /** px of the view. */
  #width = 0
  /** A width under way, before it is let go. */
  #resizing: { readonly key: string; readonly width: number } | undefined
  #applied = ''

  constructor(list: ListContext) {
    this.#list = list
  }

  /** Before the headers are drawn. */
  settle(): void {
    this.#pinned = this.#countPinned()
  }

  /** The view has another width; true when another number of columns is pinned in it. */
  fit(width: number): boolean {
    this.#width = width
    return this.#pinned !== this.#countPinned()
  }

  /** Shows a width while it is dragged; undefined: as it was. */
  resize(column: { readonly key: string; readonly width: number } | undefined): void {
    this.#resizing = column
  }

  /** Of the cells of a column, counted from the first one shown. */
  pinClass(at: number): string {
    const count = this.#pinned
    if (at >= count) return ''
    return at === count - 1 ? ` pin pin-${at} pin-last` : ` pin pin-${at}`
  }

  /** Custom properties of the scroller: one write for all rows. */
  apply(scroller: HTMLElement): void {
    const { shown, isNarrow } = this.#list
    const lead = this.#lead
    const widths = shown.map(({ key, width }) =>
      key === this.#resizing?.key ? this.#resizing.width : width,
    )
    const layout = `${lead} ${widths.join(' ')} ${shown.map(({ pinned }) => Number(pinned)).join('')} ${isNarrow}`
    if (layout === this.#applied) return
    this.#applied = layout
    const tracks = [...(lead > 0 ? [`${lead}px`] : []), ...widths.map((width) => `${width}px`)]
    const whole = lead + widths.reduce((sum, width) => sum + width, 0) + ACTIONS_WIDTH
    const { style } = scroller
    style.setProperty('--_columns', `${tracks.join(' ')} minmax(0, 1fr) ${ACTIONS_WIDTH}px`)
    style.setProperty('--_width', `${whole}px`)
    let offset = lead
    shown.slice(0, MOST_PINNED).forEach((_, at) => {
      style.setProperty(`--_pin-${at}`, `${offset}px`)
      offset += widths[at] ?? 0
    })
  }

  /** Another scroller comes, which has none of it. */
  forget(): void {
    this.#applied = ''
  }

  get #lead(): number {
    return this.#list.selectable === 'none' ? 0 : SELECT_WIDTH
  }

  /** As many as leave room for the others. */
  #countPinned(): number {
    const { shown, isNarrow } = this.#list
    if (isNarrow) return 0
    let width = this.#lead
    let count = 0
    for (const column of shown.slice(0, MOST_PINNED)) {
      width += column.width
      if (!column.pinned || (this.#width > 0 && width > this.#width * PINNED_SHARE)) break
      count++
    }
    return count
  }
}
