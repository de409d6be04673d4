import { errors } from './errors.ts'
import { assertOrdered, byNewest, decodeCursor, encodeCursor } from './timeline-order.ts'
import type { RecordAddress, TimelineEntry, TimelinePage } from './timeline-source.ts'

/** A source with its context in it. */
export interface BoundSource {
  readonly name: string
  readonly kinds: readonly string[]
  /** False when the actor lacks the source's permission. */
  readonly open: boolean
  read(record: RecordAddress, page: TimelinePage): Promise<readonly TimelineEntry[]>
}

export interface TimelineQuery {
  readonly limit: number
  readonly cursor?: string | undefined
  /** Default all. */
  readonly kinds?: readonly string[] | undefined
}

export interface Timeline {
  readonly data: readonly TimelineEntry[]
  readonly page: { readonly limit: number; readonly next: string | null; readonly prev: null }
}

/**
 * Merges the sources by time. Each is asked for a whole page, because all of it may be its own, and one more, which tells whether there is
 * a next one. Places are `(at, id)` over all sources: an entry that comes in between two pages shifts no other.
 */
export async function readTimeline(
  sources: readonly BoundSource[],
  record: RecordAddress,
  { limit, cursor, kinds }: TimelineQuery,
): Promise<Timeline> {
  assertKnown(sources, kinds)
  const before = cursor === undefined ? undefined : decodeCursor(cursor)
  const pages = await Promise.all(
    sources.map(async (source) => {
      const wanted = kinds ? source.kinds.filter((kind) => kinds.includes(kind)) : source.kinds
      if (!source.open || wanted.length === 0) return []
      const entries = await source.read(record, { limit: limit + 1, before, kinds: wanted })
      assertOrdered(source.name, entries, before)
      return entries
    }),
  )
  const found = pages.flat().sort(byNewest)
  const data = found.slice(0, limit)
  const last = found.length > limit ? data.at(-1) : undefined
  return { data, page: { limit, next: last ? encodeCursor(last) : null, prev: null } }
}

function assertKnown(sources: readonly BoundSource[], kinds: readonly string[] = []): void {
  const known = sources.flatMap((source) => source.kinds)
  for (const kind of kinds) {
    if (!known.includes(kind)) throw errors.TIMELINE_KIND_UNKNOWN({ kind, known: known.join(', ') })
  }
}
