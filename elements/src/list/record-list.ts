import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit'

import { CrmElement } from '../base/crm-element.ts'
import type { FieldRenderers } from '../fields/renderers.ts'
import { fieldMessages } from '../i18n/en/fields.ts'
import { listMessages } from '../i18n/en/list.ts'
import { addMessages } from '../i18n/table.ts'
import { skeleton } from '../primitives/skeleton.ts'
import type { QueryInput } from './arrangement.ts'
import { type ColumnState, statesOf } from './columns.ts'
import type { Density } from './density.ts'
import type { ListAction } from './list-context.ts'
import { ListCore } from './list-core.ts'
import { listStyles } from './list-styles.ts'
import type { SelectionState } from './selection.ts'
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

  readonly #core: ListCore
  #isFocusWanted = false
  #restoreRow: number | undefined

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
    this.#core = new ListCore(this, this.voice)
  }

  /** Reads again what is shown; what the user looks at stays where it is. */
  refresh(): void {
    const { arrangement, opening, source } = this.#core
    if (arrangement.info && !opening.fault) source.refresh()
    else opening.begin()
  }

  override focus(): void {
    const { rows } = this.#core.chunks
    if (rows && this.hasUpdated) rows.grid.focus.focus()
    else this.#isFocusWanted = true
  }

  /** What a host keeps, to give it to `restoreState` another time. */
  getState(): ListState {
    const { arrangement, chunks, selection } = this.#core
    const { views, query, columns } = arrangement
    return {
      ...(views.active ? { view: views.active.id } : {}),
      query,
      columns: statesOf(columns),
      density: this.density,
      row: chunks.rows?.grid.range.first ?? 0,
      selection: selection.state,
    }
  }

  restoreState({ view, density, row, selection, query, columns }: Partial<ListState>): void {
    const { arrangement, selection: own } = this.#core
    if (density) this.density = density
    if (view !== undefined) this.view = view
    arrangement.restore({ ...(query ? { query } : {}), ...(columns ? { columns } : {}) })
    this.#restoreRow = row
    if (selection?.all) {
      own.selectAll()
      own.set(selection.excluded, false)
    } else if (selection) own.only(selection.ids)
    this.requestUpdate()
  }

  clearSelection(): void {
    this.#core.selection.clear()
    this.#core.selected()
  }

  /** The selection as it is now. */
  get selected(): SelectionState {
    return this.#core.selection.state
  }

  /** Records the query finds; undefined until they are counted. */
  get total(): number | undefined {
    return this.#core.rowsState.total
  }

  /** Moves to a row and gives it the focus: `list.focusRow(50_000)`. */
  focusRow(index: number): void {
    const { rows } = this.#core.chunks
    if (!rows) return
    const { focus } = rows.grid
    focus.set(Math.max(0, Math.min(index, rows.source.rowCount - 1)), focus.key)
  }

  protected override clientChanged(): void {
    this.#core.opening.begin()
  }

  protected override reconnected(): void {
    const { tools, error } = this.#core
    tools?.edit.reconnected()
    if (error !== undefined) this.#core.retry()
  }

  override connectedCallback(): void {
    super.connectedCallback()
    const { signal } = this
    const print = (isPrinting: boolean): void => this.#core.chunks.rows?.grid.print(isPrinting)
    addEventListener('beforeprint', () => print(true), { signal })
    addEventListener('afterprint', () => print(false), { signal })
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    const { search, opening, chunks, size } = this.#core
    search.stop()
    opening.stop()
    chunks.rows?.disconnect()
    size.disconnect()
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    super.willUpdate(changed)
    const core = this.#core
    const { arrangement, opening } = core
    if (this.hasUpdated && changed.has('pageSize')) {
      core.chunks.rows?.replaceSource()
      opening.forget()
    }
    if (this.hasUpdated && changed.has('entity')) opening.begin()
    if (changed.has('view') && arrangement.info) core.applyView(this.view)
    if (changed.has('query')) arrangement.hostAsks()
    if (changed.has('columns') || changed.has('fields')) arrangement.hostArranges()
    arrangement.settle()
    opening.ask()
    const { isFirst, isEmpty, isStale } = core.rowsState
    this.setState('loading', isFirst && !opening.fault && this.crm !== undefined)
    this.setState('empty', isEmpty)
    this.setState('error', core.error !== undefined)
    this.setState('stale', isStale && !isFirst)
  }

  protected override updated(): void {
    const { size, chunks, rowsState } = this.#core
    const base = this.renderRoot.querySelector<HTMLElement>('.base')
    if (base) size.apply(base, rowsState.rowCount)
    const grid = chunks.rows?.grid
    if (!grid) return
    grid.updated()
    if (this.#isFocusWanted && !rowsState.isFirst) {
      this.#isFocusWanted = false
      grid.focus.focus()
    }
    const row = this.#restoreRow
    if (row === undefined || rowsState.rowCount <= row) return
    this.#restoreRow = undefined
    grid.scrollToTopRow(row)
  }

  protected override render(): TemplateResult {
    const core = this.#core
    const { tools, arrangement, chunks, search, size } = core
    const hidden = new Set((this.hide ?? '').split(/[\s,]+/))
    const { info } = arrangement
    const creatable = this.creatable && !this.readonly && info?.permissions.create === true
    return html`<div part="base" class="base ${this.density} ${size.isNarrow ? 'narrow' : 'wide'}">
      ${toolbar(core, {
        hidden,
        creatable,
        conditions: tools?.conditions ?? 0,
        views: hidden.has('views') ? nothing : tools?.views(this.#resetView),
        typed: search.text,
        onSearch: search.type,
        onMore: (anchor) => core.withTools((loaded) => loaded.openMore(anchor)),
      })}
      ${hidden.has('filter') ? nothing : tools?.chips()}
      <div class="frame">
        ${info && chunks.rows ? chunks.rows.grid.template() : nothing} ${this.#overlay(creatable)}
        ${tools?.newPill(core.showNew)} ${tools?.bulkBar()}
      </div>
      ${hidden.has('count') ? nothing : this.#footer()} ${tools?.layers()}
    </div>`
  }

  readonly #resetView = (): void => {
    this.#core.applyView(this.#core.arrangement.views.active?.id)
    this.requestUpdate()
  }

  #overlay(creatable: boolean): unknown {
    const { rowsState, error, opening, tools } = this.#core
    const { isFirst, isEmpty, isStale, rowCount } = rowsState
    if (this.providerMissing) return nothing
    if (error === undefined && isFirst)
      return html`<div class="overlay loading"><slot name="loading">${skeleton(9)}</slot></div>`
    if (error === undefined && !isEmpty) return nothing
    if (!tools) this.#core.withTools(() => undefined)
    return tools?.overlay({
      localizer: this.localizer,
      error,
      isPartial: !opening.fault && rowCount > 0 && !isStale,
      creatable,
      onRetry: this.#core.retry,
    })
  }

  /** Its place is kept while the rest of it comes. */
  #footer(): TemplateResult {
    return this.#core.tools?.footer() ?? html`<div class="footer" part="footer"></div>`
  }
}
