import { html, nothing, type TemplateResult } from 'lit'

import type { FieldInfo } from '../client/field-info.ts'
import { type Rec, valueAt } from '../client/record.ts'
import { currencyOf, isEmpty, textOf } from '../fields/field-text.ts'
import { relatedTitle } from '../fields/related-title.ts'
import { renderCell } from '../fields/render-cell.ts'
import { hostRenderer } from '../fields/renderers.ts'
import { avatar } from '../primitives/avatar.ts'
import { icon } from '../primitives/icon.ts'
import { recordTitle } from './board-names.ts'
import type { BoardColumn } from './board-plan.ts'
import type { BoardView } from './board-view.ts'
import { cardDate, cardMoney } from './short-format.ts'

const DAY_MS = 86_400_000

/** One card; a place whose record is not read yet is a grey one. */
export function cardTemplate(
  view: BoardView,
  column: BoardColumn,
  id: string | undefined,
  index: number,
  { total, pinned }: { readonly total: number; readonly pinned: boolean },
): TemplateResult {
  const record = id === undefined ? undefined : view.places.record(id)
  if (id === undefined || !record)
    return html`<li class="slot" aria-hidden="true">${cardBones(undefined, index)}</li>`
  const title = recordTitle(view, record)
  const isSelected = view.selected.has(id)
  const isActive = view.activeId === id
  const state = [
    ...(isSelected ? ['selected'] : []),
    ...(view.dragging.has(id) ? ['dragging'] : []),
    ...(view.fresh.has(id) ? ['fresh'] : []),
  ]
  return html`<li
    class="slot ${pinned ? 'pinned' : ''}"
    data-record-id=${id}
    aria-posinset=${index + 1}
    aria-setsize=${total}
  >
    <article
      class="card ${state.join(' ')}"
      part="card ${state.includes('dragging') ? 'card-dragging' : ''}"
      tabindex=${isActive ? '0' : '-1'}
      aria-label=${view.t(isSelected ? 'board.cardSelected' : 'board.card', { title })}
    >
      ${
        view.renderCard
          ? html`<div class="card-own">${view.renderCard(record, column)}</div>`
          : ownCard(view, column, record, title)
      }
      ${
        view.mayMove
          ? html`<span class="card-tools">
              <span class="grip" aria-hidden="true">${icon('drag')}</span>
              <button
                type="button"
                class="card-menu"
                part="card-menu"
                tabindex="-1"
                data-control="menu"
                aria-haspopup="dialog"
                aria-label=${view.t('board.menu', { title })}
                @click=${(event: Event) => {
                  event.stopPropagation()
                  view.openMove(id, event.currentTarget as HTMLElement)
                }}
              >
                ${icon('more')}
              </button>
            </span>`
          : nothing
      }
    </article>
  </li>`
}

/** A card whose record is not there yet. */
export function cardBones(_: unknown, index: number): TemplateResult {
  return html`<div class="card bones" part="placeholder">
    <span class="bone w${index % 3}"></span><span class="bone w3"></span>
  </div>`
}

function ownCard(view: BoardView, column: BoardColumn, record: Rec, title: string): TemplateResult {
  const { line, facts, owner } = view.card
  const draw = (field: FieldInfo): unknown =>
    shortFact(field, record, view) ??
    renderCell(field, valueAt(record, field.key), record, view.fields)
  const shown = facts.filter(({ key }) => !isEmpty(valueAt(record, key)))
  return html`<div class="card-title" title=${title}><bdi>${title}</bdi></div>
    ${line ? html`<div class="card-line"><bdi>${draw(line)}</bdi></div>` : nothing}
    <div class="card-foot">
      ${shown.map(
        (field) =>
          html`<span class="fact ${field.kind}" title=${field.label}>${draw(field)}</span>`,
      )}
      ${rotting(view, column, record)}<span class="spacer"></span>${
        owner ? ownerOf(view, record) : nothing
      }
    </div>`
}

/** A card is narrow: no cents where there are none, no year where it is this one. */
function shortFact(field: FieldInfo, record: Rec, { fields }: BoardView): unknown {
  const value = valueAt(record, field.key)
  const currency = currencyOf(field, record)
  if (hostRenderer(fields.renderers, field, 'cell')) return undefined
  if (field.kind === 'money' && typeof value === 'number' && currency !== undefined)
    return cardMoney(fields.locale, value, currency)
  if (field.kind === 'date' && typeof value === 'string')
    return html`<time datetime=${value}>${cardDate(fields.locale, value)}</time>`
  return undefined
}

/** Longer in its stage than that allows: said by a clock and a number, not by colour alone. */
function rotting(
  { t }: BoardView,
  { rottingDays, kind }: BoardColumn,
  record: Rec,
): TemplateResult | typeof nothing {
  const since = Date.parse(textOf(record['stageEnteredAt']))
  const count = Math.floor((Date.now() - since) / DAY_MS)
  if (kind !== 'open' || rottingDays === undefined || !(count >= rottingDays)) return nothing
  return html`<span class="rotting" title=${t('board.rotting', { count })}
    >${icon('clock')}<span aria-hidden="true">${t('board.rottingShort', { count })}</span
    ><span class="visually-hidden">${t('board.rotting', { count })}</span></span
  >`
}

function ownerOf({ card: { owner }, fields }: BoardView, record: Rec): unknown {
  const id = owner ? valueAt(record, owner.key) : undefined
  if (!owner || typeof id !== 'string') return nothing
  return relatedTitle({
    ...fields,
    field: owner,
    record,
    id,
    draw: (_, name) =>
      html`<span class="owner" title=${`${owner.label}: ${name}`}
        >${avatar(name, { size: 'small' })}<span class="visually-hidden">${name}</span></span
      >`,
  })
}
