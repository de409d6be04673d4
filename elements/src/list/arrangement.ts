import type { EntityInfo } from '../client/entity-schemas.ts'
import { SavedViews, type ViewContent } from '../views/saved-views.ts'
import { type Column, columnsOf, type ColumnState, shownColumns, statesOf } from './columns.ts'
import type { ListRequest } from './list-context.ts'
import { fieldOf, parseSort } from './sorting.ts'

/** What a host gives as `query`, and a view stores. */
export interface QueryInput {
  readonly filter?: object
  readonly sort?: string | readonly string[]
  readonly search?: string
}

/** What the host has set on the element. */
export interface HostArrangement {
  readonly query: QueryInput | undefined
  readonly columns: readonly ColumnState[] | undefined
  /** Attribute `fields`: keys separated by commas. */
  readonly fields: string | undefined
}

/** What is asked and how it is laid out: by the host first, by a saved view over it, by the user over both. */
export class Arrangement {
  readonly views = new SavedViews()
  readonly #host: HostArrangement
  #info: EntityInfo | undefined
  #request: ListRequest = requestOf({})
  #columns: readonly Column[] = []
  /** What the columns were made from: made anew only when that is another one. */
  #from: unknown
  #restored: Partial<{ query: QueryInput; columns: readonly ColumnState[] }> | undefined

  constructor(host: HostArrangement) {
    this.#host = host
  }

  get info(): EntityInfo | undefined {
    return this.#info
  }

  get request(): ListRequest {
    return this.#request
  }

  /** What the host asks, before anything of the user's. */
  get hostRequest(): ListRequest {
    return requestOf(this.#host.query ?? {})
  }

  get columns(): readonly Column[] {
    return this.#columns
  }

  get shown(): readonly Column[] {
    return shownColumns(this.#columns)
  }

  /** Another entity: begins with the view, or with what the host asks. */
  begin(info: EntityInfo, view: string | undefined): void {
    this.#info = info
    // Asked for by its id, or what the actor wants to see first; a host that asks something itself knows better.
    const first = this.#host.query === undefined ? this.views.first?.id : undefined
    this.applyView(view ?? first)
    if (this.#host.query) this.#request = requestOf(this.#host.query)
  }

  /** Fields came, went or were closed to this actor: what is left stays as it is. */
  schemaChanged(info: EntityInfo): void {
    const states = statesOf(this.#columns)
    this.#info = info
    this.#columns = columnsOf(info, states)
    const isSortable = (word: string): boolean => info.field(fieldOf(word))?.sortable === true
    this.#request = { ...this.#request, sort: this.#request.sort.filter(isSortable) }
  }

  applyView(id: string | undefined): void {
    const view = this.views.select(id)
    this.#request = requestOf(view?.query ?? this.#host.query ?? {})
    this.#from = undefined
  }

  hostAsks(): void {
    if (this.#host.query) this.#request = requestOf(this.#host.query)
  }

  hostArranges(): void {
    this.#from = undefined
  }

  setRequest(change: Partial<ListRequest>): void {
    this.#request = { ...this.#request, ...change }
  }

  setColumns(columns: readonly Column[]): void {
    this.#columns = columns
  }

  resetColumns(): readonly Column[] {
    return this.#info ? this.#base(this.#info) : []
  }

  /** State of an earlier visit; stands until the schema is there to make sense of it. */
  restore(state: Partial<{ query: QueryInput; columns: readonly ColumnState[] }>): void {
    this.#restored = { ...this.#restored, ...state }
  }

  /** Before each drawing: columns from where they come now. */
  settle(): void {
    const info = this.#info
    if (!info) return
    const from = this.#states ?? this.#host.fields ?? info.name
    if (from !== this.#from) {
      this.#from = from
      this.#columns = this.#base(info)
    }
    const state = this.#restored
    if (!state) return
    this.#restored = undefined
    if (state.columns) this.#columns = columnsOf(info, state.columns)
    if (state.query) this.#request = requestOf(state.query)
  }

  /** The user has changed what the view, or the host, has set. */
  get isDirty(): boolean {
    if (!this.#info) return false
    const base = requestOf(this.views.active?.query ?? this.#host.query ?? {})
    if (JSON.stringify(base) !== JSON.stringify(this.#request)) return true
    const columns = statesOf(this.#base(this.#info))
    return JSON.stringify(columns) !== JSON.stringify(statesOf(this.#columns))
  }

  get query(): QueryInput & { readonly sort?: string } {
    const { filter, sort, search } = this.#request
    return {
      ...(filter === undefined ? {} : { filter }),
      ...(sort.length === 0 ? {} : { sort: sort.join(',') }),
      ...(search === '' ? {} : { search }),
    }
  }

  /** Writes what is shown into the active view. */
  async save(options: ViewContent['options']): Promise<string> {
    const { name } = await this.views.save(this.#content(options))
    this.#from = this.#states
    return name
  }

  async saveAs(
    name: string,
    shared: boolean,
    options: ViewContent['options'],
  ): Promise<{ id: string; name: string }> {
    const view = await this.views.saveAs({ ...this.#content(options), name, shared })
    this.#from = this.#states
    return view
  }

  #content(options: ViewContent['options']): ViewContent {
    return { query: this.query, columns: statesOf(this.#columns), options }
  }

  /** As the view has them, else the host. */
  get #states(): readonly ColumnState[] | undefined {
    const { active } = this.views
    return active && active.columns.length > 0 ? active.columns : this.#host.columns
  }

  #base(info: EntityInfo): readonly Column[] {
    const keys = this.#host.fields?.split(',').map((key) => key.trim())
    return columnsOf(info, this.#states, keys?.filter(Boolean))
  }
}

function requestOf({ filter, sort, search }: QueryInput): ListRequest {
  const isEmpty = filter === undefined || Object.keys(filter).length === 0
  return { filter: isEmpty ? undefined : filter, sort: parseSort(sort), search: search ?? '' }
}
