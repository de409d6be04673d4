import type { CardPlaces, ColumnPlace, Lane } from './card-places.ts'
import type { Fields } from './refusal.ts'

/** Where cards go: before the card that is at this place now. */
export interface MoveRequest {
  readonly ids: readonly string[]
  readonly to: ColumnPlace
  readonly index: number
}

/** The place among the cards that stay. */
export function slotOf({ to, index }: MoveRequest, ids: readonly string[]): number {
  const before = ids.filter((id) => {
    const at = to.rows.indexOf(id)
    return at >= 0 && at < index
  })
  return Math.max(0, Math.min(index, to.rows.count) - before.length)
}

/** They lie there already. */
export function isThere(
  places: CardPlaces,
  { to }: MoveRequest,
  ids: readonly string[],
  slot: number,
): boolean {
  return ids.every((id, at) => {
    const place = places.find(id)
    return place?.rows === to.rows && place.index === slot + at
  })
}

export interface Anchors {
  readonly afterId?: string | null
  readonly beforeId?: string
}

/** The cards on both sides: should one have gone meanwhile, the other still says where. */
export function anchorsOf(
  { to, index }: MoveRequest,
  ids: readonly string[],
  slot: number,
): Anchors {
  const moving = new Set(ids)
  const afterId = slot === 0 ? null : to.rows.before(index, moving)
  const beforeId = to.rows.after(index, moving)
  return {
    ...(afterId === undefined ? {} : { afterId }),
    ...(beforeId === undefined ? {} : { beforeId }),
  }
}

/** Into another lane is to another owner. */
export function laneFields(from: Lane, to: Lane): Fields {
  return from === to || to.owner === undefined ? {} : { ownerId: to.owner === '' ? null : to.owner }
}
