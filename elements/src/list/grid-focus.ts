import type { ListContext } from './list-context.ts'

/** Keys of the columns that show no field. */
export const SELECT = '#select'
export const ACTIONS = '#actions'

export interface FocusHost {
  /** Row -1 is that of the headers. */
  row(index: number): HTMLElement | undefined
  /** Brings a row into view and draws it. */
  show(index: number): void
}

/**
 * The one cell of the grid that takes the focus. It is known by record and column, so that it stays the same cell when rows
 * move, columns change places or the window passes on (lit/lit#4945).
 */
export class GridFocus {
  readonly #list: ListContext
  readonly #host: FocusHost
  #index = 0
  #id: string | undefined
  #key = ''
  #marked: HTMLElement | undefined
  /** The focus is in the grid, or was until its cell was taken away. */
  #isHere = false

  constructor(list: ListContext, host: FocusHost) {
    this.#list = list
    this.#host = host
  }

  /** -1: the headers. */
  get index(): number {
    return this.#index
  }

  /** The focus is in the grid. */
  get isHere(): boolean {
    return this.#isHere
  }

  /** Columns in order, as the keys walk them. */
  get keys(): readonly string[] {
    const { shown, selectable } = this.#list
    return [...(selectable === 'none' ? [] : [SELECT]), ...shown.map(({ key }) => key), ACTIONS]
  }

  get key(): string {
    const { keys } = this
    if (keys.includes(this.#key)) return this.#key
    const { shown } = this.#list
    return shown[0]?.key ?? keys[0] ?? ACTIONS
  }

  step(by: number): string {
    const { keys } = this
    const at = Math.max(0, Math.min(keys.length - 1, keys.indexOf(this.key) + by))
    return keys[at] ?? this.key
  }

  edge(which: 'first' | 'last'): string {
    return (which === 'first' ? this.keys[0] : this.keys.at(-1)) ?? this.key
  }

  /** Moves the focus there. */
  set(index: number, key: string): void {
    this.#index = index
    this.#key = key
    this.#id = this.#list.source.idAt(index)
    if (index >= 0) this.#host.show(index)
    this.mark()
    this.focus()
  }

  /** Other records: the first of them is the current one. Takes the focus from nobody; a header keeps it. */
  toTop(): void {
    if (this.#index <= 0) return
    this.#index = 0
    this.#id = undefined
  }

  /** The focus came by itself, by mouse or Tab. */
  took(index: number, key: string): void {
    this.#isHere = true
    this.#index = index
    this.#key = key
    this.#id = this.#list.source.idAt(index)
    this.mark()
  }

  left(): void {
    this.#isHere = false
  }

  focus(): void {
    const cell = this.#cell()
    if (!cell) return
    this.#isHere = true
    // The row is in view already; of a cell behind the pinned columns only this scroll knows.
    cell.focus({ preventScroll: true })
    cell.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }

  /** The record moved: the focus moves with it. */
  follow(rename: (from: number, to: number) => void): void {
    const { source } = this.#list
    if (this.#index === -1) return
    const now = this.#id === undefined ? undefined : source.indexOf(this.#id)
    if (now !== undefined && now !== this.#index) {
      rename(this.#index, now)
      this.#index = now
    } else if (now === undefined) {
      // Gone, or not read: whatever stands there now. Without rows the headers stand in.
      this.#index = Math.max(0, Math.min(this.#index, source.rowCount - 1))
      this.#id = source.idAt(this.#index) ?? this.#id
    }
  }

  /** After a redraw that took the focused element away, or made it another cell. */
  restore(): void {
    if (!this.#isHere || this.#list.tools?.panel !== undefined) return
    const active = this.#list.element.shadowRoot?.activeElement ?? null
    if (active === null || this.#cell()?.contains(active) !== true) this.focus()
  }

  /** One tab stop in the whole grid. */
  mark(): void {
    const cell = this.#cell()
    if (cell === this.#marked && cell?.tabIndex === 0) return
    if (this.#marked) this.#marked.tabIndex = -1
    if (cell) cell.tabIndex = 0
    this.#marked = cell
  }

  #cell(): HTMLElement | undefined {
    const row = this.#host.row(this.#index) ?? this.#host.row(-1)
    return (
      row?.querySelector<HTMLElement>(`:scope > [data-col="${CSS.escape(this.key)}"]`) ?? undefined
    )
  }
}
