import { html, nothing, type PropertyValues, type TemplateResult } from 'lit'

import { CrmElement } from '../base/crm-element.ts'
import { faultOf } from '../base/errors.ts'
import { FocusKeeper } from '../base/focus-keeper.ts'
import { calendarMessages } from '../i18n/en/calendar.ts'
import { timelineMessages } from '../i18n/en/timeline.ts'
import { addMessages } from '../i18n/table.ts'
import { icon } from '../primitives/icon.ts'
import { errorPanel, faultText } from '../primitives/panels.ts'
import { PopoverController } from '../primitives/popover.ts'
import { tabs } from '../primitives/tabs.ts'
import { addDays, dayIn, instantOf, ownZone, type PlainDay } from '../tasks/plain-day.ts'
import { addMonths, dayText, firstWeekday, weekOf, weeksOfMonth } from './calendar-days.ts'
import { byDay, type CalendarEntry, entryOf, minuteOf, patchToMove } from './calendar-entry.ts'
import { type GridView, monthGrid, type Place, weekGrid } from './calendar-grid.ts'
import { calendarPanel, type NewEntry, type Panel } from './calendar-panel.ts'
import { CalendarSource, MOST } from './calendar-source.ts'
import { calendarStyles } from './calendar-styles.ts'
import { nameOf } from './entry-chip.ts'
import { dragEntry } from './entry-drag.ts'

addMessages(calendarMessages, timelineMessages)

const KINDS = ['meeting', 'call', 'task']
/** Minutes an entry of a week moves by. */
const STEP = 15
/** Where a week begins to be shown: what is earlier is scrolled to. */
const FIRST_HOUR = 7

/**
 * @summary Meetings, calls and tasks by the day: a month or a week, moved by pointer or keys, added with a press.
 *
 * @fires crm-load {entity, count} - The entries of what is shown are there.
 * @fires crm-before-activity-create {data} - Cancelable, `respondWith(promise)`.
 * @fires crm-activity-create {id, kind} - An entry was added.
 * @fires crm-before-activity-move {id, from, to} - Cancelable, `respondWith(promise)`; `from` and `to` are instants.
 * @fires crm-activity-move {id, from, to} - An entry was moved.
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
  #scrolled = false

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
    for (const place of this.renderRoot.querySelectorAll<HTMLElement>('.block-place')) {
      const { minute = '0', minutes = '30', column = '0', of = '1' } = place.dataset
      place.style.setProperty('--_minute', minute)
      place.style.setProperty('--_minutes', minutes)
      place.style.setProperty('--_column', column)
      place.style.setProperty('--_of', of)
    }
    if (this.view !== 'week' || this.#scrolled) return
    const row = this.renderRoot.querySelector<HTMLElement>(
      `[data-hour-row="${String(FIRST_HOUR)}"]`,
    )
    const box = this.renderRoot.querySelector<HTMLElement>('.scroll')
    if (!row || !box) return
    this.#scrolled = true
    const head = this.renderRoot.querySelector<HTMLElement>('.hour-head')?.offsetHeight ?? 0
    box.scrollTop += row.getBoundingClientRect().top - box.getBoundingClientRect().top - head - 12
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
    const { locale } = this.localizer
    const options: Intl.DateTimeFormatOptions = { month: 'long', year: 'numeric' }
    return html`<div class="toolbar" part="toolbar">
      <div class="title" id="title" aria-live="polite">${dayText(this.#day, locale, options)}</div>
      <div class="steps">
        <button
          type="button"
          class="button"
          @click=${() => {
            this.day = this.#today
          }}
        >
          ${this.t('calendar.today')}
        </button>
        ${this.#stepButton(-1)} ${this.#stepButton(1)}
      </div>
      ${tabs({
        tabs: (['month', 'week'] as const).map((id) => ({ id, label: this.t(`calendar.${id}`) })),
        selected: this.view,
        label: this.t('calendar.view'),
        look: 'segments',
        onSelect: (id) => {
          this.view = id === 'week' ? 'week' : 'month'
        },
      })}
    </div>`
  }

  #stepButton(by: -1 | 1): TemplateResult {
    const key = by < 0 ? 'calendar.previous' : 'calendar.next'
    return html`<button
      type="button"
      class="button icon-only step"
      aria-label=${this.t(key)}
      @click=${() => {
        this.day = this.#stepped(by)
      }}
    >
      ${icon(by < 0 ? 'chevron-left' : 'chevron-right')}
    </button>`
  }

  #stepped(by: number): PlainDay {
    return this.view === 'week' ? addDays(this.#day, by * 7) : addMonths(this.#day, by)
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
        this.#show(event.currentTarget as HTMLElement, { kind: 'entry', id: entry.id })
      },
      grab: (event, entry) => {
        if (!this.#mayChange || !this.shadowRoot) return
        dragEntry(event, {
          root: this.shadowRoot,
          signal: this.signal,
          onDrop: (cell, offset) => void this.#drop(entry, cell, offset),
        })
      },
      showDay: (event, day) => {
        event.stopPropagation()
        this.#show(event.currentTarget as HTMLElement, { kind: 'day', day })
      },
      create: (event, place) => {
        this.#goTo(place)
        const cell = event.currentTarget as HTMLElement
        if (this.#isNarrow && this.view === 'month')
          this.#show(cell, { kind: 'day', day: place.day })
        else if (this.#mayAdd) this.#show(cell, { kind: 'new', place })
      },
    }
    const grid =
      this.view === 'week'
        ? weekGrid(view, this.#week)
        : monthGrid(view, this.#weeks, this.#day.slice(0, 7))
    return html`<div
      class="scroll"
      aria-busy=${String(this.#source.isLoading)}
      @keydown=${this.#keys}
    >
      ${grid}
    </div>`
  }

  /** Names of entries have no room: a day is opened instead. */
  get #isNarrow(): boolean {
    return this.getBoundingClientRect().width < 560
  }

  #panel(panel: Panel): unknown {
    const { crm } = this
    const entries = this.#entries
    return calendarPanel({
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
        void this.#move(entry, day, time)
      },
      done: (entry) => {
        this.#popover.close()
        crm?.records.update('activity', entry.id, { status: 'done' }).catch((error: unknown) => {
          this.#refused(error, 'save')
        })
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

  #show(anchor: HTMLElement, panel: Panel): void {
    this.#popover.close()
    this.panel = panel
    void this.#popover.open(anchor)
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

  async #create({ subject, kind, day, time }: NewEntry): Promise<void> {
    const { crm, panel } = this
    if (!crm || panel?.kind !== 'new') return
    if (subject === '') {
      await this.#turn({ ...panel, fault: this.t('calendar.needsSubject') })
      return
    }
    const timeZone = this.#zone
    const dueAt = instantOf(day, time, timeZone)
    const data = { kind, subject, dueAt, timeZone, allDay: time === undefined }
    const { proceed } = await this.askHost('activity-create', { data })
    if (!proceed) return
    try {
      const { id } = await crm.records.create('activity', data)
      this.#popover.close()
      await this.#source.look()
      this.announce(this.t('calendar.added', { name: subject, date: this.#said(day) }))
      this.emit('crm-activity-create', { id, kind })
    } catch (error) {
      this.fail(error, 'create')
      await this.#turn({ ...panel, fault: faultText(faultOf(error, 'create'), this.localizer.t) })
    }
  }

  async #drop(entry: CalendarEntry, cell: HTMLElement, offset: number): Promise<void> {
    const { day = '', hour = '-1' } = cell.dataset
    const minutes =
      Number(hour) * 60 + Math.round(((offset / cell.offsetHeight) * 60) / STEP) * STEP
    const isTimed = Number(hour) >= 0 && entry.time !== undefined
    await this.#move(entry, day as PlainDay, isTimed ? clockOf(minutes) : undefined)
  }

  /** Shown at once; back where it was when the host or the server says no. */
  async #move(entry: CalendarEntry, day: PlainDay, time: string | undefined): Promise<void> {
    const { crm } = this
    if (!crm || !this.#mayChange || (day === entry.day && (time ?? entry.time) === entry.time))
      return
    const patch = patchToMove(entry, day, time, this.#zone)
    const change = { id: entry.id, from: entry.record['dueAt'], to: patch['dueAt'] }
    const { proceed } = await this.askHost('activity-move', change)
    if (!proceed) return
    try {
      await crm.records.update('activity', entry.id, patch)
      this.announce(
        this.t('calendar.moved', { name: nameOf(entry, this.localizer.t), date: this.#said(day) }),
      )
      this.emit('crm-activity-move', change)
    } catch (error) {
      this.#refused(error, 'move')
    }
  }

  #said(day: PlainDay): string {
    return dayText(day, this.localizer.locale, { weekday: 'long', day: 'numeric', month: 'long' })
  }

  #refused(error: unknown, source: string): void {
    if (!this.fail(error, source)) return
    const text = faultText(faultOf(error, source), this.localizer.t)
    this.notify({ kind: 'error', text })
    this.announce(text, 'assertive')
  }

  /** APG grid of dates: arrows, Home and End, page keys; in an entry, arrows go on, Shift and arrows move it. */
  #keys = (event: KeyboardEvent): void => {
    const target = event.target as HTMLElement
    const cell = target.closest<HTMLElement>('.cell')
    if (!cell || event.ctrlKey || event.metaKey || event.altKey) return
    const isDone =
      target === cell ? this.#cellKey(event, cell) : this.#entryKey(event, target, cell)
    if (!isDone) return
    event.preventDefault()
    event.stopPropagation()
  }

  #cellKey(event: KeyboardEvent, cell: HTMLElement): boolean {
    const place = placeOf(cell)
    if (event.key === 'Enter') {
      if (this.#mayAdd) this.#show(cell, { kind: 'new', place })
      return true
    }
    if (event.key === ' ' || event.key === 'F2') {
      cell.querySelector<HTMLElement>('.chip')?.focus()
      return true
    }
    const next = this.#nextPlace(event, place)
    if (!next) return false
    void this.#focusPlace(next)
    return true
  }

  #nextPlace({ key, shiftKey }: KeyboardEvent, { day, hour }: Place): Place | undefined {
    const isWeek = this.view === 'week'
    const week = weekOf(day, firstWeekday(this.localizer.locale))
    const along = this.matches(':dir(rtl)') ? -1 : 1
    switch (key) {
      case 'ArrowRight':
        return { day: addDays(day, along), hour }
      case 'ArrowLeft':
        return { day: addDays(day, -along), hour }
      case 'ArrowDown':
        return isWeek ? { day, hour: Math.min(23, hour + 1) } : { day: addDays(day, 7), hour }
      case 'ArrowUp':
        return isWeek ? { day, hour: Math.max(-1, hour - 1) } : { day: addDays(day, -7), hour }
      case 'Home':
        return { day: week[0] ?? day, hour }
      case 'End':
        return { day: week[6] ?? day, hour }
      case 'PageDown':
      case 'PageUp': {
        const by = key === 'PageDown' ? 1 : -1
        if (isWeek) return { day: addDays(day, by * 7), hour }
        return { day: addMonths(day, shiftKey ? by * 12 : by), hour }
      }
      default:
        return undefined
    }
  }

  async #focusPlace(place: Place): Promise<void> {
    this.#goTo(place)
    await this.updateComplete
    this.renderRoot
      .querySelector<HTMLElement>(
        `.cell[data-day="${place.day}"][data-hour="${String(place.hour)}"]`,
      )
      ?.focus()
  }

  #entryKey(event: KeyboardEvent, target: HTMLElement, cell: HTMLElement): boolean {
    if (event.key === 'Escape') {
      cell.focus()
      return true
    }
    if (!event.key.startsWith('Arrow')) return false
    const chip = target.closest<HTMLElement>('.chip')
    const entry = this.#entries.find(({ id }) => id === chip?.dataset['recordId'])
    if (event.shiftKey && entry) {
      void this.#shift(event.key, entry)
      return true
    }
    const items = [...cell.querySelectorAll<HTMLElement>('.chip, .more')]
    const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    items[items.indexOf(target) + by]?.focus()
    return true
  }

  async #shift(key: string, entry: CalendarEntry): Promise<void> {
    const along = this.matches(':dir(rtl)') ? -1 : 1
    const isUpright = key === 'ArrowDown' || key === 'ArrowUp'
    const by =
      key === 'ArrowDown' ? 1 : key === 'ArrowUp' ? -1 : key === 'ArrowRight' ? along : -along
    const isTimed = this.view === 'week' && isUpright
    if (isTimed && entry.time === undefined) return
    const day = addDays(entry.day, isTimed ? 0 : isUpright ? by * 7 : by)
    const time = isTimed ? clockOf(minuteOf(entry.time ?? '') + by * STEP) : undefined
    const moved = this.#move(entry, day, time)
    // Where it went is what is shown.
    this.day = day
    await moved
    await this.updateComplete
    this.renderRoot.querySelector<HTMLElement>(`.chip[data-record-id="${entry.id}"]`)?.focus()
  }
}

function placeOf({ dataset: { day = '', hour = '-1' } }: HTMLElement): Place {
  return { day: day as PlainDay, hour: Number(hour) }
}

/** Within the day: what is dragged over its edge stays at it. */
function clockOf(minutes: number): string {
  const within = Math.max(0, Math.min(24 * 60 - STEP, minutes))
  const two = (number: number): string => String(number).padStart(2, '0')
  return `${two(Math.floor(within / 60))}:${two(within % 60)}`
}
