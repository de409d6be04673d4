import { html, nothing, type TemplateResult } from 'lit'

import { editorStyles } from '../fields/field-styles.ts'
import { boardToolMessages } from '../i18n/en/board-tools.ts'
import { formMessages } from '../i18n/en/form.ts'
import { listMessages } from '../i18n/en/list.ts'
import { listToolMessages } from '../i18n/en/list-tools.ts'
import { viewMessages } from '../i18n/en/views.ts'
import { addMessages } from '../i18n/table.ts'
import { adoptStyles } from '../list/adopt-styles.ts'
import { filterChips } from '../list/filter-chips.ts'
import { countConditions, parseFilter } from '../list/filter-document.ts'
import { filterPanel } from '../list/filter-panel.ts'
import type { ListContext } from '../list/list-context.ts'
import { toolStyles } from '../list/list-tool-styles.ts'
import type { PanelArgs } from '../list/panels.ts'
import { DialogController } from '../primitives/dialog.ts'
import { icon } from '../primitives/icon.ts'
import { MenuController } from '../primitives/menu.ts'
import { PopoverController } from '../primitives/popover.ts'
import { viewMenu } from '../views/view-menu.ts'
import { deleteViewDialog, viewForm } from '../views/view-panels.ts'
import { viewStrip } from '../views/view-strip.ts'
import type { BoardHost } from './board-host.ts'
import { cardsTitle } from './board-names.ts'
import type { RequestKeeper } from './board-request.ts'
import { boardToolStyles } from './board-tool-styles.ts'
import type { BoardView } from './board-view.ts'
import { BoardViews } from './board-views.ts'
import { CardCarry } from './card-carry.ts'
import type { CardFocus } from './card-focus.ts'
import type { CardSelection } from './card-selection.ts'
import { moveForm } from './move-form.ts'
import type { MoveRequest } from './move-request.ts'
import { Mover } from './mover.ts'
import type { Fields, RuleQuestion } from './refusal.ts'
import { ruleDialog } from './rule-dialog.ts'

addMessages(boardToolMessages, listMessages, listToolMessages, viewMessages, formMessages)

interface ToolsHost {
  readonly board: BoardHost
  readonly request: RequestKeeper
  readonly selection: CardSelection
  readonly focus: CardFocus
  /** px from one card to the next */
  pitch(): number
  mayMove(): boolean
  /** Undefined while there is nothing to use them on. */
  view(): BoardView | undefined
  /** The stages are others than the board knows. */
  reloadPlan(): void
}

type Panel = 'filter' | 'move' | 'save-view' | 'rename-view' | 'delete-view' | 'rule'

/** Carrying and moving cards, making them, missing fields, filter, views and the selection: what a board that is only looked at does without. A chunk of its own. */
export class BoardTools {
  readonly views: BoardViews
  readonly mover: Mover
  readonly carry: CardCarry
  readonly #host: ToolsHost
  readonly #menu: MenuController
  readonly #popover: PopoverController
  readonly #dialog: DialogController
  #panel: Panel | undefined
  #moving: readonly string[] = []
  #filterField: string | undefined
  #question: { readonly rule: RuleQuestion; readonly answer: (fields?: Fields) => void } | undefined

  constructor(host: ToolsHost) {
    this.#host = host
    const { element } = host.board
    this.views = new BoardViews(host.board, host.request)
    this.mover = new Mover(host.board, {
      askFields: (question) => this.#askFields(question),
      reloadPlan: () => host.reloadPlan(),
    })
    this.carry = new CardCarry({
      board: host.board,
      pitch: () => host.pitch(),
      mayMove: () => host.mayMove(),
      together: (id) => host.selection.together(id),
      move: (request) => {
        host.focus.mark(request.ids[0])
        void this.mover.move(request)
      },
    })
    this.#menu = new MenuController(element)
    this.#popover = new PopoverController(element, {
      selector: '#panel',
      onClose: () => this.#closed(),
    })
    this.#dialog = new DialogController(element, {
      selector: '#dialog',
      onClose: () => this.#dialogClosed(),
    })
    adoptStyles(element, [...toolStyles, ...editorStyles.flat(), boardToolStyles])
  }

  get conditions(): number {
    return countConditions(parseFilter(this.#host.request.now.filter))
  }

  async openMove(ids: readonly string[], anchor: HTMLElement): Promise<void> {
    this.#moving = ids
    await this.#open('move', anchor)
  }

  async openFilter(anchor: HTMLElement, field?: string): Promise<void> {
    const isOpen = this.#panel === 'filter'
    this.#popover.close()
    if (isOpen) return
    this.#filterField = field
    await this.#open('filter', anchor)
  }

  /** The values that were filled in; undefined: closed without. */
  async #askFields(rule: RuleQuestion): Promise<Fields | undefined> {
    const { promise, resolve } = Promise.withResolvers<Fields | undefined>()
    this.#question = { rule, answer: resolve }
    this.#panel = 'rule'
    this.#host.board.element.requestUpdate()
    await this.#dialog.open()
    return promise
  }

  chips(): TemplateResult | typeof nothing {
    if (!this.#host.view()) return nothing
    return filterChips(this.#list(), {
      onClear: () => this.#host.request.set({ filter: undefined, search: '' }),
      onEdit: (field, anchor) => void this.openFilter(anchor, field),
    })
  }

  viewStrip(): TemplateResult | typeof nothing {
    if (!this.#host.view()) return nothing
    const list = this.#list()
    void this.views.load()
    return viewStrip({
      list,
      views: this.views.saved,
      isDirty: this.views.isDirty,
      onSelect: (id) => void this.views.choose(id),
      onMenu: (anchor) => viewMenu(this.#menu, anchor, { list, views: this.views.saved }),
      onSaveAs: (anchor) => void this.#open('save-view', anchor),
      onReset: () => void this.views.choose(this.views.saved.active?.id),
      onSave: () => void this.views.save(),
    })
  }

  selectionBar(): TemplateResult | typeof nothing {
    const { board, selection } = this.#host
    const { t } = board
    const [first] = selection.ids
    if (first === undefined) return nothing
    const move = ({ currentTarget }: Event): void =>
      void this.openMove(selection.together(first), currentTarget as HTMLElement)
    return html`<div class="selection" role="toolbar" aria-label=${t('board.selection')}>
      <span>${t('board.selected', { count: selection.ids.size })}</span>
      <button type="button" class="button ghost small" aria-haspopup="dialog" @click=${move}>
        ${icon('board')}${t('board.moveSelected')}
      </button>
      <button type="button" class="button ghost small" @click=${() => selection.clear()}>
        ${t('board.clear')}
      </button>
    </div>`
  }

  /** What stands above the board. */
  layers(): TemplateResult {
    const view = this.#host.view()
    const isDialog = this.#panel === 'rule' || this.#panel === 'delete-view'
    const label = this.#label(view)
    return html`<div
        class="popover panel-${this.#panel ?? 'none'}"
        popover="auto"
        id="panel"
        role="dialog"
        aria-label=${label ?? nothing}
        @keydown=${stopTyped}
      >
        ${view && !isDialog ? this.#panelBody(view) : nothing}
      </div>
      <dialog
        class="dialog"
        id="dialog"
        aria-labelledby=${this.#panel === 'rule' ? 'rule-title' : 'dialog-title'}
      >
        ${view && isDialog ? this.#panelBody(view) : nothing}
      </dialog>
      ${this.#menu.render()}`
  }

  #label(view: BoardView | undefined): string | undefined {
    if (!view) return undefined
    if (this.#panel === 'move')
      return view.t('board.moveTitle', { title: cardsTitle(this.#host.board, this.#moving) })
    if (this.#panel === 'filter') return view.t('list.filters')
    return this.#panel === undefined ? undefined : view.t('views.saveAs')
  }

  #panelBody(view: BoardView): unknown {
    switch (this.#panel) {
      case 'filter':
        return filterPanel(this.#panelArgs())
      case 'move':
        return moveForm({
          view,
          ids: this.#moving,
          title: cardsTitle(this.#host.board, this.#moving),
          onMove: (request) => {
            this.#popover.close()
            void this.#moveAndShow(request)
          },
        })
      case 'rule':
        return this.#question
          ? ruleDialog({
              view,
              question: this.#question.rule,
              onAnswer: (fields) => this.#answer(fields),
              onCancel: () => this.#dialog.close(),
            })
          : nothing
      case 'save-view':
        return viewForm(this.#panelArgs())
      case 'rename-view':
        return viewForm({ ...this.#panelArgs(), rename: this.views.saved.active })
      case 'delete-view':
        return deleteViewDialog(this.#panelArgs())
      case undefined:
        return nothing
    }
  }

  async #open(panel: Panel, anchor: HTMLElement): Promise<void> {
    this.#popover.close()
    this.#panel = panel
    this.#host.board.element.requestUpdate()
    if (panel === 'delete-view') await this.#dialog.open()
    else await this.#popover.open(anchor)
  }

  async #moveAndShow(request: MoveRequest): Promise<void> {
    await this.mover.move(request)
    this.#host.focus.reveal(request.ids[0] ?? '')
  }

  #answer(fields: Fields): void {
    const question = this.#question
    this.#question = undefined
    this.#dialog.close()
    question?.answer(fields)
  }

  #dialogClosed(): void {
    const question = this.#question
    this.#question = undefined
    question?.answer(undefined)
    this.#closed()
  }

  #closed(): void {
    this.#panel = undefined
    this.#filterField = undefined
    this.#host.board.element.requestUpdate()
  }

  #panelArgs(): PanelArgs {
    return {
      list: this.#list(),
      views: this.views.saved,
      filterField: this.#filterField,
      onResetColumns: () => undefined,
      onSaveView: async (name, shared) => {
        await this.views.saveAs(name, shared)
        this.#popover.close()
      },
      onDeleteView: async () => {
        if (!(await this.views.remove())) return
        this.#dialog.close()
        await this.views.choose(undefined)
      },
      close: () => {
        this.#popover.close()
        this.#dialog.close()
      },
    }
  }

  /** The board as filter and views see a list; of what they do not read there is nothing. */
  #list(): ListContext {
    const view = this.#host.view() as BoardView
    const { board, request } = this.#host
    const { element, crm, emit, announce, notify, fail } = board
    const { filter, search = '' } = request.now
    return {
      ...{ element, crm, emit, announce, notify, fail },
      entity: view.plan.info,
      request: { filter, sort: [], search },
      fields: { ...view.fields, inGrid: false },
      format: view.format,
      t: view.t,
      setRequest: (change: { filter?: object; search?: string }) =>
        request.set({ filter: change.filter, search: change.search ?? search }),
      openPanel: (kind: Panel, anchor: HTMLElement) => void this.#open(kind, anchor),
      update: () => element.requestUpdate(),
    } as unknown as ListContext
  }
}

/** A letter in a panel is the panel's, not a key of the board. */
function stopTyped(event: KeyboardEvent): void {
  if (event.key.length === 1) event.stopPropagation()
}
