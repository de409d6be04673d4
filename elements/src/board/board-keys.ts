import type { BoardView } from './board-view.ts'
import type { Place } from './card-places.ts'
import type { MoveRequest } from './move-request.ts'

export interface KeyActions {
  focus(id: string): void
  move(request: MoveRequest): void
  open(id: string, event: Event): void
  toggleSelect(id: string): void
  clearSelection(): boolean
  openMove(id: string): void
  /** The cards that go along with this one. */
  together(id: string): readonly string[]
  readonly isRtl: boolean
}

/** Keys of the card that has the focus; true when it was one of ours. */
export function boardKey(
  event: KeyboardEvent,
  id: string,
  view: BoardView,
  actions: KeyActions,
): boolean {
  const place = view.places.find(id)
  if (!place || event.ctrlKey || event.metaKey || event.altKey) return false
  const step = stepOf(event.key, actions.isRtl)
  if (step && event.shiftKey) return moveStep(id, place, step, view, actions)
  if (step) return focusStep(place, step, view, actions)
  if (event.key === 'Enter') actions.open(id, event)
  else if (event.key === ' ') actions.toggleSelect(id)
  else if (event.key === 'Escape') return actions.clearSelection()
  else if (event.key.toLowerCase() === 'm' && view.mayMove) actions.openMove(id)
  else return false
  return true
}

type Step = readonly [columns: number, cards: number]

function stepOf(key: string, isRtl: boolean): Step | undefined {
  const forward = isRtl ? -1 : 1
  if (key === 'ArrowUp') return [0, -1]
  if (key === 'ArrowDown') return [0, 1]
  if (key === 'ArrowLeft') return [-forward, 0]
  if (key === 'ArrowRight') return [forward, 0]
  if (key === 'Home') return [0, -Infinity]
  if (key === 'End') return [0, Infinity]
  return undefined
}

function focusStep(
  place: Place,
  [columns, cards]: Step,
  view: BoardView,
  actions: KeyActions,
): true {
  const next = columns === 0 ? alongColumn(place, cards, view) : acrossColumns(place, columns, view)
  if (next !== undefined) actions.focus(next)
  return true
}

/** In the column; past its end, the same column of the next lane. */
function alongColumn(
  { lane, column, rows, index }: Place,
  cards: number,
  view: BoardView,
): string | undefined {
  if (!Number.isFinite(cards)) return rows.at(cards < 0 ? 0 : rows.count - 1)
  const own = rows.at(index + cards)
  if (own !== undefined) return own
  const { lanes } = view.places
  for (let at = lanes.indexOf(lane) + cards; at >= 0 && at < lanes.length; at += cards) {
    const other = lanes[at]?.columns.find((one) => one.column === column)?.rows
    const found = other?.at(cards > 0 ? 0 : other.count - 1)
    if (found !== undefined) return found
  }
  return undefined
}

/** The next column with cards, at the same height. */
function acrossColumns(
  { lane, rows, index }: Place,
  by: number,
  view: BoardView,
): string | undefined {
  const at = lane.columns.findIndex((one) => one.rows === rows)
  for (let next = at + by; next >= 0 && next < lane.columns.length; next += by) {
    const column = lane.columns[next]
    if (!column || column.rows.count === 0 || view.collapsed.has(column.column.key)) continue
    const found = column.rows.at(Math.min(index, column.rows.count - 1)) ?? column.rows.at(0)
    if (found !== undefined) return found
  }
  return undefined
}

function moveStep(
  id: string,
  place: Place,
  [columns, cards]: Step,
  view: BoardView,
  actions: KeyActions,
): boolean {
  if (!view.mayMove || !Number.isFinite(cards)) return false
  const { lane, rows, index } = place
  const ids = actions.together(id)
  if (columns !== 0) {
    const to = lane.columns[lane.columns.findIndex((one) => one.rows === rows) + columns]
    if (to) actions.move({ ids, to: { lane, ...to }, index: Math.min(index, to.rows.count) })
    return true
  }
  // Before the card above; or before the one that comes after the card below.
  const to = cards < 0 ? index - 1 : index + 2
  if (view.plan.ordered && to >= 0 && to <= rows.count) actions.move({ ids, to: place, index: to })
  return true
}
