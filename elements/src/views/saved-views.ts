import type { CrmClient } from '../client/crm-client.ts'
import type { ColumnState } from '../list/columns.ts'

/** A view as the engine keeps it. */
export interface SavedView {
  readonly id: string
  readonly name: string
  readonly query: { readonly filter?: object; readonly sort?: string; readonly search?: string }
  readonly columns: readonly ColumnState[]
  readonly options: Readonly<Record<string, unknown>>
  readonly shared: boolean
  readonly mine: boolean
  readonly isDefault: boolean
  /** This actor may change it. */
  readonly editable: boolean
  readonly owner: { readonly name: string | null }
  readonly version: number
  /** Parts that are left out, because this actor does not have their fields. */
  readonly warnings: readonly { readonly path: string; readonly message: string }[]
}

export interface ViewContent {
  readonly query: SavedView['query'] & { readonly sort?: string }
  readonly columns: readonly ColumnState[]
  readonly options: Readonly<Record<string, string>>
}

/** The saved views of one entity, in the actor's own order. */
export class SavedViews {
  #crm: CrmClient | undefined
  #entity = ''
  #views: readonly SavedView[] = []
  #activeId: string | undefined

  /** False where the engine has none, or did not answer. */
  available = false

  get all(): readonly SavedView[] {
    return this.#views
  }

  get active(): SavedView | undefined {
    return this.#views.find(({ id }) => id === this.#activeId)
  }

  /** The one that opens by itself. */
  get first(): SavedView | undefined {
    return this.#views.find(({ isDefault }) => isDefault)
  }

  get mayShare(): boolean {
    return this.#crm?.session.can('view.share') ?? false
  }

  async load(crm: CrmClient, entity: string): Promise<void> {
    if (crm !== this.#crm || entity !== this.#entity) {
      this.#views = []
      this.available = false
    }
    this.#crm = crm
    this.#entity = entity
    const path = `/views?entity=${encodeURIComponent(entity)}&kind=list`
    const { data } = await crm.send<{ data: SavedView[] }>({ method: 'GET', path })
    if (crm !== this.#crm || entity !== this.#entity) return
    this.#views = data
    this.available = true
  }

  select(id: string | undefined): SavedView | undefined {
    this.#activeId = id
    return this.active
  }

  /** Writes what the list shows now into the active view. Refused when somebody else has changed it (`VERSION_STALE`). */
  async save(content: ViewContent): Promise<SavedView> {
    const { id, version } = this.active as SavedView
    // Members of the query are replaced one by one; those that are gone must be taken out.
    const query = { filter: null, sort: null, search: null, ...content.query }
    return this.#send('PATCH', `/views/${id}`, { ...content, query }, version)
  }

  async saveAs(
    view: ViewContent & { readonly name: string; readonly shared: boolean },
  ): Promise<SavedView> {
    const body = { ...view, entity: this.#entity, kind: 'list' }
    const made = await this.#send('POST', '/views', body)
    this.#activeId = made.id
    return made
  }

  change(
    { id, version }: SavedView,
    body: { name?: string; shared?: boolean; isDefault?: boolean },
  ): Promise<SavedView> {
    // What opens first is the actor's own business and makes no new version.
    return this.#send('PATCH', `/views/${id}`, body, 'isDefault' in body ? undefined : version)
  }

  async duplicate({ id }: SavedView): Promise<SavedView> {
    return this.#send('POST', `/views/${id}/duplicate`, {})
  }

  async remove({ id }: SavedView): Promise<void> {
    await this.#crm?.send({ method: 'DELETE', path: `/views/${id}` })
    this.#views = this.#views.filter((view) => view.id !== id)
  }

  async #send(
    method: 'POST' | 'PATCH',
    path: string,
    body: object,
    version?: number,
  ): Promise<SavedView> {
    const crm = this.#crm as CrmClient
    const { data } = await crm.send<{ data: SavedView }>({
      method,
      path,
      body,
      ...(version === undefined ? {} : { version }),
    })
    const isKnown = this.#views.some(({ id }) => id === data.id)
    // One opens first at most.
    const others = this.#views.map((view) =>
      view.id === data.id ? data : data.isDefault ? { ...view, isDefault: false } : view,
    )
    this.#views = isKnown ? others : [...others, data]
    return data
  }
}
