import { html, type TemplateResult } from 'lit'
import { directive } from 'lit/directive.js'

import { StatefulDirective } from '../fields/stateful-directive.ts'
import { columnName } from './board-names.ts'
import type { BoardView } from './board-view.ts'
import type { ColumnPlace, Place } from './card-places.ts'
import type { MoveRequest } from './move-request.ts'

interface MoveFormArgs {
  readonly view: BoardView
  readonly ids: readonly string[]
  readonly title: string
  readonly onMove: (request: MoveRequest) => void
}

/** Places offered one by one; beyond them a person thinks in top and end. */
const MOST_PLACES = 50

/** Column and position by native controls: what a drag does, with one press each. */
class MoveForm extends StatefulDirective<MoveFormArgs> {
  #key = ''
  #position = 'top'

  protected override received(before: MoveFormArgs | undefined): void {
    if (before?.ids === this.args.ids) return
    const place = this.#from
    this.#key = place?.column.key ?? ''
    this.#position = place && this.args.ids.length === 1 ? String(place.index) : 'top'
  }

  protected override template(): TemplateResult {
    const { view, title } = this.args
    const { t, plan } = view
    return html`<form class="move-form" @submit=${(event: Event) => this.#submit(event)}>
      <p class="move-title">${t('board.moveTitle', { title })}</p>
      <fieldset class="move-columns">
        <legend class="visually-hidden">${t('board.moveColumn')}</legend>
        ${plan.columns.map(
          (column) =>
            html`<label class="move-column tag" data-color=${column.color}>
              <input
                type="radio"
                name="column"
                class="visually-hidden"
                value=${column.key}
                ?autofocus=${column.key === this.#key}
                .checked=${column.key === this.#key}
                @change=${() => this.#choose(column.key)}
              />
              <span class="dot"></span>
              <span class="move-name">${columnName(view, column)}</span>
              <span class="column-count"
                >${view.format.number(this.#to(column.key)?.rows.count ?? 0)}</span
              >
            </label>`,
        )}
      </fieldset>
      ${
        plan.ordered
          ? html`<label class="move-place"
              ><span class="label">${t('board.movePosition')}</span>
              <select
                class="input"
                .value=${this.#position}
                @change=${(event: Event) => {
                  this.#position = (event.target as HTMLSelectElement).value
                }}
              >
                ${this.#positions().map(
                  ([value, label]) =>
                    html`<option value=${value} ?selected=${value === this.#position}>
                      ${label}
                    </option>`,
                )}
              </select></label
            >`
          : ''
      }
      <button type="submit" class="button primary">${t('board.move')}</button>
    </form>`
  }

  get #from(): Place | undefined {
    const [first = ''] = this.args.ids
    return this.args.view.places.find(first)
  }

  /** The column in the lane the card is in. */
  #to(key: string): ColumnPlace | undefined {
    const lane = this.#from?.lane
    const found = lane?.columns.find(({ column }) => column.key === key)
    return lane && found && { lane, ...found }
  }

  #choose(key: string): void {
    this.#key = key
    this.#position = key === this.#from?.column.key ? String(this.#from.index) : 'top'
    this.refresh()
  }

  #positions(): readonly (readonly [string, string])[] {
    const { t } = this.args.view
    const count = this.#to(this.#key)?.rows.count ?? 0
    const places = Array.from({ length: Math.min(count, MOST_PLACES) }, (_, index) => {
      return [String(index), t('board.moveAt', { position: index + 1 })] as const
    })
    const own = Number(this.#position)
    if (own >= MOST_PLACES) places.push([String(own), t('board.moveAt', { position: own + 1 })])
    return [['top', t('board.moveTop')], ...places, ['end', t('board.moveBottom')]]
  }

  #submit(event: Event): void {
    event.preventDefault()
    const to = this.#to(this.#key)
    const from = this.#from
    if (!to || !from) return
    const { ids, onMove } = this.args
    const at = this.#position
    const wanted = at === 'top' ? 0 : at === 'end' ? to.rows.count : Number(at)
    // A card that goes down its own column leaves a gap above.
    const isDown = from.rows === to.rows && wanted > from.index
    onMove({ ids, to, index: isDown && at !== 'end' ? wanted + 1 : wanted })
  }
}

export const moveForm = directive(MoveForm)
