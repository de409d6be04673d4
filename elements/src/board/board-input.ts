import { idOf, idOfEvent } from './board-dom.ts'
import type { BoardHost } from './board-host.ts'
import { boardKey } from './board-keys.ts'
import type { BoardView } from './board-view.ts'
import type { CardFocus } from './card-focus.ts'
import type { CardSelection } from './card-selection.ts'
import type { MoveRequest } from './move-request.ts'

interface InputHost {
  readonly board: BoardHost
  /** Undefined while there is nothing to press a key on. */
  view(): BoardView | undefined
  readonly focus: CardFocus
  readonly selection: CardSelection
  /** The click a drop ends with: nobody meant it. */
  swallowsClick(): boolean
  /** Moves, and shows where this card has come to. */
  move(request: MoveRequest, id: string): void
}

/** What keys and clicks on cards mean. */
export class BoardInput {
  readonly #host: InputHost

  constructor(host: InputHost) {
    this.#host = host
  }

  readonly keydown = (event: KeyboardEvent): void => {
    const { board, focus, selection } = this.#host
    const view = this.#host.view()
    const target = event.composedPath()[0]
    if (!view || !(target instanceof HTMLElement) || !target.matches('.card')) return
    const id = idOf(target)
    if (id === undefined) return
    focus.mark(id)
    const isOurs = boardKey(event, id, view, {
      isRtl: board.element.matches(':dir(rtl)'),
      focus: (next) => focus.give(next),
      move: (request) => this.#host.move(request, id),
      open: (one) => void this.#open(one, event),
      toggleSelect: (one) => selection.toggle(one),
      clearSelection: () => selection.clear(),
      openMove: (one) => view.openMove(one, target),
      together: (one) => selection.together(one),
    })
    if (!isOurs) return
    event.preventDefault()
    event.stopPropagation()
    if (event.shiftKey) void board.element.updateComplete.then(() => focus.reveal(id))
  }

  readonly clicked = (event: MouseEvent): void => {
    const { selection } = this.#host
    const id = idOfEvent(event)
    if (id === undefined || this.#host.swallowsClick() || event.defaultPrevented) return
    if (event.ctrlKey || event.metaKey) selection.toggle(id)
    else if (event.shiftKey) selection.extendTo(id)
    else void this.#open(id, event)
  }

  readonly focused = (event: FocusEvent): void => {
    const { board, focus } = this.#host
    if (focus.mark(idOfEvent(event))) board.element.requestUpdate()
  }

  async #open(id: string, originalEvent: Event): Promise<void> {
    const { board } = this.#host
    const detail = { id, record: board.places.record(id), originalEvent }
    const { proceed } = await board.askHost('card-open', detail)
    if (!proceed) return
    board.emit('crm-card-open', detail)
    const place = { entity: board.plan?.info.name, id, view: 'record', trigger: 'card' }
    board.emit('crm-navigate', place, { cancelable: true })
  }
}
