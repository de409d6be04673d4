import { html, nothing, type TemplateResult } from 'lit'

import type { Localizer } from '../i18n/localizer.ts'
import { activityIcon } from '../timeline/activity-icon.ts'
import type { CalendarEntry } from './calendar-entry.ts'
import { keepFromScrolling } from './entry-drag.ts'

export interface ChipView {
  readonly localizer: Localizer
  readonly entry: CalendarEntry
  readonly look: 'line' | 'block'
  /** A second day of a longer one: the first is the one that moves. */
  readonly isRest: boolean
  readonly open: (event: Event) => void
  readonly grab: (event: PointerEvent) => void
}

/** An activity in a day; its colour is that of its kind. */
export function entryChip({
  localizer,
  entry,
  look,
  isRest,
  open,
  grab,
}: ChipView): TemplateResult {
  const { t } = localizer
  const { time, kind, isDone } = entry
  return html`<button
    type="button"
    class="chip ${look} ${isDone ? 'is-done' : ''} ${time === undefined ? 'whole' : ''}"
    part="entry"
    tabindex="-1"
    data-kind=${kind}
    data-record-id=${isRest ? nothing : entry.id}
    data-control="chip"
    aria-haspopup="dialog"
    aria-expanded="false"
    @click=${open}
    @pointerdown=${grab}
    @touchmove=${keepFromScrolling}
  >
    <span class="chip-icon">${activityIcon(kind)}</span>
    <span class="chip-text"><bdi>${nameOf(entry, t)}</bdi></span>
    ${time === undefined || isRest ? nothing : html`<span class="chip-time">${clock(localizer, time)}</span>`}
    ${isDone ? html`<span class="visually-hidden">, ${t('calendar.isDone')}</span>` : nothing}
  </button>`
}

export function nameOf({ record, kind }: CalendarEntry, t: Localizer['t']): string {
  const { subject } = record
  if (typeof subject === 'string' && subject !== '') return subject
  return t(`timeline.kind.${kind}` as 'timeline.kind.task')
}

/** 9:30 AM; a wall clock has no zone. */
export function clock({ locale }: Localizer, time: string): string {
  const format = new Intl.DateTimeFormat(locale, { timeStyle: 'short', timeZone: 'UTC' })
  return format.format(new Date(`2000-01-01T${time}:00Z`))
}
