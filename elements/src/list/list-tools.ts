import { html, nothing, type TemplateResult } from 'lit'

import { faultOf } from '../base/errors.ts'
import { formMessages } from '../i18n/en/form.ts'
import { listToolMessages } from '../i18n/en/list-tools.ts'
import { viewMessages } from '../i18n/en/views.ts'
import type { MessageKey } from '../i18n/messages-en.ts'
import { addMessages } from '../i18n/table.ts'
import { DialogController } from '../primitives/dialog.ts'
import { MenuController } from '../primitives/menu.ts'
import { PopoverController } from '../primitives/popover.ts'
import { viewMenu } from '../views/view-menu.ts'
import { viewStrip } from '../views/view-strip.ts'
import { adoptStyles } from './adopt-styles.ts'
import type { Arrangement } from './arrangement.ts'
import { bulkBar } from './bulk-bar.ts'
import { CellEdit } from './cell-edit.ts'
import { columnMenu } from './column-menu.ts'
import { filterChips } from './filter-chips.ts'
import { countConditions, parseFilter } from './filter-document.ts'
import { GridInput } from './grid-input.ts'
import type { GridView } from './grid-view.ts'
import type { ListContext, PanelKind } from './list-context.ts'
import { footer, newPill, overlay, type OverlayArgs } from './list-frame.ts'
import { toolStyles } from './list-tool-styles.ts'
import { moreMenu } from './more-menu.ts'
import type { PanelArgs } from './panels.ts'
import type { CrmRecordList } from './record-list.ts'
import { rowMenu } from './row-menu.ts'

addMessages(listToolMessages, viewMessages, formMessages)

export interface ToolsHost {
  readonly element: CrmRecordList
  readonly arrangement: Arrangement
  readonly selectView: (id: string | undefined) => void
}

/** Menus, panels, dialogs and editing: what a list that is only looked at does without. A chunk of its own. */
export class ListTools {
  readonly edit: CellEdit
  readonly input: GridInput
  readonly #list: ListContext
  readonly #host: ToolsHost
  readonly #grid: GridView
  readonly #menu: MenuController
  readonly #popover: PopoverController
  readonly #dialog: DialogController
  #panel: PanelKind | undefined
  #panels: typeof import('./panels.ts') | undefined
  #filterField: string | undefined

  constructor(list: ListContext, grid: GridView, host: ToolsHost) {
    this.#list = list
    this.#host = host
    this.#grid = grid
    const { element } = host
    const onClose = (): void => this.#closed()
    this.#menu = new MenuController(element)
    this.#popover = new PopoverController(element, { selector: '#panel', onClose })
    this.#dialog = new DialogController(element, { selector: '#dialog', onClose })
    this.edit = new CellEdit(list, {
      refocus: () => grid.focus.focus(),
      move: (id, key) => grid.focus.set(list.source.indexOf(id) ?? grid.focus.index, key),
    })
    this.input = new GridInput(list, grid)
    adoptStyles(element, toolStyles)
  }

  get panel(): PanelKind | undefined {
    return this.#panel
  }

  async openPanel(kind: PanelKind, anchor: HTMLElement, filterField?: string): Promise<void> {
    const isOpen = this.#panel === kind
    this.#popover.close()
    if (isOpen) return
    this.#panels ??= await import('./panels.ts')
    this.#panel = kind
    this.#filterField = filterField
    this.#list.update()
    if (isDialogKind(kind)) await this.#dialog.open()
    else await this.#popover.open(anchor)
  }

  openRowMenu(id: string, anchor: HTMLElement): void {
    rowMenu(this.#menu, anchor, id, this.#list, this.edit)
  }

  openColumnMenu(key: string, anchor: HTMLElement): void {
    columnMenu(
      this.#menu,
      anchor,
      key,
      this.#list,
      this.input,
      this.#grid.focus,
      () => void this.openPanel('filter', anchor, key),
    )
  }

  openViewMenu(anchor: HTMLElement): void {
    viewMenu(this.#menu, anchor, { list: this.#list, views: this.#host.arrangement.views })
  }

  openMore(anchor: HTMLElement): void {
    const { element } = this.#host
    moreMenu(this.#menu, anchor, this.#list, {
      density: element.density,
      mayExport: element.hide?.includes('export') !== true,
      onRefresh: () => this.#list.source.refresh(),
      onDensity: (density) => {
        element.density = density
      },
    })
  }

  /** The conditions in force. */
  chips(): TemplateResult | typeof nothing {
    const list = this.#list
    return filterChips(list, {
      onClear: () => list.setRequest({ filter: undefined, search: '' }),
      onEdit: (field, anchor) => void this.openPanel('filter', anchor, field),
    })
  }

  bulkBar(): TemplateResult {
    return bulkBar(this.#list)
  }

  /** Conditions in force, for the badge of the button. */
  get conditions(): number {
    return countConditions(parseFilter(this.#list.request.filter))
  }

  /** In place of the rows. */
  overlay(args: OverlayArgs): TemplateResult | typeof nothing {
    return overlay(this.#list, args)
  }

  newPill(onShow: () => void): TemplateResult | typeof nothing {
    return newPill(this.#list, onShow)
  }

  footer(): TemplateResult {
    return footer(this.#list)
  }

  views(onReset: () => void): TemplateResult {
    const { arrangement, selectView } = this.#host
    return viewStrip({
      list: this.#list,
      views: arrangement.views,
      isDirty: arrangement.isDirty,
      onSelect: selectView,
      onMenu: (anchor) => this.openViewMenu(anchor),
      onSaveAs: (anchor) => void this.openPanel('save-view', anchor),
      onReset,
      onSave: () => void this.saveView(),
    })
  }

  /** What stands above the list. */
  layers(): TemplateResult {
    const { t } = this.#list
    const kind = this.#panel
    const isDialog = isDialogKind(kind)
    const body = kind && this.#panels ? this.#panels.panel(kind, this.#panelArgs()) : nothing
    const label = kind && PANEL_LABELS[kind]
    return html`<div
        class="popover panel-${kind ?? 'none'}"
        popover="auto"
        id="panel"
        role="dialog"
        aria-label=${label ? t(label) : nothing}
      >
        ${isDialog ? nothing : body}
      </div>
      <dialog class="dialog" id="dialog" aria-labelledby="dialog-title">
        ${isDialog ? body : nothing}
      </dialog>
      ${this.#menu.render()}`
  }

  /** Writes what is shown into the active view. */
  async saveView(): Promise<void> {
    const list = this.#list
    const { arrangement, element } = this.#host
    try {
      const name = await arrangement.save({ density: element.density })
      list.announce(list.t('views.saved', { name }))
    } catch (error) {
      this.#viewFailed(error)
    }
    list.update()
  }

  #panelArgs(): PanelArgs {
    const list = this.#list
    const { arrangement } = this.#host
    return {
      list,
      views: arrangement.views,
      filterField: this.#filterField,
      onResetColumns: () => list.setColumns(arrangement.resetColumns()),
      onSaveView: (name, shared) => this.#saveViewAs(name, shared),
      onDeleteView: () => this.#deleteView(),
      close: () => this.#close(),
    }
  }

  #close(): void {
    this.#popover.close()
    this.#dialog.close()
  }

  #closed(): void {
    this.#panel = undefined
    this.#filterField = undefined
    this.#list.update()
  }

  /** Refusals are shown by the form: a name that is taken. */
  async #saveViewAs(name: string, shared: boolean): Promise<void> {
    const list = this.#list
    const { arrangement, element, selectView } = this.#host
    const view = await arrangement.saveAs(name, shared, { density: element.density })
    this.#close()
    list.notify({ kind: 'success', text: list.t('views.saved', { name }) })
    selectView(view.id)
  }

  async #deleteView(): Promise<void> {
    const list = this.#list
    const { arrangement, selectView } = this.#host
    const { active } = arrangement.views
    if (!active) return
    try {
      await arrangement.views.remove(active)
      this.#close()
      list.notify({ text: list.t('views.deleted', { name: active.name }) })
      selectView(undefined)
    } catch (error) {
      this.#viewFailed(error)
    }
  }

  #viewFailed(error: unknown): void {
    const list = this.#list
    const { code, message } = faultOf(error, 'view')
    if (list.fail(error, 'view'))
      list.notify({
        kind: 'error',
        text: code === 'VERSION_STALE' ? list.t('views.stale') : message,
      })
  }
}

const PANEL_LABELS: Readonly<Partial<Record<PanelKind, MessageKey>>> = {
  filter: 'list.filters',
  sort: 'list.sort',
  columns: 'list.columns',
  'save-view': 'views.saveAs',
  'rename-view': 'views.rename',
}

function isDialogKind(kind: PanelKind | undefined): boolean {
  return kind === 'bulk-edit' || kind === 'bulk-delete' || kind === 'delete-view'
}
