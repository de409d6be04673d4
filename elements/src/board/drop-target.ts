import { columnElements, placeOf } from './board-dom.ts'
import type { BoardHost } from './board-host.ts'
import type { Place } from './card-places.ts'

/** px beside a column that still count as it: half the gap, and what a hand misses by. */
const REACH = 6

/** The place below a point: before the card that is there now. Read from the boxes of the columns, so nothing under the pointer is asked. */
export function dropPlace(
  { element, places }: BoardHost,
  x: number,
  y: number,
  pitch: number,
): Place | undefined {
  const column = columnBelow(element.renderRoot, x, y)
  const place = column && placeOf(places, column)
  if (!column || !place) return undefined
  const list = listOf(column)
  if (!list) return { ...place, index: 0 }
  const at = (y - list.getBoundingClientRect().top + list.scrollTop) / pitch
  return { ...place, index: Math.max(0, Math.min(Math.round(at), place.rows.count)) }
}

/** What scrolls when cards are carried to its edge: the column below the point, and the board. */
export function scrollersBelow(root: ParentNode, x: number, y: number): readonly HTMLElement[] {
  const column = columnBelow(root, x, y)
  return [column && listOf(column), boardOf(root)].flatMap((element) => element ?? [])
}

/** The closed way to more lanes, when that is what is below the point. */
export function closedLanesBelow(root: ParentNode, x: number, y: number): HTMLElement | undefined {
  const button = root.querySelector<HTMLElement>('.everybody[aria-expanded=false]')
  const box = button?.getBoundingClientRect()
  const isInside = box && x >= box.left && x <= box.right && y >= box.top && y <= box.bottom
  return isInside ? (button ?? undefined) : undefined
}

function columnBelow(root: ParentNode, x: number, y: number): HTMLElement | undefined {
  const board = boardOf(root)?.getBoundingClientRect()
  if (!board || x < board.left || x > board.right || y < board.top || y > board.bottom) return
  return columnElements(root).find((column) => {
    const { left, right, top, bottom } = column.getBoundingClientRect()
    return x >= left - REACH && x <= right + REACH && y >= top && y <= bottom
  })
}

function listOf(column: HTMLElement): HTMLElement | null {
  return column.querySelector('.cards-scroll')
}

function boardOf(root: ParentNode): HTMLElement | null {
  return root.querySelector('.board')
}
