import { isAbort } from '../base/errors.ts'
import type { CrmClient } from '../client/crm-client.ts'
import type { FilterDocument, Rec } from '../client/record.ts'
import { addDays, instantOf, type PlainDay } from '../tasks/plain-day.ts'

export interface CalendarRange {
  readonly crm: CrmClient
  readonly from: PlainDay
  readonly to: PlainDay
  readonly mine: boolean
  readonly kinds: readonly string[]
}

export interface CalendarHost {
  changed(): void
  loaded(count: number): void
  failed(error: unknown): void
}

const PAGE = 200
/** A month of a whole team; beyond it nobody reads one. */
const MOST_PAGES = 5
export const MOST = PAGE * MOST_PAGES
const GATHER_MS = 150

/** The activities of a stretch of days, as the store has them. */
export class CalendarSource {
  error: unknown
  isLoading = false
  /** There are more than are shown. */
  isCut = false
  #ids: readonly string[] | undefined
  #range: CalendarRange | undefined
  #asked = new AbortController()
  /** The answer to an earlier look may come after that to a later one. */
  #looks = 0
  #stop: (() => void) | undefined
  #timer: ReturnType<typeof setTimeout> | undefined
  readonly #host: CalendarHost

  constructor(host: CalendarHost) {
    this.#host = host
  }

  get records(): readonly Rec[] | undefined {
    const { crm } = this.#range ?? {}
    return crm && this.#ids?.flatMap((id) => crm.records.get('activity', id) ?? [])
  }

  /** True when it had to be asked for. */
  show(range: CalendarRange): boolean {
    const before = this.#range
    const isSame =
      this.#stop !== undefined &&
      before?.crm === range.crm &&
      before.from === range.from &&
      before.to === range.to &&
      before.mine === range.mine &&
      before.kinds.join() === range.kinds.join()
    if (isSame) return false
    this.stop()
    if (before?.crm !== range.crm) this.#ids = undefined
    this.#range = range
    this.#stop = range.crm.records.subscribe('activity', ({ ids, gone }) => {
      const known = new Set(this.#ids)
      this.#ids = this.#ids?.filter((id) => !gone.includes(id))
      this.#host.changed()
      if (ids.some((id) => !known.has(id))) this.#lookSoon()
    })
    void this.look()
    return true
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#stop?.()
    this.#stop = undefined
    this.#asked.abort()
    this.#asked = new AbortController()
    this.isLoading = false
  }

  async look(): Promise<void> {
    const range = this.#range
    if (!range) return
    const { signal } = this.#asked
    const own = ++this.#looks
    this.isLoading = true
    try {
      const { ids, isCut } = await this.#read(range, signal)
      if (signal.aborted || own !== this.#looks) return
      this.#ids = ids
      this.isCut = isCut
      this.error = undefined
      this.#host.loaded(ids.length)
    } catch (error) {
      if (signal.aborted || own !== this.#looks || isAbort(error)) return
      this.error = error
      this.#host.failed(error)
    }
    this.isLoading = false
    this.#host.changed()
  }

  async #read(
    { crm, from, to, mine, kinds }: CalendarRange,
    signal: AbortSignal,
  ): Promise<{ ids: readonly string[]; isCut: boolean }> {
    // All-day ones are due at the midnight of their own zone: up to 14 hours beside this one's.
    const dueAt = {
      gte: instantOf(addDays(from, -1), undefined, 'UTC'),
      lt: instantOf(addDays(to, 2), undefined, 'UTC'),
    }
    const filter = {
      ...{ dueAt, kind: { in: kinds }, status: { in: ['open', 'done'] } },
      ...(mine ? { ownerId: 'me' } : {}),
    } as FilterDocument
    const ids: string[] = []
    let cursor: string | undefined
    for (let page = 0; page < MOST_PAGES; page++) {
      const query = {
        filter,
        sort: 'dueAt',
        limit: PAGE,
        ...(cursor === undefined ? {} : { cursor }),
      }
      const answer = await crm.list('activity', query, { signal })
      ids.push(...answer.data.map(({ id }) => id))
      if (answer.page.next === null) return { ids, isCut: false }
      cursor = answer.page.next
    }
    return { ids, isCut: true }
  }

  #lookSoon(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.look(), GATHER_MS)
  }
}
