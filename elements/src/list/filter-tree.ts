import { type FilterGroup, type FilterItem, isGroup } from './filter-document.ts'

/** Where a condition or a group stands: the places to go down by, none for the whole filter. */
export type FilterPath = readonly number[]

export function itemAt(group: FilterItem, path: FilterPath): FilterItem | undefined {
  const [first, ...rest] = path
  if (first === undefined) return group
  const inner = isGroup(group) ? group.items[first] : undefined
  return inner && itemAt(inner, rest)
}

export function replaced(group: FilterItem, path: FilterPath, item: FilterItem): FilterItem {
  const [first, ...rest] = path
  if (first === undefined) return item
  if (!isGroup(group)) return group
  const items = group.items.map((inner, at) => (at === first ? replaced(inner, rest, item) : inner))
  return { ...group, items }
}

export function added(group: FilterGroup, item: FilterItem): FilterGroup {
  return { ...group, items: [...group.items, item] }
}
