import { html, nothing, type TemplateResult } from 'lit'

import { icon } from '../primitives/icon.ts'
import type { ColumnLayout } from './column-layout.ts'
import type { Column } from './columns.ts'
import { ACTIONS, SELECT } from './grid-focus.ts'
import type { ListContext } from './list-context.ts'
import { sortOf } from './sorting.ts'

/** The row of headers. */
export function gridHead(list: ListContext, layout: ColumnLayout): TemplateResult {
  const { shown, selectable, t } = list
  const first = selectable === 'none' ? 1 : 2
  return html`<div class="head" role="rowgroup">
    <div role="row" part="header-row" class="row head-row" aria-rowindex="1">
      ${selectable === 'none' ? nothing : selectHeader(list)}
      ${shown.map((column, at) => header(list, column, first + at, layout.pinClass(at)))}
      <span class="filler" role="presentation"></span>
      <div
        role="columnheader"
        class="th actions"
        part="header-cell"
        data-col=${ACTIONS}
        aria-colindex=${first + shown.length}
        tabindex="-1"
      >
        <span class="visually-hidden">${t('action.more')}</span>
      </div>
    </div>
  </div>`
}

function selectHeader({ selectable, selection, source, entity, t }: ListContext): TemplateResult {
  const mark = selection.mark(source.total)
  return html`<div
    role="columnheader"
    class="th select"
    part="header-cell"
    data-col=${SELECT}
    aria-colindex="1"
    tabindex="-1"
  >
    ${
      selectable === 'multi'
        ? html`<input
            type="checkbox"
            class="check"
            tabindex="-1"
            aria-label=${t('list.selectAll', { entities: entity?.label.many ?? '' })}
            .checked=${mark === 'all'}
            .indeterminate=${mark === 'some'}
          />`
        : html`<span class="visually-hidden">${t('list.selectColumn')}</span>`
    }
  </div>`
}

function header(
  list: ListContext,
  column: Column,
  index: number,
  pinClass: string,
): TemplateResult {
  const { request, t, isRtl, tools } = list
  const { field, key, alignEnd } = column
  const sort = sortOf(request.sort, key)
  // One header at a time may say how the grid is sorted (WAI-ARIA 1.2 aria-sort); the others say it in words.
  const isFirst = sort?.place === 0
  return html`<div
    role="columnheader"
    class="th${alignEnd ? ' end' : ''}${sort ? ' sorted' : ''}${pinClass}"
    part="header-cell"
    data-col=${key}
    aria-colindex=${index}
    aria-sort=${isFirst ? (sort.descending ? 'descending' : 'ascending') : nothing}
    tabindex="-1"
    title=${field.description ?? field.label}
    @pointerdown=${(event: PointerEvent) => tools?.input.handles.grab(event, column, isRtl)}
  >
    <span class="th-label">${field.label}</span>
    ${
      sort
        ? html`<span class="sort-mark"
            >${icon(sort.descending ? 'arrow-down' : 'arrow-up')}${
              request.sort.length > 1
                ? html`<span class="sort-place">${sort.place + 1}</span>`
                : nothing
            }</span
          >`
        : nothing
    }
    ${
      sort && !isFirst
        ? html`<span class="visually-hidden"
            >${t(sort.descending ? 'list.sortedDescending' : 'list.sortedAscending', {
              field: field.label,
            })}</span
          >`
        : nothing
    }
    <button
      type="button"
      class="th-menu"
      tabindex="-1"
      aria-label=${t('list.columnMenu', { field: field.label })}
      aria-haspopup="menu"
    >
      ${icon('chevron-down')}
    </button>
    <span
      class="resizer"
      @pointerdown=${(event: PointerEvent) =>
        tools?.input.handles.startResize(event, column, isRtl)}
    ></span>
  </div>`
}
