import { html, nothing, type TemplateResult } from 'lit'

import type { FieldInfo } from '../client/field-info.ts'
import type { FilterCondition, FilterOperator } from './filter-document.ts'
import { inputOf, operatorsOf, takesMany } from './filter-operators.ts'
import { filterValue } from './filter-value.ts'
import { fieldOfPath, operatorWord } from './filter-words.ts'
import type { ListContext } from './list-context.ts'

export interface FilterConditionView {
  readonly list: ListContext
  readonly item: FilterCondition
  /** Keeps the ids of the controls apart. */
  readonly name: string
  /** `now`: without waiting for a pause of the typing. */
  readonly change: (item: FilterCondition, now: boolean) => void
}

/** One comparison: field, operator and value. */
export function filterCondition({ list, item, name, change }: FilterConditionView): TemplateResult {
  const { t } = list
  const field = fieldOfPath(list, item.field)
  const operators = field ? operatorsOf(field) : []
  const known = operators.includes(item.operator) ? operators : [item.operator, ...operators]
  return html`<div class="filter-condition">
    <select
      class="input filter-field"
      aria-label=${t('list.filterField')}
      @change=${(event: Event) => change(blankCondition(list, chosen(event)), true)}
    >
      ${fieldOptions(list, item.field)}
    </select>
    <select
      class="input filter-operator"
      aria-label=${t('list.filterOperator')}
      @change=${(event: Event) => change(compared(field, item, chosen(event) as FilterOperator), true)}
    >
      ${known.map(
        (operator) =>
          html`<option value=${operator} ?selected=${operator === item.operator}>
            ${operatorWord(list, field, operator)}
          </option>`,
      )}
    </select>
    ${
      field
        ? filterValue({
            ...{ list, field, item, name },
            set: (value, now) => change({ ...item, value }, now),
          })
        : nothing
    }
  </div>`
}

/** As a condition on a field begins: the usual operator, and no value yet. */
export function blankCondition(list: ListContext, key: string): FilterCondition {
  const field = fieldOfPath(list, key)
  const operator = (field && operatorsOf(field)[0]) ?? 'eq'
  const isSpan = field !== undefined && inputOf(field, operator) === 'span'
  return { field: key, operator, value: isSpan ? 'last 30 days' : undefined }
}

/** Key of the field one most likely asks for; undefined when none can be asked for. */
export function likelyField({ entity }: ListContext): string | undefined {
  const fields = (entity?.fields ?? []).filter(isAskable)
  return (fields.find(({ kind }) => kind === 'select') ?? fields[0])?.key
}

/** Own fields, then those of the records it belongs to, as far as their schema is known. */
function fieldOptions({ entity, crm }: ListContext, selected: string): TemplateResult {
  const own = (entity?.fields ?? []).filter(isAskable)
  const relations = own.flatMap((field) => {
    const other = field.relation?.readable ? crm?.peekEntity(field.relation.entity) : undefined
    if (!other || other.name === entity?.name || field.kind === 'member') return []
    const fields = other.fields.filter((one) => isAskable(one) && !one.relation && !one.system)
    return [{ field, fields }]
  })
  const option = (key: string, label: string): TemplateResult =>
    html`<option value=${key} ?selected=${key === selected}>${label}</option>`
  const isKnown = own.some(({ key }) => key === selected) || selected.includes('.')
  return html`${isKnown ? nothing : option(selected, selected)}
  ${own.map(({ key, label }) => option(key, label))}
  ${relations.map(
    ({ field, fields }) =>
      html`<optgroup label=${field.label}>
        ${fields.map(({ key, label }) => option(`${field.relation?.name ?? ''}.${key}`, `${field.label}: ${label}`))}
      </optgroup>`,
  )}`
}

function isAskable(field: FieldInfo): boolean {
  return field.filterable && field.hidden !== true && operatorsOf(field).length > 0
}

/** With another operator; the value stays where it means the same. */
function compared(
  field: FieldInfo | undefined,
  item: FilterCondition,
  operator: FilterOperator,
): FilterCondition {
  const { operator: before, value } = item
  const isSameInput =
    field !== undefined &&
    inputOf(field, before) !== 'none' &&
    inputOf(field, before) === inputOf(field, operator)
  if (!isSameInput) return { ...item, operator, value: undefined }
  if (takesMany(before) === takesMany(operator)) return { ...item, operator }
  const values = [value].flat().filter((one) => one !== undefined)
  return { ...item, operator, value: takesMany(operator) ? values : values[0] }
}

function chosen(event: Event): string {
  return (event.target as HTMLSelectElement).value
}
