import { render } from 'lit'

import type { RowRange } from './row-window.ts'

export interface RowPoolHost {
  /** What is in the row; drawn into the row's element. */
  template(index: number): unknown
  /** Attributes and classes of the row's element. */
  dress(row: HTMLElement, index: number): void
  /** px from the top of the canvas. */
  top(index: number): number
}

interface Slot {
  readonly element: HTMLElement
  index: number
  top: number
}

/** After this rest the rows are put into reading order; while they move, nobody reads. */
const REST_MS = 120

/**
 * The rows of a window, re-used as it moves: a row that left is filled with one that came in, and no element is moved or made
 * while somebody scrolls. The row that has the focus is never re-used and never moved, so that it keeps the focus
 * (lit/lit#4945); at rest the others are put around it, so that a screen reader meets them in order.
 */
export class RowPool {
  readonly #container: HTMLElement
  readonly #host: RowPoolHost
  readonly #renderHost: object
  #slots: Slot[] = []
  #byIndex = new Map<number, Slot>()
  #rest: ReturnType<typeof setTimeout> | undefined

  constructor(container: HTMLElement, host: RowPoolHost, renderHost: object) {
    this.#container = container
    this.#host = host
    this.#renderHost = renderHost
  }

  /** Shows the rows of the range and those in `also`; `fresh` draws those again that were there before. */
  update(range: RowRange, also: readonly number[], fresh: boolean): void {
    const wanted = new Set(also.filter((index) => index < range.first || index >= range.last))
    for (let index = range.first; index < range.last; index++) wanted.add(index)
    const free: Slot[] = []
    for (const slot of this.#slots) if (!wanted.has(slot.index)) free.push(slot)
    let moved = false
    for (const index of wanted) {
      let slot = this.#byIndex.get(index)
      if (!slot) {
        slot = this.#take(free) ?? this.#make()
        this.#byIndex.delete(slot.index)
        slot.index = index
        this.#byIndex.set(index, slot)
        this.#draw(slot)
        moved = true
      } else if (fresh) this.#draw(slot)
      this.#place(slot)
    }
    // A shorter list, a smaller view.
    for (const slot of free) if (!wanted.has(slot.index)) this.#discard(slot)
    if (moved) this.#orderSoon()
  }

  /** Draws these rows again, as far as they are shown. */
  redraw(...indexes: readonly number[]): void {
    for (const index of new Set(indexes)) {
      const slot = this.#byIndex.get(index)
      if (slot) this.#draw(slot)
    }
  }

  rowOf(index: number): HTMLElement | undefined {
    return this.#byIndex.get(index)?.element
  }

  /** The row of one index becomes that of another: the record moved, its element and its focus stay. */
  rename(from: number, to: number): void {
    const slot = this.#byIndex.get(from)
    const other = this.#byIndex.get(to)
    if (!slot || from === to) return
    this.#byIndex.delete(from)
    if (other) {
      other.index = from
      this.#byIndex.set(from, other)
    }
    slot.index = to
    this.#byIndex.set(to, slot)
  }

  clear(): void {
    clearTimeout(this.#rest)
    for (const slot of [...this.#slots]) this.#discard(slot)
  }

  #take(free: Slot[]): Slot | undefined {
    const focused = this.#focused
    const at = free.findIndex(({ element }) => element !== focused)
    return at === -1 ? undefined : free.splice(at, 1)[0]
  }

  get #focused(): Element | undefined {
    const root = this.#container.getRootNode() as ShadowRoot
    return root.activeElement?.closest('[role=row]') ?? undefined
  }

  #make(): Slot {
    const element = document.createElement('div')
    element.setAttribute('role', 'row')
    this.#container.append(element)
    const slot: Slot = { element, index: -1, top: NaN }
    this.#slots.push(slot)
    return slot
  }

  #discard(slot: Slot): void {
    slot.element.remove()
    this.#slots = this.#slots.filter((other) => other !== slot)
    if (this.#byIndex.get(slot.index) === slot) this.#byIndex.delete(slot.index)
  }

  #draw({ element, index }: Slot): void {
    this.#host.dress(element, index)
    render(this.#host.template(index), element, { host: this.#renderHost })
  }

  #place(slot: Slot): void {
    const top = this.#host.top(slot.index)
    if (slot.top === top) return
    slot.top = top
    // Not a style attribute: a strict Content-Security-Policy forbids those, not this.
    slot.element.style.transform = `translateY(${top}px)`
  }

  #orderSoon(): void {
    clearTimeout(this.#rest)
    this.#rest = setTimeout(() => this.#order(), REST_MS)
  }

  #order(): void {
    const sorted = [...this.#slots].sort((a, b) => a.index - b.index)
    const focused = this.#focused
    const fixed = sorted.findIndex(({ element }) => element === focused)
    let after = fixed === -1 ? null : (sorted[fixed]?.element ?? null)
    for (let at = (fixed === -1 ? sorted.length : fixed) - 1; at >= 0; at--) {
      const { element } = sorted[at] as Slot
      if (element.nextElementSibling !== after) this.#container.insertBefore(element, after)
      after = element
    }
    if (fixed === -1) return
    let before = sorted[fixed]?.element as HTMLElement
    for (const { element } of sorted.slice(fixed + 1)) {
      if (before.nextElementSibling !== element) before.after(element)
      before = element
    }
  }
}
