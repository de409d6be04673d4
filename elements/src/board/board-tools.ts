import { html, nothing, type TemplateResult } from 'lit'

import type { Notice } from '../base/context.ts'
import type { CrmElement } from '../base/crm-element.ts'
import { faultOf } from '../base/errors.ts'
import type { CrmClient } from '../client/crm-client.ts'
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
import { SavedViews } from '../views/saved-views.ts'
import { viewMenu } from '../views/view-menu.ts'
import { deleteViewDialog, viewForm } from '../views/view-panels.ts'
import { viewStrip } from '../views/view-strip.ts'
import type { Place } from './board-source.ts'
import { boardToolStyles } from './board-tool-styles.ts'
import type { BoardView } from './board-view.ts'
import type { BoardRequest } from './crm-pipeline-board.ts'
import { moveForm } from './move-form.ts'
import type { MoveRequest, RuleQuestion } from './mover.ts'
import { ruleDialog } from './rule-dialog.ts'

addMessages(boardToolMessages, listMessages, listToolMessages, viewMessages, formMessages)

export interface BoardToolsHost {
  readonly element: CrmElement
  readonly crm: CrmClient | undefined
  readonly request: BoardRequest
  readonly view: () => BoardView | undefined
  readonly titleOf: (ids: readonly string[]) => string
  readonly places: () => readonly Omit<Place, 'index'>[]
  readonly setRequest: (change: BoardRequest) => void
  readonly move: (request: MoveRequest) => void
  readonly moveSelected: (anchor: HTMLElement) => void
  readonly clearSelection: () => void
  emit<D>(type: `crm-${string}`, detail: D, options?: { readonly cancelable?: boolean }): boolean
  readonly announce: (text: string, how?: 'polite' | 'assertive') => void
  readonly notify: (notice: Notice) => void
  readonly fail: (error: unknown, source: string) => boolean
}

type Panel = 'filter' | 'move' | 'save-view' | 'rename-view' | 'delete-view' | 'rule'
type Fields = Readonly<Record<string, unknown>>

/** Moving by menu, missing fields, filter, views and the selection: what a board that is only looked at does without. A chunk of its own. */
export class BoardTools {
  /** Those of the list: what is saved there narrows the board too. */
  readonly views = new SavedViews()
  readonly #host: BoardToolsHost
  readonly #menu: MenuController
  readonly #popover: PopoverController
  readonly #dialog: DialogController
  #panel: Panel | undefined
  #moving: readonly string[] = []
  #filterField: string | undefined
  #question: { readonly rule: RuleQuestion; readonly answer: (fields?: Fields) => void } | undefined
  #loaded: { readonly crm: CrmClient; readonly entity: string } | undefined

  constructor(host: BoardToolsHost) {
    this.#host = host
    const { element } = host
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
    return countConditions(parseFilter(this.#host.request.filter))
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
  async askFields(rule: RuleQuestion): Promise<Fields | undefined> {
    const { promise, resolve } = Promise.withResolvers<Fields | undefined>()
    this.#question = { rule, answer: resolve }
    this.#panel = 'rule'
    this.#host.element.requestUpdate()
    await this.#dialog.open()
    return promise
  }

  /** A view of the list: its filter and search are the board's; columns and order are the list's alone. */
  async applyView(id: string | undefined): Promise<void> {
    // One that was saved elsewhere since.
    const isUnknown = id !== undefined && !this.views.all.some((view) => view.id === id)
    await this.#loadViews(isUnknown)
    const view = this.views.select(id)
    const { filter, search } = view?.query ?? {}
    this.#host.setRequest({ filter, search: search ?? '' })
    this.#host.emit('crm-view-change', { id: view?.id, name: view?.name })
  }

  chips(): TemplateResult | typeof nothing {
    if (!this.#host.view()) return nothing
    return filterChips(this.#list(), {
      onClear: () => this.#host.setRequest({ filter: undefined, search: '' }),
      onEdit: (field, anchor) => void this.openFilter(anchor, field),
    })
  }

  viewStrip(): TemplateResult | typeof nothing {
    if (!this.#host.view()) return nothing
    void this.#loadViews()
    return viewStrip({
      list: this.#list(),
      views: this.views,
      isDirty: this.#isDirty,
      onSelect: (id) => void this.applyView(id),
      onMenu: (anchor) => viewMenu(this.#menu, anchor, { list: this.#list(), views: this.views }),
      onSaveAs: (anchor) => void this.#open('save-view', anchor),
      onReset: () => void this.applyView(this.views.active?.id),
      onSave: () => void this.#saveView(),
    })
  }

  selectionBar(count: number): TemplateResult {
    const { t } = this.#host.view() as BoardView
    return html`<div class="selection" role="toolbar" aria-label=${t('board.selection')}>
      <span>${t('board.selected', { count })}</span>
      <button
        type="button"
        class="button ghost small"
        aria-haspopup="dialog"
        @click=${(event: Event) => this.#host.moveSelected(event.currentTarget as HTMLElement)}
      >
        ${icon('board')}${t('board.moveSelected')}
      </button>
      <button type="button" class="button ghost small" @click=${() => this.#host.clearSelection()}>
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
      return view.t('board.moveTitle', { title: this.#host.titleOf(this.#moving) })
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
          title: this.#host.titleOf(this.#moving),
          onMove: (request) => {
            this.#popover.close()
            this.#host.move(request)
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
        return viewForm({ ...this.#panelArgs(), rename: this.views.active })
      case 'delete-view':
        return deleteViewDialog(this.#panelArgs())
      case undefined:
        return nothing
    }
  }

  async #open(panel: Panel, anchor: HTMLElement): Promise<void> {
    this.#popover.close()
    this.#panel = panel
    this.#host.element.requestUpdate()
    if (panel === 'delete-view') await this.#dialog.open()
    else await this.#popover.open(anchor)
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
    this.#host.element.requestUpdate()
  }

  get #isDirty(): boolean {
    const { filter, search = '' } = this.#host.request
    const { query } = this.views.active ?? {}
    return (
      JSON.stringify([query?.filter ?? {}, query?.search ?? '']) !==
      JSON.stringify([filter ?? {}, search])
    )
  }

  async #loadViews(again = false): Promise<void> {
    const { crm } = this.#host
    const entity = this.#host.view()?.plan.info.name
    const isLoaded = this.#loaded?.crm === crm && this.#loaded?.entity === entity
    if (!crm || !entity || (isLoaded && !again)) return
    this.#loaded = { crm, entity }
    // A board without views is a board.
    await this.views.load(crm, entity).catch(() => undefined)
    this.#host.element.requestUpdate()
  }

  async #saveView(): Promise<void> {
    const { active } = this.views
    const view = this.#host.view()
    if (!active || !view) return
    try {
      await this.views.save(this.#content())
      this.#host.announce(view.t('views.saved', { name: active.name }))
    } catch (error) {
      this.#viewFailed(error)
    }
    this.#host.element.requestUpdate()
  }

  /** What the list has beside filter and search stays as it is. */
  #content(): Parameters<SavedViews['save']>[0] {
    const { filter, search } = this.#host.request
    const { active } = this.views
    const { sort } = active?.query ?? {}
    return {
      query: {
        ...(filter ? { filter } : {}),
        ...(search ? { search } : {}),
        ...(sort ? { sort } : {}),
      },
      columns: active?.columns ?? [],
      options: (active?.options ?? {}) as Readonly<Record<string, string>>,
    }
  }

  #viewFailed(error: unknown): void {
    const { code, message } = faultOf(error, 'view')
    const { t } = this.#host.view() as BoardView
    if (this.#host.fail(error, 'view'))
      this.#host.notify({
        kind: 'error',
        text: code === 'VERSION_STALE' ? t('views.stale') : message,
      })
  }

  #panelArgs(): PanelArgs {
    return {
      list: this.#list(),
      views: this.views,
      filterField: this.#filterField,
      onResetColumns: () => undefined,
      onSaveView: async (name, shared) => {
        await this.views.saveAs({ ...this.#content(), name, shared })
        this.#popover.close()
        this.#host.element.requestUpdate()
      },
      onDeleteView: async () => {
        const { active } = this.views
        if (!active) return
        try {
          await this.views.remove(active)
          this.#dialog.close()
          await this.applyView(undefined)
        } catch (error) {
          this.#viewFailed(error)
        }
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
    const { element, crm, request } = this.#host
    return {
      element,
      crm,
      entity: view.plan.info,
      request: { filter: request.filter, sort: [], search: request.search ?? '' },
      fields: { ...view.fields, inGrid: false },
      format: view.format,
      t: view.t,
      setRequest: ({ filter, search }: { filter?: object; search?: string }) =>
        this.#host.setRequest({ filter, search: search ?? request.search ?? '' }),
      openPanel: (kind: Panel, anchor: HTMLElement) => void this.#open(kind, anchor),
      update: () => element.requestUpdate(),
      emit: (type: `crm-${string}`, detail: unknown) => this.#host.emit(type, detail),
      announce: this.#host.announce,
      notify: this.#host.notify,
      fail: this.#host.fail,
    } as unknown as ListContext
  }
}

/** A letter in a panel is the panel's, not a key of the board. */
function stopTyped(event: KeyboardEvent): void {
  if (event.key.length === 1) event.stopPropagation()
}
