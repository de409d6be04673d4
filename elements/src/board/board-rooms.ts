import type { BoardElement, BoardHost } from './board-host.ts'
import { BoardInput } from './board-input.ts'
import { columnName, recordTitle } from './board-names.ts'
import { RequestKeeper } from './board-request.ts'
import { BoardSource } from './board-source.ts'
import { CardFocus } from './card-focus.ts'
import { CardPlaces, type Place } from './card-places.ts'
import { CardSelection } from './card-selection.ts'
import { ColumnWindows } from './column-windows.ts'
import { FreshCards } from './fresh-cards.ts'
import type { MoveRequest } from './move-request.ts'
import { PlanLoader } from './plan-loader.ts'
import { QuickCreate } from './quick-create.ts'
import { ToolsLoader } from './tools-loader.ts'

/** What a board is made of, and what each part may ask of the others. The order is theirs: the later ones use the earlier. */
export class BoardRooms {
  /** Of what the board is. */
  readonly plans: PlanLoader
  /** Where the cards lie. */
  readonly places = new CardPlaces()
  /** Where they come from. */
  readonly source: BoardSource
  /** What narrows them. */
  readonly request: RequestKeeper
  /** Which of them are in view. */
  readonly windows: ColumnWindows
  readonly selection: CardSelection
  readonly focus: CardFocus
  readonly fresh: FreshCards
  readonly create: QuickCreate
  readonly input: BoardInput
  readonly tools: ToolsLoader
  readonly #board: BoardHost

  constructor(host: BoardElement) {
    const { element, pitch } = host
    const changed = (): void => element.requestUpdate()
    const failed = (error: unknown): void => void host.fail(error, 'board')
    const { places } = this
    this.plans = new PlanLoader({
      ...{ crm: () => element.crm, request: host.planRequest },
      ...{ changed, failed },
    })
    this.source = new BoardSource(places, {
      ...{ changed, failed },
      shifted: (rows, index, by) => this.windows.keep(rows, index, by),
      touched: (id, to) => this.#touched(id, to),
      gone: (ids) => this.#gone(ids),
      range: (rows) => this.windows.range(rows),
      planChanged: () => this.plans.reloadSoon(),
    })
    const board = (this.#board = boardOf(host, this))
    this.request = new RequestKeeper(({ filter, search = '' }) => {
      host.emit('crm-filter-change', { filter, search })
      changed()
    })
    this.windows = new ColumnWindows(element, { places, pitch })
    this.selection = new CardSelection(board, () => {
      // Its bar is among the tools.
      this.tools.use()
      changed()
    })
    this.focus = new CardFocus(board, this.windows)
    this.fresh = new FreshCards(changed)
    this.create = new QuickCreate({
      board,
      focus: this.focus,
      create: async (place, title) => (await this.tools.load()).mover.create(place, title),
    })
    this.input = new BoardInput({
      ...{ board, view: host.view, focus: this.focus, selection: this.selection },
      swallowsClick: () => this.tools.now?.carry.drag.swallowsClick === true,
      move: (request, id) => this.#move(request, id),
    })
    this.tools = new ToolsLoader(({ BoardTools }) => {
      const tools = new BoardTools({
        ...{ board, pitch, mayMove: host.mayMove, view: host.view },
        ...{ request: this.request, selection: this.selection, focus: this.focus },
        reloadPlan: () => this.plans.reloadSoon(),
      })
      if (host.viewId() !== undefined) void tools.views.choose(host.viewId())
      changed()
      return tools
    }, failed)
  }

  /** Opens the Move menu of a card, or of all that are selected with it. */
  openMove(id: string, anchor: HTMLElement): void {
    this.focus.mark(id)
    this.tools.use((tools) => tools.openMove(this.selection.together(id), anchor))
  }

  #move(request: MoveRequest, id: string): void {
    this.tools.use(async ({ mover }) => {
      await mover.move(request)
      this.focus.reveal(id)
    })
  }

  /** Somebody else moved or changed it; without `to` it is not on this board any more. */
  #touched(id: string, to: Place | undefined): void {
    if (this.tools.now?.carry.lose(id) || !to) return
    if (this.focus.isOn(id)) {
      const { t, announce } = this.#board
      const title = recordTitle(this.#board, this.places.record(id))
      announce(t('board.movedByOther', { title, to: columnName({ t }, to.column) }))
    }
    this.fresh.add(id)
  }

  #gone(ids: readonly string[]): void {
    this.selection.forget(ids)
    this.tools.now?.carry.forget(ids)
    const { element } = this.#board
    if (ids.some((id) => this.focus.isOn(id)))
      void element.updateComplete.then(() => element.focus())
  }
}

function boardOf(
  { element, t, announce, notify, fail, emit, askHost }: BoardElement,
  { plans, places, source }: Pick<BoardRooms, 'plans' | 'places' | 'source'>,
): BoardHost {
  return {
    ...{ element, t, announce, notify, fail, emit, askHost, places, source },
    get crm() {
      return element.crm
    },
    get plan() {
      return plans.plan
    },
  }
}
