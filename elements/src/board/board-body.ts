import { html, nothing, type TemplateResult } from 'lit'

import { faultOf } from '../base/errors.ts'
import type { Localizer } from '../i18n/localizer.ts'
import { emptyPanel, errorPanel } from '../primitives/panels.ts'
import type { BoardInput } from './board-input.ts'
import { laneName } from './board-names.ts'
import type { BoardView } from './board-view.ts'
import type { Lane } from './card-places.ts'
import { cardBones } from './card-template.ts'
import { columnTemplate } from './column-template.ts'
import { laneFoot, laneHead } from './lane-template.ts'

interface BodyHandlers {
  readonly input: BoardInput
  readonly pressed: (event: PointerEvent) => void
  readonly scrolled: (event: Event) => void
}

/** The board itself: its lanes with their columns, below one handler for each kind of event. */
export function boardBody(
  view: BoardView,
  { input, pressed, scrolled }: BodyHandlers,
): TemplateResult {
  const { lanes } = view.places
  const isLaned = view.everybody !== undefined
  const isDragging = view.dragging.size > 0
  return html`<div
    class="board ${isLaned ? 'laned' : ''} ${isDragging ? 'is-dragging' : ''}"
    role="group"
    tabindex="-1"
    aria-label=${view.plan.pipeline?.name ?? view.t('board.label')}
    @pointerdown=${pressed}
    @keydown=${input.keydown}
    @click=${input.clicked}
    @focusin=${input.focused}
    @scroll=${{ handleEvent: scrolled, capture: true, passive: true }}
    @dragstart=${prevent}
  >
    ${lanes.map((lane) => laneTemplate(view, lane))} ${isLaned ? laneFoot(view) : nothing}
  </div>`
}

function laneTemplate(view: BoardView, lane: Lane): TemplateResult {
  const isLaned = view.everybody !== undefined
  const name = laneName(view, lane)
  return html`<div
    class="lane"
    part="lane"
    role=${isLaned ? 'group' : nothing}
    aria-label=${isLaned ? name : nothing}
  >
    ${isLaned ? laneHead(view, lane, name) : nothing}
    <div class="columns">
      ${lane.columns.map((place) => columnTemplate(view, { lane, ...place }))}
    </div>
  </div>`
}

/** Where columns and cards will be. */
export function boardBones(columns: number): TemplateResult {
  return html`<div class="board" aria-hidden="true">
    <div class="lane">
      <div class="columns">
        ${Array.from(
          { length: columns },
          (_, index) =>
            html`<div class="column">
              <div class="column-head"><span class="bone w3"></span></div>
              <div class="cards-scroll">${Array.from({ length: 4 - (index % 3) }, cardBones)}</div>
            </div>`,
        )}
      </div>
    </div>
  </div>`
}

export function boardFault(
  error: unknown,
  panel: { readonly localizer: Localizer; readonly onRetry: () => void },
): TemplateResult {
  return html`<div class="overlay">
    <slot name="error">${errorPanel(faultOf(error, 'board'), panel)}</slot>
  </div>`
}

export function boardEmpty({ t }: Localizer, what: 'noStages' | 'noPipeline'): TemplateResult {
  const panel = { title: t(`board.${what}`), text: t(`board.${what}Hint`) }
  return html`<div class="overlay">
    <slot name="empty">${emptyPanel({ icon: 'board', ...panel })}</slot>
  </div>`
}

function prevent(event: Event): void {
  event.preventDefault()
}
