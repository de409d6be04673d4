import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit'

import { CrmElement } from '../base/crm-element.ts'
import type { CrmClient } from '../client/crm-client.ts'
import type { EntityInfo } from '../client/entity-schemas.ts'
import type { Rec } from '../client/record.ts'
import { valueAt } from '../fields/field-path.ts'
import type { FieldRenderers } from '../fields/renderers.ts'
import { fieldMessages } from '../i18n/en/fields.ts'
import { listMessages } from '../i18n/en/list.ts'
import { addMessages } from '../i18n/table.ts'
import { skeleton } from '../primitives/skeleton.ts'
import { adoptStyles } from './adopt-styles.ts'
import { Arrangement, type QueryInput } from './arrangement.ts'
import { cardColumns } from './card-columns.ts'
import { type Column, type ColumnState, statesOf } from './columns.ts'
import { type Density, isDensity } from './density.ts'
import type { GridView } from './grid-view.ts'
import type { ListAction, ListContext, ListRequest } from './list-context.ts'
import type { SourceQuery } from './list-source.ts'
import { ListSource } from './list-source.ts'
import { listStyles } from './list-styles.ts'
import type { ListTools } from './list-tools.ts'
import { Selection, type SelectionState } from './selection.ts'
import { isSameRows, sourceQuery } from './source-query.ts'
import { toolbar } from './toolbar.ts'

addMessages(fieldMessages, listMessages)

export type { QueryInput } from './arrangement.ts'
export type { Density } from './density.ts'

/** What a host keeps of a list: in its address, in its storage. */
export interface ListState {
  readonly view?: string
  readonly query: QueryInput
  readonly columns: readonly ColumnState[]
  readonly density: Density
  /** First row in view. */
  readonly row: number
  readonly selection: SelectionState
}

/** px of a row. */
const ROW_HEIGHTS: Readonly<Record<Density, number>> = { compact: 30, normal: 38, comfortable: 46 }
const CARD_HEIGHT = 62
/** px below which rows are cards: five columns of figures need more. */
const NARROW = 560
/** Typing pauses shorter than this are not searched for. */
const SEARCH_WAIT_MS = 220
/** Rows a list without a height of its own may show: more than fit its 640 px. */
const MOST_AUTO_ROWS = 100

/**
 * Records of one entity as a grid: a window over any number of rows, columns from the schema, filters, views, selection over
 * all pages, editing in place.
 *
 * @tag crm-record-list
 * @attr {string} entity - Which records: `contact`.
 * @attr {string} view - Id of a saved view.
 * @attr {string} fields - Columns to begin with, separated by commas.
 * @attr {boolean} readonly - Nothing can be changed.
 * @attr {boolean} editable - Cells are edited in place.
 * @attr {boolean} creatable - Shows a button that asks the host for a new record.
 * @attr {'none'|'single'|'multi'} selection - How many rows can be chosen; default `multi`.
 * @attr {'compact'|'normal'|'comfortable'} density - Height of the rows.
 * @attr {string} height - `auto` (default) grows to 640 px, `fill` takes the height of its place, or a length.
 * @attr {string} hide - Parts of the toolbar to leave out: `views search filter sort columns export count`.
 * @attr {number} row-height - px; default by density.
 * @attr {number} page-size - Records of one request, 1 to 200.
 * @slot toolbar-start - Before the views.
 * @slot toolbar-end - After the buttons.
 * @slot empty - In place of the text for a list without records.
 * @slot error - In place of the text for a list that could not be loaded.
 * @slot loading - In place of the skeleton.
 * @slot bulk-actions - Buttons beside those for the selection.
 * @csspart base - Everything.
 * @csspart toolbar - Views, search and buttons.
 * @csspart grid - The scrolling grid.
 * @csspart header-row - The row of headers.
 * @csspart header-cell - One header.
 * @csspart row - One row.
 * @csspart row-selected - A selected row.
 * @csspart cell - One cell.
 * @csspart cell-editing - The cell that is being edited.
 * @csspart footer - Below the grid.
 * @csspart status - How many records there are.
 * @fires {CustomEvent<object>} crm-ready - The first records are drawn.
 * @fires {CustomEvent<{entity: string, count: number, total?: number}>} crm-load - Records have come.
 * @fires {CustomEvent<{id: string, record?: object, originalEvent: Event}>} crm-before-row-open - Cancelable.
 * @fires {CustomEvent<{id: string, record?: object, originalEvent: Event}>} crm-row-open - A row was opened.
 * @fires {CustomEvent<{entity: string, id: string, view: string, trigger: string}>} crm-navigate - The same, for a router.
 * @fires {CustomEvent<{ids: string[], all: boolean, excluded: string[]}>} crm-selection-change - Other records are selected.
 * @fires {CustomEvent<{sort: string}>} crm-sort-change - Sorted by `-createdAt,name`.
 * @fires {CustomEvent<{filter?: object, search: string}>} crm-filter-change - Filters or search are others.
 * @fires {CustomEvent<{columns: object[]}>} crm-columns-change - Order, width, pinned or hidden columns.
 * @fires {CustomEvent<{id?: string, name?: string}>} crm-view-change - Another saved view.
 * @fires {CustomEvent<{id: string, field: string, value: unknown, previous: unknown}>} crm-before-cell-edit - Cancelable; `respondWith({value})` changes what is saved.
 * @fires {CustomEvent<{id: string, field: string, value: unknown, previous: unknown}>} crm-cell-edit - A cell was saved.
 * @fires {CustomEvent<{action: string, ids: string[], all: boolean, excluded: string[], query: object}>} crm-before-bulk-action - Cancelable: `edit`, `delete`, `export` and the host's own.
 * @fires {CustomEvent<{action: string, ids: string[], all: boolean, excluded: string[], query: object}>} crm-bulk-action - It was done; the host's own are for the host to do.
 * @fires {CustomEvent<{action: string, id: string, record: object}>} crm-row-action - One of `actions` was chosen for a row.
 * @fires {CustomEvent<{entity: string}>} crm-create-request - The user wants a new record.
 * @fires {CustomEvent<ElementFault>} crm-error - Something failed; cancelable.
 */
export class CrmRecordList extends CrmElement {
  static override styles = listStyles
  static override properties: PropertyDeclarations = {
    ...CrmElement.properties,
    entity: {},
    view: {},
    fields: {},
    readonly: { type: Boolean },
    editable: { type: Boolean },
    creatable: { type: Boolean },
    selection: {},
    density: { reflect: true },
    height: { reflect: true },
    hide: {},
    rowHeight: { attribute: 'row-height', type: Number },
    pageSize: { attribute: 'page-size', type: Number },
    query: { attribute: false },
    scope: { attribute: false },
    columns: { attribute: false },
    actions: { attribute: false },
    renderers: { attribute: false },
  }

  declare entity: string
  declare view: string | undefined
  declare fields: string | undefined
  declare readonly: boolean
  declare editable: boolean
  declare creatable: boolean
  declare selection: 'none' | 'single' | 'multi'
  declare density: Density
  declare height: string | undefined
  declare hide: string | undefined
  declare rowHeight: number | undefined
  declare pageSize: number
  /** What is asked; the user changes it with the toolbar. */
  declare query: QueryInput | undefined
  /** A filter that always holds and is not shown: the contacts of one company. */
  declare scope: object | undefined
  /** Order, widths, pinned and hidden columns. */
  declare columns: readonly ColumnState[] | undefined
  /** The host's own actions for rows and for the selection. */
  declare actions: readonly ListAction[]
  declare renderers: FieldRenderers | undefined

  readonly #selection = new Selection()
  readonly #arrangement = new Arrangement(this)
  readonly #context: ListContext = this.#createContext()
  // Not there in Node, where the module is only imported.
  readonly #resize =
    typeof ResizeObserver === 'undefined' ? undefined : new ResizeObserver(() => this.#resized())
  #source: ListSource
  /** Why the schema could not be read; the source knows its own faults. */
  #fault: unknown
  #asked: SourceQuery | undefined
  #isNarrow = false
  #isReady = false
  /** The records are others than before: how many there are is said once. */
  #isCountNews = true
  #isFocusWanted = false
  #typing: ReturnType<typeof setTimeout> | undefined
  /** In the search field, and not asked yet. */
  #typed: string | undefined
  #stopSchemas: (() => void) | undefined
  #grid: GridView | undefined
  #loadingGrid: Promise<GridView> | undefined
  #tools: ListTools | undefined
  #loadingTools: Promise<ListTools> | undefined
  #restoreRow: number | undefined
  #shown: { readonly of: unknown; readonly columns: readonly Column[] } | undefined

  constructor() {
    super()
    this.entity = ''
    this.readonly = false
    this.editable = false
    this.creatable = false
    this.selection = 'multi'
    this.density = 'normal'
    this.pageSize = 100
    this.actions = []
    this.#source = this.#createSource()
  }

  /** Reads again what is shown; what the user looks at stays where it is. */
  refresh(): void {
    if (this.#arrangement.info && !this.#fault) this.#source.refresh()
    else this.#load()
  }

  override focus(): void {
    if (this.#grid && this.hasUpdated) this.#grid.focus.focus()
    else this.#isFocusWanted = true
  }

  /** What a host keeps, to give it to `restoreState` another time. */
  getState(): ListState {
    const { views, query, columns } = this.#arrangement
    return {
      ...(views.active ? { view: views.active.id } : {}),
      query,
      columns: statesOf(columns),
      density: this.density,
      row: this.#grid?.range.first ?? 0,
      selection: this.#selection.state,
    }
  }

  restoreState({ view, density, row, selection, query, columns }: Partial<ListState>): void {
    if (density) this.density = density
    if (view !== undefined) this.view = view
    this.#arrangement.restore({ ...(query ? { query } : {}), ...(columns ? { columns } : {}) })
    this.#restoreRow = row
    if (selection?.all) {
      this.#selection.selectAll()
      this.#selection.set(selection.excluded, false)
    } else if (selection) this.#selection.only(selection.ids)
    this.requestUpdate()
  }

  clearSelection(): void {
    this.#selection.clear()
    this.#selected()
  }

  /** The selection as it is now. */
  get selected(): SelectionState {
    return this.#selection.state
  }

  /** Records the query finds; undefined until they are counted. */
  get total(): number | undefined {
    return this.#source.total
  }

  /** Moves to a row and gives it the focus: `list.focusRow(50_000)`. */
  focusRow(index: number): void {
    const focus = this.#grid?.focus
    focus?.set(Math.max(0, Math.min(index, this.#source.rowCount - 1)), focus.key)
  }

  protected override clientChanged(): void {
    this.#load()
  }

  protected override reconnected(): void {
    this.#tools?.edit.reconnected()
    if (this.#fault) this.#load()
    else if (this.#source.error !== undefined) this.#source.retry()
  }

  override connectedCallback(): void {
    super.connectedCallback()
    const { signal } = this
    addEventListener('beforeprint', () => this.#grid?.print(true), { signal })
    addEventListener('afterprint', () => this.#grid?.print(false), { signal })
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    clearTimeout(this.#typing)
    this.#source.stop()
    this.#stopSchemas?.()
    this.#stopSchemas = undefined
    this.#grid?.disconnect()
    this.#resize?.disconnect()
    this.#asked = undefined
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    super.willUpdate(changed)
    const arrangement = this.#arrangement
    if (this.hasUpdated && changed.has('pageSize')) this.#replaceSource()
    if (this.hasUpdated && changed.has('entity')) this.#load()
    if (changed.has('view') && arrangement.info) this.#applyView(this.view)
    if (changed.has('query')) arrangement.hostAsks()
    if (changed.has('columns') || changed.has('fields')) arrangement.hostArranges()
    arrangement.settle()
    this.#ask()
    const { isFirst, isEmpty, isStale } = this.#source
    this.setState('loading', isFirst && !this.#fault && this.crm !== undefined)
    this.setState('empty', isEmpty)
    this.setState('error', this.#error !== undefined)
    this.setState('stale', isStale && !isFirst)
  }

  protected override updated(): void {
    const base = this.renderRoot.querySelector<HTMLElement>('.base')
    if (base) {
      this.#resize?.observe(base)
      const isLength = this.height !== undefined && !['auto', 'fill', ''].includes(this.height)
      base.style.setProperty('height', isLength ? (this.height ?? '') : '')
      const rows = Math.min(this.#source.rowCount, MOST_AUTO_ROWS)
      base.style.setProperty('--_rows', `${rows * this.#rowHeight}px`)
      base.style.setProperty('--_row', `${this.#rowHeight}px`)
    }
    this.#grid?.updated()
    if (this.#isFocusWanted && this.#grid && !this.#source.isFirst) {
      this.#isFocusWanted = false
      this.#grid.focus.focus()
    }
    const row = this.#restoreRow
    if (row === undefined || this.#source.rowCount <= row) return
    this.#restoreRow = undefined
    this.#grid?.scrollToTopRow(row)
  }

  protected override render(): TemplateResult {
    const list = this.#context
    const hidden = new Set((this.hide ?? '').split(/[\s,]+/))
    const { info } = this.#arrangement
    const tools = this.#tools
    const creatable = this.creatable && !this.readonly && info?.permissions.create === true
    return html`<div part="base" class="base ${this.density} ${this.#isNarrow ? 'narrow' : 'wide'}">
      ${toolbar(list, {
        hidden,
        creatable,
        conditions: tools?.conditions ?? 0,
        views: hidden.has('views')
          ? nothing
          : tools?.views(() => {
              this.#applyView(this.#arrangement.views.active?.id)
              this.requestUpdate()
            }),
        typed: this.#typed,
        onSearch: this.#searched,
        onMore: this.#openMore,
      })}
      ${hidden.has('filter') ? nothing : tools?.chips()}
      <div class="frame">
        ${info && this.#grid ? this.#grid.template() : nothing} ${this.#overlay(creatable)}
        ${tools?.newPill(this.#showNew)} ${tools?.bulkBar()}
      </div>
      ${hidden.has('count') ? nothing : this.#footer()} ${tools?.layers()}
    </div>`
  }

  #overlay(creatable: boolean): unknown {
    const { isFirst, isEmpty, isStale, rowCount } = this.#source
    const error = this.#error
    if (this.providerMissing) return nothing
    if (error === undefined && isFirst)
      return html`<div class="overlay loading"><slot name="loading">${skeleton(9)}</slot></div>`
    if (error === undefined && !isEmpty) return nothing
    if (!this.#tools) this.#withTools(() => undefined)
    return this.#tools?.overlay({
      localizer: this.localizer,
      error,
      isPartial: !this.#fault && rowCount > 0 && !isStale,
      creatable,
      onRetry: this.#retry,
    })
  }

  /** Its place is kept while the rest of it comes. */
  #footer(): TemplateResult {
    return this.#tools?.footer() ?? html`<div class="footer" part="footer"></div>`
  }

  get #error(): unknown {
    return this.#fault ?? this.#source.error
  }

  get #rowHeight(): number {
    if (this.#isNarrow) return CARD_HEIGHT
    const own = this.rowHeight
    return own !== undefined && own > 0 ? own : (ROW_HEIGHTS[this.density] ?? ROW_HEIGHTS.normal)
  }

  #createSource(): ListSource {
    return new ListSource({
      pageSize: Math.max(1, Math.min(200, this.pageSize || 100)),
      host: {
        changed: () => this.requestUpdate(),
        rowsChanged: () => this.#grid?.redraw(),
        loaded: (total) => this.#loaded(total),
        failed: (error) => void this.fail(error, 'list'),
        shifted: (rows) => this.#grid?.shift(rows),
        gone: (ids) => {
          if (this.#selection.forget(ids)) this.#selected()
        },
        touched: (changes) => {
          for (const { id, changed } of changes) this.#grid?.flash(id, changed)
        },
      },
    })
  }

  #replaceSource(): void {
    this.#source.stop()
    this.#source = this.#createSource()
    this.#asked = undefined
  }

  /** The entity's schema and its views; then the records. */
  #load(): void {
    const { crm, entity, signal } = this
    if (!crm || entity === '' || !this.isConnected) return
    this.#stopSchemas?.()
    this.#stopSchemas = crm.onSchemaChange((names) => {
      if (names.includes(this.entity)) void this.#schemaChanged(crm)
    })
    this.#fault = undefined
    this.#asked = undefined
    const isWanted = this.view !== undefined || this.hide?.includes('views') !== true
    const { views, info: before } = this.#arrangement
    const loadViews = isWanted ? views.load(crm, entity) : Promise.resolve()
    // A list without views is a list.
    Promise.all([crm.entity(entity), loadViews.catch(() => undefined), this.#loadGrid()]).then(
      ([info]) => {
        if (signal.aborted || crm !== this.crm || entity !== this.entity) return
        if (before?.name !== info.name) {
          if (before) this.#selection.clear()
          this.#arrangement.begin(info, this.view)
          this.#applyDensity()
        }
        this.requestUpdate()
      },
      (error: unknown) => {
        // A refusal of a client that was since replaced, when the page named its session later, is nobody's.
        if (signal.aborted || crm !== this.crm || entity !== this.entity) return
        this.#fault = error
        this.fail(error, 'list')
        this.requestUpdate()
      },
    )
    this.requestUpdate()
  }

  async #schemaChanged(crm: CrmClient): Promise<void> {
    const info = await crm.entity(this.entity)
    if (crm !== this.crm || info.name !== this.#arrangement.info?.name) return
    this.#arrangement.schemaChanged(info)
    this.#asked = undefined
    this.requestUpdate()
  }

  /** Asks for the records when the question is another one. */
  #ask(): void {
    const { crm } = this
    const { info, request, shown } = this.#arrangement
    if (!crm || !info || info.name !== this.entity || !this.isConnected || this.#fault) return
    const query = sourceQuery(info, request, this.scope, shown)
    if (JSON.stringify(query) === JSON.stringify(this.#asked)) return
    const isSame = isSameRows(this.#asked, query)
    this.#asked = query
    if (!isSame) this.#isCountNews = true
    this.#source.start(crm, query, isSame ? this.#grid?.range : undefined)
    if (!isSame && this.hasUpdated) this.#grid?.scrollToTop()
  }

  #loaded(total: number | undefined): void {
    const label = this.#arrangement.info?.label
    if (label && total !== undefined && this.#isCountNews) {
      this.#isCountNews = false
      this.announce(
        this.t('list.loaded', {
          count: total,
          entity: label.one.toLowerCase(),
          entities: label.many.toLowerCase(),
        }),
      )
    }
    this.emit('crm-load', { entity: this.entity, count: this.#source.loadedIds.length, total })
    if (this.#isReady) return
    this.#isReady = true
    void this.updateComplete.then(() => {
      this.emit('crm-ready', {})
      // The rows stand: now what one does with them.
      this.#withTools(() => undefined)
    })
  }

  readonly #retry = (): void => {
    if (this.#fault) this.#load()
    else this.#source.retry()
    this.requestUpdate()
  }

  #setRequest(change: Partial<ListRequest>): void {
    this.#arrangement.setRequest(change)
    const { filter, sort, search } = this.#arrangement.request
    if ('search' in change) this.#typed = undefined
    if (change.sort !== undefined) this.emit('crm-sort-change', { sort: sort.join(',') })
    if ('filter' in change || 'search' in change) {
      // What was selected out of other records would be acted upon unseen.
      if (this.#selection.all) this.#selection.clear()
      this.emit('crm-filter-change', { filter, search })
    }
    this.requestUpdate()
  }

  #setColumns(columns: readonly Column[]): void {
    this.#arrangement.setColumns(columns)
    this.emit('crm-columns-change', { columns: statesOf(columns) })
    this.requestUpdate()
  }

  readonly #searched = (text: string, now: boolean): void => {
    clearTimeout(this.#typing)
    this.#typed = text
    if (now) this.#setRequest({ search: text })
    else this.#typing = setTimeout(() => this.#setRequest({ search: text }), SEARCH_WAIT_MS)
  }

  #selected(): void {
    this.announce(this.t('list.selected', { count: this.#selection.count(this.#source.total) }))
    this.emit('crm-selection-change', this.#selection.state)
    this.requestUpdate()
  }

  readonly #showNew = (): void => {
    this.#grid?.scrollToTop()
    this.#source.refresh()
  }

  async #openRow(id: string, originalEvent: Event): Promise<void> {
    const detail = { id, record: this.#source.record(id), originalEvent }
    const { proceed } = await this.askHost('row-open', detail)
    if (!proceed) return
    this.emit('crm-row-open', detail)
    const place = { entity: this.entity, id, view: 'record', trigger: 'row' }
    this.emit('crm-navigate', place, { cancelable: true })
  }

  readonly #openMore = (anchor: HTMLElement): void => {
    this.#withTools((tools) => tools.openMore(anchor))
  }

  /** Rows and cells: a chunk that comes while the schema does. */
  #loadGrid(): Promise<GridView> {
    this.#loadingGrid ??= import('./grid-view.ts').then(
      (module) => {
        adoptStyles(this, module.cellAndGridStyles)
        this.#grid = new module.GridView(this.#context)
        return this.#grid
      },
      (error: unknown) => {
        this.#loadingGrid = undefined
        throw error
      },
    )
    return this.#loadingGrid
  }

  #withTools(work: (tools: ListTools) => void): void {
    if (this.#tools) work(this.#tools)
    else
      this.#loadTools().then(work, (error: unknown) => {
        // The page is older than what the server has now: its chunks are gone.
        this.fail(error, 'load')
      })
  }

  #loadTools(): Promise<ListTools> {
    this.#loadingTools ??= Promise.all([import('./list-tools.ts'), this.#loadGrid()]).then(
      ([{ ListTools: Tools }, grid]) => {
        this.#tools = new Tools({
          element: this,
          list: this.#context,
          grid,
          arrangement: this.#arrangement,
          density: () => this.density,
          setDensity: (density) => {
            this.density = density
          },
          selectView: (id) => this.#selectView(id),
          mayExport: () => this.hide?.includes('export') !== true,
        })
        this.requestUpdate()
        return this.#tools
      },
      (error: unknown) => {
        this.#loadingTools = undefined
        throw error
      },
    )
    return this.#loadingTools
  }

  #selectView(id: string | undefined): void {
    this.view = id
    this.#applyView(id)
    const { active } = this.#arrangement.views
    this.emit('crm-view-change', { id: active?.id, name: active?.name })
    this.requestUpdate()
  }

  #applyView(id: string | undefined): void {
    this.#arrangement.applyView(id)
    this.#applyDensity()
  }

  #applyDensity(): void {
    const density = this.#arrangement.views.active?.options['density']
    if (isDensity(density)) this.density = density
  }

  #resized(): void {
    const width = this.renderRoot.querySelector<HTMLElement>('.base')?.clientWidth ?? 0
    const isNarrow = width > 0 && width < NARROW
    if (isNarrow !== this.#isNarrow) {
      this.#isNarrow = isNarrow
      this.requestUpdate()
    }
  }

  get #shownColumns(): readonly Column[] {
    const { columns, shown, info } = this.#arrangement
    const of = this.#isNarrow ? columns : undefined
    if (!this.#isNarrow) return shown
    if (this.#shown?.of !== of) this.#shown = { of, columns: cardColumns(shown, info) }
    return this.#shown?.columns ?? shown
  }

  #createContext(): ListContext {
    // eslint-disable-next-line @typescript-eslint/no-this-alias -- the getters below are those of another object
    const list = this
    return {
      element: list,
      get crm() {
        return list.crm
      },
      get entity() {
        return list.#arrangement.info
      },
      get request() {
        return list.#arrangement.request
      },
      get columns() {
        return list.#arrangement.columns
      },
      get shown() {
        return list.#shownColumns
      },
      get source() {
        return list.#source
      },
      selection: list.#selection,
      get selectable() {
        return list.selection
      },
      get actions() {
        return list.actions ?? []
      },
      get isEditable() {
        return list.editable && !list.readonly
      },
      get isReadonly() {
        return list.readonly
      },
      get isNarrow() {
        return list.#isNarrow
      },
      get isRtl() {
        return list.matches(':dir(rtl)')
      },
      get rowHeight() {
        return list.#rowHeight
      },
      get tools() {
        return list.#tools
      },
      get fields() {
        return {
          crm: list.crm,
          format: list.format,
          t: list.localizer.t,
          locale: list.localizer.locale,
          custom: list.localizer.custom,
          entity: list.entity,
          renderers: list.renderers,
          inGrid: true,
        }
      },
      get format() {
        return list.format
      },
      get signal() {
        return list.signal
      },
      t: (key, values) => list.t(key, values),
      titleOf: (record) => titleOf(record, list.#arrangement.info, list.t('list.unnamed')),
      setRequest: (change) => list.#setRequest(change),
      setColumns: (columns) => list.#setColumns(columns),
      selected: () => list.#selected(),
      withTools: (work) => list.#withTools(work),
      openPanel: (kind, anchor) => list.#withTools((tools) => void tools.openPanel(kind, anchor)),
      openRowMenu: (id, anchor) => list.#withTools((tools) => tools.openRowMenu(id, anchor)),
      openColumnMenu: (key, anchor) =>
        list.#withTools((tools) => tools.openColumnMenu(key, anchor)),
      openRow: (id, event) => list.#openRow(id, event),
      update: () => list.requestUpdate(),
      emit: (type, detail, options) => list.emit(type, detail, options),
      before: (verb, detail) => list.askHost(verb, detail),
      announce: (text, how) => list.announce(text, how),
      notify: (notice) => list.notify(notice),
      fail: (error, source) => list.fail(error, source),
    }
  }
}

function titleOf(record: Rec | undefined, info: EntityInfo | undefined, unnamed: string): string {
  const value = record && info ? valueAt(record, info.titleField) : undefined
  return typeof value === 'string' && value !== '' ? value : unnamed
}
