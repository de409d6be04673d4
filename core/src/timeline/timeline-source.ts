/** Something that happened to a record, as its timeline shows it. */
export interface TimelineEntry {
  /** UUID, unique in the timeline; with `at` its place in it. */
  readonly id: string
  /** One of the source's `kinds`. */
  readonly kind: string
  /** RFC 3339, as PostgreSQL gives it: to the microsecond. */
  readonly at: string
  /** For people who read no details: `Changed phone`. */
  readonly title: string
  /** Somebody's words. */
  readonly body?: string | null
  readonly actor: { readonly kind: string; readonly id: string; readonly name?: string } | null
  /** What to open: the record itself, or one beside it, as an activity. */
  readonly entity: string
  readonly recordId: string
  /** What the kind's own view needs. */
  readonly data: Readonly<Record<string, unknown>>
}

export interface RecordAddress {
  readonly entity: string
  readonly recordId: string
}

/** Where a page begins: entries before this one, in the timeline's order. */
export interface TimelinePosition {
  readonly at: string
  readonly id: string
}

export interface TimelinePage {
  readonly limit: number
  /** Absent on the first page. */
  readonly before?: TimelinePosition | undefined
  /** Those of the source's kinds that are asked for. */
  readonly kinds: readonly string[]
}

/**
 * Entries one plugin contributes to the timelines of records. The actor may read the record; what else an entry tells is the source's to check.
 *
 * @typeParam C what the kernel hands a source (the plugin's context).
 */
export interface TimelineSource<C = unknown> {
  /** `task`, `stage-move`: no other source has them. */
  readonly kinds: readonly string[]
  /** Without it the source is not asked. */
  readonly permission: string
  /**
   * The newest entries before the position, `(at, id)` descending, at most `limit` and fewer only when there are no more. `at` and `id` of
   * an entry stay as they are, so that pages neither repeat nor leave out: in SQL `where (at, id) < ($1, $2) order by at desc, id desc`.
   */
  read(record: RecordAddress, page: TimelinePage, context: C): Promise<readonly TimelineEntry[]>
}
