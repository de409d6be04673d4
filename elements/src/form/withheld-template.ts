import { html, nothing, type TemplateResult } from 'lit'

import type { Values } from '../fields/field-path.ts'
import { isEmpty, textOf } from '../fields/field-text.ts'
import { renderCell } from '../fields/render-cell.ts'
import type { FieldContext } from '../fields/renderers.ts'
import { icon } from '../primitives/icon.ts'
import { whyWithheld, type WithheldField } from './withheld.ts'

interface View {
  readonly context: FieldContext
  /** The record around it. */
  readonly value: Values
}

/** Why it is not saved, and what was typed: to be read and copied. */
export function renderWithheld(view: View, one: WithheldField, id: string): TemplateResult {
  return html`<span class="error-text" part="error" id=${id}
      >${icon('alert')}<span>${whyWithheld(view.context, one)}</span></span
    >
    ${entered(view, one)}`
}

/** The same of fields that have no place in the form. */
export function withheldBanner(view: View, fields: readonly WithheldField[]): unknown {
  if (fields.length === 0) return nothing
  return html`<div class="banner warning" role="status">
    ${icon('alert')}
    <div>
      ${fields.map((one) => html`<p>${whyWithheld(view.context, one)} ${entered(view, one)}</p>`)}
    </div>
  </div>`
}

function entered({ context, value: record }: View, { field, value }: WithheldField): unknown {
  if (isEmpty(value)) return nothing
  const drawn = field ? renderCell(field, value, record, context) : textOf(value)
  return html`<span class="withheld"
    ><span class="choice-whose">${context.t('form.entered')}</span>
    <span class="choice-value">${drawn}</span></span
  >`
}
