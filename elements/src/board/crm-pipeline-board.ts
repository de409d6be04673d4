import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit'

import { CrmElement } from '../base/crm-element.ts'
import type { FieldRenderers } from '../fields/renderers.ts'
import { boardMessages } from '../i18n/en/board.ts'
import { fieldMessages } from '../i18n/en/fields.ts'
import { addMessages } from '../i18n/table.ts'
import { boardBody, boardBones, boardEmpty, boardFault } from './board-body.ts'
import type { BoardElement } from './board-host.ts'
import type { BoardPlan } from './board-plan.ts'
import { boardQuery, cardFields } from './board-query.ts'
import type { BoardRequest } from './board-request.ts'
import { BoardRooms } from './board-rooms.ts'
import { boardStyles } from './board-styles.ts'
import { boardToolbar } from './board-toolbar.ts'
import type { BoardView, CardRenderer } from './board-view.ts'
import { cssValues } from './css-values.ts'

addMessages(fieldMessages, boardMessages)

export interface BoardRenderers extends FieldRenderers {
  /** Draws what is inside a card. */
  readonly card?: CardRenderer
}

/** What a host keeps of a board. */
export interface BoardState {
  readonly pipelineId?: string
  readonly query: BoardRequest
  readonly swimlanes: boolean
  readonly collapsed: readonly string[]
  readonly view?: string
}

/** px from one card to the next. */
const PITCH = { compact: 78, normal: 96, comfortable: 112 } as const
/** A lower card shows nothing. */
const LEAST_PITCH = 40

/**
 * Deals by stage, or records of any entity by a field: columns counted and summed by the server, cards moved by pointer,
 * finger, menu and keys, kept right while others work on the same board.
 *
 * @tag crm-pipeline-board
 * @slot toolbar-start - Before the pipeline and the views.
 * @slot toolbar-end - After the buttons.
 * @slot empty - In place of the text where there is no pipeline.
 * @slot error - In place of the text for a board that could not be loaded.
 * @csspart base - All of it.
 * @csspart toolbar - Pipeline, views, search and filter.
 * @csspart search - The search field.
 * @csspart column - A column.
 * @csspart column-header - Its name and count.
 * @csspart column-total - Its sums.
 * @csspart list - The cards of a column.
 * @csspart card - A card.
 * @csspart card-dragging - A card that is being moved, where it was.
 * @csspart card-menu - The button of a card that opens the Move menu.
 * @csspart drop-indicator - The line where the cards would go.
 * @csspart placeholder - A card whose record is on its way.
 * @csspart lane - The cards of one owner.
 * @csspart status - Selection and connection, below.
 * @fires crm-ready - The first columns are drawn.
 * @fires crm-load {entity, count} - The board has been counted.
 * @fires crm-before-card-move {ids, from, to, afterId, beforeId} - Cancelable; answer later with respondWith.
 * @fires crm-card-move {ids, from, to, afterId, beforeId} - The server has moved the cards.
 * @fires crm-move-blocked {ids, to, reason, missingFields} - The stage asks for more; the board asks for it.
 * @fires crm-before-card-open {id, record, originalEvent} - Cancelable.
 * @fires crm-card-open {id, record, originalEvent} - A card was chosen.
 * @fires crm-navigate {entity, id, view, trigger} - Where the host may go.
 * @fires crm-card-create {id, stage, record} - A record was made in a column.
 * @fires crm-selection-change {ids} - Other cards are selected.
 * @fires crm-filter-change {filter, search} - Something else is asked.
 * @fires crm-column-change {collapsed} - Columns were collapsed or opened.
 * @fires crm-pipeline-change {id} - Another pipeline was chosen.
 * @fires crm-view-change {id, name} - Another saved view was chosen.
 * @fires crm-error {code, status, message, requestId, retryable, source} - Something failed.
 */
export class CrmPipelineBoard extends CrmElement {
  static override styles = boardStyles
  static override properties: PropertyDeclarations = {
    ...CrmElement.properties,
    entity: {},
    pipelineId: { attribute: 'pipeline-id' },
    groupBy: { attribute: 'group-by' },
    cardFields: { attribute: 'card-fields' },
    sumField: { attribute: 'sum-field' },
    cardHeight: { attribute: 'card-height', type: Number },
    density: { reflect: true },
    height: { reflect: true },
    swimlanes: { type: Boolean },
    readonly: { type: Boolean },
    view: {},
    hide: {},
    query: { attribute: false },
    renderers: { attribute: false },
  }

  /** Which records: `deal`, or any other entity that goes through stages or has a field to group by. */
  declare entity: string
  /** Id of the pipeline; default: the first one of the entity. */
  declare pipelineId: string | undefined
  /** A field with options that makes the columns, in place of a pipeline. */
  declare groupBy: string | undefined
  /** Fields of a card below its title, separated by commas: the first on a line of its own. */
  declare cardFields: string | undefined
  /** The amount a moved card takes from one column's sum to the other's; default: the first amount of the entity. */
  declare sumField: string | undefined
  /** px from one card to the next; default by density. */
  declare cardHeight: number | undefined
  /** How much room cards take. */
  declare density: 'compact' | 'normal' | 'comfortable'
  /** `auto` (default) is 640 px, `fill` takes the height of its place, or a length. */
  declare height: string | undefined
  /** A row of columns for each owner. */
  declare swimlanes: boolean
  /** Nothing can be moved or made. */
  declare readonly: boolean
  /** Id of a saved view, the same as of a list. */
  declare view: string | undefined
  /** Parts to leave out: `toolbar pipeline views search filter lanes create`. */
  declare hide: string | undefined
  /** What is asked; the user changes it with the toolbar. */
  declare query: BoardRequest | undefined
  /** The host's own drawing of fields, and of a whole card. */
  declare renderers: BoardRenderers | undefined

  static {
    // Which cards are in view is known only once they are drawn.
    this.disableWarning?.('change-in-update')
  }

  readonly #collapsed = new Set<string>()
  readonly #rooms = new BoardRooms(this.#asHost())
  /** As it was drawn last. */
  #view: BoardView | undefined
  #isReady = false

  constructor() {
    super()
    this.entity = 'deal'
    this.density = 'normal'
    this.swimlanes = false
    this.readonly = false
  }

  /** Reads again what is shown. */
  refresh(): void {
    const { source } = this.#rooms
    if (source.ready && this.#error === undefined) source.refresh()
    else this.#load()
  }

  /** To the card that has the tab stop. */
  override focus(): void {
    const { focus } = this.#rooms
    if (focus.id !== undefined) focus.give(focus.id)
  }

  /** What a host keeps, to give it to `restoreState` another time. */
  getState(): BoardState {
    const { plans, request, tools } = this.#rooms
    const view = tools.now?.views.saved.active?.id ?? this.view
    return {
      ...(plans.plan?.pipeline ? { pipelineId: plans.plan.pipeline.id } : {}),
      ...(view ? { view } : {}),
      query: request.now,
      swimlanes: this.swimlanes,
      collapsed: [...this.#collapsed],
    }
  }

  /** Shows what `getState` gave; what that does not name stays. */
  restoreState({ pipelineId, query, swimlanes, collapsed, view }: Partial<BoardState>): void {
    if (pipelineId) this.pipelineId = pipelineId
    if (view) this.view = view
    if (swimlanes !== undefined) this.swimlanes = swimlanes
    if (query) this.#rooms.request.now = query
    for (const key of collapsed ?? []) this.#collapsed.add(key)
    this.requestUpdate()
  }

  /** Narrows the board as its toolbar does. */
  setRequest(change: BoardRequest): void {
    this.#rooms.request.set(change)
  }

  /** Ids of the selected cards. */
  get selected(): readonly string[] {
    return [...this.#rooms.selection.ids]
  }

  clearSelection(): void {
    this.#rooms.selection.clear()
  }

  protected override clientChanged(): void {
    this.#load()
  }

  protected override reconnected(): void {
    this.refresh()
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    const { request, plans, source } = this.#rooms
    for (const room of [request, plans, source]) room.stop()
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    super.willUpdate(changed)
    const { request, plans, source, tools } = this.#rooms
    if (changed.has('query') && this.query) request.now = this.query
    const isOther = ['entity', 'pipelineId', 'groupBy'].some((key) => changed.has(key))
    if (this.hasUpdated && isOther) this.#load()
    if (this.hasUpdated && changed.has('view')) tools.use(({ views }) => views.choose(this.view))
    const { plan } = plans
    if (plan) this.#ask(plan)
    this.#view = plan && this.#viewOf(plan)
    const isEmpty = plan?.columns.length === 0
    const isFailed = this.#error !== undefined
    this.setState('loading', !source.ready && !isEmpty && !isFailed && this.crm !== undefined)
    this.setState('error', isFailed)
    this.setState('empty', isEmpty)
  }

  protected override updated(): void {
    const { source, places, tools } = this.#rooms
    if (this.#isReady || !source.ready) return
    this.#isReady = true
    const count = places.columns.reduce((sum, { rows }) => sum + rows.count, 0)
    this.emit('crm-load', { entity: this.entity, count })
    this.emit('crm-ready', {})
    // The board stands: now what one does with it.
    tools.use()
  }

  protected override render(): TemplateResult {
    const { plans, request, tools } = this.#rooms
    const hidden = new Set((this.hide ?? '').split(/[\s,]+/))
    const toolbar = (): TemplateResult =>
      boardToolbar({
        ...{ hidden, request, tools: tools.now, swimlanes: this.swimlanes },
        plan: plans.shown,
        pipelineId: this.pipelineId ?? plans.shown?.pipeline?.id,
        t: this.localizer.t,
        onPipeline: (id) => {
          this.pipelineId = id
          this.emit('crm-pipeline-change', { id })
        },
        onFilter: (anchor) => tools.use((now) => now.openFilter(anchor)),
        onLanes: () => {
          this.swimlanes = !this.swimlanes
        },
      })
    const isLength = this.height !== undefined && !['auto', 'fill'].includes(this.height)
    const sizes = { '--_pitch': `${this.#pitch}px`, height: isLength ? (this.height ?? '') : '' }
    return html`<div part="base" class="base ${this.density}" ${cssValues(sizes)}>
      ${hidden.has('toolbar') ? nothing : toolbar()}
      ${hidden.has('filter') ? nothing : tools.now?.chips()}
      ${this.providerMissing ? nothing : this.#body()} ${this.#status()} ${tools.now?.layers()}
    </div>`
  }

  #body(): TemplateResult {
    const { source, input, tools, windows } = this.#rooms
    const { localizer } = this
    const view = this.#view
    if (this.#error !== undefined)
      return boardFault(this.#error, { localizer, onRetry: () => this.#load() })
    if (view?.plan.columns.length === 0)
      return boardEmpty(localizer, view.plan.pipeline || this.groupBy ? 'noStages' : 'noPipeline')
    if (!view || !source.ready) return boardBones(view?.plan.columns.length ?? 5)
    return boardBody(view, {
      input,
      pressed: (event) => tools.now?.carry.drag.pressed(event),
      scrolled: windows.scrolled,
    })
  }

  /** Below everything: whether the server is there, and what is selected. */
  #status(): TemplateResult {
    const { connection = 'live' } = this.crm ?? {}
    const isOff = connection !== 'live' && this.#view !== undefined
    const text = connection === 'offline' ? 'board.offline' : 'state.reconnecting'
    return html`<div class="status" part="status">
      ${isOff ? html`<span class="connection" role="status">${this.t(text)}</span>` : nothing}
      ${this.#rooms.tools.now?.selectionBar()}
    </div>`
  }

  get #error(): unknown {
    return this.#rooms.plans.fault ?? this.#rooms.source.error
  }

  get #pitch(): number {
    const own = this.cardHeight
    return own !== undefined && own > LEAST_PITCH ? own : (PITCH[this.density] ?? PITCH.normal)
  }

  get #mayMove(): boolean {
    return !this.readonly && this.#rooms.plans.plan?.info.permissions.update === true
  }

  #viewOf(plan: BoardPlan): BoardView {
    const { places, source, selection, focus, tools, fresh, create, windows } = this.#rooms
    const { crm, format, localizer, renderers } = this
    const { info } = plan
    const { t, locale, custom } = localizer
    const mayName = info.field(info.titleField)?.readonly === false
    const isHidden = this.hide?.includes('create') === true
    return {
      ...{ plan, places, format, t, creating: create },
      fields: { crm, format, t, locale, custom, entity: info.name, renderers, inGrid: true },
      card: cardFields(plan, this.cardFields),
      renderCard: renderers?.card,
      selected: selection.ids,
      collapsed: this.#collapsed,
      everybody: source.everybody,
      activeId: focus.id,
      dragging: new Set(tools.now?.carry.drag.ids),
      target: tools.now?.carry.target,
      fresh: fresh.ids,
      mayMove: this.#mayMove,
      mayCreate: !this.readonly && info.permissions.create && mayName && !isHidden,
      range: (rows) => windows.range(rows),
      toggleColumn: (key) => this.#toggleColumn(key),
      openMove: (id, anchor) => this.#rooms.openMove(id, anchor),
      showEverybody: (everybody) => void source.showEverybody(everybody),
    }
  }

  #load(): void {
    const { crm } = this
    if (!crm || !this.isConnected) return
    const { source, plans } = this.#rooms
    source.clear()
    plans.load(crm)
    this.requestUpdate()
  }

  /** Asks for the cards, when the question is another one. */
  #ask(plan: BoardPlan): void {
    const { crm, sumField, swimlanes } = this
    const { source, request } = this.#rooms
    if (!crm || plan.columns.length === 0 || !this.isConnected) return
    const asked = { ...request.now, lanes: swimlanes, sumField }
    source.ask(crm, plan, boardQuery(plan, cardFields(plan, this.cardFields), asked))
  }

  #toggleColumn(key: string): void {
    if (!this.#collapsed.delete(key)) this.#collapsed.add(key)
    this.emit('crm-column-change', { collapsed: [...this.#collapsed] })
    this.requestUpdate()
  }

  #asHost(): BoardElement {
    return {
      element: this,
      planRequest: () => {
        const { entity, pipelineId, groupBy } = this
        return { entity, pipelineId, groupBy }
      },
      pitch: () => this.#pitch,
      mayMove: () => this.#mayMove,
      viewId: () => this.view,
      view: () => this.#view,
      t: (key, values) => this.t(key, values),
      announce: (text, how) => this.announce(text, how),
      notify: (notice) => this.notify(notice),
      fail: (error, source) => this.fail(error, source),
      emit: (type, detail, options) => this.emit(type, detail, options),
      askHost: (verb, detail) => this.askHost(verb, detail),
    }
  }
}
