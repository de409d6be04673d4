import type { ReactiveController, ReactiveControllerHost } from 'lit'

type Host = ReactiveControllerHost & HTMLElement

export interface DragHost {
  /** The records that go along when this one is taken; none: it may not be moved. */
  take(id: string): readonly string[]
  /** The pointer is here; the host shows where the cards would go. */
  over(x: number, y: number): void
  drop(ids: readonly string[]): void
  cancelled(ids: readonly string[]): void
  /** What scrolls below the pointer: the column, the board. */
  scrollers(x: number, y: number): readonly HTMLElement[]
}

/** px a pressed pointer may shake without dragging. */
const THRESHOLD = 5
/** px from an edge within which it scrolls, and px of a frame at the edge itself. */
const EDGE = 48
const FASTEST = 16

/**
 * Moves cards by mouse, pen and finger. Own, because the libraries listen at the document, where the target of an event in a
 * shadow root is its host (pragmatic-drag-and-drop#15), or move DOM that Lit owns. The path of the event tells the card, however
 * deep the roots; the boxes of the columns tell the place, so nothing under the pointer is asked.
 */
export class CardDrag implements ReactiveController {
  readonly #host: Host
  readonly #drag: DragHost
  #pressed: { id: string; card: HTMLElement; x: number; y: number; pointerId: number } | undefined
  #ids: readonly string[] = []
  #ghost: HTMLElement | undefined
  #offset = { x: 0, y: 0 }
  #at = { x: 0, y: 0 }
  #frame: number | undefined
  #life: AbortController | undefined
  #justDropped = false

  constructor(host: Host, drag: DragHost) {
    this.#host = host
    this.#drag = drag
    host.addController(this)
  }

  /** Ids of the cards under way. */
  get ids(): readonly string[] {
    return this.#ids
  }

  /** True for the click that a drop ends with: nobody meant it. */
  get swallowsClick(): boolean {
    return this.#justDropped
  }

  hostDisconnected(): void {
    this.cancel()
  }

  readonly pressed = (event: PointerEvent): void => {
    if (event.button !== 0 || !event.isPrimary || this.#pressed) return
    const path = event.composedPath().filter((node) => node instanceof HTMLElement)
    const card = path.find((node) => node.matches('.card'))
    const id = card?.closest<HTMLElement>('[data-record-id]')?.dataset['recordId']
    const isHandle = path.some((node) => node.matches('.grip'))
    if (!card || id === undefined) return
    // A finger scrolls, unless it is on the handle, which does not (`touch-action: none`).
    if (event.pointerType === 'touch' && !isHandle) return
    if (!isHandle && path.slice(0, path.indexOf(card)).some(isControl)) return
    const { clientX: x, clientY: y, pointerId } = event
    this.#pressed = { id, card, x, y, pointerId }
    this.#life = new AbortController()
    const { signal } = this.#life
    // At the window: the card may be recycled under the pointer, and the pointer may leave the board.
    addEventListener('pointermove', this.#moved, { signal })
    addEventListener('pointerup', this.#released, { signal })
    addEventListener('pointercancel', () => this.cancel(), { signal })
    addEventListener('blur', () => this.cancel(), { signal })
    addEventListener('keydown', this.#keydown, { signal, capture: true })
    addEventListener('contextmenu', prevent, { signal })
  }

  /** Puts everything back. */
  cancel(): void {
    const ids = this.#ids
    this.#end()
    if (ids.length > 0) this.#drag.cancelled(ids)
  }

  readonly #moved = (event: PointerEvent): void => {
    const pressed = this.#pressed
    if (!pressed || event.pointerId !== pressed.pointerId) return
    this.#at = { x: event.clientX, y: event.clientY }
    if (!this.#ghost && !this.#begin(pressed)) return
    event.preventDefault()
    this.#follow()
  }

  #begin({ id, card, x, y }: { id: string; card: HTMLElement; x: number; y: number }): boolean {
    if (Math.hypot(this.#at.x - x, this.#at.y - y) < THRESHOLD) return false
    const ids = this.#drag.take(id)
    if (ids.length === 0) {
      this.#end()
      return false
    }
    this.#ids = ids
    const box = card.getBoundingClientRect()
    this.#offset = { x: x - box.left, y: y - box.top }
    this.#ghost = ghostOf(card, ids.length, box)
    this.#host.shadowRoot?.querySelector('.board')?.append(this.#ghost)
    // In the top layer: no transform, overflow or stacking of the page holds it.
    this.#ghost.showPopover()
    this.#frame = requestAnimationFrame(this.#scroll)
    this.#host.requestUpdate()
    return true
  }

  #follow(): void {
    const { x, y } = this.#at
    const [left, top] = [x - this.#offset.x, y - this.#offset.y]
    this.#ghost?.style.setProperty('transform', `translate(${left}px, ${top}px) rotate(1.5deg)`)
    this.#drag.over(x, y)
  }

  readonly #scroll = (): void => {
    const { x, y } = this.#at
    let scrolled = false
    for (const scroller of this.#drag.scrollers(x, y)) {
      const box = scroller.getBoundingClientRect()
      const { scrollLeft, scrollTop } = scroller
      scroller.scrollBy({
        left: speed(x, box.left, box.right),
        top: speed(y, box.top, box.bottom),
        behavior: 'instant',
      })
      scrolled ||= scroller.scrollLeft !== scrollLeft || scroller.scrollTop !== scrollTop
    }
    if (scrolled) this.#drag.over(x, y)
    this.#frame = requestAnimationFrame(this.#scroll)
  }

  readonly #released = (event: PointerEvent): void => {
    if (event.pointerId !== this.#pressed?.pointerId) return
    const ids = this.#ids
    if (ids.length > 0) {
      this.#at = { x: event.clientX, y: event.clientY }
      this.#drag.over(event.clientX, event.clientY)
      // The click comes after this event and before the next task.
      this.#justDropped = true
      setTimeout(() => (this.#justDropped = false), 0)
    }
    this.#end()
    if (ids.length > 0) this.#drag.drop(ids)
  }

  readonly #keydown = (event: KeyboardEvent): void => {
    if (this.#ids.length === 0) return
    // All keys: a drag is one thing at a time.
    event.preventDefault()
    event.stopPropagation()
    if (event.key === 'Escape') this.cancel()
  }

  #end(): void {
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame)
    this.#frame = undefined
    this.#life?.abort()
    this.#life = undefined
    this.#ghost?.remove()
    this.#ghost = undefined
    this.#pressed = undefined
    this.#ids = []
    this.#host.requestUpdate()
  }
}

function ghostOf(card: HTMLElement, count: number, box: DOMRect): HTMLElement {
  const ghost = document.createElement('div')
  ghost.className = count > 1 ? 'drag-ghost many' : 'drag-ghost'
  ghost.popover = 'manual'
  ghost.setAttribute('aria-hidden', 'true')
  const copy = card.cloneNode(true) as HTMLElement
  copy.removeAttribute('tabindex')
  copy.classList.remove('dragging', 'selected')
  ghost.append(copy)
  if (count > 1) {
    const badge = document.createElement('span')
    badge.className = 'ghost-count'
    badge.textContent = String(count)
    ghost.append(badge)
  }
  ghost.style.setProperty('width', `${box.width}px`)
  ghost.style.setProperty('height', `${box.height}px`)
  return ghost
}

/** px of this frame: faster the nearer the edge, and beyond it. */
function speed(at: number, start: number, end: number): number {
  const room = Math.min(EDGE, (end - start) / 3)
  const [before, after] = [start + room - at, at - (end - room)]
  if (before > 0) return -Math.min(1, before / room) * FASTEST
  if (after > 0) return Math.min(1, after / room) * FASTEST
  return 0
}

/** A press on it is its own. */
function isControl(node: HTMLElement): boolean {
  return node.matches('button, a[href], input, select, textarea, [contenteditable]')
}

function prevent(event: Event): void {
  event.preventDefault()
}
