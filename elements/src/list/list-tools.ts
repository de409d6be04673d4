import { html, nothing, type TemplateResult } from 'lit'

import type { CrmElement } from '../base/crm-element.ts'
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
import type { Density } from './density.ts'
import { filterChips } from './filter-chips.ts'
import { countConditions, parseFilter } from './filter-document.ts'
import { GridInput } from './grid-input.ts'
import type { GridView } from './grid-view.ts'
import type { ListContext, PanelKind } from './list-context.ts'
import { footer, newPill, overlay, type OverlayArgs } from './list-frame.ts'
import { toolStyles } from './list-tool-styles.ts'
import { moreMenu } from './more-menu.ts'
import type { PanelArgs } from './panels.ts'
import { rowMenu } from './row-menu.ts'

addMessages(listToolMessages, viewMessages, formMessages)

export interface ToolsHost {
  readonly element: CrmElement
  readonly list: ListContext
  readonly grid: GridView
  readonly arrangement: Arrangement
  readonly density: () => Density
  readonly setDensity: (density: Density) => void
  readonly selectView: (id: string | undefined) => void
  readonly mayExport: () => boolean
}

/** Menus, panels, dialogs and editing: what a list that is only looked at does without. A chunk of its own. */
export class ListTools {
  readonly edit: CellEdit
  readonly input: GridInput
  readonly #host: ToolsHost
  readonly #menu: MenuController
  readonly #popover: PopoverController
  readonly #dialog: DialogController
  #panel: PanelKind | undefined
  #panels: typeof import('./panels.ts') | undefined
  #filterField: string | undefined

  constructor(host: ToolsHost) {
    this.#host = host
    const { element, list, grid } = host
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
    this.#host.list.update()
    if (isDialogKind(kind)) await this.#dialog.open()
    else await this.#popover.open(anchor)
  }

  openRowMenu(id: string, anchor: HTMLElement): void {
    rowMenu(this.#menu, anchor, id, this.#host.list, this.edit)
  }

  openColumnMenu(key: string, anchor: HTMLElement): void {
    const { list, grid } = this.#host
    columnMenu(
      this.#menu,
      anchor,
      key,
      list,
      this.input,
      grid.focus,
      () => void this.openPanel('filter', anchor, key),
    )
  }

  openViewMenu(anchor: HTMLElement): void {
    const { list, arrangement } = this.#host
    viewMenu(this.#menu, anchor, { list, views: arrangement.views })
  }

  openMore(anchor: HTMLElement): void {
    const { list, density, setDensity, mayExport } = this.#host
    moreMenu(this.#menu, anchor, list, {
      density: density(),
      mayExport: mayExport(),
      onRefresh: () => list.source.refresh(),
      onDensity: setDensity,
    })
  }

  /** The conditions in force. */
  chips(): TemplateResult | typeof nothing {
    const { list } = this.#host
    return filterChips(list, {
      onClear: () => list.setRequest({ filter: undefined, search: '' }),
      onEdit: (field, anchor) => void this.openPanel('filter', anchor, field),
    })
  }

  bulkBar(): TemplateResult {
    return bulkBar(this.#host.list)
  }

  /** Conditions in force, for the badge of the button. */
  get conditions(): number {
    return countConditions(parseFilter(this.#host.list.request.filter))
  }

  /** In place of the rows. */
  overlay(args: OverlayArgs): TemplateResult | typeof nothing {
    return overlay(this.#host.list, args)
  }

  newPill(onShow: () => void): TemplateResult | typeof nothing {
    return newPill(this.#host.list, onShow)
  }

  footer(): TemplateResult {
    return footer(this.#host.list)
  }

  views(onReset: () => void): TemplateResult {
    const { list, arrangement, selectView } = this.#host
    return viewStrip({
      list,
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
    const { t } = this.#host.list
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
    const { list, arrangement, density } = this.#host
    try {
      const name = await arrangement.save({ density: density() })
      list.announce(list.t('views.saved', { name }))
    } catch (error) {
      this.#viewFailed(error)
    }
    list.update()
  }

  #panelArgs(): PanelArgs {
    const { list, arrangement } = this.#host
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
    this.#host.list.update()
  }

  /** Refusals are shown by the form: a name that is taken. */
  async #saveViewAs(name: string, shared: boolean): Promise<void> {
    const { list, arrangement, density, selectView } = this.#host
    const view = await arrangement.saveAs(name, shared, { density: density() })
    this.#close()
    list.notify({ kind: 'success', text: list.t('views.saved', { name }) })
    selectView(view.id)
  }

  async #deleteView(): Promise<void> {
    const { list, arrangement, selectView } = this.#host
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
    const { list } = this.#host
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
