/** px a pointer may tremble in a press. */
const THRESHOLD = 5

export interface DragOptions {
  readonly root: ShadowRoot
  /** Over which cell, and how many px below its top the upper edge of what is dragged is. */
  readonly onDrop: (cell: HTMLElement, offset: number) => void
  readonly signal: AbortSignal
}

/** Moves a chip with the mouse or a pen; a finger scrolls, and taps the chip for the same. Nothing of Lit's nodes is moved. */
export function dragEntry(start: PointerEvent, { root, onDrop, signal }: DragOptions): void {
  const chip = start.currentTarget as HTMLElement
  if (start.button !== 0 || start.pointerType === 'touch') return
  const grabbedAt = start.clientY - chip.getBoundingClientRect().top
  const own = new AbortController()
  const options = { signal: AbortSignal.any([own.signal, signal]) }
  let isDragging = false
  let over: HTMLElement | undefined

  const end = (): void => {
    own.abort()
    over?.classList.remove('drop')
    chip.classList.remove('dragging')
    chip.style.removeProperty('transform')
  }
  const move = (event: PointerEvent): void => {
    const [x, y] = [event.clientX - start.clientX, event.clientY - start.clientY]
    if (!isDragging && Math.hypot(x, y) < THRESHOLD) return
    if (!isDragging) {
      isDragging = true
      chip.setPointerCapture(start.pointerId)
      chip.classList.add('dragging')
    }
    chip.style.setProperty('transform', `translate(${String(x)}px, ${String(y)}px)`)
    const cell = cellAt(root, event)
    if (cell === over) return
    over?.classList.remove('drop')
    cell?.classList.add('drop')
    over = cell
  }
  const drop = (event: PointerEvent): void => {
    const cell = over
    end()
    if (!isDragging) return
    // The press that ends a drag is no click on the chip.
    chip.addEventListener('click', swallow, { capture: true, once: true })
    setTimeout(() => {
      chip.removeEventListener('click', swallow, { capture: true })
    }, 0)
    if (cell) onDrop(cell, event.clientY - grabbedAt - cell.getBoundingClientRect().top)
  }
  // On the window: a quick pointer is out of the chip before it is captured.
  addEventListener('pointermove', move, options)
  addEventListener('pointerup', drop, options)
  addEventListener('pointercancel', end, options)
  addEventListener(
    'keydown',
    (event) => {
      if (event.key !== 'Escape' || !isDragging) return
      event.preventDefault()
      event.stopPropagation()
      end()
    },
    { ...options, capture: true },
  )
}

function cellAt(root: ShadowRoot, { clientX, clientY }: PointerEvent): HTMLElement | undefined {
  for (const element of root.elementsFromPoint(clientX, clientY)) {
    const cell = element.closest<HTMLElement>('.cell')
    if (cell && root.contains(cell) && !element.closest('.dragging')) return cell
  }
  return undefined
}

function swallow(event: Event): void {
  event.preventDefault()
  event.stopImmediatePropagation()
}
