import { faultOf } from '../base/errors.ts'
import type { CrmClient } from '../client/crm-client.ts'
import { SavedViews } from '../views/saved-views.ts'
import type { BoardHost } from './board-host.ts'
import type { RequestKeeper } from './board-request.ts'

/** The saved views of the list, on a board: filter and search narrow both; columns and order are the list's alone, and stay as they are. */
export class BoardViews {
  readonly saved = new SavedViews()
  readonly #host: BoardHost
  readonly #request: RequestKeeper
  #loaded: { readonly crm: CrmClient; readonly entity: string } | undefined

  constructor(host: BoardHost, request: RequestKeeper) {
    this.#host = host
    this.#request = request
  }

  /** Asks for something else than the view that is chosen. */
  get isDirty(): boolean {
    const { filter, search = '' } = this.#request.now
    const { query } = this.saved.active ?? {}
    return (
      JSON.stringify([query?.filter ?? {}, query?.search ?? '']) !==
      JSON.stringify([filter ?? {}, search])
    )
  }

  async load(again = false): Promise<void> {
    const { crm, plan, element } = this.#host
    const entity = plan?.info.name
    const isLoaded = this.#loaded?.crm === crm && this.#loaded?.entity === entity
    if (!crm || !entity || (isLoaded && !again)) return
    this.#loaded = { crm, entity }
    // A board without views is a board.
    await this.saved.load(crm, entity).catch(() => undefined)
    element.requestUpdate()
  }

  async choose(id: string | undefined): Promise<void> {
    // One that was saved elsewhere since.
    const isUnknown = id !== undefined && !this.saved.all.some((view) => view.id === id)
    await this.load(isUnknown)
    const view = this.saved.select(id)
    const { filter, search } = view?.query ?? {}
    this.#request.set({ filter, search: search ?? '' })
    this.#host.emit('crm-view-change', { id: view?.id, name: view?.name })
  }

  async save(): Promise<void> {
    const { active } = this.saved
    const { t, announce, element } = this.#host
    if (!active) return
    await this.#told(async () => {
      await this.saved.save(this.#content())
      announce(t('views.saved', { name: active.name }))
    })
    element.requestUpdate()
  }

  async saveAs(name: string, shared: boolean): Promise<void> {
    await this.saved.saveAs({ ...this.#content(), name, shared })
    this.#host.element.requestUpdate()
  }

  /** True when it is gone. */
  async remove(): Promise<boolean> {
    const { active } = this.saved
    return active !== undefined && (await this.#told(() => this.saved.remove(active)))
  }

  #content(): Parameters<SavedViews['save']>[0] {
    const { filter, search } = this.#request.now
    const { active } = this.saved
    const { sort } = active?.query ?? {}
    return {
      query: {
        ...(filter ? { filter } : {}),
        ...(search ? { search } : {}),
        ...(sort ? { sort } : {}),
      },
      columns: active?.columns ?? [],
      options: (active?.options ?? {}) as Readonly<Record<string, string>>,
    }
  }

  /** False when it failed, which is then said. */
  async #told(work: () => Promise<unknown>): Promise<boolean> {
    const { t, fail, notify } = this.#host
    try {
      await work()
      return true
    } catch (error) {
      const { code, message } = faultOf(error, 'view')
      const text = code === 'VERSION_STALE' ? t('views.stale') : message
      if (fail(error, 'view')) notify({ kind: 'error', text })
      return false
    }
  }
}
