import { html, nothing, type TemplateResult } from 'lit'
import { repeat } from 'lit/directives/repeat.js'

import type { Localizer } from '../i18n/localizer.ts'
import type { PlainDay } from '../tasks/plain-day.ts'
import { dayText } from './calendar-days.ts'
import { type CalendarEntry, columnsOf, minuteOf } from './calendar-entry.ts'
import { clock, entryChip } from './entry-chip.ts'

/** Where one is in the grid: a day, in a week also an hour; -1 is the row of whole days. */
export interface Place {
  readonly day: PlainDay
  readonly hour: number
}

export interface GridView {
  readonly localizer: Localizer
  readonly days: ReadonlyMap<PlainDay, readonly CalendarEntry[]>
  readonly today: PlainDay
  readonly cursor: Place
  readonly open: (event: Event, entry: CalendarEntry) => void
  readonly grab: (event: PointerEvent, entry: CalendarEntry) => void
  /** Undefined where nothing may be changed. */
  readonly stretch: ((event: PointerEvent, entry: CalendarEntry) => void) | undefined
  readonly showDay: (event: Event, day: PlainDay) => void
  readonly create: (event: MouseEvent, place: Place) => void
}

/** Lines of a day before the rest is behind "+3 more". */
const LINES = 3

/** Six or fewer weeks of days (APG grid); each cell is one stop, what is in it is reached from it. */
export function monthGrid(
  view: GridView,
  weeks: readonly (readonly PlainDay[])[],
  month: string,
): TemplateResult {
  const { locale } = view.localizer
  return html`<div class="month" role="grid" aria-labelledby="title" aria-describedby="keys">
    <div class="weekdays" role="row">
      ${weeks[0]?.map(
        (day) =>
          html`<div class="weekday" role="columnheader">
            <span aria-hidden="true">${dayText(day, locale, { weekday: 'short' })}</span>
            <span class="visually-hidden">${dayText(day, locale, { weekday: 'long' })}</span>
          </div>`,
      )}
    </div>
    ${weeks.map(
      (week) =>
        html`<div class="week-row" role="row">
          ${week.map((day) => monthCell(view, day, month))}
        </div>`,
    )}
  </div>`
}

function monthCell(view: GridView, day: PlainDay, month: string): TemplateResult {
  const { localizer, days, today, cursor } = view
  const { t, locale, format } = localizer
  const entries = days.get(day) ?? []
  const shown = entries.length > LINES ? entries.slice(0, LINES - 1) : entries
  const rest = entries.length - shown.length
  return html`<div
    class="cell ${day.startsWith(month) ? '' : 'outside'} ${day === today ? 'today' : ''}"
    part="day"
    role="gridcell"
    tabindex=${day === cursor.day ? 0 : -1}
    data-day=${day}
    data-hour="-1"
    data-record-id=${day}
    aria-current=${day === today ? 'date' : nothing}
    aria-haspopup="dialog"
    @click=${(event: MouseEvent) => {
      view.create(event, { day, hour: -1 })
    }}
  >
    <span class="number" aria-hidden="true">${format.number(Number(day.slice(8)))}</span>
    <span class="visually-hidden"
      >${dayText(day, locale, { dateStyle: 'full' })}${
        entries.length === 0 ? '' : `, ${t('calendar.count', { count: entries.length })}`
      }</span
    >
    ${repeat(
      shown,
      ({ id }) => id,
      (entry) => chipOf(view, entry, day, 'line'),
    )}
    ${
      rest > 0
        ? html`<button
            type="button"
            class="more"
            tabindex="-1"
            aria-haspopup="dialog"
            aria-expanded="false"
            @click=${(event: Event) => {
              view.showDay(event, day)
            }}
          >
            ${t('calendar.more', { count: rest })}
          </button>`
        : nothing
    }
  </div>`
}

/** Seven days by their hours; above them what takes the whole day. */
export function weekGrid(view: GridView, week: readonly PlainDay[]): TemplateResult {
  const { localizer, today } = view
  const { locale, format, t } = localizer
  const columns = new Map(week.map((day) => [day, columnsOf(timed(view, day))] as const))
  return html`<div class="hours" role="grid" aria-labelledby="title" aria-describedby="keys">
    <div class="hour-head" role="row">
      <div class="gutter" role="columnheader">
        <span class="visually-hidden">${t('calendar.time')}</span>
      </div>
      ${week.map(
        (day) =>
          html`<div class="weekday ${day === today ? 'today' : ''}" role="columnheader">
            <span>${dayText(day, locale, { weekday: 'short' })}</span>
            <span class="number">${format.number(Number(day.slice(8)))}</span>
          </div>`,
      )}
    </div>
    <div class="hour-row whole-row" role="row">
      <div class="gutter" role="rowheader">${t('calendar.allDay')}</div>
      ${week.map((day) => hourCell(view, { day, hour: -1 }, whole(view, day), undefined))}
    </div>
    ${Array.from({ length: 24 }, (_, hour) => {
      const label = clock(localizer, `${String(hour).padStart(2, '0')}:00`)
      return html`<div class="hour-row" role="row" data-hour-row=${hour}>
        <div class="gutter" role="rowheader"><span>${label}</span></div>
        ${week.map((day) => {
          const own = timed(view, day).filter(
            ({ time }) =>
              minuteOf(time ?? '') >= hour * 60 && minuteOf(time ?? '') < hour * 60 + 60,
          )
          return hourCell(view, { day, hour }, own, columns.get(day))
        })}
      </div>`
    })}
  </div>`
}

function whole({ days }: GridView, day: PlainDay): readonly CalendarEntry[] {
  return (days.get(day) ?? []).filter((entry) => entry.time === undefined || entry.day !== day)
}

function timed({ days }: GridView, day: PlainDay): readonly CalendarEntry[] {
  return (days.get(day) ?? []).filter((entry) => entry.time !== undefined && entry.day === day)
}

function hourCell(
  view: GridView,
  { day, hour }: Place,
  entries: readonly CalendarEntry[],
  columns: ReturnType<typeof columnsOf> | undefined,
): TemplateResult {
  const { localizer, cursor } = view
  const { locale, t } = localizer
  const isCursor = day === cursor.day && hour === cursor.hour
  const when =
    hour < 0 ? t('calendar.allDay') : clock(localizer, `${String(hour).padStart(2, '0')}:00`)
  return html`<div
    class="cell slot"
    role="gridcell"
    tabindex=${isCursor ? 0 : -1}
    data-day=${day}
    data-hour=${hour}
    data-record-id="${day}T${hour}"
    aria-haspopup="dialog"
    @click=${(event: MouseEvent) => {
      view.create(event, { day, hour })
    }}
  >
    <span class="visually-hidden">${dayText(day, locale, { dateStyle: 'full' })}, ${when}</span>
    ${repeat(
      entries,
      ({ id }) => id,
      (entry) => {
        const place = columns?.get(entry.id)
        if (!place) return chipOf(view, entry, day, 'line')
        const minute = minuteOf(entry.time ?? '') - hour * 60
        return html`<div
          class="block-place"
          data-minute=${minute}
          data-minutes=${entry.minutes}
          data-column=${place.column}
          data-of=${place.of}
        >
          ${chipOf(view, entry, day, 'block')} ${stretchEdge(view, entry)}
        </div>`
      },
    )}
  </div>`
}

/** For pointers: keys and the panel do the same. */
function stretchEdge({ stretch }: GridView, entry: CalendarEntry): TemplateResult | typeof nothing {
  if (!stretch || entry.lastDay !== entry.day) return nothing
  return html`<span
    class="stretch"
    aria-hidden="true"
    @pointerdown=${(event: PointerEvent) => {
      stretch(event, entry)
    }}
    @click=${(event: Event) => {
      event.stopPropagation()
    }}
  ></span>`
}

function chipOf(
  view: GridView,
  entry: CalendarEntry,
  day: PlainDay,
  look: 'line' | 'block',
): TemplateResult {
  return entryChip({
    localizer: view.localizer,
    entry,
    look,
    isRest: entry.day !== day,
    open: (event) => {
      view.open(event, entry)
    },
    grab: (event) => {
      view.grab(event, entry)
    },
  })
}
