import type { CardPlaces, ColumnPlace, Lane } from './card-places.ts'

// Which node is about what: the templates write these attributes, the rooms read them here alone.

export function laneKey({ owner }: Lane): string {
  return owner ?? 'all'
}

/** The place of a column or of its list. */
export function placeOf({ lanes }: CardPlaces, element: HTMLElement): ColumnPlace | undefined {
  const { lane: key, column } = element.dataset
  const lane = lanes.find((one) => laneKey(one) === key)
  const found = lane?.columns.find((one) => one.column.key === column)
  return lane && found ? { lane, ...found } : undefined
}

export function columnElements(root: ParentNode): HTMLElement[] {
  return [...root.querySelectorAll<HTMLElement>('.column[data-column]')]
}

/** The lists that scroll; a collapsed column has none. */
export function scrollerElements(root: ParentNode): HTMLElement[] {
  return [...root.querySelectorAll<HTMLElement>('.cards-scroll[data-column]')]
}

export function cardElement(root: ParentNode, id: string): HTMLElement | null {
  return root.querySelector(`[data-record-id="${CSS.escape(id)}"] .card`)
}

/** The record whose card an element is in. */
export function idOf(element: Element | null | undefined): string | undefined {
  return element?.closest<HTMLElement>('[data-record-id]')?.dataset['recordId']
}

/** The record of the card an event came from, however deep inside; none when it came from a control of its own. */
export function idOfEvent(event: Event): string | undefined {
  const path = event.composedPath().filter((node) => node instanceof HTMLElement)
  const at = path.findIndex((node) => node.matches('.card'))
  const isControl = path
    .slice(0, Math.max(0, at))
    .some((node) => node.matches('button, a[href], input, select'))
  return at < 0 || isControl ? undefined : idOf(path[at])
}
