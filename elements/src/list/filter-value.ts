import { html, nothing, type TemplateResult } from 'lit'

import type { FieldInfo } from '../client/field-info.ts'
import { renderEditor } from '../fields/render-editor.ts'
import type { FilterCondition, FilterOperator } from './filter-document.ts'
import { inputOf, SPANS, takesMany } from './filter-operators.ts'
import { spanWord } from './filter-words.ts'
import type { ListContext } from './list-context.ts'

export interface FilterValueView {
  readonly list: ListContext
  readonly field: FieldInfo
  readonly item: FilterCondition
  /** Keeps the ids of the controls apart. */
  readonly name: string
  /** `now`: without waiting for a pause of the typing. */
  readonly set: (value: unknown, now: boolean) => void
}

/** What a field is compared with, by a control for its kind and the comparison. */
export function filterValue(view: FilterValueView): unknown {
  const { field, item, name, set } = view
  const { operator, value } = item
  switch (inputOf(field, operator)) {
    case 'none':
      return nothing
    case 'span':
      return spanSelect(view)
    case 'boolean':
      return yesOrNo(view)
    case 'range': {
      const [from, to] = (Array.isArray(value) ? value : []) as unknown[]
      const one = asValue(field)
      return html`${editor(view, one, from, `filter-from-${name}`, (next, now) => set([next, to], now))}
      ${editor(view, one, to, `filter-to-${name}`, (next, now) => set([from, next], now))}`
    }
    case 'options':
      return editor(view, asChoice(field, operator), value, `filter-${name}`, set)
    case 'records':
      return editor(view, asReference(field, operator), value, `filter-${name}`, set)
    default:
      return editor(view, asValue(field), value, `filter-${name}`, set)
  }
}

function editor(
  { list, field: { label } }: FilterValueView,
  shown: FieldInfo,
  value: unknown,
  id: string,
  set: FilterValueView['set'],
): TemplateResult {
  return html`<div class="filter-value">
    ${renderEditor(shown, value ?? null, {
      context: list.fields,
      record: { id: '' },
      id,
      label: `${label}: ${list.t('list.filterValue')}`,
      onChange: (next) => set(next ?? undefined, false),
      onCommit: (next) => set(next ?? undefined, true),
    })}
  </div>`
}

function yesOrNo({ list: { t }, field, item: { value }, set }: FilterValueView): TemplateResult {
  return html`<select
    class="input filter-value"
    aria-label="${field.label}: ${t('list.filterValue')}"
    @change=${(event: Event) => set(chosen(event) === 'true', true)}
  >
    <option value="" ?selected=${value === undefined} disabled hidden></option>
    <option value="true" ?selected=${value === true}>${t('value.yes')}</option>
    <option value="false" ?selected=${value === false}>${t('value.no')}</option>
  </select>`
}

function spanSelect({ list, item, set }: FilterValueView): TemplateResult {
  const known: readonly string[] = SPANS
  const value = String((item.value as string | undefined) ?? '')
  const all = value === '' || known.includes(value) ? known : [value, ...known]
  return html`<select
    class="input filter-value"
    aria-label=${list.t('list.filterValue')}
    @change=${(event: Event) => set(chosen(event), true)}
  >
    ${value === '' ? html`<option value="" selected disabled hidden></option>` : nothing}
    ${all.map(
      (span) =>
        html`<option value=${span} ?selected=${span === value}>${spanWord(list, span)}</option>`,
    )}
  </select>`
}

/** A text is searched by a fragment, which need not be an address or a number of its own. */
function asValue(field: FieldInfo): FieldInfo {
  const plain = ['email', 'phone', 'url', 'long-text', 'texts', 'objects', 'country', 'currency']
  const kind = plain.includes(field.kind) ? 'text' : field.kind
  return { ...field, kind, required: false, readonly: false, nullable: true, schema: {} }
}

function asChoice(field: FieldInfo, operator: FilterOperator): FieldInfo {
  const kind = takesMany(operator) ? 'multi-select' : 'select'
  return { ...asValue(field), kind, options: field.options ?? [] }
}

function asReference(field: FieldInfo, operator: FilterOperator): FieldInfo {
  return { ...asValue(field), kind: takesMany(operator) ? 'relations' : 'relation' }
}

function chosen(event: Event): string {
  return (event.target as HTMLSelectElement).value
}
