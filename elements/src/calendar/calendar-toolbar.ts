import { html, type TemplateResult } from 'lit'

import type { Localizer } from '../i18n/localizer.ts'
import { icon } from '../primitives/icon.ts'
import { tabs } from '../primitives/tabs.ts'
import type { PlainDay } from '../tasks/plain-day.ts'
import { dayText } from './calendar-days.ts'

export interface ToolbarView {
  readonly localizer: Localizer
  readonly day: PlainDay
  readonly view: 'month' | 'week'
  readonly goToday: () => void
  /** A month or a week on, or back. */
  readonly step: (by: -1 | 1) => void
  readonly show: (view: 'month' | 'week') => void
}

/** What is shown, and the way to other times. */
export function calendarToolbar(view: ToolbarView): TemplateResult {
  const { t, locale } = view.localizer
  return html`<div class="toolbar" part="toolbar">
    <div class="title" id="title" aria-live="polite">
      ${dayText(view.day, locale, { month: 'long', year: 'numeric' })}
    </div>
    <div class="steps">
      <button type="button" class="button" @click=${view.goToday}>${t('calendar.today')}</button>
      ${stepButton(view, -1)} ${stepButton(view, 1)}
    </div>
    ${tabs({
      tabs: (['month', 'week'] as const).map((id) => ({ id, label: t(`calendar.${id}`) })),
      selected: view.view,
      label: t('calendar.view'),
      look: 'segments',
      onSelect: (id) => view.show(id === 'week' ? 'week' : 'month'),
    })}
  </div>`
}

function stepButton({ localizer: { t }, step }: ToolbarView, by: -1 | 1): TemplateResult {
  return html`<button
    type="button"
    class="button icon-only step"
    aria-label=${t(by < 0 ? 'calendar.previous' : 'calendar.next')}
    @click=${() => step(by)}
  >
    ${icon(by < 0 ? 'chevron-left' : 'chevron-right')}
  </button>`
}
