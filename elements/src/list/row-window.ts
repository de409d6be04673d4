export interface WindowSpace {
  readonly total: number
  /** px; every row has it. */
  readonly rowHeight: number
  /** px the rows can be seen in. */
  readonly viewport: number
}

/** Rows from `first` up to but not including `last`. */
export interface RowRange {
  readonly first: number
  readonly last: number
}

/**
 * Chromium ends an element at 33,554,428 px, Firefox near 17.9 million (measured; research §3.3). Past 15 million px,
 * 416,000 rows of 36 px, a pixel of the scroll bar stands for more than one of the rows.
 */
export const MAX_CANVAS = 15_000_000

/** px the scroller is filled with. */
export function canvasHeight({ total, rowHeight }: WindowSpace): number {
  return Math.min(total * rowHeight, MAX_CANVAS)
}

/** Where the top of the view is among rows drawn at full height, in px. */
export function virtualTop(space: WindowSpace, scrollTop: number): number {
  const whole = space.total * space.rowHeight
  const canvas = canvasHeight(space)
  const reach = canvas - space.viewport
  if (whole === canvas || reach <= 0) return scrollTop
  return (scrollTop / reach) * (whole - space.viewport)
}

/** The inverse of `virtualTop`. */
export function scrollTopOf(space: WindowSpace, top: number): number {
  const whole = space.total * space.rowHeight
  const canvas = canvasHeight(space)
  const last = Math.max(0, whole - space.viewport)
  const within = Math.max(0, Math.min(top, last))
  return whole === canvas || last === 0 ? within : (within / last) * (canvas - space.viewport)
}

/** px from the top of the canvas to a row, for the scroll position. */
export function rowTop(space: WindowSpace, index: number, scrollTop: number): number {
  return index * space.rowHeight - virtualTop(space, scrollTop) + scrollTop
}

/** The rows to draw: those in view, and `overscan` before and after them. */
export function rowsInView(space: WindowSpace, scrollTop: number, overscan: number): RowRange {
  const { total, rowHeight, viewport } = space
  const top = virtualTop(space, scrollTop)
  const first = Math.max(0, Math.floor(top / rowHeight) - overscan)
  const last = Math.min(total, Math.ceil((top + viewport) / rowHeight) + overscan)
  return { first: Math.min(first, Math.max(0, total)), last: Math.max(first, last) }
}

/** The scroll position that brings a row wholly into view with the least movement; the same when it is in view. */
export function scrollToRow(space: WindowSpace, index: number, scrollTop: number): number {
  const { rowHeight, viewport } = space
  const top = virtualTop(space, scrollTop)
  const start = index * rowHeight
  if (start < top) return scrollTopOf(space, start)
  if (start + rowHeight > top + viewport) return scrollTopOf(space, start + rowHeight - viewport)
  return scrollTop
}
