import { html, type TemplateResult } from 'lit'

import type { Localizer } from '../i18n/localizer.ts'
import { ACTIVITY_KINDS } from './timeline-entry.ts'

/** What its reader has chosen to see. */
export type Shown = 'all' | 'talk' | 'changes'

const KINDS: Readonly<Record<Shown, readonly string[] | undefined>> = {
  all: undefined,
  talk: ['comment', ...ACTIVITY_KINDS],
  changes: ['change'],
}

/** Of the kinds the host wants to show (`note,call`), those its reader has chosen; undefined for all. */
export function kindsOf(wanted: string | undefined, shown: Shown): readonly string[] | undefined {
  const own = wanted?.split(/[\s,]+/).filter(Boolean)
  const chosen = KINDS[shown]
  if (!own || own.length === 0) return chosen
  return chosen ? own.filter((kind) => chosen.includes(kind)) : own
}

export function filterTemplate(
  current: Shown,
  t: Localizer['t'],
  choose: (shown: Shown) => void,
): TemplateResult {
  return html`<div class="filters" role="group" aria-label=${t('timeline.filter')}>
    ${(Object.keys(KINDS) as Shown[]).map(
      (shown) =>
        html`<button
          type="button"
          class="filter"
          aria-pressed=${String(current === shown)}
          @click=${() => choose(shown)}
        >
          ${t(`timeline.${shown}`)}
        </button>`,
    )}
  </div>`
}
