import { html, nothing, type TemplateResult } from 'lit'

import type { Rec } from '../client/record.ts'
import { cellStyles } from '../fields/cell-styles.ts'
import { valueAt } from '../fields/field-path.ts'
import { renderCell } from '../fields/render-cell.ts'
import { avatar } from '../primitives/avatar.ts'
import { icon } from '../primitives/icon.ts'
import { canEdit } from './can-edit.ts'
import type { Column } from './columns.ts'
import { ACTIONS, GridFocus, SELECT } from './grid-focus.ts'
import { gridStyles } from './grid-styles.ts'
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
import { sortOf } from './sorting.ts'

export const cellAndGridStyles = [...cellStyles.flat(), gridStyles]

/** Rows drawn beyond the view, so that a frame that comes late shows rows and not a gap. */
const OVERSCAN = 6
/** Some ten sheets; who needs more takes the file. */
const MOST_PRINTED = 500
/** Height of the row of headers, in px; hidden where rows are cards. */
const HEAD = 34
/** The most columns that can stay while the others scroll, and the part of the width they may take. */
const MOST_PINNED = 4
const PINNED_SHARE = 0.6

/** The grid itself: window over the rows, focus and keys (WAI-ARIA APG), selection by mouse and keys, column headers. */
export class GridView {
  readonly #list: ListContext
  readonly focus: GridFocus
  /** A width under way, before it is let go. */
  #resizing: { readonly key: string; readonly width: number } | undefined
  #pool: RowPool | undefined
  #scroller: HTMLElement | undefined
  #canvas: HTMLElement | undefined
  #frame = 0
  #redrawing = 0
  // Not there in Node, where the module is only imported.
  readonly #resize =
    typeof ResizeObserver === 'undefined' ? undefined : new ResizeObserver(() => this.#resized())
  #pinned = 0
  /** Where the scroller stood when the rows were last drawn. */
  #top = 0
  #viewport = 0
  #width = 0
  #hovered = -1
  #layout = ''
  #flashes = new Map<string, ReadonlySet<string>>()

  constructor(list: ListContext) {
    this.#list = list
    this.focus = new GridFocus(list, {
      row: (index) => (index === -1 ? this.#head : this.#pool?.rowOf(index)),
      show: (index) => this.scrollTo(index),
    })
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
    this.#layout = ''
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
    this.#pinned = this.#countPinned()
    const { shown, source, selectable, entity, t } = this.#list
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
      @keydown=${this.#acted}
      @focusin=${this.#focused}
      @focusout=${this.#blurred}
      @click=${this.#acted}
      @dblclick=${this.#acted}
      @pointerover=${this.#over}
      @pointerleave=${this.#leave}
    >
      <div class="head" role="rowgroup">
        <div role="row" part="header-row" class="row head-row" aria-rowindex="1">
          ${selectable === 'none' ? nothing : this.#selectHeader()}
          ${shown.map((column, at) => this.#header(column, at))}
          <span class="filler" role="presentation"></span>
          <div
            role="columnheader"
            class="th actions"
            part="header-cell"
            data-col=${ACTIONS}
            aria-colindex=${this.focus.keys.length}
            tabindex="-1"
          >
            <span class="visually-hidden">${t('action.more')}</span>
          </div>
        </div>
      </div>
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
      this.measure()
    }
    this.#canvas = canvas
    this.#applyLayout(this.#list.shown)
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
    this.#resizing = column
    this.#applyLayout(this.#list.shown)
  }

  #resized(): void {
    this.measure()
    // How many columns may be pinned depends on the width.
    if (this.#pinned === this.#countPinned()) this.#draw(false)
    else this.#list.update()
  }

  /** Only when the size has changed: asked in between, the page would be laid out twice. */
  measure(): void {
    if (!this.#scroller) return
    this.#viewport = this.#scroller.clientHeight
    this.#width = this.#scroller.clientWidth
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

  scrollTo(index: number): void {
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
    setTimeout(() => this.#flashes.delete(id), 1_500)
  }

  #createPool(canvas: HTMLElement): RowPool {
    return new RowPool(
      canvas,
      {
        template: (index) => this.#row(index),
        dress: (row, index) => this.#dress(row, index),
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
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0
      this.#scroller?.classList.toggle('scrolled', this.#scroller.scrollLeft !== 0)
      this.#draw(false)
    })
  }

  /** Widths and pinned columns, as custom properties: one write for all rows. */
  #applyLayout(shown: readonly Column[]): void {
    const scroller = this.#scroller
    if (!scroller) return
    const { selectable, isNarrow } = this.#list
    const lead = selectable === 'none' ? 0 : SELECT_WIDTH
    const widths = shown.map(({ key, width }) =>
      key === this.#resizing?.key ? this.#resizing.width : width,
    )
    const layout = `${lead} ${widths.join(' ')} ${shown.map(({ pinned }) => Number(pinned)).join('')} ${isNarrow}`
    if (layout === this.#layout) return
    this.#layout = layout
    const tracks = [...(lead > 0 ? [`${lead}px`] : []), ...widths.map((width) => `${width}px`)]
    const whole = lead + widths.reduce((sum, width) => sum + width, 0) + ACTIONS_WIDTH
    scroller.style.setProperty(
      '--_columns',
      `${tracks.join(' ')} minmax(0, 1fr) ${ACTIONS_WIDTH}px`,
    )
    scroller.style.setProperty('--_width', `${whole}px`)
    let offset = lead
    shown.slice(0, MOST_PINNED).forEach((_, at) => {
      scroller.style.setProperty(`--_pin-${at}`, `${offset}px`)
      offset += widths[at] ?? 0
    })
  }

  /** How many columns stay while the others scroll: as many as leave room for those. */
  #countPinned(): number {
    const { shown, isNarrow, selectable } = this.#list
    if (isNarrow) return 0
    let width = selectable === 'none' ? 0 : SELECT_WIDTH
    let count = 0
    for (const column of shown.slice(0, MOST_PINNED)) {
      width += column.width
      if (!column.pinned || (this.#width > 0 && width > this.#width * PINNED_SHARE)) break
      count++
    }
    return count
  }

  #pinClass(at: number): string {
    const count = this.#pinned
    if (at >= count) return ''
    return at === count - 1 ? ` pin pin-${at} pin-last` : ` pin pin-${at}`
  }

  #selectHeader(): TemplateResult {
    const { selectable, selection, source, entity, t } = this.#list
    const mark = selection.mark(source.total)
    return html`<div
      role="columnheader"
      class="th select"
      part="header-cell"
      data-col=${SELECT}
      aria-colindex="1"
      tabindex="-1"
    >
      ${
        selectable === 'multi'
          ? html`<input
              type="checkbox"
              class="check"
              tabindex="-1"
              aria-label=${t('list.selectAll', { entities: entity?.label.many ?? '' })}
              .checked=${mark === 'all'}
              .indeterminate=${mark === 'some'}
            />`
          : html`<span class="visually-hidden">${t('list.selectColumn')}</span>`
      }
    </div>`
  }

  #header(column: Column, at: number): TemplateResult {
    const { request, selectable, t, isRtl, tools } = this.#list
    const { field, key, alignEnd } = column
    const sort = sortOf(request.sort, key)
    const index = at + (selectable === 'none' ? 1 : 2)
    // One header at a time may say how the grid is sorted (WAI-ARIA 1.2 aria-sort); the others say it in words.
    const isFirst = sort?.place === 0
    return html`<div
      role="columnheader"
      class="th${alignEnd ? ' end' : ''}${sort ? ' sorted' : ''}${this.#pinClass(at)}"
      part="header-cell"
      data-col=${key}
      aria-colindex=${index}
      aria-sort=${isFirst ? (sort.descending ? 'descending' : 'ascending') : nothing}
      tabindex="-1"
      title=${field.description ?? field.label}
      @pointerdown=${(event: PointerEvent) => tools?.input.handles.grab(event, column, isRtl)}
    >
      <span class="th-label">${field.label}</span>
      ${
        sort
          ? html`<span class="sort-mark"
              >${icon(sort.descending ? 'arrow-down' : 'arrow-up')}${
                request.sort.length > 1
                  ? html`<span class="sort-place">${sort.place + 1}</span>`
                  : nothing
              }</span
            >`
          : nothing
      }
      ${
        sort && !isFirst
          ? html`<span class="visually-hidden"
              >${t(sort.descending ? 'list.sortedDescending' : 'list.sortedAscending', {
                field: field.label,
              })}</span
            >`
          : nothing
      }
      <button
        type="button"
        class="th-menu"
        tabindex="-1"
        aria-label=${t('list.columnMenu', { field: field.label })}
        aria-haspopup="menu"
      >
        ${icon('chevron-down')}
      </button>
      <span
        class="resizer"
        @pointerdown=${(event: PointerEvent) =>
          tools?.input.handles.startResize(event, column, isRtl)}
      ></span>
    </div>`
  }

  #dress(row: HTMLElement, index: number): void {
    const { source, selection, selectable } = this.#list
    const id = source.idAt(index)
    const record = id === undefined ? undefined : source.record(id)
    const isSelected = id !== undefined && selection.has(id) && selectable !== 'none'
    const classes = [
      'row',
      'body-row',
      record ? '' : 'pending',
      isSelected ? 'selected' : '',
      id !== undefined && source.isGhost(id) ? 'gone' : '',
      index % 2 ? 'odd' : '',
    ]
    setClass(row, classes.filter(Boolean).join(' '))
    setAttribute(row, 'part', isSelected ? 'row row-selected' : 'row')
    setAttribute(row, 'aria-rowindex', String(index + 2))
    setAttribute(row, 'aria-selected', selectable === 'none' || !record ? null : String(isSelected))
    setAttribute(row, 'aria-busy', record ? null : 'true')
    setAttribute(row, 'data-index', String(index))
  }

  #row(index: number): TemplateResult {
    const { source, shown, selectable } = this.#list
    const id = source.idAt(index)
    const record = id === undefined ? undefined : source.record(id)
    const isGhost = id !== undefined && source.isGhost(id)
    return html`${selectable === 'none' ? nothing : this.#selectCell(record)}
      ${shown.map((column, at) => this.#cell(column, at, record, isGhost))}
      <span class="filler" role="presentation"></span>
      ${this.#actionsCell(index, record, isGhost)}`
  }

  #selectCell(record: Rec | undefined): TemplateResult {
    const { selection, selectable, t, titleOf } = this.#list
    return html`<div
      role="gridcell"
      class="cell select"
      part="cell"
      data-col=${SELECT}
      aria-colindex="1"
      tabindex="-1"
    >
      ${
        record
          ? html`<input
              type=${selectable === 'multi' ? 'checkbox' : 'radio'}
              class="check"
              tabindex="-1"
              aria-label=${t('list.select', { name: titleOf(record) })}
              .checked=${selection.has(record.id)}
            />`
          : nothing
      }
    </div>`
  }

  #cell(column: Column, at: number, record: Rec | undefined, isGhost: boolean): TemplateResult {
    const { selectable, entity, tools } = this.#list
    const edit = tools?.edit
    const { key, field, alignEnd } = column
    const index = at + (selectable === 'none' ? 1 : 2)
    const isTitle = key === entity?.titleField
    // Of a card: its title, the coloured word beside it, the line below.
    const place = at === 0 ? 0 : field.kind === 'select' ? 1 : 2
    const isEditing = record !== undefined && edit?.isEditing(record.id, key) === true
    const unsaved = record && edit?.unsavedAt(record.id, key)
    const flashed = record && this.#flashes.get(record.id)?.has(key)
    const name = `cell${alignEnd ? ' end' : ''}${isTitle ? ' title' : ''}${isEditing ? ' editing' : ''}${unsaved ? ' unsaved' : ''}${flashed ? ' flash' : ''} k-${field.kind} c${place}${this.#pinClass(at)}`
    return html`<div
      role="gridcell"
      class=${name}
      part=${isEditing ? 'cell cell-editing' : 'cell'}
      data-col=${key}
      aria-colindex=${index}
      aria-readonly=${this.#list.isEditable && !canEdit(this.#list, field) ? 'true' : nothing}
      aria-invalid=${unsaved ? 'true' : nothing}
      title=${unsaved?.message ?? nothing}
      tabindex="-1"
    >
      ${
        record === undefined
          ? nothing
          : isEditing
            ? edit?.template(field, record)
            : isTitle
              ? this.#title(record, isGhost)
              : renderCell(
                  field,
                  unsaved ? unsaved.value : valueAt(record, key),
                  record,
                  this.#list.fields,
                )
      }
    </div>`
  }

  #title(record: Rec, isGhost: boolean): TemplateResult {
    const { titleOf, entity, t } = this.#list
    const name = titleOf(record)
    const shape = entity?.icon === 'person' ? 'circle' : 'square'
    return html`${avatar(name, { seed: record.id, shape, size: 'small' })}<span class="open"
        >${name}</span
      >${isGhost ? html`<span class="ghost-note">${t('list.deletedRow')}</span>` : nothing}`
  }

  /** Only where somebody points or stands: a button for each row would be a third of all nodes. */
  #actionsCell(index: number, record: Rec | undefined, isGhost: boolean): TemplateResult {
    const { t, titleOf } = this.#list
    const isHere = this.focus.isHere && index === this.focus.index
    const isShown = record && !isGhost && (index === this.#hovered || isHere)
    return html`<div
      role="gridcell"
      class="cell actions"
      part="cell"
      data-col=${ACTIONS}
      aria-colindex=${this.focus.keys.length}
      tabindex="-1"
    >
      ${
        isShown
          ? html`<button
              type="button"
              class="row-menu"
              tabindex="-1"
              aria-haspopup="menu"
              aria-label=${t('list.rowMenu', { name: titleOf(record) })}
            >
              ${icon('more')}
            </button>`
          : nothing
      }
    </div>`
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

/** Row of an element of the grid; -1: the headers. */
export function indexOf(target: EventTarget | null): number {
  const row = (target as Element | null)?.closest<HTMLElement>('.body-row')
  return row ? Number(row.dataset['index']) : -1
}

/** Column of an element of the grid. */
export function keyOf(target: EventTarget | null): string | undefined {
  return (target as Element | null)?.closest<HTMLElement>('[data-col]')?.dataset['col']
}

/** px of the column of checkboxes, and of the menus at the end. */
const SELECT_WIDTH = 40
const ACTIONS_WIDTH = 40

function setClass(element: HTMLElement, name: string): void {
  if (element.className !== name) element.className = name
}

function setAttribute(element: HTMLElement, name: string, value: string | null): void {
  if (value === null) element.removeAttribute(name)
  else if (element.getAttribute(name) !== value) element.setAttribute(name, value)
}
