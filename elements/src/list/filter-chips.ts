import { html, nothing, type TemplateResult } from 'lit'

import { icon } from '../primitives/icon.ts'
import { buildFilter, type FilterItem, isCondition, parseFilter } from './filter-document.ts'
import { conditionWords, fieldOfPath, itemWords } from './filter-words.ts'
import type { ListContext } from './list-context.ts'

interface ChipsOptions {
  readonly onClear: () => void
  readonly onEdit: (field: string | undefined, anchor: HTMLElement) => void
}

/** The conditions in force, each to be changed or taken away. */
export function filterChips(
  list: ListContext,
  options: ChipsOptions,
): TemplateResult | typeof nothing {
  const { request, t } = list
  const { items } = parseFilter(request.filter)
  if (items.length === 0) return nothing
  return html`<div class="chips">
    <ul class="chip-list" aria-label=${t('list.filters')}>
      ${items.map((item, at) => chip(list, items, item, at, options))}
    </ul>
    <button
      type="button"
      class="button ghost small add-filter"
      @click=${(event: Event) => options.onEdit(undefined, event.currentTarget as HTMLElement)}
    >
      ${icon('plus')}${t('list.filterAdd')}
    </button>
    <button type="button" class="button ghost small" @click=${options.onClear}>
      ${t('list.filterClear')}
    </button>
  </div>`
}

function chip(
  list: ListContext,
  items: readonly FilterItem[],
  item: FilterItem,
  at: number,
  { onEdit }: ChipsOptions,
): TemplateResult {
  const { t } = list
  const words = itemWords(list, item)
  learnNames(list, item)
  return html`<li class="chip">
    <button
      type="button"
      class="chip-text"
      aria-label=${t('list.filterEdit', { filter: words })}
      aria-haspopup="dialog"
      @click=${(event: Event) =>
        onEdit(isCondition(item) ? item.field : undefined, event.currentTarget as HTMLElement)}
    >
      ${isCondition(item) ? parts(list, item) : html`<span class="chip-value">${words}</span>`}
    </button>
    <button
      type="button"
      class="chip-remove"
      aria-label=${t('list.filterRemove', { filter: words })}
      @click=${() =>
        list.setRequest({
          filter: buildFilter({ join: 'and', items: items.filter((_, other) => other !== at) }),
        })}
    >
      ${icon('close')}
    </button>
  </li>`
}

function parts(list: ListContext, item: Parameters<typeof conditionWords>[1]): TemplateResult {
  const { field, operator, value } = conditionWords(list, item)
  return html`<span class="chip-field">${field}</span>
    <span class="chip-operator">${operator}</span>
    ${value === '' ? nothing : html`<span class="chip-value">${value}</span>`}`
}

/** A reference is shown by the name of its record, once that is known. */
function learnNames(list: ListContext, item: FilterItem): void {
  if (!isCondition(item)) return
  const entity = fieldOfPath(list, item.field)?.relation?.entity
  const { crm } = list
  if (!entity || !crm) return
  for (const id of [item.value].flat()) {
    if (typeof id !== 'string' || crm.records.get(entity, id)) continue
    crm.records.load(entity, id).then(
      () => list.update(),
      () => undefined,
    )
  }
}
