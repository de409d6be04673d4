import type { Page } from '@crmkit/schemas/client'

import { isAbort } from '../base/errors.ts'
import type { CrmClient } from '../client/crm-client.ts'
import type { LiveEvent } from '../client/live-stream.ts'
import { LookAgain } from '../client/look-again.ts'
import { type TimelineEntry, withNewest, withOlder } from './timeline-entry.ts'

export interface TimelineTarget {
  readonly crm: CrmClient
  readonly entity: string
  readonly recordId: string
  /** Undefined: all. */
  readonly kinds: readonly string[] | undefined
}

export interface TimelineHost {
  changed(): void
  loaded(): void
  /** Entries that were not there at the last look. */
  arrived(count: number): void
  failed(error: unknown): void
}

const PAGE = 30
const MOST = 100
/** Only where no stream gets through. */
const POLL_MS = 60_000
/** Comments are no records: the stream tells of them by events. */
const COMMENT_EVENTS = ['comment.created', 'comment.updated', 'comment.deleted']

/** The entries of one timeline: the newest page, earlier ones on demand, and the newest again when something happens. */
export class TimelineSource {
  entries: readonly TimelineEntry[] | undefined
  error: unknown
  isLoading = false
  #next: string | null = null
  #target: TimelineTarget | undefined
  readonly #again = new LookAgain(() => this.look())
  readonly #host: TimelineHost

  constructor(host: TimelineHost) {
    this.#host = host
  }

  get hasMore(): boolean {
    return this.#next !== null
  }

  start(target: TimelineTarget): void {
    const before = this.#target
    const isSame = before?.recordId === target.recordId && before.kinds === target.kinds
    this.stop()
    if (!isSame) this.entries = undefined
    this.#target = target
    this.#follow(target)
    void this.look()
  }

  stop(): void {
    this.#again.stop()
    this.isLoading = false
  }

  /** The newest, as many as are shown: what is deleted elsewhere goes, what is new comes. */
  async look(): Promise<void> {
    const limit = Math.min(MOST, Math.max(PAGE, this.entries?.length ?? 0))
    const page = await this.#again.newest(this.#ask(limit))
    if (!page) return
    const isFirst = !this.entries
    const isAll = page.page.next === null
    const known = new Set(this.entries?.map(({ id }) => id))
    const count = page.data.filter(({ id }) => !known.has(id)).length
    this.entries = withNewest(this.entries ?? [], page.data, isAll)
    if (isAll || this.entries.length === page.data.length) this.#next = page.page.next
    this.#host.changed()
    if (isFirst) this.#host.loaded()
    else if (count > 0) this.#host.arrived(count)
  }

  async more(): Promise<void> {
    const cursor = this.#next
    if (cursor === null || this.isLoading) return
    const page = await this.#ask(PAGE, cursor)
    if (!page) return
    this.entries = withOlder(this.entries ?? [], page.data)
    this.#next = page.page.next
    this.#host.changed()
  }

  remove(id: string): void {
    this.entries = this.entries?.filter((entry) => entry.id !== id)
    this.#host.changed()
  }

  #follow({ crm, entity, recordId }: TimelineTarget): void {
    const again = this.#again
    const concerns = (event: LiveEvent): boolean => event.entity === entity && event.id === recordId
    again.follow({ crm, events: COMMENT_EVENTS, concerns, pollMs: POLL_MS })
    // The store tells what others do, as the stream does, and what other elements of this page do.
    again.onStop(crm.records.subscribe(entity, again.soon))
    void this.#followActivities(crm)
  }

  /** An engine without activities would refuse the stream of the whole page to whoever asks for theirs. */
  async #followActivities({ session, records }: CrmClient): Promise<void> {
    const { signal, soon } = this.#again
    await session.ready().catch(() => undefined)
    if (!signal.aborted && session.can('activity.read'))
      this.#again.onStop(records.subscribe('activity', soon))
  }

  async #ask(limit: number, cursor?: string): Promise<Page<TimelineEntry> | undefined> {
    const target = this.#target
    if (!target) return undefined
    const { signal } = this.#again
    const { crm, entity, recordId, kinds } = target
    const query = new URLSearchParams({
      limit: String(limit),
      ...(cursor === undefined ? {} : { cursor }),
      ...(kinds ? { kinds: kinds.join(',') } : {}),
    })
    this.isLoading = true
    this.#host.changed()
    try {
      const path = `/timeline/${encodeURIComponent(entity)}/${encodeURIComponent(recordId)}?${query.toString()}`
      const page = await crm.send<Page<TimelineEntry>>({ method: 'GET', path, signal })
      if (signal.aborted) return undefined
      this.error = undefined
      this.isLoading = false
      return page
    } catch (error) {
      if (signal.aborted || isAbort(error)) return undefined
      this.error = error
      this.isLoading = false
      this.#host.failed(error)
      this.#host.changed()
      return undefined
    }
  }
}
