import { html, nothing, type TemplateResult } from 'lit'
import { repeat } from 'lit/directives/repeat.js'

import { icon } from '../primitives/icon.ts'
import { laneKey } from './board-dom.ts'
import { columnName, laneName } from './board-names.ts'
import type { BoardView } from './board-view.ts'
import type { ColumnPlace } from './card-places.ts'
import { cardTemplate } from './card-template.ts'
import type { ColumnRows } from './column-rows.ts'
import { cssValues } from './css-values.ts'
import { columnFoot } from './quick-create.ts'
import { shortMoney } from './short-format.ts'

/** A column of a lane: its head with what is in it, its cards, and a place to make one. */
export function columnTemplate(view: BoardView, place: ColumnPlace): TemplateResult {
  const { lane, column, rows } = place
  const isCollapsed = view.collapsed.has(column.key)
  const label = labelOf(view, place)
  const state = `${isCollapsed ? 'collapsed' : ''} ${view.target?.rows === rows ? 'over' : ''}`
  const body = (): TemplateResult =>
    html`${sums(view, rows)}${list(view, place, label)}${columnFoot(view, place)}`
  return html`<section
    class="column tag ${state}"
    part="column"
    data-lane=${laneKey(lane)}
    data-column=${column.key}
    data-color=${column.color}
    aria-labelledby=${headingId(place)}
  >
    ${head(view, place, { label, isCollapsed })} ${isCollapsed ? nothing : body()}
  </section>`
}

/** Name and number, and whose cards they are where there are lanes. */
function labelOf(view: BoardView, { lane, column, rows }: ColumnPlace): string {
  const { one, many } = view.plan.info.label
  const words = { entity: one.toLowerCase(), entities: many.toLowerCase() }
  const name = columnName(view, column)
  const own = view.t('board.column', { ...words, name, count: rows.count })
  const owner = laneName(view, lane)
  return owner === '' ? own : view.t('board.columnOf', { lane: owner, column: own })
}

function headingId({ lane, column }: ColumnPlace): string {
  return `column-${laneKey(lane)}-${column.key || 'none'}`
}

function head(
  view: BoardView,
  place: ColumnPlace,
  { label, isCollapsed }: { readonly label: string; readonly isCollapsed: boolean },
): TemplateResult {
  const { t, plan, creating } = view
  const { column, rows } = place
  const name = columnName(view, column)
  const entity = plan.info.label.one.toLowerCase()
  return html`<header class="column-head" part="column-header">
    <span class="dot" aria-hidden="true"></span>
    <h3 class="column-name" id=${headingId(place)} aria-label=${label} title=${name}>${name}</h3>
    <span class="column-count" aria-hidden="true">${view.format.number(rows.count)}</span>
    <span class="spacer"></span>
    ${
      view.mayCreate && !isCollapsed
        ? iconButton(
            'plus',
            t('board.createIn', { name, entity }),
            () => void creating.start(place),
          )
        : nothing
    }
    ${iconButton(
      isCollapsed ? 'chevron-right' : 'chevron-left',
      t(isCollapsed ? 'board.expand' : 'board.collapse', { name }),
      () => view.toggleColumn(column.key),
      !isCollapsed,
    )}
  </header>`
}

function iconButton(
  name: 'plus' | 'chevron-left' | 'chevron-right',
  label: string,
  onClick: () => void,
  expanded?: boolean,
): TemplateResult {
  return html`<button
    type="button"
    class="button ghost small icon-only"
    aria-label=${label}
    title=${label}
    aria-expanded=${expanded === undefined ? nothing : String(expanded)}
    @click=${onClick}
  >
    ${icon(name)}
  </button>`
}

/** One sum a currency, never mixed. */
function sums({ format, fields, t }: BoardView, rows: ColumnRows): TemplateResult {
  return html`<div class="column-sums" part="column-total">
    ${rows.sums.map(
      ({ currency, amount, weighted }) =>
        html`<span
          title=${`${format.money(amount, currency)} · ${t('board.weighted', { amount: format.money(weighted, currency) })}`}
          >${shortMoney(fields.locale, amount, currency)}</span
        >`,
    )}
  </div>`
}

function list(view: BoardView, place: ColumnPlace, label: string): TemplateResult {
  const { t, target, activeId } = view
  const { lane, column, rows } = place
  const [first, last] = view.range(rows)
  const active = activeId === undefined ? -1 : rows.indexOf(activeId)
  // The card that has the focus stays, wherever one scrolls to.
  const isPinned = active >= 0 && (active < first || active > last)
  const shown = isPinned ? [...numbers(first, last), active] : numbers(first, last)
  const isTarget = target?.rows === rows && view.plan.ordered
  return html`<div
    class="cards-scroll"
    tabindex=${rows.count === 0 ? nothing : '-1'}
    data-lane=${laneKey(lane)}
    data-column=${column.key}
    ${cssValues({
      '--_total': rows.count,
      '--_first': first,
      '--_pin': Math.max(0, active),
      '--_drop': isTarget ? target.index : 0,
    })}
  >
    <ul class="cards" part="list" role="list" aria-label=${label}>
      ${repeat(
        shown,
        (index) => rows.at(index) ?? `hole-${index}`,
        (index) =>
          cardTemplate(view, column, rows.at(index), index, {
            total: rows.count,
            pinned: isPinned && index === active,
          }),
      )}
    </ul>
    ${isTarget ? html`<div class="drop-line" part="drop-indicator"></div>` : nothing}
    ${rows.error === undefined ? nothing : fault(view, rows)}
    ${rows.count === 0 && rows.counted ? html`<p class="column-empty">${t('board.emptyColumn')}</p>` : nothing}
  </div>`
}

function fault({ t }: BoardView, rows: ColumnRows): TemplateResult {
  return html`<div class="column-fault" role="alert">
    <span>${t('board.moreFailed')}</span>
    <button type="button" class="button small" @click=${() => rows.retry()}>
      ${t('action.retry')}
    </button>
  </div>`
}

function numbers(first: number, last: number): number[] {
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, at) => first + at)
}
