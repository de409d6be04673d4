import { html, nothing, type TemplateResult } from 'lit'

import { valueAt } from '../fields/field-path.ts'
import { renderCell } from '../fields/render-cell.ts'
import { avatar } from '../primitives/avatar.ts'
import { icon } from '../primitives/icon.ts'
import type { Rec } from '../client/record.ts'
import type { CellEdit } from './cell-edit.ts'
import { ColumnHandles } from './column-handles.ts'
import { clampWidth, type Column, stepColumn, withColumn } from './columns.ts'
import { type GridCommand, gridCommand } from './grid-keys.ts'
import { ACTIONS, GridFocus, SELECT } from './grid-focus.ts'
import type { ListContext } from './list-context.ts'
import { RowPool } from './row-pool.ts'
import {
  canvasHeight,
  type RowRange,
  rowsInView,
  rowTop,
  scrollToRow,
  type WindowSpace,
} from './row-window.ts'
import { sortOf, toggledSort } from './sorting.ts'

/** Rows drawn beyond the view, so that a frame that comes late shows rows and not a gap. */
const OVERSCAN = 6
/** px a key press widens a column by. */
const WIDTH_STEP = 16
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
  readonly edit: CellEdit
  readonly focus: GridFocus
  readonly #handles: ColumnHandles
  #pool: RowPool | undefined
  #scroller: HTMLElement | undefined
  #canvas: HTMLElement | undefined
  #frame = 0
  #viewport = 0
  #width = 0
  #anchor = 0
  #hovered = -1
  #layout = ''
  #flashes = new Map<string, ReadonlySet<string>>()

  constructor(list: ListContext, edit: CellEdit) {
    this.#list = list
    this.edit = edit
    this.focus = new GridFocus(list, {
      row: (index) => (index === -1 ? this.#head : this.#pool?.rowOf(index)),
      show: (index) => this.scrollTo(index),
    })
    this.#handles = new ColumnHandles(list, () => this.#applyLayout(list.shown))
    edit.onNext = (id, key) => {
      this.focus.set(this.#list.source.indexOf(id) ?? this.focus.index, key)
      edit.start(id, key)
    }
  }

  disconnect(): void {
    cancelAnimationFrame(this.#frame)
    this.#frame = 0
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
      @keydown=${this.#pressed}
      @focusin=${this.#focused}
      @focusout=${this.#blurred}
      @click=${this.#clicked}
      @dblclick=${this.#doubleClicked}
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
    this.#scroller = scroller
    this.#canvas = canvas
    this.#applyLayout(this.#list.shown)
    this.measure()
    this.focus.follow((from, to) => this.#pool?.rename(from, to))
    this.#draw(true)
    this.focus.restore()
  }

  /** The size of the list has changed. */
  measure(): void {
    const scroller = this.#scroller
    if (!scroller || !this.#canvas) return
    this.#viewport = scroller.clientHeight
    this.#width = scroller.clientWidth
    const height = `${canvasHeight(this.#space)}px`
    if (this.#canvas.style.height !== height) this.#canvas.style.height = height
  }

  resized(): void {
    this.measure()
    this.#layout = ''
    this.#applyLayout(this.#list.shown)
    this.#draw(false)
  }

  /** Rows before the view came or went: what is in view stays where it is. */
  shift(rows: number): void {
    if (this.#scroller) this.#scroller.scrollTop += rows * this.#list.rowHeight
  }

  scrollToTop(): void {
    if (this.#scroller) this.#scroller.scrollTop = 0
    this.focus.set(Math.min(this.focus.index, 0), this.focus.key)
  }

  scrollTo(index: number): void {
    const scroller = this.#scroller
    if (!scroller || index < 0) return
    this.measure()
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
        top: (index) => rowTop(this.#space, index, this.#scroller?.scrollTop ?? 0),
      },
      this,
    )
  }

  #draw(fresh: boolean): void {
    const { source } = this.#list
    const top = this.#scroller?.scrollTop ?? 0
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
    const widths = shown.map(({ key, width }) => this.#handles.widthOf(key) ?? width)
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
  get #pinnedCount(): number {
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
    const count = this.#pinnedCount
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
    const { request, selectable, t, isRtl } = this.#list
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
      @pointerdown=${(event: PointerEvent) => this.#handles.grab(event, column, isRtl)}
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
        @pointerdown=${(event: PointerEvent) => this.#handles.startResize(event, column, isRtl)}
        @dblclick=${(event: Event) => this.#fit(event, column)}
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
      id !== undefined && source.isGhost(id) ? 'ghost' : '',
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
    const { selectable, entity } = this.#list
    const { key, field, alignEnd } = column
    const index = at + (selectable === 'none' ? 1 : 2)
    const isTitle = key === entity?.titleField
    const isEditing = record !== undefined && this.edit.isEditing(record.id, key)
    const unsaved = record && this.edit.unsavedAt(record.id, key)
    const flashed = record && this.#flashes.get(record.id)?.has(key)
    const name = `cell${alignEnd ? ' end' : ''}${isTitle ? ' title' : ''}${isEditing ? ' editing' : ''}${unsaved ? ' unsaved' : ''}${flashed ? ' flash' : ''} k-${field.kind} c${at}${this.#pinClass(at)}`
    return html`<div
      role="gridcell"
      class=${name}
      part=${isEditing ? 'cell cell-editing' : 'cell'}
      data-col=${key}
      aria-colindex=${index}
      aria-readonly=${this.#list.isEditable && !this.edit.canEdit(field) ? 'true' : nothing}
      aria-invalid=${unsaved ? 'true' : nothing}
      title=${unsaved?.message ?? nothing}
      tabindex="-1"
    >
      ${
        record === undefined
          ? nothing
          : isEditing
            ? this.edit.template(field, record)
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
    const isShown = record && !isGhost && (index === this.#hovered || index === this.focus.index)
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

  #over = (event: PointerEvent): void => {
    const index = this.#indexOf(event.target)
    if (index === this.#hovered) return
    this.#hovered = index
    this.#draw(true)
  }

  #leave = (): void => {
    if (this.#hovered === -1) return
    this.#hovered = -1
    this.#draw(true)
  }

  #indexOf(target: EventTarget | null): number {
    const row = (target as Element | null)?.closest?.('.body-row')
    return row ? Number((row as HTMLElement).dataset['index']) : -1
  }

  #keyOf(target: EventTarget | null): string | undefined {
    return (target as Element | null)?.closest?.<HTMLElement>('[data-col]')?.dataset['col']
  }

  #focused = (event: FocusEvent): void => {
    const key = this.#keyOf(event.target)
    if (key === undefined) return
    const before = this.focus.index
    this.focus.took(this.#indexOf(event.target), key)
    if (before !== this.focus.index) this.#draw(true)
  }

  #blurred = (event: FocusEvent): void => {
    const to = event.relatedTarget as Node | null
    if (to && this.#scroller?.contains(to)) return
    this.focus.left()
  }

  #clicked = (event: MouseEvent): void => {
    const target = event.target as Element
    if (target.closest('.editor')) return
    const index = this.#indexOf(target)
    const key = this.#keyOf(target)
    if (key === undefined) return
    if (index === -1) this.#clickedHeader(event, key)
    else this.#clickedRow(event, index, key)
  }

  #clickedHeader(event: MouseEvent, key: string): void {
    const target = event.target as Element
    if (target.closest('.resizer') || this.#handles.hasMoved) return
    if (key === SELECT) this.toggleAll()
    else if (target.closest('.th-menu')) {
      this.#list.openColumnMenu(key, target.closest('.th-menu') as HTMLElement)
      return
    } else this.#sort(key, event.shiftKey)
    this.focus.set(-1, key)
  }

  #clickedRow(event: MouseEvent, index: number, key: string): void {
    const target = event.target as Element
    const { source, selectable, selection } = this.#list
    const id = source.idAt(index)
    if (id === undefined) return
    const menu = target.closest<HTMLElement>('.row-menu')
    if (menu) {
      this.#list.openRowMenu(id, menu)
      return
    }
    if (key === SELECT) {
      if (event.shiftKey) this.#selectRange(index)
      else this.#toggle(index)
      // The mouse focused the checkbox; the keys belong to the cell.
      this.focus.set(index, key)
      return
    }
    if (target.closest('.open')) {
      void this.#list.openRow(id, event)
      return
    }
    if (target.closest('a, button, input')) return
    if ((event.ctrlKey || event.metaKey) && selectable === 'multi') this.#toggle(index)
    else if (event.shiftKey && selectable === 'multi') this.#selectRange(index)
    else if (selectable === 'single') {
      selection.only([id])
      this.#list.selected()
    }
  }

  #doubleClicked = (event: MouseEvent): void => {
    const target = event.target as Element
    const index = this.#indexOf(target)
    const key = this.#keyOf(target)
    const id = this.#list.source.idAt(index)
    if (id === undefined || key === undefined || target.closest('.editor, a, button, input, .open'))
      return
    this.#enter(id, key, event)
  }

  #pressed = (event: KeyboardEvent): void => {
    const target = event.target as Element
    if (target.closest('.editor')) return
    const key = this.#keyOf(target)
    if (key === undefined || event.isComposing) return
    const command = gridCommand(event, this.#list.isRtl, this.focus.index === -1)
    if (!command || !this.#run(command, event)) return
    event.preventDefault()
    event.stopPropagation()
  }

  /** False when the key is not for us after all. */
  #run(command: GridCommand, event: KeyboardEvent): boolean {
    const { focus } = this
    const { source, selection } = this.#list
    const last = source.rowCount - 1
    const id = source.idAt(focus.index)
    switch (command.type) {
      case 'move': {
        const index = Math.max(-1, Math.min(last, focus.index + command.rows))
        if (command.extend && command.rows !== 0 && index >= 0) this.#selectRange(index)
        focus.set(index, focus.step(command.columns))
        return true
      }
      case 'page': {
        const rows = Math.max(1, Math.floor(this.#space.viewport / this.#list.rowHeight) - 1)
        focus.set(Math.max(0, Math.min(last, focus.index + command.by * rows)), focus.key)
        return true
      }
      case 'edge': {
        const index =
          command.row === 'first' ? Math.min(0, last) : command.row === 'last' ? last : focus.index
        const isJump = command.row !== undefined && event.key.startsWith('Arrow')
        focus.set(index, isJump ? focus.key : focus.edge(command.column))
        return true
      }
      case 'edit':
        if (focus.index === -1) return this.#enterHeader(event)
        if (id !== undefined) this.#enter(id, focus.key, event)
        return true
      case 'open':
        if (id !== undefined) void this.#list.openRow(id, event)
        return true
      case 'cancel':
        if (selection.isEmpty) return false
        selection.clear()
        this.#list.selected()
        return true
      case 'select':
        if (focus.index === -1) return this.#enterHeader(event)
        this.#toggle(focus.index)
        return true
      case 'select-range':
        this.#selectRange(focus.index)
        return true
      case 'select-all':
        if (this.#list.selectable !== 'multi') return false
        selection.selectAll()
        this.#list.selected()
        return true
      case 'menu':
        return this.#openMenu(id, event.target as HTMLElement)
      case 'resize':
        this.widen(focus.key, command.by * WIDTH_STEP)
        return true
      case 'move-column':
        this.moveColumn(focus.key, command.by)
        return true
    }
  }

  #openMenu(id: string | undefined, anchor: HTMLElement): boolean {
    const { index, key } = this.focus
    if (index === -1 && this.#list.shown.some((column) => column.key === key))
      this.#list.openColumnMenu(key, anchor)
    else if (index >= 0 && id !== undefined) this.#list.openRowMenu(id, anchor)
    else return false
    return true
  }

  #enterHeader(event: KeyboardEvent): boolean {
    if (this.focus.key === SELECT) this.toggleAll()
    else if (this.focus.key !== ACTIONS) this.#sort(this.focus.key, event.shiftKey)
    return true
  }

  #enter(id: string, key: string, event: Event): void {
    if (key === SELECT) this.#toggle(this.focus.index)
    else if (key === ACTIONS) this.#list.openRowMenu(id, event.target as HTMLElement)
    else {
      const field = this.#list.entity?.field(key)
      if (field && this.edit.canEdit(field)) this.edit.start(id, key)
      else void this.#list.openRow(id, event)
    }
  }

  #sort(key: string, add: boolean): void {
    const { request, entity, t } = this.#list
    const field = entity?.field(key)
    if (!field?.sortable) return
    const sort = toggledSort(request.sort, key, add)
    if (sort === undefined) this.#list.announce(t('list.sortFull'))
    else this.#list.setRequest({ sort })
  }

  widen(key: string, by: number): void {
    const { columns, t } = this.#list
    const column = columns.find((one) => one.key === key)
    if (!column) return
    const width = clampWidth(column.width + by)
    this.#list.setColumns(withColumn(columns, key, { width }))
    this.#list.announce(t('list.columnWidth', { field: column.field.label, width }))
  }

  moveColumn(key: string, by: 1 | -1): void {
    const { columns, t } = this.#list
    const moved = stepColumn(columns, key, by)
    this.#list.setColumns(moved)
    const shown = moved.filter(({ hidden }) => !hidden)
    const position = shown.findIndex((column) => column.key === key) + 1
    const field = shown[position - 1]?.field.label ?? ''
    this.#list.announce(t('list.columnMoved', { field, position, count: shown.length }))
  }

  fit(key: string): void {
    const column = this.#list.columns.find((one) => one.key === key)
    if (column) this.#fitColumn(column)
  }

  #fit(event: Event, column: Column): void {
    event.stopPropagation()
    this.#fitColumn(column)
  }

  /** As wide as the widest of what is drawn now. */
  #fitColumn({ key }: Column): void {
    const cells = this.#scroller?.querySelectorAll<HTMLElement>(`[data-col="${CSS.escape(key)}"]`)
    let width = 0
    for (const cell of cells ?? []) {
      const range = document.createRange()
      range.selectNodeContents(cell)
      const isHeader = cell.getAttribute('role') === 'columnheader'
      const label = isHeader ? cell.querySelector('.th-label')?.scrollWidth : undefined
      width = Math.max(
        width,
        (label ?? Math.max(cell.scrollWidth - 20, range.getBoundingClientRect().width)) + 24,
      )
    }
    if (width > 0) this.#list.setColumns(withColumn(this.#list.columns, key, { width }))
  }

  toggleAll(): void {
    const { selection, selectable, source } = this.#list
    if (selectable !== 'multi') return
    if (selection.mark(source.total) === 'all') selection.clear()
    else selection.selectAll()
    this.#list.selected()
  }

  #toggle(index: number): void {
    const { source, selection, selectable } = this.#list
    const id = source.idAt(index)
    if (id === undefined || selectable === 'none' || source.isGhost(id)) return
    if (selectable === 'single') selection.only(selection.has(id) ? [] : [id])
    else selection.toggle(id)
    this.#anchor = index
    this.#list.selected()
  }

  /** From the row chosen last to this one, as far as the rows between are known. */
  #selectRange(index: number): void {
    const { source, selection, selectable } = this.#list
    if (selectable !== 'multi') {
      this.#toggle(index)
      return
    }
    const from = selection.isEmpty ? this.focus.index : this.#anchor
    const [first, last] = from < index ? [from, index] : [index, from]
    if (selection.isEmpty) this.#anchor = from
    selection.set(source.idsIn({ first: Math.max(0, first), last: last + 1 }), true)
    this.#list.selected()
  }
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
