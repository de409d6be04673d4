import type { Page } from '@crmkit/schemas/client'

import { isAbort } from '../base/errors.ts'
import type { CrmClient } from '../client/crm-client.ts'
import { LookAgain } from '../client/look-again.ts'

/** What somebody is told, with what they may see of it now. */
export interface CrmNotification {
  readonly id: string
  readonly kind: 'mention' | 'comment' | 'assigned' | 'reminder' | 'activity'
  readonly at: string
  readonly readAt: string | null
  /** Null: it is gone, or out of sight. */
  readonly record: {
    readonly entity: string
    readonly id: string
    readonly title: string | null
  } | null
  readonly by: { readonly memberId: string; readonly name: string | null } | null
  readonly activity: {
    readonly id: string
    readonly kind: string
    readonly subject: string | null
    readonly dueAt: string | null
  } | null
  readonly comment: { readonly id: string; readonly excerpt: string } | null
}

type Answer = Page<CrmNotification> & { readonly unread: number }

export interface NotificationHost {
  changed(): void
  counted(unread: number): void
  /** Some that were not there at the last look. */
  came(count: number): void
  failed(error: unknown): void
}

const PAGE = 20
/** Notifications are no records: the stream tells their member of them by events. */
const EVENTS = ['notification.created', 'notification.marked']

/** One's own notifications: the newest, earlier ones on demand, and the newest again when the stream tells of one. */
export class NotificationSource {
  items: readonly CrmNotification[] | undefined
  unread = 0
  error: unknown
  #next: string | null = null
  #crm: CrmClient | undefined
  readonly #again = new LookAgain(() => this.look())
  readonly #host: NotificationHost

  constructor(host: NotificationHost) {
    this.#host = host
  }

  get hasMore(): boolean {
    return this.#next !== null
  }

  /** `pollMs`: how often it looks where no stream gets through. */
  start(crm: CrmClient, pollMs: number): void {
    this.stop()
    if (this.#crm !== crm) this.items = undefined
    this.#crm = crm
    this.#again.follow({ crm, events: EVENTS, concerns: () => true, pollMs })
    void this.look()
  }

  stop(): void {
    this.#again.stop()
  }

  async look(): Promise<void> {
    const answer = await this.#again.newest(this.#ask())
    if (!answer) return
    const isFirst = !this.items
    const before = this.items ?? []
    const known = new Set(before.map(({ id }) => id))
    const came = answer.data.filter(({ id, readAt }) => !known.has(id) && readAt === null).length
    const ids = new Set(answer.data.map(({ id }) => id))
    const last = answer.data.at(-1)
    const isAll = answer.page.next === null
    const older = isAll || !last ? [] : before.filter(({ id, at }) => !ids.has(id) && at < last.at)
    this.items = [...answer.data, ...older]
    if (isFirst || older.length === 0) this.#next = answer.page.next
    this.#counted(answer.unread)
    if (!isFirst && came > 0) this.#host.came(came)
  }

  async more(): Promise<void> {
    if (this.#next === null) return
    const answer = await this.#ask(this.#next)
    if (!answer) return
    const known = new Set(this.items?.map(({ id }) => id))
    this.items = [...(this.items ?? []), ...answer.data.filter(({ id }) => !known.has(id))]
    this.#next = answer.page.next
    this.#counted(answer.unread)
  }

  /** Shown at once; taken back when refused. */
  async mark(read: boolean, ids?: readonly string[]): Promise<void> {
    const crm = this.#crm
    if (!crm) return
    const before = this.items
    const unread = this.unread
    const at = read ? new Date().toISOString() : null
    this.items = before?.map((one) => (!ids || ids.includes(one.id) ? { ...one, readAt: at } : one))
    this.#counted(ids ? Math.max(0, unread + (read ? -1 : 1) * ids.length) : 0)
    try {
      const body = { read, ...(ids ? { ids } : {}) }
      const path = '/notifications/read'
      const { data } = await crm.send<{ data: { unread: number } }>({ method: 'POST', path, body })
      this.#counted(data.unread)
    } catch (error) {
      this.items = before
      this.#counted(unread)
      throw error
    }
  }

  #counted(unread: number): void {
    const isOther = unread !== this.unread
    this.unread = unread
    if (isOther) this.#host.counted(unread)
    this.#host.changed()
  }

  async #ask(cursor?: string): Promise<Answer | undefined> {
    const crm = this.#crm
    if (!crm) return undefined
    const { signal } = this.#again
    const query = new URLSearchParams({ limit: String(PAGE), ...(cursor ? { cursor } : {}) })
    try {
      const path = `/notifications?${query.toString()}`
      const answer = await crm.send<Answer>({ method: 'GET', path, signal })
      if (signal.aborted) return undefined
      this.error = undefined
      return answer
    } catch (error) {
      if (signal.aborted || isAbort(error)) return undefined
      // A look that fails later leaves what is known; the next one comes.
      if (!this.items) {
        this.error = error
        this.#host.failed(error)
      }
      this.#host.changed()
      return undefined
    }
  }
}
