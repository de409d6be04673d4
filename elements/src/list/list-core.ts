import type { ElementVoice } from '../base/element-voice.ts'
import type { CrmClient } from '../client/crm-client.ts'
import type { EntityInfo } from '../client/entity-schemas.ts'
import type { Rec } from '../client/record.ts'
import { valueAt } from '../fields/field-path.ts'
import type { FieldContext } from '../fields/renderers.ts'
import type { Format } from '../i18n/format.ts'
import { Arrangement } from './arrangement.ts'
import { cardColumns } from './card-columns.ts'
import { type Column, statesOf } from './columns.ts'
import { isDensity } from './density.ts'
import { entityWords } from './entity-words.ts'
import { ListChunks } from './list-chunks.ts'
import type { ListAction, ListContext, ListRequest, PanelKind } from './list-context.ts'
import { ListOpening } from './list-opening.ts'
import { ListSize } from './list-size.ts'
import type { ListSource } from './list-source.ts'
import type { ListTools } from './list-tools.ts'
import type { CrmRecordList } from './record-list.ts'
import { SearchField } from './search-field.ts'
import { Selection } from './selection.ts'

type RowsState = Pick<
  ListSource,
  'isFirst' | 'isEmpty' | 'isStale' | 'rowCount' | 'total' | 'error'
>

const NO_ROWS: RowsState = {
  isFirst: true,
  isEmpty: false,
  isStale: false,
  rowCount: 0,
  total: undefined,
  error: undefined,
}

/** What a list is besides its drawing: question, columns, rows and selection, for all its parts to share. */
export class ListCore implements ListContext {
  readonly element: CrmRecordList
  readonly #voice: ElementVoice
  readonly arrangement: Arrangement
  readonly selection = new Selection()
  readonly size: ListSize
  readonly chunks: ListChunks
  readonly opening: ListOpening
  readonly search: SearchField
  #cards: { readonly of: unknown; readonly columns: readonly Column[] } | undefined
  #isReady = false
  /** The records are others than before: how many there are is said once. */
  #isCountNews = true

  constructor(element: CrmRecordList, voice: ElementVoice) {
    this.element = element
    this.#voice = voice
    this.arrangement = new Arrangement(element)
    this.size = new ListSize(element, this.update)
    this.chunks = new ListChunks(this, {
      element,
      arrangement: this.arrangement,
      selectView: (id) => this.selectView(id),
      loaded: (total) => this.#loaded(total),
      gone: (ids) => {
        if (this.selection.forget(ids)) this.selected()
      },
    })
    this.opening = new ListOpening(this)
    this.search = new SearchField((search) => this.setRequest({ search }))
  }

  get crm(): CrmClient | undefined {
    return this.element.crm
  }

  get entity(): EntityInfo | undefined {
    return this.arrangement.info
  }

  get request(): ListRequest {
    return this.arrangement.request
  }

  get columns(): readonly Column[] {
    return this.arrangement.columns
  }

  get shown(): readonly Column[] {
    const { columns, shown, info } = this.arrangement
    if (!this.isNarrow) return shown
    if (this.#cards?.of !== columns)
      this.#cards = { of: columns, columns: cardColumns(shown, info) }
    return this.#cards.columns
  }

  /** For those who come with the rows, or later. */
  get source(): ListSource {
    return this.chunks.rows?.source as ListSource
  }

  /** How it stands with the rows, also before they are there. */
  get rowsState(): RowsState {
    return this.chunks.rows?.source ?? NO_ROWS
  }

  get selectable(): 'none' | 'single' | 'multi' {
    return this.element.selection
  }

  get actions(): readonly ListAction[] {
    return this.element.actions ?? []
  }

  get isEditable(): boolean {
    return this.element.editable && !this.element.readonly
  }

  get isReadonly(): boolean {
    return this.element.readonly
  }

  get isNarrow(): boolean {
    return this.size.isNarrow
  }

  get isRtl(): boolean {
    return this.element.matches(':dir(rtl)')
  }

  get rowHeight(): number {
    return this.size.rowHeight
  }

  get tools(): ListTools | undefined {
    return this.chunks.tools
  }

  get format(): Format {
    return this.#voice.localizer().format
  }

  get signal(): AbortSignal {
    return this.#voice.signal()
  }

  get fields(): FieldContext {
    const { crm, element } = this
    const { entity, renderers } = element
    const { t, locale, format, custom } = this.#voice.localizer()
    return { crm, format, t, locale, custom, entity, renderers, inGrid: true }
  }

  /** Why nothing, or not all, could be loaded. */
  get error(): unknown {
    return this.opening.fault ?? this.rowsState.error
  }

  readonly t: ListContext['t'] = (key, values) => this.#voice.localizer().t(key, values)

  readonly titleOf = (record: Rec | undefined): string => {
    const value = record && this.entity ? valueAt(record, this.entity.titleField) : undefined
    return typeof value === 'string' && value !== '' ? value : this.t('list.unnamed')
  }

  readonly emit: ListContext['emit'] = (type, detail, options) =>
    this.#voice.emit(type, detail, options)
  readonly before: ListContext['before'] = (verb, detail) => this.#voice.askHost(verb, detail)
  readonly announce: ListContext['announce'] = (text, how) => this.#voice.announce(text, how)
  readonly notify: ListContext['notify'] = (notice) => this.#voice.notify(notice)
  readonly fail: ListContext['fail'] = (error, source) => this.#voice.fail(error, source)

  readonly update = (): void => this.element.requestUpdate()

  readonly withTools = (work: (tools: ListTools) => void): void => this.chunks.withTools(work)

  readonly openPanel = (kind: PanelKind, anchor: HTMLElement): void =>
    this.withTools((tools) => void tools.openPanel(kind, anchor))

  readonly openRowMenu = (id: string, anchor: HTMLElement): void =>
    this.withTools((tools) => tools.openRowMenu(id, anchor))

  readonly openColumnMenu = (key: string, anchor: HTMLElement): void =>
    this.withTools((tools) => tools.openColumnMenu(key, anchor))

  /** The schema is known: another entity begins with its view, or with what the host asks. */
  open(info: EntityInfo): void {
    const before = this.arrangement.info
    if (before?.name === info.name) return
    if (before) this.selection.clear()
    this.arrangement.begin(info, this.element.view)
    this.#applyDensity()
  }

  readonly setRequest = (change: Partial<ListRequest>): void => {
    this.arrangement.setRequest(change)
    const { filter, sort, search } = this.request
    if ('search' in change) this.search.asked()
    if (change.sort !== undefined) this.emit('crm-sort-change', { sort: sort.join(',') })
    if ('filter' in change || 'search' in change) {
      // What was selected out of other records would be acted upon unseen.
      if (this.selection.all) this.selection.clear()
      this.emit('crm-filter-change', { filter, search })
    }
    this.update()
  }

  readonly setColumns = (columns: readonly Column[]): void => {
    this.arrangement.setColumns(columns)
    this.emit('crm-columns-change', { columns: statesOf(columns) })
    this.update()
  }

  readonly selected = (): void => {
    this.announce(this.t('list.selected', { count: this.selection.count(this.rowsState.total) }))
    this.emit('crm-selection-change', this.selection.state)
    this.update()
  }

  readonly openRow = async (id: string, originalEvent: Event): Promise<void> => {
    const detail = { id, record: this.source.record(id), originalEvent }
    const { proceed } = await this.before('row-open', detail)
    if (!proceed) return
    this.emit('crm-row-open', detail)
    const place = { entity: this.element.entity, id, view: 'record', trigger: 'row' }
    this.emit('crm-navigate', place, { cancelable: true })
  }

  selectView(id: string | undefined): void {
    this.element.view = id
    this.applyView(id)
    const { active } = this.arrangement.views
    this.emit('crm-view-change', { id: active?.id, name: active?.name })
    this.update()
  }

  applyView(id: string | undefined): void {
    this.arrangement.applyView(id)
    this.#applyDensity()
  }

  #applyDensity(): void {
    const density = this.arrangement.views.active?.options['density']
    if (isDensity(density)) this.element.density = density
  }

  /** Reads again what failed. */
  readonly retry = (): void => {
    if (this.opening.fault) this.opening.begin()
    else this.source.retry()
    this.update()
  }

  readonly showNew = (): void => {
    this.chunks.rows?.grid.scrollToTop()
    this.source.refresh()
  }

  countIsNews(): void {
    this.#isCountNews = true
  }

  #loaded(total: number | undefined): void {
    const { entity: info, element } = this
    if (info && total !== undefined && this.#isCountNews) {
      this.#isCountNews = false
      this.announce(this.t('list.loaded', { count: total, ...entityWords(info) }))
    }
    const count = this.source.loadedIds.length
    this.emit('crm-load', { entity: element.entity, count, total })
    if (this.#isReady) return
    this.#isReady = true
    this.update()
    void element.updateComplete.then(() => {
      this.emit('crm-ready', {})
      // What one does with the rows can wait until they are on the screen.
      afterPaint(() => this.withTools(() => undefined))
    })
  }
}

/** A page in the background paints nothing. */
function afterPaint(work: () => void): void {
  if (document.hidden) setTimeout(work)
  else requestAnimationFrame(() => setTimeout(work))
}
