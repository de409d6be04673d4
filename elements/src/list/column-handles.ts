import { clampWidth, type Column, moveColumn, withColumn } from './columns.ts'
import type { GridView } from './grid-view.ts'
import type { ListContext } from './list-context.ts'

/** px before a press becomes a drag: a click is never quite still. */
const THRESHOLD = 5

/** Widths and places of columns by mouse; keys and the column's menu do the same (WCAG 2.2 SC 2.5.7). */
export class ColumnHandles {
  readonly #list: ListContext
  readonly #grid: GridView

  /** The press that just ended was a drag: its click is not one. */
  hasMoved = false

  constructor(list: ListContext, grid: GridView) {
    this.#list = list
    this.#grid = grid
  }

  startResize(event: PointerEvent, column: Column, isRtl: boolean): void {
    event.preventDefault()
    event.stopPropagation()
    const handle = event.currentTarget as HTMLElement
    const startX = event.clientX
    let { width } = column
    handle.classList.add('active')
    this.#follow(handle, event, {
      move: (to) => {
        const by = isRtl ? startX - to.clientX : to.clientX - startX
        width = clampWidth(column.width + by)
        this.#grid.resize({ key: column.key, width })
      },
      end: (isDone) => {
        handle.classList.remove('active')
        this.#grid.resize(undefined)
        if (isDone) this.#list.setColumns(withColumn(this.#list.columns, column.key, { width }))
      },
    })
  }

  grab(event: PointerEvent, column: Column, isRtl: boolean): void {
    this.hasMoved = false
    const target = event.target as Element
    // A finger pans; it has the menu.
    if (event.button !== 0 || event.pointerType === 'touch' || target.closest('.resizer, .th-menu'))
      return
    const header = event.currentTarget as HTMLElement
    const row = header.parentElement as HTMLElement
    const startX = event.clientX
    let before: string | null | undefined
    this.#follow(header, event, {
      move: (to) => {
        if (!this.hasMoved && Math.abs(to.clientX - startX) < THRESHOLD) return
        this.hasMoved = true
        header.classList.add('dragging')
        before = this.#dropTarget(row, to.clientX, isRtl)
      },
      end: (isDone) => {
        header.classList.remove('dragging')
        clearMarks(row)
        if (isDone && this.hasMoved && before !== undefined)
          this.#list.setColumns(moveColumn(this.#list.columns, column.key, before ?? undefined))
        // The click that follows the release comes in this task or the next.
        setTimeout(() => (this.hasMoved = false))
      },
    })
  }

  /** Key of the column the drop would stand before; null: at the end. */
  #dropTarget(row: HTMLElement, x: number, isRtl: boolean): string | null {
    clearMarks(row)
    const headers = [...row.querySelectorAll<HTMLElement>('.th:not(.select, .actions)')]
    const found = headers.find((header) => {
      const { left, width } = header.getBoundingClientRect()
      const middle = left + width / 2
      return isRtl ? x > middle : x < middle
    })
    const mark = found ?? headers.at(-1)
    mark?.classList.add(found ? 'drop-before' : 'drop-after')
    return found?.dataset['col'] ?? null
  }

  #follow(
    element: HTMLElement,
    { pointerId }: PointerEvent,
    { move, end }: { move: (event: PointerEvent) => void; end: (isDone: boolean) => void },
  ): void {
    const own = new AbortController()
    const finish = (isDone: boolean): void => {
      own.abort()
      if (element.hasPointerCapture(pointerId)) element.releasePointerCapture(pointerId)
      end(isDone)
    }
    element.setPointerCapture(pointerId)
    const { signal } = own
    element.addEventListener('pointermove', move, { signal })
    element.addEventListener('pointerup', () => finish(true), { signal })
    element.addEventListener('pointercancel', () => finish(false), { signal })
    element.ownerDocument.addEventListener(
      'keydown',
      (event) => {
        if (event.key !== 'Escape') return
        event.stopPropagation()
        finish(false)
      },
      { signal, capture: true },
    )
    this.#list.signal.addEventListener('abort', () => finish(false), { signal })
  }
}

function clearMarks(row: HTMLElement): void {
  for (const header of row.children) header.classList.remove('drop-before', 'drop-after')
}
