import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit'

import { CrmElement } from '../base/crm-element.ts'
import { faultOf } from '../base/errors.ts'
import type { CrmClient } from '../client/crm-client.ts'
import type { EntityInfo } from '../client/entity-schemas.ts'
import type { Rec } from '../client/record.ts'
import { valueAt } from '../fields/field-path.ts'
import type { FieldRenderers } from '../fields/renderers.ts'
import { DialogController } from '../primitives/dialog.ts'
import { MenuController } from '../primitives/menu.ts'
import { emptyPanel, errorPanel } from '../primitives/panels.ts'
import { PopoverController } from '../primitives/popover.ts'
import { skeleton } from '../primitives/skeleton.ts'
import { SavedViews } from '../views/saved-views.ts'
import { viewMenu, viewStrip } from '../views/view-strip.ts'
import { bulkBar, bulkMenuAction } from './bulk-bar.ts'
import { CellEdit } from './cell-edit.ts'
import { columnMenu } from './column-menu.ts'
import { type Column, columnsOf, type ColumnState, shownColumns, statesOf } from './columns.ts'
import { filterChips } from './filter-chips.ts'
import { countConditions, parseFilter } from './filter-document.ts'
import { GridView } from './grid-view.ts'
import type { ListAction, ListContext, ListRequest, PanelKind } from './list-context.ts'
import { ListSource } from './list-source.ts'
import { listStyles } from './list-styles.ts'
import { rowMenu } from './row-menu.ts'
import { Selection, type SelectionState } from './selection.ts'
import { fieldOf, parseSort } from './sorting.ts'
import { toolbar } from './toolbar.ts'

/** What a host gives as `query`, and a view stores. */
export interface QueryInput {
  readonly filter?: object
  readonly sort?: string | readonly string[]
  readonly search?: string
}

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

export type Density = 'compact' | 'normal' | 'comfortable'

/** px of a row. */
const ROW_HEIGHTS: Readonly<Record<Density, number>> = { compact: 30, normal: 38, comfortable: 46 }
const CARD_HEIGHT = 62
/** px below which rows are cards: five columns of figures need more. */
const NARROW = 560
/** Typing pauses shorter than this are not searched for. */
const SEARCH_WAIT_MS = 220

type Loaded = typeof import('./panels.ts')

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
 * @attr {'none'|'single'|'multi'} selection
 * @attr {'compact'|'normal'|'comfortable'} density
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
 * @csspart base @csspart toolbar @csspart grid @csspart header-row @csspart header-cell @csspart row @csspart row-selected
 * @csspart cell @csspart cell-editing @csspart footer @csspart status
 * @fires crm-ready - The first records are drawn.
 * @fires crm-load - Records have come: `{entity, count, total}`.
 * @fires crm-before-row-open - Cancelable: `{id, record, originalEvent}`.
 * @fires crm-row-open - `{id, record, originalEvent}`
 * @fires crm-navigate - `{entity, id, view, trigger}`
 * @fires crm-selection-change - `{ids, all, excluded}`
 * @fires crm-sort-change - `{sort}`
 * @fires crm-filter-change - `{filter, search}`
 * @fires crm-columns-change - `{columns}`
 * @fires crm-view-change - `{id, name}`
 * @fires crm-before-cell-edit - Cancelable: `{id, field, value, previous}`.
 * @fires crm-cell-edit - `{id, field, value, previous}`
 * @fires crm-before-bulk-action - Cancelable: `{action, ids, all, excluded, query}`.
 * @fires crm-bulk-action - `{action, ids, all, excluded, query}`
 * @fires crm-row-action - `{action, id, record}`
 * @fires crm-create-request - `{entity}`
 * @fires crm-error - `{code, status, message, requestId, retryable, source}`
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
  readonly #views = new SavedViews()
  readonly #menu = new MenuController(this)
  readonly #popover = new PopoverController(this, {
    selector: '#panel',
    onClose: () => this.#panelClosed(),
  })
  readonly #dialog = new DialogController(this, {
    selector: '#dialog',
    onClose: () => this.#panelClosed(),
  })
  readonly #context: ListContext = this.#createContext()
  readonly #edit: CellEdit = new CellEdit(this.#context, () => this.#grid.focus.focus())
  readonly #grid: GridView = new GridView(this.#context, this.#edit)
  readonly #resize =
    typeof ResizeObserver === 'undefined' ? undefined : new ResizeObserver(() => this.#resized())
  #source: ListSource
  #info: EntityInfo | undefined
  #request: ListRequest = { filter: undefined, sort: [], search: '' }
  #columns: readonly Column[] = []
  #columnsFrom: unknown
  #panel: PanelKind | undefined
  #panels: Loaded | undefined
  #fault: unknown
  #isNarrow = false
  #isReady = false
  #typing: ReturnType<typeof setTimeout> | undefined
  #stopSchemas: (() => void) | undefined
  #asked = ''
  #restoreRow: number | undefined
  /** What `restoreState` was given, until the schema is there to make sense of it. */
  #restored: Partial<ListState> | undefined
  #filterField: string | undefined

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
    this.addEventListener('focus', () => this.#grid.focus.focus())
  }

  /** Reads again what is shown; what the user looks at stays where it is. */
  refresh(): void {
    this.#fault = undefined
    if (this.#info) {
      this.#source.refresh()
    } else this.#load()
  }

  override focus(): void {
    this.#grid.focus.focus()
  }

  getState(): ListState {
    const view = this.#views.active?.id
    return {
      ...(view === undefined ? {} : { view }),
      query: this.#queryNow(),
      columns: statesOf(this.#columns),
      density: this.density,
      row: this.#grid.range.first,
      selection: this.#selection.state,
    }
  }

  restoreState(state: Partial<ListState>): void {
    if (state.density) this.density = state.density
    if (state.view !== undefined) this.view = state.view
    this.#restored = { ...this.#restored, ...state }
    this.#restoreRow = state.row
    if (state.selection?.all) {
      this.#selection.selectAll()
      this.#selection.set(state.selection.excluded, false)
    } else if (state.selection) this.#selection.only(state.selection.ids)
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
    this.#grid.focus.set(
      Math.max(0, Math.min(index, this.#source.rowCount - 1)),
      this.#grid.focus.key,
    )
  }

  protected override clientChanged(): void {
    this.#load()
  }

  protected override reconnected(): void {
    this.#edit.reconnected()
    if (this.#fault) this.refresh()
    else if (this.#source.error !== undefined) this.#source.retry()
  }

  override connectedCallback(): void {
    super.connectedCallback()
    addEventListener('beforeprint', this.#beforePrint, { signal: this.signal })
    addEventListener('afterprint', this.#afterPrint, { signal: this.signal })
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    clearTimeout(this.#typing)
    this.#source.stop()
    this.#stopSchemas?.()
    this.#stopSchemas = undefined
    this.#grid.disconnect()
    this.#resize?.disconnect()
    this.#asked = ''
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    super.willUpdate(changed)
    if (changed.has('pageSize') && this.hasUpdated) this.#source = this.#createSource()
    if (changed.has('entity') && changed.get('entity') !== undefined && this.hasUpdated)
      this.#load()
    if (changed.has('view') && this.#info) this.#applyView(this.view)
    if (changed.has('query') && this.query) this.#request = requestOf(this.query)
    if (changed.has('columns') || changed.has('fields')) this.#columnsFrom = undefined
    this.#deriveColumns()
    this.#applyRestored()
    this.#ask()
    this.setState('loading', this.#source.isFirst && !this.#fault && this.crm !== undefined)
    this.setState('empty', this.#source.isEmpty)
    this.setState('error', this.#error !== undefined)
    this.setState('stale', this.#source.isStale && !this.#source.isFirst)
  }

  protected override updated(): void {
    const base = this.renderRoot.querySelector<HTMLElement>('.base')
    if (base) {
      this.#resize?.observe(base)
      const length =
        this.height === undefined || ['auto', 'fill'].includes(this.height) ? '' : this.height
      base.style.setProperty('height', length)
      const rows = this.#source.rowCount
      base.style.setProperty('--_rows', `${Math.min(rows, 100) * this.#rowHeight}px`)
      base.style.setProperty('--_row', `${this.#rowHeight}px`)
    }
    this.#grid.updated()
    const row = this.#restoreRow
    if (row !== undefined && this.#source.rowCount > row) {
      this.#restoreRow = undefined
      this.#grid.scrollTo(Math.min(this.#source.rowCount - 1, row))
    }
  }

  protected override render(): TemplateResult {
    const list = this.#context
    const hidden = new Set((this.hide ?? '').split(/[\s,]+/))
    const conditions = countConditions(parseFilter(this.#request.filter))
    return html`<div part="base" class="base ${this.density} ${this.#isNarrow ? 'narrow' : 'wide'}">
      ${toolbar(list, {
        hidden,
        conditions,
        creatable: this.creatable && !this.readonly && this.#info?.permissions.create === true,
        views: hidden.has('views') ? nothing : viewStrip(this.#viewArgs()),
        onSearch: this.#searched,
        onMore: this.#openMore,
      })}
      ${filterChips(list, {
        hidden,
        isDirty: this.#isDirty,
        views: this.#views,
        onClear: () => this.#setRequest({ filter: undefined, search: '' }),
        onReset: () => this.#resetView(),
        onSave: () => void this.#saveView(),
        onEdit: (field, anchor) => this.#openFilter(field, anchor),
      })}
      <div class="frame">
        ${this.#grid.template()} ${this.#overlay()} ${this.#newPill()} ${bulkBar(list)}
      </div>
      ${hidden.has('count') ? nothing : this.#footer()} ${this.#panelTemplate()}
      ${this.#menu.render()}
    </div>`
  }

  #overlay(): TemplateResult | typeof nothing {
    const { t } = this.#context
    const error = this.#error
    if (error !== undefined) {
      const fault = faultOf(error, 'list')
      const isPartial = this.#source.rowCount > 0 && !this.#fault && !this.#source.isStale
      if (isPartial) {
        return html`<div class="notice" role="alert">
          <span>${t('list.moreRows')}</span>
          <button type="button" class="button small" @click=${this.#retry}>
            ${t('action.retry')}
          </button>
        </div>`
      }
      return html`<div class="overlay">
        <slot name="error"
          >${errorPanel(fault, { localizer: this.localizer, onRetry: this.#retry })}</slot
        >
      </div>`
    }
    if (this.providerMissing) return nothing
    if (this.#source.isFirst)
      return html`<div class="overlay loading"><slot name="loading">${skeleton(9)}</slot></div>`
    if (this.#source.isEmpty)
      return html`<div class="overlay"><slot name="empty">${this.#empty()}</slot></div>`
    return nothing
  }

  #empty(): TemplateResult {
    const { t } = this.#context
    const { filter, search } = this.#request
    const entities = this.#info?.label.many.toLowerCase() ?? ''
    const isFiltered = filter !== undefined || search !== ''
    return isFiltered
      ? emptyPanel({
          icon: 'search',
          title: t('list.emptyFiltered', { entities }),
          text: t('list.emptyFilteredHint'),
          action: html`<button
            type="button"
            class="button"
            @click=${() => this.#setRequest({ filter: undefined, search: '' })}
          >
            ${t('list.clearFilters')}
          </button>`,
        })
      : emptyPanel({
          title: t('list.empty', { entities }),
          text: t('list.emptyHint'),
          ...(this.creatable && this.#info?.permissions.create
            ? {
                action: html`<button type="button" class="button primary" @click=${this.#create}>
                  ${t('list.create', { entity: this.#info.label.one.toLowerCase() })}
                </button>`,
              }
            : {}),
        })
  }

  #newPill(): TemplateResult | typeof nothing {
    const { added } = this.#source
    if (added === 0) return nothing
    const { t } = this.#context
    return html`<button
      type="button"
      class="pill"
      title=${t('list.newHint')}
      @click=${this.#showNew}
    >
      <span class="pill-dot"></span>${t('list.new', { count: added })}
    </button>`
  }

  #footer(): TemplateResult {
    const { t } = this.#context
    const { total, isEstimate, isStale } = this.#source
    const unsaved = this.#edit.unsaved
    const { connection } = this.crm ?? {}
    const label = this.#info?.label
    return html`<div class="footer" part="footer">
      <span class="status" part="status">
        ${
          total === undefined || !label
            ? nothing
            : t(isEstimate ? 'list.countAbout' : 'list.count', {
                count: total,
                entity: label.one.toLowerCase(),
                entities: label.many.toLowerCase(),
              })
        }
        ${
          isStale && !this.#source.isFirst
            ? html`<span class="updating">${t('list.stale')}</span>`
            : nothing
        }
      </span>
      ${
        connection === undefined || connection === 'live'
          ? nothing
          : html`<span class="connection" data-status=${connection}
              >${t(connection === 'offline' ? 'state.offline' : 'state.reconnecting')}</span
            >`
      }
      ${
        unsaved.length === 0
          ? nothing
          : html`<span class="unsaved-note">
              <span>${t('list.edit.waiting', { count: unsaved.length })}</span>
              <button type="button" class="link" @click=${() => this.#edit.retry()}>
                ${t('action.retry')}
              </button>
              <button type="button" class="link" @click=${() => this.#edit.discard()}>
                ${t('list.edit.discard')}
              </button>
            </span>`
      }
    </div>`
  }

  #panelTemplate(): TemplateResult {
    const kind = this.#panel
    const isDialog = isDialogKind(kind)
    const body = kind && this.#panels ? this.#panels.panel(kind, this.#panelArgs()) : nothing
    return html`<div
        class="popover panel-${kind ?? 'none'}"
        popover="auto"
        id="panel"
        role="dialog"
        aria-label=${kind && !isDialog ? this.#panelLabel(kind) : nothing}
      >
        ${isDialog ? nothing : body}
      </div>
      <dialog class="dialog" id="dialog" aria-labelledby="dialog-title">
        ${isDialog ? body : nothing}
      </dialog>`
  }

  #panelLabel(kind: PanelKind): string {
    const { t } = this.#context
    if (kind === 'filter') return t('list.filters')
    if (kind === 'save-view') return t('views.saveAs')
    if (kind === 'rename-view') return t('views.rename')
    return t(kind === 'sort' ? 'list.sort' : 'list.columns')
  }

  #panelArgs() {
    return {
      list: this.#context,
      host: this,
      views: this.#views,
      filterField: this.#filterField,
      onResetColumns: () => {
        if (this.#info) this.#setColumns(this.#baseColumns(this.#info))
      },
      onSaveView: (name: string, shared: boolean) => this.#saveViewAs(name, shared),
      onDeleteView: () => this.#deleteView(),
      close: () => {
        this.#popover.close()
        this.#dialog.close()
      },
    }
  }

  get #error(): unknown {
    return this.#fault ?? this.#source.error
  }

  get #rowHeight(): number {
    if (this.#isNarrow) return CARD_HEIGHT
    return this.rowHeight && this.rowHeight > 0
      ? this.rowHeight
      : (ROW_HEIGHTS[this.density] ?? ROW_HEIGHTS.normal)
  }

  #createSource(): ListSource {
    return new ListSource({
      pageSize: Math.max(1, Math.min(200, this.pageSize || 100)),
      host: {
        changed: () => this.requestUpdate(),
        loaded: (total) => this.#loaded(total),
        failed: (error) => this.#failed(error),
        shifted: (rows) => this.#grid.shift(rows),
        touched: (changes) => {
          for (const { id, changed } of changes) this.#grid.flash(id, changed)
        },
      },
    })
  }

  /** The entity's schema and its views; then the records. */
  #load(): void {
    const { crm, entity } = this
    if (!crm || entity === '' || !this.isConnected) return
    this.#stopSchemas?.()
    this.#stopSchemas = crm.onSchemaChange((names) => {
      if (names.includes(this.entity)) void this.#schemaChanged(crm)
    })
    this.#fault = undefined
    this.#asked = ''
    const { signal } = this
    const views =
      this.hide?.includes('views') && this.view === undefined
        ? Promise.resolve()
        : this.#views.load(crm, entity)
    // A list without views is a list; the views say so themselves where they are missing.
    Promise.all([crm.entity(entity), views.catch(() => undefined)]).then(
      ([info]) => {
        if (signal.aborted || crm !== this.crm || entity !== this.entity) return
        const isOther = this.#info?.name !== info.name
        this.#info = info
        if (isOther) {
          this.#columnsFrom = undefined
          this.#selection.clear()
          if (this.query === undefined && this.view === undefined)
            this.#applyView(this.#views.first?.id)
          else this.#applyView(this.view)
          if (this.query) this.#request = requestOf(this.query)
        }
        this.requestUpdate()
      },
      (error: unknown) => {
        if (signal.aborted) return
        this.#fault = error
        this.fail(error, 'list')
        this.requestUpdate()
      },
    )
    this.requestUpdate()
  }

  /** Fields came, went or were closed to this actor: columns, filter and records follow; what is typed stays. */
  async #schemaChanged(crm: CrmClient): Promise<void> {
    const info = await crm.entity(this.entity)
    if (crm !== this.crm) return
    const states = statesOf(this.#columns)
    this.#info = info
    this.#columns = columnsOf(info, states)
    const known = (word: string): boolean => info.field(fieldOf(word))?.sortable === true
    this.#request = { ...this.#request, sort: this.#request.sort.filter(known) }
    this.#asked = ''
    this.requestUpdate()
  }

  #deriveColumns(): void {
    const info = this.#info
    if (!info) return
    const from = this.#columnStates ?? this.fields ?? info.name
    if (from === this.#columnsFrom) return
    this.#columnsFrom = from
    this.#columns = this.#baseColumns(info)
  }

  /** As the view has them, else the host. */
  get #columnStates(): readonly ColumnState[] | undefined {
    const { active } = this.#views
    return active && active.columns.length > 0 ? active.columns : this.columns
  }

  #baseColumns(info: EntityInfo): readonly Column[] {
    const only = this.fields
      ?.split(',')
      .map((key) => key.trim())
      .filter(Boolean)
    return columnsOf(info, this.#columnStates, only)
  }

  #applyRestored(): void {
    const state = this.#restored
    const info = this.#info
    if (!state || !info) return
    this.#restored = undefined
    if (state.columns) this.#columns = columnsOf(info, state.columns)
    if (state.query) this.#request = requestOf(state.query)
  }

  /** Asks for the records when the question is another one. */
  #ask(): void {
    const { crm } = this
    const info = this.#info
    if (!crm || !info || info.name !== this.entity || !this.isConnected || this.#fault) return
    const shown = shownColumns(this.#columns)
    const { filter, sort, search } = this.#request
    const query = {
      entity: info.name,
      filter: this.scope && filter ? { and: [this.scope, filter] } : (this.scope ?? filter),
      sort: sort.join(','),
      q: search.trim(),
      fields: fieldsOf(info, shown),
      include: includesOf(shown),
    }
    const asked = JSON.stringify(query)
    if (asked === this.#asked) return
    const isSameRows = this.#asked !== '' && sameRows(this.#asked, asked)
    this.#asked = asked
    // Only other columns: the rows stay where they are.
    this.#source.start(crm, query, isSameRows ? this.#grid.range : undefined)
    if (!isSameRows && this.hasUpdated) this.#grid.scrollToTop()
  }

  #loaded(total: number | undefined): void {
    const { t } = this.#context
    const label = this.#info?.label
    if (label && total !== undefined)
      this.announce(
        t('list.loaded', {
          count: total,
          entity: label.one.toLowerCase(),
          entities: label.many.toLowerCase(),
        }),
      )
    this.emit('crm-load', { entity: this.entity, count: this.#source.loadedIds.length, total })
    if (this.#isReady) return
    this.#isReady = true
    void this.updateComplete.then(() => this.emit('crm-ready', {}))
  }

  #failed(error: unknown): void {
    this.fail(error, 'list')
    this.requestUpdate()
  }

  readonly #retry = (): void => {
    if (this.#fault) this.#load()
    else this.#source.retry()
    this.requestUpdate()
  }

  #setRequest(change: Partial<ListRequest>): void {
    const before = this.#request
    this.#request = { ...before, ...change }
    const { filter, sort, search } = this.#request
    if (change.sort !== undefined) this.emit('crm-sort-change', { sort: sort.join(',') })
    if ('filter' in change || 'search' in change) {
      // What was selected out of other records would be acted upon unseen.
      if (this.#selection.all) this.#selection.clear()
      this.emit('crm-filter-change', { filter, search })
    }
    this.requestUpdate()
  }

  #setColumns(columns: readonly Column[]): void {
    this.#columns = columns
    this.emit('crm-columns-change', { columns: statesOf(columns) })
    this.requestUpdate()
  }

  readonly #searched = (text: string, now: boolean): void => {
    clearTimeout(this.#typing)
    if (now) this.#setRequest({ search: text })
    else this.#typing = setTimeout(() => this.#setRequest({ search: text }), SEARCH_WAIT_MS)
  }

  #selected(): void {
    const { state } = this.#selection
    const { t } = this.#context
    const count = this.#selection.count(this.#source.total)
    this.announce(t('list.selected', { count }))
    this.emit('crm-selection-change', state)
    this.requestUpdate()
  }

  readonly #showNew = (): void => {
    this.#grid.scrollToTop()
    this.#source.refresh()
  }

  readonly #create = (): void => {
    this.emit('crm-create-request', { entity: this.entity })
  }

  async #openRow(id: string, originalEvent: Event): Promise<void> {
    const record = this.#source.record(id)
    const detail = { id, record, originalEvent }
    const { proceed } = await this.askHost('row-open', detail)
    if (!proceed) return
    this.emit('crm-row-open', detail)
    this.emit(
      'crm-navigate',
      { entity: this.entity, id, view: 'record', trigger: 'row' },
      { cancelable: true },
    )
  }

  async #openPanel(kind: PanelKind, anchor: HTMLElement): Promise<void> {
    if (this.#panel === kind) {
      this.#popover.close()
      return
    }
    this.#popover.close()
    // Loaded when first needed: a list is often only looked at.
    this.#panels ??= await import('./panels.ts')
    this.#panel = kind
    this.requestUpdate()
    if (isDialogKind(kind)) await this.#dialog.open()
    else await this.#popover.open(anchor)
  }

  #panelClosed(): void {
    this.#panel = undefined
    this.#filterField = undefined
    this.requestUpdate()
  }

  #openFilter(field: string | undefined, anchor: HTMLElement): void {
    this.#filterField = field
    void this.#openPanel('filter', anchor)
  }

  readonly #openMore = (anchor: HTMLElement): void => {
    const { t } = this.#context
    const densities = (['compact', 'normal', 'comfortable'] as const).map((density) => ({
      id: `density ${density}`,
      label: t(`list.density.${density}`),
      checked: this.density === density,
    }))
    this.#menu.toggle(anchor, {
      label: t('list.more'),
      placement: { align: 'end' },
      items: [
        { id: 'refresh', label: t('list.refresh'), icon: 'refresh' },
        ...(this.#info?.permissions.export && !this.hide?.includes('export')
          ? [{ id: 'export', label: t('list.exportAll'), icon: 'download' as const }]
          : []),
        ...densities.map((item, at) => ({ ...item, separated: at === 0 })),
      ],
      onSelect: (id) => {
        if (id === 'refresh') this.refresh()
        else if (id === 'export') void bulkMenuAction(this.#context, 'export-all')
        else this.density = id.replace('density ', '') as Density
      },
    })
  }

  // — Views —

  #viewArgs() {
    return {
      list: this.#context,
      views: this.#views,
      isDirty: this.#isDirty,
      onSelect: (id: string | undefined) => this.#selectView(id),
      onMenu: (anchor: HTMLElement) =>
        viewMenu(this.#menu, anchor, {
          list: this.#context,
          views: this.#views,
        }),
      onSaveAs: (anchor: HTMLElement) => void this.#openPanel('save-view', anchor),
    }
  }

  #selectView(id: string | undefined): void {
    this.view = id
    this.#applyView(id)
    this.emit('crm-view-change', { id: this.#views.active?.id, name: this.#views.active?.name })
    this.requestUpdate()
  }

  #applyView(id: string | undefined): void {
    const view = this.#views.select(id)
    this.#request = requestOf(view?.query ?? this.query ?? {})
    this.#columnsFrom = undefined
    const density = view?.options['density']
    if (density === 'compact' || density === 'normal' || density === 'comfortable')
      this.density = density
  }

  #resetView(): void {
    this.#applyView(this.#views.active?.id)
    this.requestUpdate()
  }

  get #isDirty(): boolean {
    if (!this.#info) return false
    const base = requestOf(this.#views.active?.query ?? this.query ?? {})
    if (JSON.stringify(base) !== JSON.stringify(this.#request)) return true
    const columns = this.#baseColumns(this.#info)
    return JSON.stringify(statesOf(columns)) !== JSON.stringify(statesOf(this.#columns))
  }

  #queryNow(): QueryInput & { readonly sort?: string } {
    const { filter, sort, search } = this.#request
    return {
      ...(filter === undefined ? {} : { filter }),
      ...(sort.length === 0 ? {} : { sort: sort.join(',') }),
      ...(search === '' ? {} : { search }),
    }
  }

  #viewContent() {
    return {
      query: this.#queryNow(),
      columns: statesOf(this.#columns),
      options: { density: this.density },
    }
  }

  async #saveView(): Promise<void> {
    const { t } = this.#context
    try {
      const view = await this.#views.save(this.#viewContent())
      this.#columnsFrom = this.#columnStates
      this.announce(t('views.saved', { name: view.name }))
    } catch (error) {
      this.#viewFailed(error)
    }
    this.requestUpdate()
  }

  async #saveViewAs(name: string, shared: boolean): Promise<void> {
    const { t } = this.#context
    const view = await this.#views.saveAs({ ...this.#viewContent(), name, shared })
    this.view = view.id
    this.#columnsFrom = this.#columnStates
    this.#popover.close()
    this.notify({ kind: 'success', text: t('views.saved', { name: view.name }) })
    this.emit('crm-view-change', { id: view.id, name: view.name })
    this.requestUpdate()
  }

  async #deleteView(): Promise<void> {
    const { active } = this.#views
    if (!active) return
    try {
      await this.#views.remove(active)
      this.notify({ text: this.#context.t('views.deleted', { name: active.name }) })
      this.#dialog.close()
      this.#selectView(undefined)
    } catch (error) {
      this.#viewFailed(error)
    }
  }

  #viewFailed(error: unknown): void {
    const { t } = this.#context
    const fault = faultOf(error, 'view')
    const isStale = fault.code === 'VERSION_STALE'
    if (this.fail(error, 'view'))
      this.notify({ kind: 'error', text: isStale ? t('views.stale') : fault.message })
  }

  // — Size and print —

  #resized(): void {
    const width = this.renderRoot.querySelector<HTMLElement>('.base')?.clientWidth ?? 0
    const isNarrow = width > 0 && width < NARROW
    if (isNarrow !== this.#isNarrow) {
      this.#isNarrow = isNarrow
      this.requestUpdate()
    } else this.#grid.resized()
  }

  readonly #beforePrint = (): void => this.#grid.print(true)
  readonly #afterPrint = (): void => this.#grid.print(false)

  #shown:
    | {
        readonly of: readonly Column[]
        readonly isNarrow: boolean
        readonly columns: readonly Column[]
      }
    | undefined

  get #shownColumns(): readonly Column[] {
    if (this.#shown?.of !== this.#columns || this.#shown.isNarrow !== this.#isNarrow) {
      const shown = shownColumns(this.#columns)
      const columns = this.#isNarrow ? cardColumns(shown, this.#info?.titleField) : shown
      this.#shown = { of: this.#columns, isNarrow: this.#isNarrow, columns }
    }
    return this.#shown.columns
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
        return list.#info
      },
      get request() {
        return list.#request
      },
      get columns() {
        return list.#columns
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
      get panel() {
        return list.#panel
      },
      get fields() {
        return {
          crm: list.crm,
          format: list.format,
          t: list.localizer.t,
          locale: list.localizer.locale,
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
      titleOf: (record) => titleOf(record, list.#info, list.t('list.unnamed')),
      setRequest: (change) => list.#setRequest(change),
      setColumns: (columns) => list.#setColumns(columns),
      selected: () => list.#selected(),
      openPanel: (kind, anchor) => void list.#openPanel(kind, anchor),
      openRowMenu: (id, anchor) => rowMenu(list.#menu, anchor, id, list.#context, list.#edit),
      openColumnMenu: (key, anchor) =>
        columnMenu(list.#menu, anchor, key, list.#context, list.#grid, () =>
          list.#openFilter(key, anchor),
        ),
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

function isDialogKind(kind: PanelKind | undefined): boolean {
  return kind === 'bulk-edit' || kind === 'bulk-delete' || kind === 'delete-view'
}

function requestOf({ filter, sort, search }: QueryInput): ListRequest {
  const isEmpty = filter === undefined || Object.keys(filter).length === 0
  return { filter: isEmpty ? undefined : filter, sort: parseSort(sort), search: search ?? '' }
}

function titleOf(record: Rec | undefined, info: EntityInfo | undefined, unnamed: string): string {
  const value = record && info ? valueAt(record, info.titleField) : undefined
  return typeof value === 'string' && value !== '' ? value : unnamed
}

/** What is drawn, and what is needed to draw it. */
function fieldsOf(info: EntityInfo, shown: readonly Column[]): string[] {
  const keys = shown.flatMap(({ field }) => [
    field.key,
    ...(field.currencyField ? [field.currencyField] : []),
  ])
  return [...new Set(['id', info.titleField, ...keys])]
}

function includesOf(shown: readonly Column[]): string[] {
  const names = shown.flatMap(({ field }) =>
    field.relation && !field.system && field.relation.readable !== false
      ? [field.relation.name]
      : [],
  )
  return [...new Set(names)].sort()
}

/** The title, what tells most, and what is a coloured word: three lines of text are no card any more. */
function cardColumns(shown: readonly Column[], titleField: string | undefined): readonly Column[] {
  const title = shown.filter(({ key }) => key === titleField)
  const others = shown.filter(({ key }) => key !== titleField)
  const badge = others.find(({ field }) => field.kind === 'select')
  const lines = others.filter((column) => column !== badge).slice(0, 2)
  return [...title, ...(badge ? [badge] : []), ...lines]
}

function sameRows(a: string, b: string): boolean {
  const rowsOf = (text: string): string => {
    const { fields: _, include: __, ...rows } = JSON.parse(text) as Record<string, unknown>
    return JSON.stringify(rows)
  }
  return rowsOf(a) === rowsOf(b)
}
