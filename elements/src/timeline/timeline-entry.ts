/** One entry as `GET /timeline/:entity/:id` answers it. */
export interface TimelineEntry {
  readonly id: string
  readonly kind: string
  readonly at: string
  readonly title: string
  readonly body?: string | null
  readonly actor: { readonly kind: string; readonly id: string; readonly name?: string } | null
  readonly entity: string
  readonly recordId: string
  readonly data: Readonly<Record<string, unknown>>
}

/** Kinds that are records of the entity `activity`. */
export const ACTIVITY_KINDS: readonly string[] = ['note', 'call', 'meeting', 'task', 'email']

export function isActivity({ entity }: TimelineEntry): boolean {
  return entity === 'activity'
}

/** The newest page over what is known: it replaces the stretch it covers, and what is older stays where it is. */
export function withNewest(
  known: readonly TimelineEntry[],
  newest: readonly TimelineEntry[],
  isAll: boolean,
): readonly TimelineEntry[] {
  const last = newest.at(-1)
  if (isAll || !last) return newest
  const ids = new Set(newest.map(({ id }) => id))
  const edge = known.findIndex(({ id }) => id === last.id)
  const older = edge >= 0 ? known.slice(edge + 1) : known.filter(({ at }) => at < last.at)
  return [...newest, ...older.filter(({ id }) => !ids.has(id))]
}

/** What an earlier page adds; an entry both pages have stands once. */
export function withOlder(
  known: readonly TimelineEntry[],
  older: readonly TimelineEntry[],
): readonly TimelineEntry[] {
  const ids = new Set(known.map(({ id }) => id))
  return [...known, ...older.filter(({ id }) => !ids.has(id))]
}
