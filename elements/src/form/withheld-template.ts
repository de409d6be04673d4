import { html, nothing, type TemplateResult } from 'lit'

import type { FieldInfo } from '../client/field-info.ts'
import { isEmpty, textOf } from '../fields/field-text.ts'
import { renderCell } from '../fields/render-cell.ts'
import { icon } from '../primitives/icon.ts'
import type { FormView } from './form-template.ts'

/** What was typed into a field that cannot be written any more. */
export interface WithheldField {
  readonly name: string
  /** Undefined when a draft alone still knows it. */
  readonly field: FieldInfo | undefined
  readonly value: unknown
  /** The entity has it no more; else it is only not this actor's to write. */
  readonly isGone: boolean
}

type View = Pick<FormView, 'context' | 'value'>

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

export function whyWithheld(
  { t }: View['context'],
  { name, isGone }: Pick<WithheldField, 'name' | 'isGone'>,
): string {
  return t(isGone ? 'form.removed' : 'form.forbidden', { name })
}

function entered({ context, value: record }: View, { field, value }: WithheldField): unknown {
  if (isEmpty(value)) return nothing
  const drawn = field ? renderCell(field, value, record, context) : textOf(value)
  return html`<span class="withheld"
    ><span class="choice-whose">${context.t('form.entered')}</span>
    <span class="choice-value">${drawn}</span></span
  >`
}
