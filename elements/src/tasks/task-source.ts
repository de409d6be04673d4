import { isAbort } from '../base/errors.ts'
import type { CrmClient } from '../client/crm-client.ts'
import type { FilterDocument, Rec } from '../client/record.ts'

export interface TaskScope {
  readonly crm: CrmClient
  readonly scope: 'mine' | 'record' | 'all'
  /** `contact:0190…` of the scope `record`. */
  readonly link: string | undefined
  readonly kinds: readonly string[]
  readonly withDone: boolean
}

export interface TaskHost {
  changed(): void
  loaded(): void
  failed(error: unknown): void
}

/** More than anybody does in a week; the rest comes as these go. */
const MOST_OPEN = 100
const MOST_DONE = 25
/** Changes of a burst are one look. */
const GATHER_MS = 150
/** The next one of a series is made by a job after its former is done. */
const SERIES_MS = 1_500

/** The tasks of a scope, as the store has them: what changes anywhere shows here. */
export class TaskSource {
  error: unknown
  total = 0
  #ids: readonly string[] | undefined
  #scope: TaskScope | undefined
  #asked = new AbortController()
  /** The answer to an earlier look may come after that to a later one. */
  #looks = 0
  #stop: (() => void) | undefined
  #timer: ReturnType<typeof setTimeout> | undefined
  #next: ReturnType<typeof setTimeout> | undefined
  readonly #host: TaskHost

  constructor(host: TaskHost) {
    this.#host = host
  }

  /** Undefined until they are known. */
  get tasks(): readonly Rec[] | undefined {
    const { crm } = this.#scope ?? {}
    return crm && this.#ids?.flatMap((id) => crm.records.get('activity', id) ?? [])
  }

  start(scope: TaskScope): void {
    const before = this.#scope
    this.stop()
    if (before && (before.scope !== scope.scope || before.link !== scope.link))
      this.#ids = undefined
    this.#scope = scope
    this.#stop = scope.crm.records.subscribe('activity', ({ ids, gone, created }) => {
      const known = new Set(this.#ids)
      if (gone.some((id) => known.has(id)))
        this.#ids = this.#ids?.filter((id) => !gone.includes(id))
      this.#host.changed()
      const isOther = ids.some((id) => !known.has(id)) || created !== undefined
      if (isOther) this.#lookSoon()
    })
    void this.look()
  }

  stop(): void {
    clearTimeout(this.#timer)
    clearTimeout(this.#next)
    this.#stop?.()
    this.#stop = undefined
    this.#asked.abort()
    this.#asked = new AbortController()
  }

  async look(): Promise<void> {
    const scope = this.#scope
    if (!scope) return
    const { signal } = this.#asked
    const own = ++this.#looks
    const isFirst = !this.#ids
    try {
      const [open, done] = await Promise.all([
        this.#list(scope, { status: 'open' }, 'dueAt', MOST_OPEN),
        scope.withDone
          ? this.#list(scope, { status: 'done' }, '-completedAt', MOST_DONE)
          : { data: [], page: { total: 0 } },
      ])
      if (signal.aborted || own !== this.#looks) return
      // What was ticked off here stays in sight until the page is left.
      const ticked = (this.tasks ?? []).filter(({ status }) => status !== 'open')
      const all = [...open.data, ...done.data, ...ticked].map(({ id }) => id)
      this.#ids = [...new Set(all)]
      this.total = open.page.total ?? open.data.length
      this.error = undefined
      if (isFirst) this.#host.loaded()
    } catch (error) {
      if (signal.aborted || own !== this.#looks || isAbort(error)) return
      this.error = error
      this.#host.failed(error)
    }
    this.#host.changed()
  }

  /** The next one of the series comes a moment after. */
  lookForNext(): void {
    clearTimeout(this.#next)
    this.#next = setTimeout(() => void this.look(), SERIES_MS)
  }

  #list({ crm, scope, link, kinds }: TaskScope, status: object, sort: string, limit: number) {
    const { signal } = this.#asked
    const whose =
      scope === 'mine' ? { ownerId: 'me' } : scope === 'record' ? { links: { has: link } } : {}
    const filter = { ...status, ...whose, kind: { in: kinds } } as FilterDocument
    return crm.list('activity', { filter, sort, limit, count: 'exact' }, { signal })
  }

  #lookSoon(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.look(), GATHER_MS)
  }
}
