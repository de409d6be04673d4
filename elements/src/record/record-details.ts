import { html, nothing, type TemplateResult } from 'lit'

import type { FieldInfo } from '../client/field-info.ts'
import { type PlacedSection, spanOf } from '../form/layout.ts'
import { effectOf } from '../form/rules.ts'
import { fieldRow, type RowView } from './field-row.ts'

export interface DetailsView extends RowView {
  readonly sections: readonly PlacedSection[]
  /** At the side: who owns it, when it was made. */
  readonly aside: readonly FieldInfo[]
}

/** The fields of a record in the sections of its layout, and what is about the record itself at the side. */
export function recordDetails(view: DetailsView): TemplateResult {
  const { context, sections, aside } = view
  return html`<div class="body" part="body">
    <div class="main">
      <slot name="before-fields"></slot>
      ${sections.map((one, index) => section(view, one, `section-${String(index)}`))}
      <slot name="after-fields"></slot>
    </div>
    <aside class="aside" part="aside" aria-label=${context.t('record.aside')}>
      ${aside.map((field) => fieldRow(view, field, true))}
      <slot name="aside"></slot>
    </aside>
  </div>`
}

function section(
  view: DetailsView,
  { title, fields, columns = 2 }: PlacedSection,
  id: string,
): unknown {
  const shown = fields.filter(({ rule }) => !effectOf(rule, view.record).hidden)
  if (shown.length === 0) return nothing
  return html`<div
    class="section"
    role=${title ? 'group' : nothing}
    aria-labelledby=${title ? id : nothing}
  >
    ${title ? html`<div class="section-title" id=${id}>${title}</div>` : nothing}
    <div class="rows" data-columns=${columns}>
      ${shown.map((placed) => fieldRow(view, placed.field, spanOf(placed) === 2))}
    </div>
  </div>`
}
