import type { Page } from '@crmkit/schemas/client'

import { isAbort } from '../base/errors.ts'
import type { CrmClient } from '../client/crm-client.ts'
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
/** Changes of a burst are one look. */
const GATHER_MS = 120
/** Where no stream gets through, it looks this often while the page is seen. */
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
  #asked = new AbortController()
  #stops: (() => void)[] = []
  #timer: ReturnType<typeof setTimeout> | undefined
  /** Looks begun, and the last of them that was answered: answers may overtake each other. */
  #looks = { begun: 0, answered: 0 }
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
    clearTimeout(this.#timer)
    this.#timer = undefined
    for (const stop of this.#stops.splice(0)) stop()
    this.#asked.abort()
    this.#asked = new AbortController()
    this.isLoading = false
  }

  /** The newest, as many as are shown: what is deleted elsewhere goes, what is new comes. */
  async look(): Promise<void> {
    const limit = Math.min(MOST, Math.max(PAGE, this.entries?.length ?? 0))
    const turn = ++this.#looks.begun
    const page = await this.#ask(limit)
    if (!page || turn < this.#looks.answered) return
    this.#looks.answered = turn
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

  async more(): Promise<boolean> {
    const cursor = this.#next
    if (cursor === null || this.isLoading) return false
    const page = await this.#ask(PAGE, cursor)
    if (!page) return false
    this.entries = withOlder(this.entries ?? [], page.data)
    this.#next = page.page.next
    this.#host.changed()
    return true
  }

  remove(id: string): void {
    this.entries = this.entries?.filter((entry) => entry.id !== id)
    this.#host.changed()
  }

  #follow({ crm, entity, recordId }: TimelineTarget): void {
    const look = (): void => this.#lookSoon()
    const timer = setInterval(() => {
      if (!document.hidden && !crm.live.isReady) void this.look()
    }, POLL_MS)
    this.#stops.push(
      // The store tells what others do, as the stream does, and what other elements of this page do.
      crm.records.subscribe(entity, look),
      crm.live.hear(COMMENT_EVENTS, {
        event(heard) {
          if (heard.entity === entity && heard.id === recordId) look()
        },
        reset: look,
      }),
      () => clearInterval(timer),
    )
    void this.#followActivities(crm, look)
  }

  /** An engine without activities would refuse the stream of the whole page to whoever asks for theirs. */
  async #followActivities({ session, records }: CrmClient, look: () => void): Promise<void> {
    const { signal } = this.#asked
    await session.ready().catch(() => undefined)
    if (!signal.aborted && session.can('activity.read'))
      this.#stops.push(records.subscribe('activity', look))
  }

  /** Once in a while however much happens: an import must not put it off for ever. */
  #lookSoon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      void this.look()
    }, GATHER_MS)
  }

  async #ask(limit: number, cursor?: string): Promise<Page<TimelineEntry> | undefined> {
    const target = this.#target
    if (!target) return undefined
    const { signal } = this.#asked
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
