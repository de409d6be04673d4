import { html, nothing, type PropertyValues, type TemplateResult } from 'lit'

import { CrmElement } from '../base/crm-element.ts'
import { faultOf } from '../base/errors.ts'
import { FocusKeeper } from '../base/focus-keeper.ts'
import { activityKindMessages } from '../i18n/en/activity-kinds.ts'
import { calendarMessages } from '../i18n/en/calendar.ts'
import { addMessages } from '../i18n/table.ts'
import { errorPanel } from '../primitives/panels.ts'
import { PopoverController } from '../primitives/popover.ts'
import { addDays, dayIn, ownZone, type PlainDay } from '../tasks/plain-day.ts'
import { addMonths, firstWeekday, weekOf, weeksOfMonth } from './calendar-days.ts'
import { byDay, type CalendarEntry, clockOf, entryOf, STEP } from './calendar-entry.ts'
import { type GridView, monthGrid, type Place, weekGrid } from './calendar-grid.ts'
import { CalendarKeys, placeOf } from './calendar-keys.ts'
import type { NewEntry, Panel } from './calendar-panel.ts'
import { CalendarSource, MOST } from './calendar-source.ts'
import { calendarStyles } from './calendar-styles.ts'
import { calendarToolbar } from './calendar-toolbar.ts'
import { dragEntry } from './entry-drag.ts'
import { stretchEntry } from './entry-stretch.ts'
import { EntryWrites } from './entry-writes.ts'
import { FIRST_HOUR, placeBlocks, scrollToFirstHour } from './week-blocks.ts'

addMessages(calendarMessages, activityKindMessages)

const KINDS = ['meeting', 'call', 'task']

/**
 * @summary Meetings, calls and tasks by the day: a month or a week, moved by pointer or keys, added with a press.
 *
 * @fires crm-load {entity, count} - The entries of what is shown are there.
 * @fires crm-before-activity-create {data} - Cancelable, `respondWith(promise)`.
 * @fires crm-activity-create {id, kind} - An entry was added.
 * @fires crm-before-activity-move {id, from, to} - Cancelable, `respondWith(promise)`; `from` and `to` are instants.
 * @fires crm-activity-move {id, from, to} - An entry was moved.
 * @fires crm-before-activity-resize {id, from, to} - Cancelable, `respondWith(promise)`; `from` and `to` are the ends.
 * @fires crm-activity-resize {id, from, to} - An entry is longer or shorter now.
 * @fires crm-activity-open {id, kind} - Somebody wants to see an entry.
 * @fires crm-navigate {entity, id, view, href, trigger} - The same, for a router.
 * @fires crm-range-change {view, from, to} - Another month or week is shown.
 * @fires crm-error {code, status, message, requestId, retryable, source} - Cancelable: then the host shows it.
 *
 * @csspart base - The outer box.
 * @csspart toolbar - What is shown, and the way to other times.
 * @csspart day - A day of the month.
 * @csspart entry - An entry.
 * @csspart panel - What a press shows.
 */
export class CrmCalendar extends CrmElement {
  static override readonly styles = [...CrmElement.styles, ...calendarStyles]
  static override properties = {
    ...CrmElement.properties,
    view: { reflect: true },
    day: {},
    scope: {},
    kinds: {},
    timeZone: { attribute: 'time-zone' },
    height: { reflect: true },
    readonly: { type: Boolean, reflect: true },
    panel: { state: true },
    hour: { state: true },
  }

  /** What is shown: `month` or `week`. */
  declare view: 'month' | 'week'
  /** The day one is at, `2026-11-20`; default today. */
  declare day: PlainDay | undefined
  /** Whose: `mine` or `all` one may see. */
  declare scope: 'mine' | 'all'
  /** Kinds of activities; default `meeting,call,task`. */
  declare kinds: string | undefined
  /** IANA name of the zone whose days and hours are shown; default the browser's. */
  declare timeZone: string | undefined
  /** `fill` takes the height of its place. */
  declare height: string | undefined
  /** Nothing can be added or moved. */
  declare readonly: boolean
  declare protected panel: Panel | undefined
  declare protected hour: number

  readonly #popover = new PopoverController(this, {
    selector: '#panel',
    onClose: () => {
      this.panel = undefined
    },
  })
  readonly #source = new CalendarSource({
    changed: () => {
      this.requestUpdate()
    },
    loaded: (count) => {
      this.emit('crm-load', { entity: 'activity', count })
    },
    failed: (error) => void this.fail(error, 'calendar'),
  })
  readonly #writes = new EntryWrites(this.voice, {
    crm: () => this.crm,
    zone: () => this.#zone,
    created: () => {
      this.#popover.close()
      return this.#source.look()
    },
  })
  readonly #keys = new CalendarKeys({
    root: () => this.renderRoot,
    space: () => ({
      view: this.view,
      locale: this.localizer.locale,
      isRtl: this.matches(':dir(rtl)'),
    }),
    entry: (id) => this.#entries.find((entry) => entry.id === id),
    add: (cell, place) => {
      if (this.#mayAdd) void this.#show(cell, { kind: 'new', place })
    },
    goTo: ({ day, hour = this.hour }) => {
      this.#goTo({ day, hour })
      return this.updateComplete
    },
    writes: () => (this.#mayChange ? this.#writes : undefined),
  })
  #scrolled = false
  /** A chunk that is loaded when the first is opened. */
  #panels: typeof import('./calendar-panel.ts') | undefined

  constructor() {
    super()
    this.view = 'month'
    this.scope = 'mine'
    this.readonly = false
    this.hour = FIRST_HOUR + 2
    new FocusKeeper(this)
  }

  /** Reads again what is shown. */
  async refresh(): Promise<void> {
    await this.#source.look()
  }

  override disconnectedCallback(): void {
    this.#source.stop()
    super.disconnectedCallback()
  }

  protected override clientChanged(): void {
    this.crm?.session.ready().then(
      () => {
        this.requestUpdate()
      },
      () => undefined,
    )
  }

  protected override reconnected(): void {
    void this.#source.look()
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed)
    if (changed.has('view')) this.#scrolled = false
    const { crm } = this
    if (!crm || !this.isConnected) return
    const own = this.kinds?.split(/[\s,]+/).filter(Boolean)
    const [from, to] = this.#shown
    const isOther = this.#source.show({
      ...{ crm, from, to, mine: this.scope === 'mine' },
      kinds: own && own.length > 0 ? own : KINDS,
    })
    if (isOther && this.hasUpdated) this.emit('crm-range-change', { view: this.view, from, to })
    this.setState('loading', this.#source.records === undefined && this.#source.error === undefined)
    this.setState('error', this.#source.error !== undefined)
  }

  protected override updated(): void {
    placeBlocks(this.renderRoot)
    if (this.view === 'week' && !this.#scrolled)
      this.#scrolled = scrollToFirstHour(this.renderRoot, this.#day)
  }

  get #zone(): string {
    return this.timeZone ?? ownZone()
  }

  get #today(): PlainDay {
    return dayIn(Date.now(), this.#zone)
  }

  get #day(): PlainDay {
    return this.day ?? this.#today
  }

  get #week(): readonly PlainDay[] {
    return weekOf(this.#day, firstWeekday(this.localizer.locale))
  }

  get #weeks(): readonly (readonly PlainDay[])[] {
    return weeksOfMonth(this.#day, firstWeekday(this.localizer.locale))
  }

  get #shown(): readonly [from: PlainDay, to: PlainDay] {
    const days = this.view === 'week' ? this.#week : this.#weeks.flat()
    return [days[0] ?? this.#day, days.at(-1) ?? this.#day]
  }

  get #mayChange(): boolean {
    return !this.readonly && this.crm?.session.can('activity.update') === true
  }

  get #mayAdd(): boolean {
    return !this.readonly && this.crm?.session.can('activity.create') === true
  }

  get #entries(): readonly CalendarEntry[] {
    return (this.#source.records ?? []).flatMap((record) => entryOf(record, this.#zone) ?? [])
  }

  protected override render(): TemplateResult {
    const { error, records } = this.#source
    const isFailed = error !== undefined && !records
    return html`<div part="base" class="base">
      ${this.#toolbar()} ${isFailed ? this.#failed(error) : this.#grid()}
      ${this.#source.isCut ? html`<p class="cut">${this.t('calendar.hidden', { count: MOST })}</p>` : nothing}
      <p class="visually-hidden" id="keys">${this.t('calendar.keys')}</p>
      <div
        class="popover"
        id="panel"
        part="panel"
        popover="auto"
        role="dialog"
        aria-labelledby="panel-title"
      >
        ${this.panel ? this.#panel(this.panel) : nothing}
      </div>
    </div>`
  }

  #toolbar(): TemplateResult {
    return calendarToolbar({
      localizer: this.localizer,
      day: this.#day,
      view: this.view,
      goToday: () => {
        this.day = this.#today
      },
      step: (by) => {
        this.day = this.view === 'week' ? addDays(this.#day, by * 7) : addMonths(this.#day, by)
      },
      show: (view) => {
        this.view = view
      },
    })
  }

  #failed(error: unknown): TemplateResult {
    const fault = faultOf(error, 'calendar')
    return errorPanel(fault, {
      localizer: this.localizer,
      ...(fault.status === 403 ? {} : { onRetry: () => void this.#source.look() }),
    })
  }

  #grid(): TemplateResult {
    const view: GridView = {
      localizer: this.localizer,
      days: byDay(this.#entries),
      today: this.#today,
      cursor: { day: this.#day, hour: this.view === 'week' ? this.hour : -1 },
      open: (event, entry) => {
        event.stopPropagation()
        void this.#show(event.currentTarget as HTMLElement, { kind: 'entry', id: entry.id })
      },
      grab: (event, entry) => {
        if (!this.#mayChange || !this.shadowRoot) return
        dragEntry(event, {
          root: this.shadowRoot,
          signal: this.signal,
          onDrop: (cell, offset) => void this.#drop(entry, cell, offset),
        })
      },
      stretch: this.#mayChange
        ? (event, entry) => {
            stretchEntry(event, {
              signal: this.signal,
              onEnd: (minutes) => void this.#writes.stretch(entry, minutes),
            })
          }
        : undefined,
      showDay: (event, day) => {
        event.stopPropagation()
        void this.#show(event.currentTarget as HTMLElement, { kind: 'day', day })
      },
      create: (event, place) => {
        this.#goTo(place)
        const cell = event.currentTarget as HTMLElement
        if (this.#isNarrow && this.view === 'month')
          void this.#show(cell, { kind: 'day', day: place.day })
        else if (this.#mayAdd) void this.#show(cell, { kind: 'new', place })
      },
    }
    const grid =
      this.view === 'week'
        ? weekGrid(view, this.#week)
        : monthGrid(view, this.#weeks, this.#day.slice(0, 7))
    return html`<div
      class="scroll"
      aria-busy=${String(this.#source.isLoading)}
      @keydown=${this.#keys.handle}
    >
      ${grid}
    </div>`
  }

  /** Names of entries have no room: a day is opened instead. */
  get #isNarrow(): boolean {
    return this.getBoundingClientRect().width < 560
  }

  #panel(panel: Panel): unknown {
    const entries = this.#entries
    return this.#panels?.calendarPanel({
      localizer: this.localizer,
      panel,
      kinds: KINDS,
      mayChange: this.#mayChange,
      mayAdd: this.#mayAdd,
      entry: panel.kind === 'entry' ? entries.find(({ id }) => id === panel.id) : undefined,
      entries: panel.kind === 'day' ? (byDay(entries).get(panel.day) ?? []) : [],
      create: (entry) => void this.#create(entry),
      move: (entry, day, time) => {
        this.#popover.close()
        void this.#writes.move(entry, day, time)
      },
      stretch: (entry, minutes) => void this.#writes.stretch(entry, minutes),
      done: (entry) => {
        this.#popover.close()
        void this.#writes.done(entry)
      },
      openRecord: ({ id, kind }) => {
        this.#popover.close()
        this.emit('crm-activity-open', { id, kind })
        const detail = { entity: 'activity', id, view: 'record', href: `/activity/${id}` }
        this.emit('crm-navigate', { ...detail, trigger: 'calendar' }, { cancelable: true })
      },
      show: (next) => void this.#turn(next),
    })
  }

  async #show(anchor: HTMLElement, panel: Panel): Promise<void> {
    this.#popover.close()
    try {
      this.#panels ??= await import('./calendar-panel.ts')
    } catch (error) {
      // The page is older than what the server has now: its chunks are gone.
      this.fail(error, 'load')
      return
    }
    this.panel = panel
    await this.#popover.open(anchor)
  }

  /** Something else in the open panel. */
  async #turn(panel: Panel): Promise<void> {
    this.panel = panel
    await this.updateComplete
    const box = this.renderRoot.querySelector('#panel')
    box?.querySelector<HTMLElement>('[autofocus], button, input')?.focus()
  }

  #goTo({ day, hour }: Place): void {
    this.day = day
    if (this.view === 'week') this.hour = hour
  }

  async #create(entry: NewEntry): Promise<void> {
    const { panel } = this
    if (panel?.kind !== 'new') return
    const fault = await this.#writes.create(entry)
    if (fault !== undefined) await this.#turn({ ...panel, fault })
  }

  async #drop(entry: CalendarEntry, cell: HTMLElement, offset: number): Promise<void> {
    const { day, hour } = placeOf(cell)
    const minutes = hour * 60 + Math.round(((offset / cell.offsetHeight) * 60) / STEP) * STEP
    const isTimed = hour >= 0 && entry.time !== undefined
    await this.#writes.move(entry, day, isTimed ? clockOf(minutes) : undefined)
  }
}
