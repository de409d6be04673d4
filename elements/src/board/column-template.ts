import { html, nothing, type TemplateResult } from 'lit'
import { repeat } from 'lit/directives/repeat.js'

import { icon } from '../primitives/icon.ts'
import type { BoardColumn } from './board-plan.ts'
import type { Lane } from './board-source.ts'
import { type BoardView, laneKey } from './board-view.ts'
import { cardTemplate } from './card-template.ts'
import type { ColumnRows } from './column-rows.ts'
import { shortMoney } from './short-format.ts'

interface Column {
  readonly lane: Lane
  readonly column: BoardColumn
  readonly rows: ColumnRows
}

/** A column of a lane: its head with what is in it, its cards, and a place to make one. */
export function columnTemplate(view: BoardView, place: Column): TemplateResult {
  const { lane, column, rows } = place
  const { t, target } = view
  const { info } = view.plan
  const name = view.nameOf(column)
  const isCollapsed = view.collapsed.has(column.key)
  const id = `column-${laneKey(lane)}-${column.key || 'none'}`
  const count = rows.count
  const laneName = view.laneName(lane)
  const own = t('board.column', {
    count,
    name,
    entity: info.label.one.toLowerCase(),
    entities: info.label.many.toLowerCase(),
  })
  const label = laneName === '' ? own : t('board.columnOf', { lane: laneName, column: own })
  const state = `${isCollapsed ? 'collapsed' : ''} ${target?.rows === rows ? 'over' : ''}`
  return html`<section
    class="column tag ${state}"
    part="column"
    data-lane=${laneKey(lane)}
    data-column=${column.key}
    data-color=${column.color}
    aria-labelledby=${id}
  >
    <header class="column-head" part="column-header">
      <span class="dot" aria-hidden="true"></span>
      <h3 class="column-name" id=${id} aria-label=${label} title=${name}>${name}</h3>
      <span class="column-count" aria-hidden="true">${view.format.number(count)}</span>
      <span class="spacer"></span>
      ${
        view.mayCreate && !isCollapsed
          ? iconButton(
              'plus',
              t('board.createIn', { name, entity: info.label.one.toLowerCase() }),
              () => view.startCreate(place),
            )
          : nothing
      }
      ${iconButton(
        isCollapsed ? 'chevron-right' : 'chevron-left',
        t(isCollapsed ? 'board.expand' : 'board.collapse', { name }),
        () => view.toggleColumn(column.key),
        !isCollapsed,
      )}
    </header>
    ${isCollapsed ? nothing : html`${sums(view, rows)}${list(view, place, label)}${foot(view, place)}`}
  </section>`
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
function sums({ format, fields, t }: BoardView, rows: ColumnRows): TemplateResult | typeof nothing {
  if (rows.sums.length === 0) return html`<div class="column-sums" part="column-total"></div>`
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

function list(view: BoardView, { lane, column, rows }: Column, label: string): TemplateResult {
  const { t, target, activeId } = view
  const [first, last] = view.range(rows)
  const shown: number[] = []
  for (let index = first; index <= last; index++) shown.push(index)
  const active = activeId === undefined ? -1 : rows.indexOf(activeId)
  // The card that has the focus stays, wherever one scrolls to.
  const pinned = active >= 0 && (active < first || active > last) ? active : undefined
  const drop = target?.rows === rows && view.plan.ordered ? target.index : undefined
  return html`<div
    class="cards-scroll"
    tabindex=${rows.count === 0 ? nothing : '-1'}
    data-lane=${laneKey(lane)}
    data-column=${column.key}
  >
    <ul class="cards" part="list" role="list" aria-label=${label}>
      ${repeat(
        pinned === undefined ? shown : [...shown, pinned],
        (index) => rows.at(index) ?? `hole-${index}`,
        (index) =>
          cardTemplate(view, column, rows.at(index), index, {
            total: rows.count,
            pinned: index === pinned,
          }),
      )}
    </ul>
    ${drop === undefined ? nothing : html`<div class="drop-line" part="drop-indicator"></div>`}
    ${
      rows.error === undefined
        ? nothing
        : html`<div class="column-fault" role="alert">
            <span>${t('board.moreFailed')}</span>
            <button type="button" class="button small" @click=${() => rows.retry()}>
              ${t('action.retry')}
            </button>
          </div>`
    }
    ${rows.count === 0 && rows.counted ? html`<p class="column-empty">${t('board.emptyColumn')}</p>` : nothing}
  </div>`
}

/** Where the next one is made: below the last, which is where the server puts it. */
function foot(view: BoardView, place: Column): TemplateResult | typeof nothing {
  const { t, creating, plan } = view
  const entity = plan.info.label.one.toLowerCase()
  if (creating?.rows !== place.rows) {
    if (!view.mayCreate) return nothing
    return html`<div class="column-foot">
      <button type="button" class="button ghost create" @click=${() => view.startCreate(place)}>
        ${icon('plus')}${t('board.create', { entity })}
      </button>
    </div>`
  }
  return html`<form
    class="column-foot quick"
    @submit=${(event: Event) => {
      event.preventDefault()
      const input = (event.target as HTMLFormElement).querySelector('input')
      const title = input?.value.trim() ?? ''
      if (title !== '') view.submitCreate(place, title)
    }}
    @keydown=${(event: KeyboardEvent) => {
      event.stopPropagation()
      if (event.key === 'Escape') view.endCreate()
    }}
    @focusout=${({ currentTarget, relatedTarget }: FocusEvent) => {
      const form = currentTarget as HTMLFormElement
      const isInside = relatedTarget instanceof Node && form.contains(relatedTarget)
      if (!isInside && form.querySelector('input')?.value.trim() === '' && !creating.busy)
        view.endCreate()
    }}
  >
    <input
      class="input"
      id="quick-create"
      autocomplete="off"
      maxlength="200"
      aria-label=${t('board.createTitle', { entity })}
      placeholder=${t('board.createTitle', { entity })}
      aria-busy=${creating.busy ? 'true' : nothing}
    />
  </form>`
}
