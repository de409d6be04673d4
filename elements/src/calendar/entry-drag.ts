import { followPointer, swallowClick } from './follow-pointer.ts'

/** px a pointer may tremble in a press. */
const THRESHOLD = 5
/** ms a finger rests on an entry before it takes it along, and px it may tremble meanwhile; one that moves earlier scrolls. */
const HOLD_MS = 400
const TREMBLE = 10

export interface DragOptions {
  readonly root: ShadowRoot
  /** Over which cell, and how many px below its top the upper edge of what is dragged is. */
  readonly onDrop: (cell: HTMLElement, offset: number) => void
  readonly signal: AbortSignal
}

/** Moves a chip: a mouse or a pen at once, a finger after it has rested on it. Nothing of Lit's nodes is moved. */
export function dragEntry(start: PointerEvent, { root, onDrop, signal }: DragOptions): void {
  const chip = start.currentTarget as HTMLElement
  if (start.button !== 0) return
  const isFinger = start.pointerType === 'touch'
  const grabbedAt = start.clientY - chip.getBoundingClientRect().top
  const held = new AbortController()
  let isDragging = false
  let over: HTMLElement | undefined

  const begin = (): void => {
    isDragging = true
    chip.classList.add('dragging')
    // A finger is captured by itself.
    if (!isFinger) chip.setPointerCapture(start.pointerId)
  }
  const stop = followPointer(start, {
    signal,
    isUnderWay: () => isDragging,
    move(event) {
      const [x, y] = [event.clientX - start.clientX, event.clientY - start.clientY]
      const isFar = Math.hypot(x, y) >= (isFinger ? TREMBLE : THRESHOLD)
      if (!isDragging && !isFar) return
      if (!isDragging && isFinger) return stop()
      if (!isDragging) begin()
      chip.style.setProperty('transform', `translate(${String(x)}px, ${String(y)}px)`)
      const cell = cellAt(root, event)
      if (cell === over) return
      over?.classList.remove('drop')
      cell?.classList.add('drop')
      over = cell
    },
    end(event) {
      held.abort()
      const cell = over
      cell?.classList.remove('drop')
      chip.classList.remove('dragging')
      chip.style.removeProperty('transform')
      if (!event || !isDragging) return
      swallowClick()
      if (cell) onDrop(cell, event.clientY - grabbedAt - cell.getBoundingClientRect().top)
    },
  })
  if (!isFinger) return
  const hold = setTimeout(begin, HOLD_MS)
  held.signal.addEventListener('abort', () => clearTimeout(hold))
  // A long press is ours, not for the browser's menu.
  const options = { signal: AbortSignal.any([held.signal, signal]) }
  chip.addEventListener('contextmenu', (event) => event.preventDefault(), options)
}

/** Of an entry's `touchmove`: while it is dragged nothing scrolls. Not passive, so it has to be there before the finger is. */
export const keepFromScrolling = {
  passive: false,
  handleEvent(event: Event): void {
    const chip = event.currentTarget as HTMLElement
    if (chip.classList.contains('dragging')) event.preventDefault()
  },
}

function cellAt(root: ShadowRoot, { clientX, clientY }: PointerEvent): HTMLElement | undefined {
  for (const element of root.elementsFromPoint(clientX, clientY)) {
    const cell = element.closest<HTMLElement>('.cell')
    if (cell && root.contains(cell) && !element.closest('.dragging')) return cell
  }
  return undefined
}
