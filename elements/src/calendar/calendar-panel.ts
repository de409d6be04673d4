import { html, nothing, type TemplateResult } from 'lit'

import type { Localizer } from '../i18n/localizer.ts'
import { icon } from '../primitives/icon.ts'
import { addDays, type PlainDay } from '../tasks/plain-day.ts'
import { activityIcon } from '../timeline/activity-icon.ts'
import { dayText } from './calendar-days.ts'
import { type CalendarEntry, STEP } from './calendar-entry.ts'
import type { Place } from './calendar-grid.ts'
import { clock, nameOf } from './entry-chip.ts'

export type Panel =
  | { readonly kind: 'entry'; readonly id: string }
  | { readonly kind: 'day'; readonly day: PlainDay }
  | { readonly kind: 'new'; readonly place: Place; readonly fault?: string }

export interface NewEntry {
  readonly subject: string
  readonly kind: string
  readonly day: PlainDay
  /** Undefined: the whole day. */
  readonly time: string | undefined
}

export interface PanelView {
  readonly localizer: Localizer
  readonly panel: Panel
  readonly kinds: readonly string[]
  readonly mayChange: boolean
  readonly mayAdd: boolean
  readonly entry: CalendarEntry | undefined
  readonly entries: readonly CalendarEntry[]
  readonly create: (entry: NewEntry) => void
  readonly move: (entry: CalendarEntry, day: PlainDay, time: string | undefined) => void
  readonly stretch: (entry: CalendarEntry, minutes: number) => void
  readonly done: (entry: CalendarEntry) => void
  readonly openRecord: (entry: CalendarEntry) => void
  readonly show: (panel: Panel) => void
}

/** What a press on an entry, a day or its "+3 more" shows. */
export function calendarPanel(view: PanelView): unknown {
  const { panel } = view
  if (panel.kind === 'new') return newForm(view, panel.place, panel.fault)
  if (panel.kind === 'day') return dayList(view, panel.day)
  return view.entry ? entryCard(view, view.entry) : nothing
}

function entryCard(view: PanelView, entry: CalendarEntry): TemplateResult {
  const { localizer, mayChange, move } = view
  const { t, locale } = localizer
  const { day, time, isDone } = entry
  const when = dayText(day, locale, { weekday: 'long', day: 'numeric', month: 'long' })
  const read = (event: Event): void => {
    const form = (event.target as Element).closest('form')
    const value = (name: string): string =>
      form?.querySelector<HTMLInputElement>(`[name=${name}]`)?.value ?? ''
    const to = value('day')
    if (to !== '')
      move(entry, to as PlainDay, time === undefined ? undefined : value('time') || time)
  }
  return html`<form
    class="card"
    @submit=${(event: Event) => {
      event.preventDefault()
      read(event)
    }}
  >
    <p class="card-title" id="panel-title">
      <span class="chip-icon" data-kind=${entry.kind}>${activityIcon(entry.kind)}</span>
      <bdi>${nameOf(entry, t)}</bdi>
    </p>
    <p class="card-when">${when}${time === undefined ? '' : `, ${clock(localizer, time)}`}</p>
    ${
      mayChange
        ? html`<div class="card-move">
              <input
                class="input"
                type="date"
                name="day"
                required
                aria-label=${t('calendar.day')}
                .value=${day}
              />
              ${
                time === undefined
                  ? nothing
                  : html`<input
                      class="input"
                      type="time"
                      name="time"
                      required
                      aria-label=${t('calendar.time')}
                      .value=${time}
                    />`
              }
              <button type="submit" class="button">${t('calendar.move')}</button>
            </div>
            <div class="card-steps">
              ${stepButton(t('calendar.earlier'), () => move(entry, addDays(day, -1), undefined))}
              ${stepButton(t('calendar.later'), () => move(entry, addDays(day, 1), undefined))}
              ${time === undefined ? nothing : lengthButtons(view, entry)}
            </div>`
        : nothing
    }
    <div class="card-foot">
      ${
        mayChange && !isDone
          ? html`<button
              type="button"
              class="button ghost small"
              @click=${() => {
                view.done(entry)
              }}
            >
              ${icon('check')} ${t('calendar.markDone')}
            </button>`
          : nothing
      }
      <button
        type="button"
        class="button primary small"
        autofocus
        @click=${() => {
          view.openRecord(entry)
        }}
      >
        ${t('calendar.open')}
      </button>
    </div>
  </form>`
}

/** What the lower edge does, without dragging (WCAG 2.2 SC 2.5.7). */
function lengthButtons({ localizer: { t }, stretch }: PanelView, entry: CalendarEntry): unknown {
  return [-STEP, STEP].map((by) => {
    const minutes = entry.minutes + by
    const key = by < 0 ? 'calendar.shorter' : 'calendar.longer'
    return minutes < STEP
      ? nothing
      : stepButton(t(key, { count: STEP }), () => stretch(entry, minutes))
  })
}

function stepButton(label: string, onPress: () => void): TemplateResult {
  return html`<button type="button" class="button small" @click=${onPress}>${label}</button>`
}

function dayList(view: PanelView, day: PlainDay): TemplateResult {
  const { localizer, entries, mayAdd } = view
  const { t, locale } = localizer
  return html`<div class="day-list">
    <p class="card-title" id="panel-title">
      ${dayText(day, locale, { weekday: 'long', day: 'numeric', month: 'long' })}
    </p>
    <ul role="list">
      ${entries.map(
        (entry) =>
          html`<li>
            <button
              type="button"
              class="chip line ${entry.isDone ? 'is-done' : ''}"
              data-kind=${entry.kind}
              @click=${() => {
                view.show({ kind: 'entry', id: entry.id })
              }}
            >
              <span class="chip-icon">${activityIcon(entry.kind)}</span>
              <span class="chip-text"><bdi>${nameOf(entry, t)}</bdi></span>
              ${entry.time === undefined ? nothing : html`<span class="chip-time">${clock(localizer, entry.time)}</span>`}
            </button>
          </li>`,
      )}
    </ul>
    ${
      mayAdd
        ? html`<button
            type="button"
            class="button small"
            @click=${() => {
              view.show({ kind: 'new', place: { day, hour: -1 } })
            }}
          >
            ${icon('plus')} ${t('calendar.new')}
          </button>`
        : nothing
    }
  </div>`
}

function newForm(view: PanelView, { day, hour }: Place, fault: string | undefined): TemplateResult {
  const { localizer, kinds, create } = view
  const { t, locale } = localizer
  const date = dayText(day, locale, { weekday: 'long', day: 'numeric', month: 'long' })
  return html`<form
    class="card"
    novalidate
    @submit=${(event: Event) => {
      event.preventDefault()
      const form = new FormData(event.target as HTMLFormElement)
      const text = (name: string): string => {
        const value = form.get(name)
        return typeof value === 'string' ? value.trim() : ''
      }
      create({
        ...{ subject: text('subject'), kind: text('kind') },
        day: (text('day') || day) as PlainDay,
        time: text('time') || undefined,
      })
    }}
  >
    <p class="card-title" id="panel-title">${t('calendar.newOn', { date })}</p>
    <input
      class="input"
      name="subject"
      maxlength="300"
      autocomplete="off"
      autofocus
      aria-label=${t('calendar.subject')}
      placeholder=${t('calendar.subject')}
      aria-invalid=${fault === undefined ? nothing : 'true'}
      aria-describedby=${fault === undefined ? nothing : 'panel-fault'}
    />
    ${fault === undefined ? nothing : html`<p class="error-text" id="panel-fault" role="alert">${fault}</p>`}
    <div class="card-move">
      <select class="input" name="kind" aria-label=${t('calendar.kind')}>
        ${kinds.map(
          (kind) =>
            html`<option value=${kind}>
              ${t(`timeline.kind.${kind}` as 'timeline.kind.task')}
            </option>`,
        )}
      </select>
      <input
        class="input"
        type="time"
        name="time"
        aria-label=${t('calendar.time')}
        .value=${hour < 0 ? '' : `${String(hour).padStart(2, '0')}:00`}
      />
    </div>
    <div class="card-foot">
      <button type="submit" class="button primary small">${t('calendar.add')}</button>
    </div>
  </form>`
}
