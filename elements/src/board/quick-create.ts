import { html, nothing, type TemplateResult } from 'lit'

import type { Rec } from '../client/record.ts'
import { icon } from '../primitives/icon.ts'
import type { BoardHost } from './board-host.ts'
import type { BoardView } from './board-view.ts'
import type { CardFocus } from './card-focus.ts'
import type { ColumnPlace } from './card-places.ts'
import type { ColumnRows } from './column-rows.ts'

interface CreateHost {
  readonly board: BoardHost
  readonly focus: CardFocus
  create(place: ColumnPlace, title: string): Promise<Rec | undefined>
}

/** Making records where they will lie, one after the other: a title and Enter. */
export class QuickCreate {
  /** The column in which one is being made. */
  rows: ColumnRows | undefined
  busy = false
  readonly #host: CreateHost

  constructor(host: CreateHost) {
    this.#host = host
  }

  async start({ rows }: ColumnPlace): Promise<void> {
    this.rows = rows
    this.busy = false
    await this.#drawn()
    this.#input?.focus()
  }

  async submit(place: ColumnPlace, title: string): Promise<void> {
    if (this.busy) return
    this.busy = true
    void this.#drawn()
    const record = await this.#host.create(place, title)
    this.busy = false
    await this.#drawn()
    if (!record) return
    // Ready for the next one, unless somebody went on to another column.
    const input = this.rows === place.rows ? this.#input : null
    if (input) input.value = ''
    this.#host.board.source.add(record.id)
    await this.#drawn()
    this.#host.focus.reveal(record.id)
    input?.focus()
  }

  end(): void {
    this.rows = undefined
    this.#host.board.element.requestUpdate()
  }

  get #input(): HTMLInputElement | null {
    return this.#host.board.element.renderRoot.querySelector<HTMLInputElement>('#quick-create')
  }

  #drawn(): Promise<unknown> {
    const { element } = this.#host.board
    element.requestUpdate()
    return element.updateComplete
  }
}

/** Below the last card, which is where the server puts a new one. */
export function columnFoot(view: BoardView, place: ColumnPlace): TemplateResult | typeof nothing {
  const { t, creating } = view
  const entity = view.plan.info.label.one.toLowerCase()
  if (creating.rows === place.rows) return form(view, place, entity)
  if (!view.mayCreate) return nothing
  return html`<div class="column-foot">
    <button type="button" class="button ghost create" @click=${() => void creating.start(place)}>
      ${icon('plus')}${t('board.create', { entity })}
    </button>
  </div>`
}

function form({ t, creating }: BoardView, place: ColumnPlace, entity: string): TemplateResult {
  return html`<form
    class="column-foot quick"
    @submit=${(event: Event) => {
      event.preventDefault()
      const title = titleIn(event)
      if (title !== '') void creating.submit(place, title)
    }}
    @keydown=${(event: KeyboardEvent) => {
      event.stopPropagation()
      if (event.key === 'Escape') creating.end()
    }}
    @focusout=${(event: FocusEvent) => {
      const { currentTarget, relatedTarget } = event
      const isInside =
        relatedTarget instanceof Node && (currentTarget as Node).contains(relatedTarget)
      if (!isInside && titleIn(event) === '' && !creating.busy) creating.end()
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

function titleIn({ currentTarget }: Event): string {
  return (currentTarget as HTMLFormElement).querySelector('input')?.value.trim() ?? ''
}
