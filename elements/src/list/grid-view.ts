import { html, nothing, type TemplateResult } from 'lit'

import { indexOf, keyOf } from './cell-place.ts'
import { ColumnLayout } from './column-layout.ts'
import { GridFocus } from './grid-focus.ts'
import { gridHead } from './grid-head.ts'
import { dressRow, rowContent, type RowView } from './grid-row.ts'
import type { ListContext } from './list-context.ts'
import { RowPool } from './row-pool.ts'
import {
  canvasHeight,
  type RowRange,
  rowsInView,
  rowTop,
  scrollTopOf,
  scrollToRow,
  type WindowSpace,
} from './row-window.ts'

/** Rows drawn beyond the view, so that a frame that comes late shows rows and not a gap. */
const OVERSCAN = 6
/** Some ten sheets; who needs more takes the file. */
const MOST_PRINTED = 500
/** Height of the row of headers, in px; hidden where rows are cards. */
const HEAD = 34
/** ms a change of somebody else lights up: as long as its animation. */
const FLASH_MS = 1_500

/** The grid itself: headers, and a window over the rows; where one is in it, and what one points at. */
export class GridView {
  readonly #list: ListContext
  readonly focus: GridFocus
  readonly #layout: ColumnLayout
  readonly #rows: RowView
  #pool: RowPool | undefined
  #scroller: HTMLElement | undefined
  #canvas: HTMLElement | undefined
  #frame = 0
  #redrawing = 0
  // Not there in Node, where the module is only imported.
  readonly #resize =
    typeof ResizeObserver === 'undefined' ? undefined : new ResizeObserver(() => this.#resized())
  /** Where the scroller stood when the rows were last drawn. */
  #top = 0
  /** px of the view's height. */
  #viewport = 0
  #hovered = -1
  readonly #flashes = new Map<string, ReadonlySet<string>>()

  constructor(list: ListContext) {
    this.#list = list
    this.focus = new GridFocus(list, {
      row: (index) => (index === -1 ? this.#head : this.#pool?.rowOf(index)),
      show: (index) => this.#scrollTo(index),
    })
    this.#layout = new ColumnLayout(list)
    this.#rows = {
      ...{ list, layout: this.#layout },
      isAt: (index) => index === this.#hovered || (this.focus.isHere && index === this.focus.index),
      isFlashing: (id, key) => this.#flashes.get(id)?.has(key) === true,
    }
  }

  disconnect(): void {
    cancelAnimationFrame(this.#frame)
    cancelAnimationFrame(this.#redrawing)
    this.#frame = 0
    this.#redrawing = 0
    this.#resize?.disconnect()
    this.#scroller = undefined
    this.#pool?.clear()
    this.#pool = undefined
    this.#layout.forget()
  }

  /** The rows in view. */
  get range(): RowRange {
    return rowsInView(this.#space, this.#scroller?.scrollTop ?? 0, 0)
  }

  get #space(): WindowSpace {
    const { source, rowHeight } = this.#list
    return {
      total: source.rowCount,
      rowHeight,
      viewport: Math.max(0, this.#viewport - this.#headHeight),
    }
  }

  get #headHeight(): number {
    return this.#list.isNarrow ? 0 : HEAD
  }

  get #head(): HTMLElement | undefined {
    return this.#scroller?.querySelector<HTMLElement>('[part~=header-row]') ?? undefined
  }

  template(): TemplateResult {
    this.#layout.settle()
    const { source, selectable, entity } = this.#list
    const label = this.#list.element.getAttribute('aria-label') ?? entity?.label.many ?? ''
    const total = source.total
    return html`<div
      class="scroller ${selectable === 'none' ? 'no-select' : ''}"
      part="grid"
      role="grid"
      aria-label=${label}
      aria-rowcount=${total === undefined ? -1 : total + 1}
      aria-colcount=${this.focus.keys.length}
      aria-multiselectable=${selectable === 'multi' ? 'true' : nothing}
      aria-busy=${source.isFirst ? 'true' : 'false'}
      @scroll=${this.#scrolled}
      @scrollend=${this.#rested}
      @keydown=${this.#acted}
      @focusin=${this.#focused}
      @focusout=${this.#blurred}
      @click=${this.#acted}
      @dblclick=${this.#acted}
      @pointerover=${this.#over}
      @pointerleave=${this.#leave}
    >
      ${gridHead(this.#list, this.#layout)}
      <div class="canvas" role="rowgroup"></div>
    </div>`
  }

  /** After the element's own update: sizes and all rows in view again. */
  updated(): void {
    const root = this.#list.element.shadowRoot
    const scroller = root?.querySelector<HTMLElement>('.scroller') ?? undefined
    const canvas = scroller?.querySelector<HTMLElement>('.canvas') ?? undefined
    if (!scroller || !canvas) return
    if (canvas !== this.#canvas) this.#pool?.clear()
    if (canvas !== this.#canvas || !this.#pool) this.#pool = this.#createPool(canvas)
    if (scroller !== this.#scroller) {
      this.#resize?.disconnect()
      this.#resize?.observe(scroller)
      this.#scroller = scroller
      this.#measure(scroller)
    }
    this.#canvas = canvas
    this.#layout.apply(scroller)
    this.#redraw()
  }

  /** What stands in the rows is another: in the next frame, once for all that happens until then. */
  redraw(): void {
    if (this.#redrawing !== 0) return
    this.#redrawing = requestAnimationFrame(() => {
      this.#redrawing = 0
      this.#redraw()
    })
  }

  #redraw(): void {
    this.#sizeCanvas()
    this.focus.follow((from, to) => this.#pool?.rename(from, to))
    this.#draw(true)
    const edit = this.#list.tools?.edit
    if (edit?.isActive) edit.drawn()
    else this.focus.restore()
  }

  /** Shows a width while it is dragged; undefined: as it was. */
  resize(column: { readonly key: string; readonly width: number } | undefined): void {
    this.#layout.resize(column)
    if (this.#scroller) this.#layout.apply(this.#scroller)
  }

  #resized(): void {
    if (!this.#scroller) return
    // How many columns may be pinned depends on the width.
    if (this.#measure(this.#scroller)) this.#list.update()
    else this.#draw(false)
  }

  /** Only when the size has changed: asked in between, the page would be laid out twice. */
  #measure(scroller: HTMLElement): boolean {
    this.#viewport = scroller.clientHeight
    return this.#layout.fit(scroller.clientWidth)
  }

  #sizeCanvas(): void {
    const height = `${canvasHeight(this.#space)}px`
    if (this.#canvas && this.#canvas.style.height !== height) this.#canvas.style.height = height
  }

  /** Rows before the view came or went: what is in view stays where it is. */
  shift(rows: number): void {
    if (this.#scroller) this.#scroller.scrollTop += rows * this.#list.rowHeight
  }

  scrollToTop(): void {
    if (this.#scroller) this.#scroller.scrollTop = 0
    this.focus.toTop()
  }

  /** Makes a row the first in view. */
  scrollToTopRow(index: number): void {
    if (this.#scroller)
      this.#scroller.scrollTop = scrollTopOf(this.#space, index * this.#list.rowHeight)
  }

  /** Brings a row wholly into view, and draws it. */
  #scrollTo(index: number): void {
    const scroller = this.#scroller
    if (!scroller || index < 0) return
    this.#sizeCanvas()
    const top = scrollToRow(this.#space, index, scroller.scrollTop)
    if (top !== scroller.scrollTop) scroller.scrollTop = top
    this.#draw(false)
  }

  /** Paper has no window: all rows that were read, up to a few pages of it. */
  print(isPrinting: boolean): void {
    if (!isPrinting) return this.#draw(true)
    const last = Math.min(this.#list.source.rowCount, MOST_PRINTED)
    this.#pool?.update({ first: 0, last }, [], true)
  }

  /** Fields somebody else has just changed light up once. */
  flash(id: string, keys: readonly string[]): void {
    this.#flashes.set(id, new Set(keys))
    setTimeout(() => this.#flashes.delete(id), FLASH_MS)
  }

  #createPool(canvas: HTMLElement): RowPool {
    return new RowPool(
      canvas,
      {
        template: (index) => rowContent(this.#rows, index),
        dress: (row, index) => dressRow(this.#rows, row, index),
        // Not asked of the scroller for each row: after a write it would lay the page out again (9 ms a frame, measured).
        top: (index) => rowTop(this.#space, index, this.#top),
      },
      this,
    )
  }

  #draw(fresh: boolean): void {
    const { source } = this.#list
    const top = this.#scroller?.scrollTop ?? 0
    this.#top = top
    const inView = rowsInView(this.#space, top, 0)
    source.ensure(inView)
    const range = rowsInView(this.#space, top, OVERSCAN)
    const active = this.focus.index
    this.#pool?.update(range, active >= 0 && active < source.rowCount ? [active] : [], fresh)
    this.focus.mark()
  }

  #scrolled = (): void => {
    if (this.#frame !== 0) return
    this.#frame = requestAnimationFrame(() => this.#drawScrolled())
  }

  #drawScrolled(): void {
    cancelAnimationFrame(this.#frame)
    this.#frame = 0
    this.#scroller?.classList.toggle('scrolled', this.#scroller.scrollLeft !== 0)
    this.#draw(false)
  }

  #rested = (): void => {
    // What the last scroll event asked for is not drawn yet.
    if (this.#frame !== 0) this.#drawScrolled()
    this.#list.source.rested()
  }

  #acted = (event: Event): void => {
    const target = event.target as Element
    if (!target.closest('.editor')) this.#list.withTools(({ input }) => input.handle(event, target))
  }

  #over = (event: PointerEvent): void => {
    this.#hover(indexOf(event.target))
  }

  #leave = (): void => {
    this.#hover(-1)
  }

  #hover(index: number): void {
    if (index === this.#hovered) return
    const before = this.#hovered
    this.#hovered = index
    this.#pool?.redraw(before, index)
  }

  #focused = (event: FocusEvent): void => {
    const key = keyOf(event.target)
    if (key === undefined) return
    const { index: before, isHere: wasHere } = this.focus
    this.focus.took(indexOf(event.target), key)
    if (before !== this.focus.index || !wasHere) this.#pool?.redraw(before, this.focus.index)
  }

  #blurred = (event: FocusEvent): void => {
    const to = event.relatedTarget as Node | null
    if (to && this.#scroller?.contains(to)) return
    this.focus.left()
    // Later: the focus may go because what had it is being redrawn at this moment.
    const { index } = this.focus
    queueMicrotask(() => this.#pool?.redraw(index))
  }
}
