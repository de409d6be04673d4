import { html, type TemplateResult } from 'lit'

import { avatar } from '../primitives/avatar.ts'
import { icon } from '../primitives/icon.ts'
import type { BoardView } from './board-view.ts'
import type { Lane } from './card-places.ts'

/** Whose cards these are, and how many. */
export function laneHead(view: BoardView, { columns }: Lane, name: string): TemplateResult {
  const { t, plan, format } = view
  const count = columns.reduce((sum, { rows }) => sum + rows.count, 0)
  const label = t('board.lane', {
    count,
    name,
    entity: plan.info.label.one.toLowerCase(),
    entities: plan.info.label.many.toLowerCase(),
  })
  return html`<div class="lane-head">
    ${avatar(name, { size: 'small' })}
    <h2 class="lane-name" aria-label=${label}>${name}</h2>
    <span class="column-count" aria-hidden="true">${format.number(count)}</span>
  </div>`
}

/** The way to those who have nothing, closed until somebody wants to give them something: a card that is carried here opens it too. */
export function laneFoot(view: BoardView): TemplateResult {
  const { t, plan, everybody = false } = view
  const entities = plan.info.label.many.toLowerCase()
  return html`<div class="lane-foot">
    <button
      type="button"
      class="button ghost everybody"
      aria-expanded=${String(everybody)}
      @click=${() => view.showEverybody(!everybody)}
    >
      ${icon(everybody ? 'chevron-up' : 'chevron-down')}
      ${t(everybody ? 'board.onlyFull' : 'board.everybody', { entities })}
    </button>
  </div>`
}
