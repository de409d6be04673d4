export interface SortPlace {
  readonly descending: boolean
  /** 0: the first to be sorted by. */
  readonly place: number
}

/** The engine sorts by up to three fields. */
export const MAX_SORTS = 3

export function sortOf(sort: readonly string[], key: string): SortPlace | undefined {
  const place = sort.findIndex((word) => fieldOf(word) === key)
  return place === -1 ? undefined : { place, descending: sort[place]?.startsWith('-') === true }
}

export function fieldOf(word: string): string {
  return word.replace(/^-/, '')
}

/** Upwards, downwards, not at all; `add` keeps the other fields. Undefined when there is no room for one more. */
export function toggledSort(
  sort: readonly string[],
  key: string,
  add: boolean,
): readonly string[] | undefined {
  const found = sortOf(sort, key)
  const next = found === undefined ? key : found.descending ? undefined : `-${key}`
  if (!add) return next === undefined ? [] : [next]
  if (found === undefined) return sort.length >= MAX_SORTS ? undefined : [...sort, key]
  return sort.flatMap((word) => (fieldOf(word) === key ? (next ?? []) : word))
}

/** As a host may give it: `'-createdAt,name'` or a list. */
export function parseSort(sort: string | readonly string[] | undefined): readonly string[] {
  const words = typeof sort === 'string' ? sort.split(',') : (sort ?? [])
  return words.map((word) => word.trim()).filter(Boolean)
}
