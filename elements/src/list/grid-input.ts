import { canEdit } from './can-edit.ts'
import { indexOf, keyOf } from './cell-place.ts'
import { ColumnHandles } from './column-handles.ts'
import { clampWidth, stepColumn, withColumn } from './columns.ts'
import { ACTIONS, SELECT } from './grid-focus.ts'
import { type GridCommand, gridCommand } from './grid-keys.ts'
import type { GridView } from './grid-view.ts'
import type { ListContext } from './list-context.ts'
import { toggledSort } from './sorting.ts'

/** px a key press widens a column by. */
const WIDTH_STEP = 16
/** px beside the text of a cell, both sides, and one in reserve for rounding. */
const CELL_PADDING = 22

/** What mouse and keys do in the grid: focus (WAI-ARIA APG), selection, order and widths of columns. */
export class GridInput {
  readonly handles: ColumnHandles
  readonly #list: ListContext
  readonly #grid: GridView
  /** Row a range is selected from. */
  #anchor = 0

  constructor(list: ListContext, grid: GridView) {
    this.#list = list
    this.#grid = grid
    this.handles = new ColumnHandles(list, grid)
  }

  /** The target is given beside the event: of one that waited for this module, it is known no more. */
  handle(event: Event, target: Element): void {
    if (event instanceof KeyboardEvent) this.#pressed(event, target)
    else if (event.type === 'dblclick') this.#doubleClicked(event as MouseEvent, target)
    else this.#clicked(event as MouseEvent, target)
  }

  #clicked(event: MouseEvent, target: Element): void {
    if (target.closest('.editor')) return
    const index = indexOf(target)
    const key = keyOf(target)
    if (key === undefined) return
    if (index === -1) this.#clickedHeader(event, target, key)
    else this.#clickedRow(event, target, index, key)
  }

  #clickedHeader(event: MouseEvent, target: Element, key: string): void {
    if (target.closest('.resizer') || this.handles.hasMoved) return
    if (key === SELECT) this.toggleAll()
    else if (target.closest('.th-menu')) {
      this.#list.openColumnMenu(key, target.closest('.th-menu') as HTMLElement)
      return
    } else this.#sort(key, event.shiftKey)
    this.#grid.focus.set(-1, key)
  }

  #clickedRow(event: MouseEvent, target: Element, index: number, key: string): void {
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
      this.#grid.focus.set(index, key)
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

  #doubleClicked(event: MouseEvent, target: Element): void {
    const resizer = target.closest('.resizer')
    if (resizer) return this.fit(keyOf(target) ?? '')
    const index = indexOf(target)
    const key = keyOf(target)
    const id = this.#list.source.idAt(index)
    if (id === undefined || key === undefined || target.closest('.editor, a, button, input, .open'))
      return
    this.#enter(id, key, event, target as HTMLElement)
  }

  #pressed(event: KeyboardEvent, target: Element): void {
    if (target.closest('.editor')) return
    const key = keyOf(target)
    if (key === undefined || event.isComposing) return
    const command = gridCommand(event, this.#list.isRtl, this.#grid.focus.index === -1)
    if (!command || !this.#run(command, event, target as HTMLElement)) return
    event.preventDefault()
    event.stopPropagation()
  }

  /** False when the key is not for us after all. */
  #run(command: GridCommand, event: KeyboardEvent, target: HTMLElement): boolean {
    const { focus } = this.#grid
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
        const { first, last: end } = this.#grid.range
        // One row of the page before stays, so that the eye finds its place.
        const rows = Math.max(1, end - first - 2)
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
        if (id !== undefined) this.#enter(id, focus.key, event, target)
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
        return this.#openMenu(id, target)
      case 'resize':
        this.widen(focus.key, command.by * WIDTH_STEP)
        return true
      case 'move-column':
        this.moveColumn(focus.key, command.by)
        return true
    }
  }

  #openMenu(id: string | undefined, anchor: HTMLElement): boolean {
    const { index, key } = this.#grid.focus
    if (index === -1 && this.#list.shown.some((column) => column.key === key))
      this.#list.openColumnMenu(key, anchor)
    else if (index >= 0 && id !== undefined) this.#list.openRowMenu(id, anchor)
    else return false
    return true
  }

  #enterHeader(event: KeyboardEvent): boolean {
    if (this.#grid.focus.key === SELECT) this.toggleAll()
    else if (this.#grid.focus.key !== ACTIONS) this.#sort(this.#grid.focus.key, event.shiftKey)
    return true
  }

  #enter(id: string, key: string, event: Event, target: HTMLElement): void {
    if (key === SELECT) this.#toggle(this.#grid.focus.index)
    else if (key === ACTIONS) this.#list.openRowMenu(id, target)
    else {
      const field = this.#list.entity?.field(key)
      if (field && canEdit(this.#list, field))
        this.#list.withTools(({ edit }) => edit.start(id, key))
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

  /** As wide as the widest of what is drawn now. */
  fit(key: string): void {
    const { element, columns } = this.#list
    const cells = element.shadowRoot?.querySelectorAll<HTMLElement>(
      `[data-col="${CSS.escape(key)}"]`,
    )
    let width = 0
    for (const cell of cells ?? []) width = Math.max(width, contentWidth(cell) + CELL_PADDING)
    if (width > 0) this.#list.setColumns(withColumn(columns, key, { width }))
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
    selection.toggle(id, selectable)
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
    const from = selection.isEmpty ? this.#grid.focus.index : this.#anchor
    const [first, last] = from < index ? [from, index] : [index, from]
    if (selection.isEmpty) this.#anchor = from
    selection.set(source.idsIn({ first: Math.max(0, first), last: last + 1 }), true)
    this.#list.selected()
  }
}

function contentWidth(cell: HTMLElement): number {
  const label = cell.querySelector('.th-label')
  // A header also has a menu and a mark of the order.
  if (label) return label.scrollWidth + 26
  const range = document.createRange()
  range.selectNodeContents(cell)
  const { width } = range.getBoundingClientRect()
  return Math.max(width, cell.scrollWidth > cell.clientWidth ? cell.scrollWidth - 20 : 0)
}
