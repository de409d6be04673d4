import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit'

import { CrmElement } from '../base/crm-element.ts'
import { faultOf } from '../base/errors.ts'
import { FocusKeeper } from '../base/focus-keeper.ts'
import type { FieldInfo } from '../client/field-info.ts'
import { type Rec, valueAt } from '../client/record.ts'
import type { FieldRenderers } from '../fields/renderers.ts'
import { boardMessages } from '../i18n/en/board.ts'
import { fieldMessages } from '../i18n/en/fields.ts'
import { addMessages } from '../i18n/table.ts'
import { emptyPanel, errorPanel } from '../primitives/panels.ts'
import { boardKey } from './board-keys.ts'
import { type BoardColumn, type BoardPlan, loadPlan } from './board-plan.ts'
import { type BoardQuery, BoardSource, type Lane, type Place } from './board-source.ts'
import { boardStyles } from './board-styles.ts'
import { boardToolbar } from './board-toolbar.ts'
import type { BoardTools } from './board-tools.ts'
import { type BoardView, type CardFields, type CardRenderer, laneKey } from './board-view.ts'
import { CardDrag } from './card-drag.ts'
import type { ColumnRows } from './column-rows.ts'
import { columnTemplate } from './column-template.ts'
import { laneHead } from './lane-template.ts'
import { Mover, type RuleQuestion } from './mover.ts'

addMessages(fieldMessages, boardMessages)

export interface BoardRenderers extends FieldRenderers {
  /** Draws what is inside a card. */
  readonly card?: CardRenderer
}

export interface BoardRequest {
  readonly filter?: object
  readonly search?: string
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
/** Cards beyond the view: what one flick of a wheel uncovers. */
const OVERSCAN = 2
/** Before the first measure. */
const FIRST_CARDS = 6
const FRESH_MS = 1_600
const SEARCH_WAIT_MS = 220

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

  readonly #source = new BoardSource({
    changed: () => this.requestUpdate(),
    failed: (error) => void this.fail(error, 'board'),
    shifted: (rows, index, by) => this.#keepView(rows, index, by),
    touched: (id, to) => this.#touched(id, to),
    gone: (ids) => this.#gone(ids),
    range: (rows) => this.#range(rows),
    planChanged: () => this.#replan(),
  })
  readonly #drag = new CardDrag(this, {
    take: (id) => (this.#mayMove ? this.#together(id) : []),
    over: (x, y) => this.#over(x, y),
    drop: (ids) => this.#dropped(ids),
    cancelled: (ids) => this.#dragCancelled(ids),
    scrollers: (x, y) => this.#scrollers(x, y),
  })
  readonly #mover = new Mover(this.#moverHost())
  // Not there in Node, where the module is only imported.
  readonly #resize =
    typeof ResizeObserver === 'undefined' ? undefined : new ResizeObserver(() => this.#measure())
  readonly #ranges = new Map<ColumnRows, readonly [number, number]>()
  /** px each column is scrolled. */
  readonly #tops = new Map<ColumnRows, number>()
  /** Those to be scrolled once they are drawn. */
  readonly #shifted = new Set<ColumnRows>()
  readonly #selected = new Set<string>()
  readonly #collapsed = new Set<string>()
  readonly #fresh = new Set<string>()
  #plan: BoardPlan | undefined
  #fault: unknown
  #asked: string | undefined
  #request: BoardRequest = {}
  #typed: string | undefined
  #typing: ReturnType<typeof setTimeout> | undefined
  #replanning: ReturnType<typeof setTimeout> | undefined
  #activeId: string | undefined
  #target: BoardView['target']
  #creating: BoardView['creating']
  #tools: BoardTools | undefined
  #loadingTools: Promise<BoardTools> | undefined
  #fading: ReturnType<typeof setTimeout> | undefined
  #isReady = false
  #observed: Element | undefined
  #anchor: string | undefined

  constructor() {
    super()
    this.entity = 'deal'
    this.density = 'normal'
    this.swimlanes = false
    this.readonly = false
    // The focus is where it was after every move, recycled card and live change.
    new FocusKeeper(this, { find: ({ recordId }) => this.#cardElement(recordId) })
  }

  /** Reads again what is shown. */
  refresh(): void {
    if (this.#plan && !this.#fault && this.#source.ready) this.#source.refresh()
    else this.#load()
  }

  /** To the card that has the tab stop. */
  override focus(): void {
    const id = this.#active
    if (id !== undefined) this.#focusCard(id)
  }

  /** What a host keeps, to give it to `restoreState` another time. */
  getState(): BoardState {
    const view = this.#tools?.views.active?.id ?? this.view
    return {
      ...(this.#plan?.pipeline ? { pipelineId: this.#plan.pipeline.id } : {}),
      ...(view ? { view } : {}),
      query: this.#request,
      swimlanes: this.swimlanes,
      collapsed: [...this.#collapsed],
    }
  }

  restoreState({ pipelineId, query, swimlanes, collapsed, view }: Partial<BoardState>): void {
    if (pipelineId) this.pipelineId = pipelineId
    if (view) this.view = view
    if (swimlanes !== undefined) this.swimlanes = swimlanes
    if (query) this.#request = query
    for (const key of collapsed ?? []) this.#collapsed.add(key)
    this.requestUpdate()
  }

  /** Ids of the selected cards. */
  get selected(): readonly string[] {
    return [...this.#selected]
  }

  clearSelection(): void {
    if (this.#selected.size === 0) return
    this.#selected.clear()
    this.#selectionChanged()
  }

  protected override clientChanged(): void {
    this.#load()
  }

  protected override reconnected(): void {
    if (this.#fault || this.#source.error) this.#load()
    else if (this.#source.ready) {
      for (const { rows } of this.#places()) if (rows.error !== undefined) rows.retry()
      this.#source.refresh()
    }
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    clearTimeout(this.#typing)
    clearTimeout(this.#replanning)
    this.#source.stop()
    this.#resize?.disconnect()
    this.#observed = undefined
    this.#asked = undefined
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    super.willUpdate(changed)
    if (changed.has('query') && this.query) this.#request = this.query
    const isOther = ['entity', 'pipelineId', 'groupBy'].some((key) => changed.has(key))
    if (this.hasUpdated && isOther) this.#load()
    if (this.hasUpdated && changed.has('view'))
      this.#withTools((tools) => void tools.applyView(this.view))
    this.#ask()
    const isLoading = !this.#source.ready && !this.#error && this.crm !== undefined
    this.setState('loading', isLoading && this.#isAnything)
    this.setState('error', this.#error !== undefined)
    this.setState('empty', this.#plan !== undefined && this.#plan.columns.length === 0)
  }

  protected override updated(): void {
    const base = this.renderRoot.querySelector<HTMLElement>('.base')
    if (base) {
      // Again would call back again.
      if (base !== this.#observed && this.isConnected) {
        this.#resize?.observe(base)
        this.#observed = base
      }
      const isLength = this.height !== undefined && !['auto', 'fill', ''].includes(this.height)
      base.style.setProperty('height', isLength ? (this.height ?? '') : '')
      base.style.setProperty('--_pitch', `${this.#pitch}px`)
    }
    for (const { scroller, rows } of this.#lists()) {
      const [first] = this.#range(rows)
      const active = this.#activeId === undefined ? -1 : rows.indexOf(this.#activeId)
      const set = (name: string, value: number): void =>
        scroller.style.setProperty(name, String(Math.max(0, value)))
      set('--_total', rows.count)
      set('--_first', first)
      set('--_pin', active)
      set('--_drop', this.#target?.rows === rows ? this.#target.index : 0)
      if (this.#shifted.delete(rows)) scroller.scrollTop = this.#tops.get(rows) ?? 0
    }
    this.#measure()
    if (this.#isReady || !this.#source.ready) return
    this.#isReady = true
    const count = this.#places().reduce((sum, { rows }) => sum + rows.count, 0)
    this.emit('crm-load', { entity: this.entity, count })
    this.emit('crm-ready', {})
    // The board stands: now what one does with it.
    this.#withTools(() => undefined)
  }

  protected override render(): TemplateResult {
    const hidden = new Set((this.hide ?? '').split(/[\s,]+/))
    return html`<div part="base" class="base ${this.density}">
      ${hidden.has('toolbar') ? nothing : boardToolbar(this.#toolbar(hidden))}
      ${hidden.has('filter') ? nothing : this.#tools?.chips()} ${this.#body()} ${this.#status()}
      ${this.#tools?.layers()}
    </div>`
  }

  #toolbar(hidden: ReadonlySet<string>): Parameters<typeof boardToolbar>[0] {
    return {
      hidden,
      t: (key, values) => this.t(key, values),
      plan: this.#plan,
      search: this.#typed ?? this.#request.search ?? '',
      conditions: this.#tools?.conditions ?? 0,
      swimlanes: this.swimlanes,
      mayLane: this.#plan?.info.owned === true,
      views: hidden.has('views') ? nothing : this.#tools?.viewStrip(),
      onPipeline: (id) => {
        this.pipelineId = id
        this.emit('crm-pipeline-change', { id })
      },
      onSearch: (text, now) => this.#searched(text, now),
      onFilter: (anchor) => this.#withTools((tools) => void tools.openFilter(anchor)),
      onLanes: () => {
        this.swimlanes = !this.swimlanes
      },
    }
  }

  #body(): unknown {
    const plan = this.#plan
    if (this.providerMissing) return nothing
    const { localizer } = this
    if (this.#error !== undefined)
      return html`<div class="overlay">
        <slot name="error"
          >${errorPanel(faultOf(this.#error, 'board'), { localizer, onRetry: () => this.#load() })}</slot
        >
      </div>`
    if (plan && plan.columns.length === 0) {
      const none = plan.pipeline || this.groupBy ? 'board.noStages' : 'board.noPipeline'
      return html`<div class="overlay">
        <slot name="empty"
          >${emptyPanel({ icon: 'board', title: this.t(none), text: this.t(`${none}Hint`) })}</slot
        >
      </div>`
    }
    if (!plan || !this.#source.ready) return this.#bones(plan?.columns.length ?? 5)
    const view = this.#view(plan)
    const lanes = this.#lanes
    return html`<div
      class="board ${this.swimlanes ? 'laned' : ''} ${this.#drag.ids.length > 0 ? 'is-dragging' : ''}"
      role="group"
      tabindex="-1"
      aria-label=${plan.pipeline?.name ?? this.t('board.label')}
      @pointerdown=${this.#drag.pressed}
      @keydown=${this.#keydown}
      @click=${this.#clicked}
      @focusin=${this.#focused}
      @scroll=${{ handleEvent: () => this.#measure(), capture: true, passive: true }}
      @dragstart=${(event: Event) => event.preventDefault()}
    >
      ${lanes.map(
        (lane) =>
          html`<div
            class="lane"
            part="lane"
            role=${this.swimlanes ? 'group' : nothing}
            aria-label=${this.swimlanes ? this.#laneName(lane) : nothing}
          >
            ${this.swimlanes ? laneHead(view, lane, this.#laneName(lane)) : nothing}
            <div class="columns">
              ${lane.columns.map((place) => columnTemplate(view, { lane, ...place }))}
            </div>
          </div>`,
      )}
    </div>`
  }

  #bones(columns: number): TemplateResult {
    const bones = (count: number): TemplateResult[] =>
      Array.from(
        { length: count },
        (_, index) =>
          html`<div class="card bones">
            <span class="bone w${index % 3}"></span><span class="bone w3"></span>
          </div>`,
      )
    return html`<div class="board" aria-hidden="true">
      <div class="lane">
        <div class="columns">
          ${Array.from(
            { length: columns },
            (_, index) =>
              html`<div class="column">
                <div class="column-head"><span class="bone w3"></span></div>
                <div class="cards-scroll">${bones(4 - (index % 3))}</div>
              </div>`,
          )}
        </div>
      </div>
    </div>`
  }

  #status(): TemplateResult | typeof nothing {
    const { connection = 'live' } = this.crm ?? {}
    const isOff = connection !== 'live' && this.#plan !== undefined
    return html`<div class="status" part="status">
      ${
        isOff
          ? html`<span class="connection" role="status"
              >${this.t(connection === 'offline' ? 'board.offline' : 'state.reconnecting')}</span
            >`
          : nothing
      }
      ${this.#selected.size > 0 ? this.#tools?.selectionBar(this.#selected.size) : nothing}
    </div>`
  }

  get #error(): unknown {
    return this.#fault ?? this.#source.error
  }

  get #isAnything(): boolean {
    return this.#plan === undefined || this.#plan.columns.length > 0
  }

  get #pitch(): number {
    const own = this.cardHeight
    return own !== undefined && own > 40 ? own : (PITCH[this.density] ?? PITCH.normal)
  }

  get #mayMove(): boolean {
    return !this.readonly && this.#plan?.info.permissions.update === true
  }

  /** Lanes with something in them; all of them while something is carried. */
  get #lanes(): readonly Lane[] {
    const { lanes } = this.#source
    if (!this.swimlanes || this.#drag.ids.length > 0) return lanes
    const full = lanes.filter(({ columns }) => columns.some(({ rows }) => rows.count > 0))
    return full.length > 0 ? full : lanes.slice(0, 1)
  }

  #view(plan: BoardPlan): BoardView {
    const { titleField } = plan.info
    const title = plan.info.field(titleField)
    return {
      plan,
      source: this.#source,
      fields: {
        crm: this.crm,
        format: this.format,
        t: this.localizer.t,
        locale: this.localizer.locale,
        custom: this.localizer.custom,
        entity: plan.info.name,
        renderers: this.renderers,
        inGrid: true,
      },
      format: this.format,
      card: this.#cardFields(plan),
      renderCard: this.renderers?.card,
      selected: this.#selected,
      collapsed: this.#collapsed,
      activeId: this.#active,
      dragging: new Set(this.#drag.ids),
      target: this.#target,
      fresh: this.#fresh,
      creating: this.#creating,
      mayMove: this.#mayMove,
      mayCreate:
        !this.readonly &&
        plan.info.permissions.create &&
        title?.readonly === false &&
        this.hide?.includes('create') !== true,
      pitch: this.#pitch,
      t: (key, values) => this.t(key, values),
      nameOf: (column) => this.#nameOf(column),
      laneName: (lane) => (lane.owner === undefined ? '' : this.#laneName(lane)),
      titleOf: (record) => this.#titleOf(record),
      range: (rows) => this.#range(rows),
      toggleColumn: (key) => this.#toggleColumn(key),
      startCreate: (place) => void this.#startCreate(place),
      submitCreate: (place, text) => void this.#submitCreate(place, text),
      endCreate: () => {
        this.#creating = undefined
        this.requestUpdate()
      },
      openMove: (id, anchor) => this.#openMove(id, anchor),
    }
  }

  #nameOf({ key, name }: BoardColumn): string {
    return key === '' ? this.t('board.noValue') : name
  }

  #laneName({ owner, name }: Lane): string {
    return owner === '' ? this.t('board.noOwner') : name
  }

  #titleOf(record: Rec | undefined): string {
    const value = valueAt(record, this.#plan?.info.titleField ?? 'name')
    return typeof value === 'string' && value !== '' ? value : this.t('board.unnamed')
  }

  #titles(ids: readonly string[]): string {
    return ids.length === 1
      ? this.#titleOf(this.#source.record(ids[0] ?? ''))
      : this.t('board.cards', { count: ids.length })
  }

  /** The card with the tab stop: the last one that had the focus, else the first there is. */
  get #active(): string | undefined {
    if (this.#activeId !== undefined && this.#source.find(this.#activeId)) return this.#activeId
    for (const { rows } of this.#places()) {
      const first = rows.at(0)
      if (first !== undefined) return first
    }
    return undefined
  }

  #cardFields({ info, groupField }: BoardPlan): CardFields {
    const isOwn = ({ key }: FieldInfo): boolean =>
      ![info.titleField, groupField, 'pipelineId', 'ownerId', 'outcome'].includes(key)
    const keys = this.cardFields?.split(',').map((key) => key.trim())
    const fields = (keys ?? info.columns).flatMap((key) => info.field(key) ?? []).filter(isOwn)
    const owner = info.owned ? info.field('ownerId') : undefined
    if (keys) return { line: fields[0], facts: fields.slice(1), owner }
    const line = fields.find(({ kind, relation }) => kind === 'relation' && relation?.readable)
    const first = (...kinds: string[]): FieldInfo[] =>
      fields.filter(({ kind }) => kinds.includes(kind)).slice(0, 1)
    const facts = [...first('money', 'money-object'), ...first('date', 'email')]
    return { line: line ?? fields.find((field) => !facts.includes(field)), facts, owner }
  }

  #places(): readonly Omit<Place, 'index'>[] {
    return this.#source.lanes.flatMap((lane) => lane.columns.map((one) => ({ lane, ...one })))
  }

  #placeAt(element: HTMLElement): Omit<Place, 'index'> | undefined {
    const { lane, column } = element.dataset
    return this.#places().find(
      (place) => laneKey(place.lane) === lane && place.column.key === column,
    )
  }

  #lists(): readonly { scroller: HTMLElement; rows: ColumnRows }[] {
    const scrollers = this.renderRoot.querySelectorAll<HTMLElement>('.cards-scroll[data-column]')
    return [...scrollers].flatMap((scroller) => {
      const rows = this.#placeAt(scroller)?.rows
      return rows ? [{ scroller, rows }] : []
    })
  }

  #range(rows: ColumnRows): readonly [number, number] {
    const [first, last] = this.#ranges.get(rows) ?? [0, FIRST_CARDS]
    return [Math.max(0, Math.min(first, rows.count - 1)), Math.min(last, rows.count - 1)]
  }

  /** Which cards are in view, and what of them is not read yet. */
  #measure(): void {
    let changed = false
    for (const { scroller, rows } of this.#lists()) {
      const { scrollTop, clientHeight } = scroller
      // One that waits to be scrolled is not there yet.
      if (!this.#shifted.has(rows)) this.#tops.set(rows, scrollTop)
      if (clientHeight === 0) continue
      const first = Math.max(0, Math.floor(scrollTop / this.#pitch) - OVERSCAN)
      const last = Math.ceil((scrollTop + clientHeight) / this.#pitch) + OVERSCAN - 1
      const known = this.#ranges.get(rows)
      if (known?.[0] !== first || known[1] !== last) {
        this.#ranges.set(rows, [first, last])
        changed = true
      }
      rows.need(first, last)
    }
    if (changed) this.requestUpdate()
  }

  /** Cards that come and go above the view do not move what is in it: noted here, done once all of a burst are in. */
  #keepView(rows: ColumnRows, index: number, by: 1 | -1): void {
    const top = this.#tops.get(rows) ?? 0
    if (top <= 0 || index * this.#pitch >= top) return
    this.#tops.set(rows, top + by * this.#pitch)
    this.#shifted.add(rows)
    const [first, last] = this.#range(rows)
    this.#ranges.set(rows, [first + by, last + by])
  }

  #load(): void {
    const { crm, signal } = this
    if (!crm || !this.isConnected) return
    this.#fault = undefined
    this.#asked = undefined
    this.#source.stop()
    this.#source.ready = false
    this.#source.error = undefined
    const { entity, pipelineId, groupBy } = this
    const key = [entity, pipelineId, groupBy].join()
    loadPlan(crm, { entity, pipelineId, groupBy }).then(
      (plan) => {
        const isStill = key === [this.entity, this.pipelineId, this.groupBy].join()
        if (signal.aborted || crm !== this.crm || !isStill) return
        this.#plan = plan
        this.requestUpdate()
      },
      (error: unknown) => {
        if (signal.aborted) return
        this.#fault = error
        this.fail(error, 'board')
        this.requestUpdate()
      },
    )
    this.#plan = undefined
    this.requestUpdate()
  }

  /** Stages are others now: the columns are drawn anew when those are, what is in them stays. */
  #replan(): void {
    clearTimeout(this.#replanning)
    this.#replanning = setTimeout(() => {
      const { crm, entity, pipelineId, groupBy, signal } = this
      const before = this.#plan
      if (!crm || !before) return
      const id = pipelineId ?? before.pipeline?.id
      loadPlan(crm, { entity, pipelineId: id, groupBy }).then(
        (plan) => {
          if (signal.aborted || this.#plan !== before) return
          const words = (one: BoardPlan): string =>
            JSON.stringify([one.columns, one.pipelines, one.pipeline])
          if (words(plan) === words(before)) return
          this.#plan = plan
          this.requestUpdate()
        },
        (error: unknown) => void this.fail(error, 'board'),
      )
    }, 100)
  }

  /** Asks for the cards when the question is another one. */
  #ask(): void {
    const { crm } = this
    const plan = this.#plan
    if (!crm || !plan || plan.columns.length === 0 || !this.isConnected || this.#fault) return
    const query = this.#query(plan)
    const asked = JSON.stringify([plan.columns, plan.pipeline?.id, plan.info.name, query])
    if (asked === this.#asked) return
    this.#asked = asked
    this.#ranges.clear()
    this.#tops.clear()
    this.#source.start(crm, plan, query)
  }

  #query(plan: BoardPlan): BoardQuery {
    const { info, groupField } = plan
    const { line, facts, owner } = this.#cardFields(plan)
    const drawn = [line, ...facts, owner].flatMap((field) => field ?? [])
    const money = info.fields.find(({ kind }) => kind === 'money')
    const sumField = this.sumField ?? money?.key
    const needed = [info.titleField, groupField, 'pipelineId', 'position', 'ownerId']
    const stamps = ['createdAt', 'stageEnteredAt', sumField ?? '', money?.currencyField ?? '']
    const keys = drawn.flatMap(({ key, currencyField }) => [
      key,
      ...(currencyField ? [currencyField] : []),
    ])
    return {
      filter: this.#request.filter,
      search: (this.#request.search ?? '').trim(),
      lanes: this.swimlanes,
      fields: [...new Set(['id', ...needed, ...stamps, ...keys])].filter((key) => info.field(key)),
      include: [
        ...new Set(drawn.flatMap(({ relation }) => (relation?.readable ? [relation.name] : []))),
      ],
      sumField,
    }
  }

  setRequest(change: BoardRequest): void {
    this.#request = { ...this.#request, ...change }
    this.#typed = undefined
    const { filter, search = '' } = this.#request
    this.emit('crm-filter-change', { filter, search })
    this.requestUpdate()
  }

  #searched(search: string, now: boolean): void {
    clearTimeout(this.#typing)
    this.#typed = search
    if (now) this.setRequest({ search })
    else this.#typing = setTimeout(() => this.setRequest({ search }), SEARCH_WAIT_MS)
  }

  readonly #keydown = (event: KeyboardEvent): void => {
    const plan = this.#plan
    const target = event.composedPath()[0]
    if (!plan || !(target instanceof HTMLElement) || !target.matches('.card')) return
    const id = target.closest<HTMLElement>('[data-record-id]')?.dataset['recordId']
    if (id === undefined) return
    this.#activeId = id
    const isOurs = boardKey(event, id, this.#view(plan), {
      isRtl: this.matches(':dir(rtl)'),
      focus: (next) => this.#focusCard(next),
      move: (request) => void this.#mover.move(request).then(() => this.#reveal(id)),
      open: (one) => void this.#open(one, event),
      toggleSelect: (one) => this.#toggleSelect(one),
      clearSelection: () => {
        const had = this.#selected.size > 0
        this.clearSelection()
        return had
      },
      openMove: (one) => this.#openMove(one, target),
      together: (one) => this.#together(one),
    })
    if (!isOurs) return
    event.preventDefault()
    event.stopPropagation()
    if (event.shiftKey) void this.updateComplete.then(() => this.#reveal(id))
  }

  readonly #clicked = (event: MouseEvent): void => {
    const id = idOf(event)
    if (id === undefined || this.#drag.swallowsClick || event.defaultPrevented) return
    if (event.ctrlKey || event.metaKey) this.#toggleSelect(id)
    else if (event.shiftKey) this.#selectTo(id)
    else void this.#open(id, event)
  }

  readonly #focused = (event: FocusEvent): void => {
    const id = idOf(event)
    if (id === undefined || id === this.#activeId) return
    this.#activeId = id
    this.requestUpdate()
  }

  async #open(id: string, originalEvent: Event): Promise<void> {
    const detail = { id, record: this.#source.record(id), originalEvent }
    const { proceed } = await this.askHost('card-open', detail)
    if (!proceed) return
    this.emit('crm-card-open', detail)
    const place = { entity: this.#plan?.info.name, id, view: 'record', trigger: 'card' }
    this.emit('crm-navigate', place, { cancelable: true })
  }

  #toggleSelect(id: string): void {
    if (!this.#selected.delete(id)) this.#selected.add(id)
    this.#anchor = id
    this.#selectionChanged()
  }

  /** From the last one chosen, in the same column. */
  #selectTo(id: string): void {
    const to = this.#source.find(id)
    const from = this.#source.find(this.#anchor ?? id)
    if (!to || !from || from.rows !== to.rows) return this.#toggleSelect(id)
    const [first, last] = [from.index, to.index].sort((a, b) => a - b) as [number, number]
    for (let index = first; index <= last; index++) {
      const one = to.rows.at(index)
      if (one !== undefined) this.#selected.add(one)
    }
    this.#selectionChanged()
  }

  #selectionChanged(): void {
    this.#withTools(() => undefined)
    this.announce(this.t('board.selected', { count: this.#selected.size }))
    this.emit('crm-selection-change', { ids: this.selected })
    this.requestUpdate()
  }

  /** The selected ones when it is one of them, in the order they lie. */
  #together(id: string): readonly string[] {
    if (!this.#selected.has(id)) return [id]
    return this.#places().flatMap(({ rows }) =>
      rows.loaded.filter((one) => this.#selected.has(one)),
    )
  }

  #openMove(id: string, anchor: HTMLElement): void {
    this.#activeId = id
    this.#withTools((tools) => void tools.openMove(this.#together(id), anchor))
  }

  #focusCard(id: string): void {
    this.#activeId = id
    this.requestUpdate()
    void this.updateComplete.then(() => {
      this.#reveal(id)
      this.#cardElement(id)?.focus({ preventScroll: true })
    })
  }

  #cardElement(id: string): HTMLElement | null {
    return this.renderRoot.querySelector(`[data-record-id="${CSS.escape(id)}"] .card`)
  }

  /** Scrolls as little as it must. */
  #reveal(id: string): void {
    const place = this.#source.find(id)
    const list = place && this.#lists().find(({ rows }) => rows === place.rows)
    if (!place || !list) return
    const { scroller } = list
    const top = place.index * this.#pitch
    const bottom = top + this.#pitch
    if (top < scroller.scrollTop) scroller.scrollTop = top
    else if (bottom > scroller.scrollTop + scroller.clientHeight)
      scroller.scrollTop = bottom - scroller.clientHeight
    scroller.closest('.column')?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }

  #over(x: number, y: number): void {
    const target = this.#targetAt(x, y)
    const isSame = target?.rows === this.#target?.rows && target?.index === this.#target?.index
    this.#target = target
    if (!isSame) this.requestUpdate()
  }

  #targetAt(
    x: number,
    y: number,
  ): (BoardView['target'] & Partial<Omit<Place, 'index'>>) | undefined {
    const column = this.#columnAt(x, y)
    const place = column && this.#placeAt(column)
    if (!column || !place) return undefined
    const scroller = column.querySelector('.cards-scroll')
    if (!scroller) return { ...place, index: 0 }
    const at = (y - scroller.getBoundingClientRect().top + scroller.scrollTop) / this.#pitch
    return { ...place, index: Math.max(0, Math.min(Math.round(at), place.rows.count)) }
  }

  #columnAt(x: number, y: number): HTMLElement | undefined {
    const columns = this.renderRoot.querySelectorAll<HTMLElement>('.column[data-column]')
    const board = this.renderRoot.querySelector('.board')?.getBoundingClientRect()
    if (!board || x < board.left || x > board.right || y < board.top || y > board.bottom) return
    return [...columns].find((column) => {
      const { left, right, top, bottom } = column.getBoundingClientRect()
      return x >= left - 6 && x <= right + 6 && y >= top && y <= bottom
    })
  }

  #scrollers(x: number, y: number): readonly HTMLElement[] {
    const board = this.renderRoot.querySelector<HTMLElement>('.board')
    const list = this.#columnAt(x, y)?.querySelector<HTMLElement>('.cards-scroll')
    return [list, board].flatMap((element) => element ?? [])
  }

  #dropped(ids: readonly string[]): void {
    const target = this.#target as (BoardView['target'] & Omit<Place, 'index'>) | undefined
    this.#target = undefined
    this.requestUpdate()
    if (!target) return this.#dragCancelled(ids)
    this.#activeId = ids[0]
    const { lane, column, rows, index } = target
    void this.#mover.move({ ids, to: { lane, column, rows }, index })
  }

  #dragCancelled(ids: readonly string[]): void {
    this.#target = undefined
    const from = this.#source.find(ids[0] ?? '')
    if (from)
      this.announce(
        this.t('board.dragCancelled', {
          title: this.#titles(ids),
          from: this.#nameOf(from.column),
        }),
      )
    this.requestUpdate()
  }

  /** Somebody else put it there. */
  #touched(id: string, to: Place | undefined): void {
    const title = this.#titleOf(this.#source.record(id))
    if (this.#drag.ids.includes(id)) {
      this.#drag.cancel()
      this.notify({ text: this.t('board.dragLost', { title }) })
      return
    }
    if (!to) return
    if (this.#hasFocus(id))
      this.announce(this.t('board.movedByOther', { title, to: this.#nameOf(to.column) }))
    this.#fresh.add(id)
    // One drawing for all of a burst.
    this.#fading ??= setTimeout(() => {
      this.#fading = undefined
      this.#fresh.clear()
      if (this.isConnected) this.requestUpdate()
    }, FRESH_MS)
  }

  #gone(ids: readonly string[]): void {
    for (const id of ids) {
      const wasSelected = this.#selected.delete(id)
      if (wasSelected) this.emit('crm-selection-change', { ids: this.selected })
      if (this.#drag.ids.includes(id)) {
        this.#drag.cancel()
        this.notify({ text: this.t('board.dragGone', { title: this.#titleOf(undefined) }) })
      }
      if (this.#hasFocus(id)) void this.updateComplete.then(() => this.focus())
    }
  }

  #hasFocus(id: string): boolean {
    const active = this.shadowRoot?.activeElement
    return active?.closest<HTMLElement>('[data-record-id]')?.dataset['recordId'] === id
  }

  #toggleColumn(key: string): void {
    if (!this.#collapsed.delete(key)) this.#collapsed.add(key)
    this.emit('crm-column-change', { collapsed: [...this.#collapsed] })
    this.requestUpdate()
  }

  async #startCreate({ rows }: Omit<Place, 'index'>): Promise<void> {
    this.#creating = { rows, busy: false }
    this.requestUpdate()
    await this.updateComplete
    this.renderRoot.querySelector<HTMLElement>('#quick-create')?.focus()
  }

  async #submitCreate(place: Omit<Place, 'index'>, title: string): Promise<void> {
    if (this.#creating?.busy) return
    const { rows } = place
    this.#creating = { rows, busy: true }
    this.requestUpdate()
    const record = await this.#mover.create(place, title)
    // Ready for the next one.
    if (this.#creating?.rows === rows) this.#creating = { rows, busy: false }
    this.requestUpdate()
    await this.updateComplete
    const input = this.renderRoot.querySelector<HTMLInputElement>('#quick-create')
    if (!record) return
    if (input) input.value = ''
    this.#source.place(record.id)
    await this.updateComplete
    this.#reveal(record.id)
    input?.focus()
  }

  #withTools(work: (tools: BoardTools) => void): void {
    if (this.#tools) work(this.#tools)
    else
      this.#loadTools().then(work, (error: unknown) => {
        this.fail(error, 'load')
      })
  }

  #loadTools(): Promise<BoardTools> {
    this.#loadingTools ??= import('./board-tools.ts').then(
      ({ BoardTools: Tools }) => {
        // eslint-disable-next-line @typescript-eslint/no-this-alias -- a getter of an object has a `this` of its own
        const board = this
        this.#tools = new Tools({
          element: this,
          get crm() {
            return board.crm
          },
          get request() {
            return board.#request
          },
          view: () => (this.#plan ? this.#view(this.#plan) : undefined),
          titleOf: (ids) => this.#titles(ids),
          places: () => this.#places(),
          setRequest: (change) => this.setRequest(change),
          move: (request) =>
            void this.#mover.move(request).then(() => this.#reveal(request.ids[0] ?? '')),
          moveSelected: (anchor) => {
            const [first] = this.selected
            if (first !== undefined) this.#openMove(first, anchor)
          },
          clearSelection: () => this.clearSelection(),
          emit: (type, detail, options) => this.emit(type, detail, options),
          announce: (text, how) => this.announce(text, how),
          notify: (notice) => this.notify(notice),
          fail: (error, source) => this.fail(error, source),
        })
        if (this.view !== undefined) void this.#tools.applyView(this.view)
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

  #moverHost(): ConstructorParameters<typeof Mover>[0] {
    // eslint-disable-next-line @typescript-eslint/no-this-alias -- a getter of an object has a `this` of its own
    const board = this
    return {
      get crm() {
        return board.crm
      },
      get plan() {
        return board.#plan
      },
      get source() {
        return board.#source
      },
      t: (key, values) => this.t(key, values),
      nameOf: (column) => this.#nameOf(column),
      laneName: (lane) => this.#laneName(lane),
      titleOf: (ids) => this.#titles(ids),
      announce: (text, how) => this.announce(text, how),
      notify: (notice) => this.notify(notice),
      fail: (error, source) => this.fail(error, source),
      emit: (type, detail) => this.emit(type, detail),
      askHost: (verb, detail) => this.askHost(verb, detail),
      askFields: async (question: RuleQuestion) => (await this.#loadTools()).askFields(question),
      reloadPlan: () => this.#replan(),
    }
  }
}

/** The record the event is about, however deep inside a card it began. */
function idOf(event: Event): string | undefined {
  const path = event.composedPath().filter((node) => node instanceof HTMLElement)
  const at = path.findIndex((node) => node.matches('.card'))
  if (at < 0 || path.slice(0, at).some((node) => node.matches('button, a[href], input, select')))
    return undefined
  return path[at]?.closest<HTMLElement>('[data-record-id]')?.dataset['recordId']
}
