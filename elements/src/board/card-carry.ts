import type { BoardHost } from './board-host.ts'
import { cardsTitle, columnName } from './board-names.ts'
import { CardDrag } from './card-drag.ts'
import type { Place } from './card-places.ts'
import { closedLanesBelow, dropPlace, scrollersBelow } from './drop-target.ts'
import type { MoveRequest } from './move-request.ts'

interface CarryHost {
  readonly board: BoardHost
  /** px from one card to the next */
  pitch(): number
  mayMove(): boolean
  /** The cards that go along with this one. */
  together(id: string): readonly string[]
  move(request: MoveRequest): void
}

/** Cards under way by pointer or finger: what goes along, where it would go, and what becomes of it. */
export class CardCarry {
  readonly drag: CardDrag
  /** Where the cards would go. */
  target: Place | undefined
  readonly #host: CarryHost
  /** Of what is carried: a record that is deleted meanwhile cannot be asked any more. */
  #title = ''

  constructor(host: CarryHost) {
    this.#host = host
    const { element } = host.board
    this.drag = new CardDrag(element, {
      take: (id) => this.#take(id),
      over: (x, y) => this.#over(x, y),
      drop: (ids) => this.#drop(ids),
      cancelled: (ids) => this.#cancelled(ids),
      scrollers: (x, y) => scrollersBelow(element.renderRoot, x, y),
    })
  }

  /** Somebody else has moved or changed this one: it is theirs. True when it was carried. */
  lose(id: string): boolean {
    if (!this.drag.ids.includes(id)) return false
    const { t, notify } = this.#host.board
    this.drag.cancel()
    notify({ text: t('board.dragLost', { title: this.#title }) })
    return true
  }

  /** Somebody else has deleted them. */
  forget(ids: readonly string[]): void {
    if (!ids.some((id) => this.drag.ids.includes(id))) return
    const { t, notify } = this.#host.board
    this.drag.cancel()
    notify({ text: t('board.dragGone', { title: this.#title }) })
  }

  #take(id: string): readonly string[] {
    const { board } = this.#host
    const ids = this.#host.mayMove() ? this.#host.together(id) : []
    this.#title = cardsTitle(board, ids)
    if (ids.length > 0) board.announce(board.t('board.dragStart', { title: this.#title }))
    return ids
  }

  #over(x: number, y: number): void {
    const { element } = this.#host.board
    // Over the way to more lanes, it opens: they come below, and nothing moves under the pointer.
    closedLanesBelow(element.renderRoot, x, y)?.click()
    const before = this.target
    this.target = dropPlace(this.#host.board, x, y, this.#host.pitch())
    const isSame = this.target?.rows === before?.rows && this.target?.index === before?.index
    if (!isSame) element.requestUpdate()
  }

  #drop(ids: readonly string[]): void {
    const { target } = this
    if (!target) return this.#cancelled(ids)
    this.target = undefined
    this.#host.board.element.requestUpdate()
    this.#host.move({ ids, to: target, index: target.index })
  }

  #cancelled(ids: readonly string[]): void {
    this.target = undefined
    const { board } = this.#host
    const from = board.places.find(ids[0] ?? '')
    if (from) {
      const values = { title: this.#title, from: columnName(board, from.column) }
      board.announce(board.t('board.dragCancelled', values))
    }
    board.element.requestUpdate()
  }
}
