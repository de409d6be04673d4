import { html, type TemplateResult } from 'lit'

import type { Values } from '../fields/field-path.ts'
import { isEmpty } from '../fields/field-text.ts'
import { renderCell } from '../fields/render-cell.ts'
import type { FieldContext } from '../fields/renderers.ts'
import { icon } from '../primitives/icon.ts'
import type { PlacedField } from './layout.ts'
import type { Conflict } from './three-way-merge.ts'

export interface ConflictView {
  readonly context: FieldContext
  /** The record around it. */
  readonly value: Values
  readonly idOf: (key: string) => string
  readonly decide: (key: string, whose: 'mine' | 'theirs') => void
}

/** Both values side by side, and a button for each: nothing is overwritten unseen. */
export function renderConflict(
  view: ConflictView,
  { key, field }: Pick<PlacedField, 'key' | 'field'>,
  conflict: Conflict,
): TemplateResult {
  const { context, value, idOf, decide } = view
  const { t } = context
  const id = `${idOf(key)}-conflict`
  const choice = (whose: 'mine' | 'theirs'): TemplateResult =>
    html`<div class="choice">
      <span class="choice-whose" id="${id}-${whose}">${t(`form.${whose}`)}</span>
      <span class="choice-value" id="${id}-${whose}-value"
        >${
          isEmpty(conflict[whose])
            ? html`<em>${t('value.empty')}</em>`
            : renderCell(field, conflict[whose], value, context)
        }</span
      >
      <button
        type="button"
        class="button small"
        aria-describedby="${id}-${whose}-value"
        @click=${() => {
          decide(key, whose)
        }}
      >
        ${t(whose === 'mine' ? 'form.keepMine' : 'form.takeTheirs')}
      </button>
    </div>`
  return html`<div class="conflict" role="group" aria-labelledby="${id}-title">
    <span class="conflict-title" id="${id}-title"
      >${icon('history')}${t('form.conflict', { name: field.label })}</span
    >
    ${choice('mine')} ${choice('theirs')}
  </div>`
}
