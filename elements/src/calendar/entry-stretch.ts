import { STEP } from './calendar-entry.ts'
import { followPointer, swallowClick } from './follow-pointer.ts'

export interface StretchOptions {
  readonly signal: AbortSignal
  /** Where it was let go. */
  readonly onEnd: (minutes: number) => void
}

/** Makes an entry of a week longer or shorter by its lower edge; its length follows the pointer in steps. */
export function stretchEntry(start: PointerEvent, { signal, onEnd }: StretchOptions): void {
  const edge = start.currentTarget as HTMLElement
  const place = edge.closest<HTMLElement>('.block-place')
  const cell = edge.closest<HTMLElement>('.cell')
  if (start.button !== 0 || !place || !cell) return
  // Neither the entry nor the cell is pressed, and no text is selected.
  start.preventDefault()
  start.stopPropagation()
  const before = place.dataset['minutes'] ?? String(STEP)
  let minutes = Number(before)
  place.classList.add('stretching')
  followPointer(start, {
    signal,
    isUnderWay: () => true,
    move({ clientY }) {
      const px = clientY - place.getBoundingClientRect().top
      const steps = Math.round(((px / cell.offsetHeight) * 60) / STEP)
      minutes = Math.max(1, steps) * STEP
      place.style.setProperty('--_minutes', String(minutes))
    },
    end(event) {
      place.classList.remove('stretching')
      place.style.setProperty('--_minutes', before)
      if (!event) return
      swallowClick()
      if (minutes !== Number(before)) onEnd(minutes)
    },
  })
}
