import type { LitElement, ReactiveController } from 'lit'

import { placeOf, scrollerElements } from './board-dom.ts'
import type { CardPlaces, Place } from './card-places.ts'
import type { ColumnRows } from './column-rows.ts'
import { NearLists } from './near-lists.ts'

/** Cards beyond the view: what one flick of a wheel uncovers. */
const OVERSCAN = 2
/** Before a list is measured. */
const FIRST_CARDS = 6

interface WindowsHost {
  readonly places: CardPlaces
  /** px from one card to the next */
  pitch(): number
}

/**
 * Which cards of each column are in view. Lists are measured when they come and when their size changes, and looked at one by one
 * when they scroll: an update of the board asks the browser for no layout.
 */
export class ColumnWindows implements ReactiveController {
  readonly #element: LitElement
  readonly #host: WindowsHost
  /** The lists as they are drawn. */
  #lists = new Map<ColumnRows, HTMLElement>()
  /** px each is scrolled. */
  readonly #tops = new Map<ColumnRows, number>()
  /** Those to be scrolled once they are drawn. */
  readonly #shifted = new Set<ColumnRows>()
  /** px of a list's visible part. */
  readonly #heights = new WeakMap<Element, number>()
  readonly #near = new NearLists((list) => {
    const rows = this.#rowsOf(list)
    this.#element.requestUpdate()
    if (rows) this.#need(rows)
  })
  // Not there in Node, where the module is only imported.
  readonly #resize =
    typeof ResizeObserver === 'undefined'
      ? undefined
      : new ResizeObserver((entries) => {
          for (const { target } of entries) this.#resized(target)
        })

  constructor(element: LitElement, host: WindowsHost) {
    this.#element = element
    this.#host = host
    element.addController(this)
  }

  /** First and last card to draw; the last is before the first where nobody looks. */
  range(rows: ColumnRows): readonly [number, number] {
    if (!this.#isNear(rows)) return [0, -1]
    const pitch = this.#host.pitch()
    const top = this.#tops.get(rows) ?? 0
    const height = this.#heightOf(rows)
    const first = Math.floor(top / pitch) - OVERSCAN
    const last =
      height === 0
        ? Math.floor(top / pitch) + FIRST_CARDS
        : Math.ceil((top + height) / pitch) + OVERSCAN - 1
    return [Math.max(0, Math.min(first, rows.count - 1)), Math.min(last, rows.count - 1)]
  }

  /** Listens to every scroll inside the board; columns alone have a window. */
  readonly scrolled = ({ target }: Event): void => {
    const rows = target instanceof HTMLElement ? this.#rowsOf(target) : undefined
    if (rows) this.#look(rows, () => this.#readTop(rows, target as HTMLElement))
  }

  /** Cards that come and go above the view do not move what is in it: noted here, done once all of a burst are in. */
  keep(rows: ColumnRows, index: number, by: 1 | -1): void {
    const pitch = this.#host.pitch()
    const top = this.#tops.get(rows) ?? 0
    if (top <= 0 || index * pitch >= top) return
    this.#tops.set(rows, top + by * pitch)
    this.#shifted.add(rows)
  }

  /** Scrolls to a card, as little as it must. */
  reveal({ rows, index }: Place): void {
    const list = this.#lists.get(rows)
    if (!list) return
    const top = index * this.#host.pitch()
    const bottom = top + this.#host.pitch()
    this.#look(rows, () => {
      const { scrollTop, clientHeight } = list
      if (top < scrollTop) list.scrollTop = top
      else if (bottom > scrollTop + clientHeight) list.scrollTop = bottom - clientHeight
      this.#readTop(rows, list)
    })
    list.closest('.column')?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }

  hostUpdated(): void {
    const before = this.#lists
    this.#lists = this.#drawnLists()
    const drawn = new Set(this.#lists.values())
    this.#watch(drawn)
    for (const list of before.values()) if (!drawn.has(list)) this.#resize?.unobserve(list)
    // First all that is written, then all that is measured: in turn, each would be a layout of its own.
    for (const [rows, list] of this.#lists)
      if (this.#shifted.delete(rows)) list.scrollTop = this.#tops.get(rows) ?? 0
    for (const [rows, list] of this.#lists) {
      if (before.get(rows) !== list) this.#look(rows, () => this.#meet(rows, list))
      else this.#need(rows)
    }
    for (const rows of this.#tops.keys()) if (!this.#lists.has(rows)) this.#tops.delete(rows)
  }

  hostDisconnected(): void {
    this.#resize?.disconnect()
    this.#near.stop()
    this.#lists.clear()
  }

  #drawnLists(): Map<ColumnRows, HTMLElement> {
    const { places } = this.#host
    const lists = new Map<ColumnRows, HTMLElement>()
    for (const list of scrollerElements(this.#element.renderRoot)) {
      const rows = placeOf(places, list)?.rows
      if (rows) lists.set(rows, list)
    }
    return lists
  }

  /** One lane is always in view. */
  #watch(lists: ReadonlySet<Element>): void {
    const board = this.#element.renderRoot.querySelector('.board')
    if (board && this.#host.places.lanes.length > 1) this.#near.watch(board, lists)
    else this.#near.stop()
  }

  #isNear(rows: ColumnRows): boolean {
    const list = this.#lists.get(rows)
    return this.#host.places.lanes.length <= 1 || (list !== undefined && this.#near.has(list))
  }

  #meet(rows: ColumnRows, list: HTMLElement): void {
    this.#heights.set(list, list.clientHeight)
    this.#readTop(rows, list)
    this.#resize?.observe(list)
  }

  #resized(list: Element): void {
    const rows = this.#rowsOf(list)
    if (rows) this.#look(rows, () => this.#heights.set(list, list.clientHeight))
  }

  /** Draws again when other cards are in view now, and reads what is missing of them. */
  #look(rows: ColumnRows, change: () => void): void {
    const before = this.range(rows).join()
    change()
    if (this.range(rows).join() !== before) this.#element.requestUpdate()
    this.#need(rows)
  }

  /** Nothing while nobody can see it. */
  #need(rows: ColumnRows): void {
    if (this.#heightOf(rows) > 0 && this.#isNear(rows)) rows.need(...this.range(rows))
  }

  #readTop(rows: ColumnRows, { scrollTop }: HTMLElement): void {
    // One that waits to be scrolled is not there yet.
    if (!this.#shifted.has(rows)) this.#tops.set(rows, scrollTop)
  }

  /** The column a list is of, as it is drawn. */
  #rowsOf(list: Element): ColumnRows | undefined {
    for (const [rows, own] of this.#lists) if (own === list) return rows
    return undefined
  }

  #heightOf(rows: ColumnRows): number {
    const list = this.#lists.get(rows)
    return (list && this.#heights.get(list)) ?? 0
  }
}
