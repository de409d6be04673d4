import { html, nothing, type TemplateResult } from 'lit'

import type { EntityInfo } from '../client/entity-schemas.ts'
import type { FieldInfo } from '../client/field-info.ts'
import { isEqual, valueAt, type Values } from '../fields/field-path.ts'
import { isEmpty } from '../fields/field-text.ts'
import { renderCell } from '../fields/render-cell.ts'
import type { FieldContext } from '../fields/renderers.ts'
import { icon } from '../primitives/icon.ts'
import { isolated } from './field-row.ts'

/** The values of a change, each side with the fields that differ. */
export interface BeforeAfter {
  readonly before: Values | null
  readonly after: Values | null
}

export interface ChangeWords {
  readonly before: string
  readonly after: string
  readonly masked: string
}

/** What the log holds in place of personal data. */
const MASK = '***'

export function changedFields(info: EntityInfo, { before, after }: BeforeAfter): FieldInfo[] {
  return info.fields.filter(({ key, system, readonly }) => {
    // A title made of other fields repeats what they say.
    if ((system && key !== 'ownerId') || (readonly && key === info.titleField)) return false
    const [was, is] = [valueAt(before ?? {}, key), valueAt(after ?? {}, key)]
    return (was !== undefined || is !== undefined) && (was === MASK || !isEqual(was, is))
  })
}

/** Fields with what they were and what they are, in their own words. */
export function changeFields(
  change: BeforeAfter,
  fields: readonly FieldInfo[],
  context: FieldContext,
  words: ChangeWords,
): unknown {
  if (fields.length === 0) return nothing
  return html`<dl class="change-fields">
    ${fields.map(
      (field) =>
        html`<dt>${field.label}</dt>
          <dd>
            ${
              isMasked(change, field)
                ? html`<span class="muted">${words.masked}</span>`
                : html`${valueOf(field, change.before, words.before, context)}
                    <span class="change-arrow" aria-hidden="true">${icon('chevron-right')}</span>
                    ${valueOf(field, change.after, words.after, context)}`
            }
          </dd>`,
    )}
  </dl>`
}

function isMasked({ before, after }: BeforeAfter, { key }: FieldInfo): boolean {
  return [before, after].some((values) => valueAt(values ?? {}, key) === MASK)
}

function valueOf(
  field: FieldInfo,
  values: Values | null,
  which: string,
  context: FieldContext,
): TemplateResult {
  const value = valueAt(values ?? {}, field.key)
  return html`<span class="change-value"
    ><span class="visually-hidden">${which}: </span>${
      isEmpty(value)
        ? html`<span class="muted">${context.t('value.empty')}</span>`
        : isolated(field, renderCell(field, value, values ?? {}, context))
    }</span
  >`
}
