import { html, nothing, type PropertyValues, type TemplateResult } from 'lit'

import { CrmElement } from '../base/crm-element.ts'
import { faultOf } from '../base/errors.ts'
import type { Rec } from '../client/record.ts'
import { cellStyles } from '../fields/cell-styles.ts'
import { fieldContext } from '../fields/field-context.ts'
import { loadEditors } from '../fields/load-editors.ts'
import type { FieldContext, FieldRenderers } from '../fields/renderers.ts'
import type { Layout } from '../form/layout.ts'
import { fieldMessages } from '../i18n/en/fields.ts'
import { formMessages } from '../i18n/en/form.ts'
import { recordMessages } from '../i18n/en/record.ts'
import { addMessages } from '../i18n/table.ts'
import { controlStyles } from '../primitives/control-styles.ts'
import { DialogController } from '../primitives/dialog.ts'
import { MenuController, type MenuItem } from '../primitives/menu.ts'
import { rowId } from './field-row.ts'
import { createRecordEditing } from './record-editing.ts'
import { goneNote, recordHead } from './record-head.ts'
import { createRecordLoading } from './record-loading.ts'
import { chooseFromMenu, recordMenuItems } from './record-menu.ts'
import { createRecordRemoval } from './record-removal.ts'
import { createRecordState, mayEdit, type RecordHost, titleOfRecord } from './record-state.ts'
import { recordStyles } from './record-styles.ts'
import { type Destination, type RecordTab, recordTabs } from './record-tabs.ts'
import { renderWaiting } from './waiting-template.ts'

addMessages(fieldMessages, formMessages, recordMessages)

/**
 * @summary One record: what it is, its fields edited in place, what is linked to it, who changed what.
 *
 * @fires crm-record-load {id, record} - The record is there.
 * @fires crm-before-record-edit {id, field, value, previous} - Cancelable, `respondWith(promise)`.
 * @fires crm-record-edit {id, field, value, previous, record} - A field is stored.
 * @fires crm-before-delete {id, record} - Cancelable, `respondWith(promise)`.
 * @fires crm-before-close {id} - A drawer or dialog is about to close; cancelable, `respondWith(promise)`.
 * @fires crm-close - A drawer or dialog has closed; does not bubble.
 * @fires crm-delete {id} - The record is deleted.
 * @fires crm-restore {id, record} - The record is back.
 * @fires crm-conflict {id, theirs, mine, fields} - Somebody else changed the same field.
 * @fires crm-action {action, id} - One of `actions` was chosen.
 * @fires crm-navigate {entity, id, view, href, trigger} - Somebody wants to go to a record, a list or a form.
 * @fires crm-tab-change {tab} - Another tab is shown.
 * @fires crm-error {code, status, message, requestId, retryable, source} - Cancelable: then the host shows it.
 *
 * @slot header - In place of avatar and title.
 * @slot header-actions - Before the menu.
 * @slot before-fields - Above the fields.
 * @slot after-fields - Below the fields.
 * @slot aside - Below the facts at the side.
 * @slot tab-<id> - What a tab of the host shows.
 *
 * @csspart base - The outer box.
 * @csspart header - The head.
 * @csspart title - The record's title.
 * @csspart actions - The buttons of the head.
 * @csspart body - Fields and side.
 * @csspart aside - The side.
 * @csspart tabs - The tabs.
 * @csspart tab - A tab.
 * @csspart panel - What a tab shows.
 * @csspart field - A field with its label.
 * @csspart label - A label.
 * @csspart value - A value.
 */
export class CrmRecord extends CrmElement {
  static override readonly styles = [
    ...CrmElement.styles,
    ...cellStyles,
    controlStyles,
    ...recordStyles,
  ]
  static override properties = {
    ...CrmElement.properties,
    entity: {},
    recordId: { attribute: 'record-id' },
    mode: { reflect: true },
    open: { type: Boolean, reflect: true },
    layout: { attribute: false },
    tabs: { attribute: false },
    tab: {},
    actions: { attribute: false },
    renderers: { attribute: false },
    readonly: { type: Boolean, reflect: true },
    headingLevel: { attribute: 'heading-level', type: Number },
  }

  /** Name of the entity: `contact`. */
  declare entity: string
  /** Which record. */
  declare recordId: string | undefined
  /** `page` in its place, `drawer` and `dialog` above the page while `open`. */
  declare mode: 'page' | 'drawer' | 'dialog'
  /** Of a drawer or a dialog. */
  declare open: boolean
  /** A layout in place of the stored one. */
  declare layout: Layout | undefined
  /** Tabs of the host, after ours. */
  declare tabs: readonly RecordTab[] | undefined
  /** Which tab is shown: `details`, `related`, `timeline`, `changes`, or one of the host's. */
  declare tab: string
  /** What the host offers in the menu; chosen, it is told by `crm-action`. */
  declare actions: readonly { readonly action: string; readonly label: string }[] | undefined
  /** The host's own cells and controls. */
  declare renderers: FieldRenderers | undefined
  /** Nothing can be edited or deleted. */
  declare readonly: boolean
  /** Level of the title among the headings of the page; the lists below it are one deeper. */
  declare headingLevel: number

  readonly #state = createRecordState()
  readonly #host: RecordHost = {
    crm: () => this.crm,
    entity: () => this.entity,
    id: () => this.recordId,
    layout: () => this.layout,
    readonly: () => this.readonly,
    localizer: () => this.localizer,
    context: () => this.#context,
    signal: () => this.signal,
    loadEditors: () => loadEditors(this),
    isModal: () => this.#dialog.isOpen,
    mark: (state, on) => {
      this.setState(state, on)
    },
    announce: (text, how) => {
      this.announce(text, how)
    },
    notify: (notice) => {
      this.notify(notice)
    },
    emit: (type, detail) => {
      this.emit(type, detail)
    },
    askHost: (verb, detail) => this.askHost(verb, detail),
    fail: (error, source) => this.fail(error, source),
    focusRow: (key, where) => void this.#focusRow(key, where),
    focused: () => this.shadowRoot?.activeElement ?? null,
    redraw: () => {
      this.requestUpdate()
    },
  }
  readonly #editing = createRecordEditing(this.#state, this.#host)
  readonly #loading = createRecordLoading(this.#state, this.#host, this.#editing)
  readonly #removal = createRecordRemoval(this.#state, this.#host)
  readonly #menu = new MenuController(this)
  readonly #dialog = new DialogController(this, {
    selector: 'dialog',
    mayClose: async () => (await this.askHost('close', { id: this.recordId })).proceed,
    onClose: () => {
      this.open = false
      this.dispatchEvent(new CustomEvent('crm-close'))
    },
  })

  constructor() {
    super()
    this.entity = ''
    this.mode = 'page'
    this.open = false
    this.tab = 'details'
    this.readonly = false
    this.headingLevel = 2
  }

  /** The record as it is known. */
  get record(): Rec | undefined {
    return this.#state.record
  }

  override disconnectedCallback(): void {
    this.#loading.stop()
    super.disconnectedCallback()
  }

  protected override clientChanged(): void {
    void this.refresh()
  }

  protected override reconnected(): void {
    if (this.#state.status === 'failed') void this.refresh()
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed)
    const isOther = changed.has('entity') || changed.has('recordId')
    if (isOther && this.hasUpdated && this.crm) void this.refresh()
    else if (changed.has('layout')) this.#loading.place()
  }

  protected override updated(changed: PropertyValues): void {
    if (this.mode === 'page') return
    if (changed.has('open') || changed.has('mode')) {
      if (this.open) void this.#dialog.open()
      else if (this.#dialog.isOpen) this.#dialog.close()
    }
  }

  /** Opens the drawer or dialog, for another record when one is named. */
  async show(recordId = this.recordId): Promise<void> {
    this.recordId = recordId
    this.open = true
    await this.updateComplete
  }

  /** Closes the drawer or dialog, unless the host keeps it open (`crm-before-close`). */
  async close(): Promise<void> {
    await this.#dialog.requestClose()
  }

  /** Loads schema, layout and record again. */
  async refresh(): Promise<void> {
    await this.#loading.load()
  }

  /** Deletes the record; it can be brought back. */
  async delete(): Promise<boolean> {
    return this.#removal.remove()
  }

  async restore(): Promise<void> {
    await this.#removal.restore()
  }

  async #focusRow(key: string, where: 'control' | 'button'): Promise<void> {
    await this.updateComplete
    const selector =
      where === 'button'
        ? `#${CSS.escape(rowId(key))}-edit`
        : '.value-editor :is(input, textarea, select, button)'
    const found = this.renderRoot.querySelector<HTMLElement>(selector)
    found?.focus()
    if (found instanceof HTMLInputElement) found.select()
  }

  #go(to: Destination): void {
    const href = to.id ? `/${to.entity}/${to.id}` : `/${to.entity}`
    this.emit('crm-navigate', { ...to, href }, { cancelable: true })
  }

  get #context(): FieldContext {
    return fieldContext(this, this.localizer)
  }

  protected override render(): unknown {
    if (this.mode === 'page') return html`<div part="base" class="base">${this.#content()}</div>`
    return html`<dialog
      class="dialog ${this.mode}"
      aria-labelledby="title"
      aria-label=${this.record ? nothing : this.t('record.loading')}
    >
      <div part="base" class="base">${this.open ? this.#content() : nothing}</div>
    </dialog>`
  }

  #content(): TemplateResult {
    const { localizer } = this
    const { status, error, info } = this.#state
    const close = this.mode === 'page' ? undefined : () => void this.close()
    if (status === 'loading' || status === 'failed') {
      const label = this.crm?.peekEntity(this.entity)?.label.one ?? this.entity
      return renderWaiting({
        ...{ localizer, close, name: label.toLowerCase() },
        fault: status === 'failed' ? faultOf(error, 'record') : undefined,
        retry: () => void this.refresh(),
      })
    }
    const isGone = status === 'deleted' || status === 'gone'
    return html`${recordHead({
        context: this.#context,
        info,
        record: this.record ?? {},
        title: titleOfRecord(this.#state),
        facts: this.#state.layout?.header ?? [],
        level: this.headingLevel,
        openMenu: this.#menuItems.length > 0 ? this.#openMenu : undefined,
        close,
      })}
      ${isGone ? goneNote(this.#state, localizer.t, () => void this.restore()) : nothing}
      <div class="scroll" ?inert=${isGone}>${this.#tabs()}</div>
      ${this.#menu.render()}`
  }

  get #menuItems(): readonly MenuItem[] {
    return recordMenuItems({
      t: this.localizer.t,
      actions: this.actions ?? [],
      isOver: this.mode !== 'page',
      mayDelete: this.#state.info?.permissions.delete === true && !this.readonly,
    })
  }

  #openMenu = ({ currentTarget }: Event): void => {
    const { entity, recordId: id } = this
    this.#menu.toggle(currentTarget as HTMLElement, {
      items: this.#menuItems,
      label: this.t('action.more'),
      placement: { align: 'end' },
      onSelect: (chosen) => {
        chooseFromMenu(chosen, {
          remove: () => void this.delete(),
          openPage: () => {
            if (id) this.#go({ entity, id, view: 'record', trigger: 'menu' })
          },
          act: (action) => {
            this.emit('crm-action', { action, id })
          },
        })
      },
    })
  }

  #tabs(): TemplateResult {
    const { localizer, locale, readonly } = this
    return recordTabs({
      ...{ localizer, locale, readonly, state: this.#state, context: this.#context },
      level: this.headingLevel,
      own: this.tabs ?? [],
      wanted: this.tab,
      row: {
        ...{ context: this.#context, record: this.record ?? {}, editor: this.#editing.editor },
        mayEdit: (field) => !this.readonly && mayEdit(this.#state, field),
        edit: (key) => void this.#editing.edit(key),
      },
      select: (id) => {
        this.tab = id
        this.emit('crm-tab-change', { tab: id })
      },
      go: (to) => {
        this.#go(to)
      },
      failed: (error, source) => {
        this.fail(error, source)
      },
      redraw: this.#host.redraw,
    })
  }
}
