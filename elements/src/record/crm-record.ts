import { html, nothing, type PropertyValues, type TemplateResult } from 'lit'

import { CrmElement } from '../base/crm-element.ts'
import { faultOf } from '../base/errors.ts'
import type { CrmClient } from '../client/crm-client.ts'
import type { EntityInfo } from '../client/entity-schemas.ts'
import type { FieldInfo } from '../client/field-info.ts'
import type { FilterDocument, Rec } from '../client/record.ts'
import { cellStyles } from '../fields/cell-styles.ts'
import type { Values } from '../fields/field-path.ts'
import { titleOf } from '../fields/field-text.ts'
import { type Editors, loadEditors } from '../fields/load-editors.ts'
import type { FieldContext, FieldRenderers } from '../fields/renderers.ts'
import { faultText as fieldFaultText } from '../form/fault-text.ts'
import { sortFaults } from '../form/faults.ts'
import { type Layout, loadLayout, place, type PlacedSection } from '../form/layout.ts'
import { effectOf } from '../form/rules.ts'
import { fieldMessages } from '../i18n/en/fields.ts'
import { formMessages } from '../i18n/en/form.ts'
import { recordMessages } from '../i18n/en/record.ts'
import { addMessages } from '../i18n/table.ts'
import { controlStyles } from '../primitives/control-styles.ts'
import { DialogController } from '../primitives/dialog.ts'
import { MenuController, type MenuItem } from '../primitives/menu.ts'
import { emptyPanel, errorPanel, faultText } from '../primitives/panels.ts'
import { skeleton } from '../primitives/skeleton.ts'
import { tabs } from '../primitives/tabs.ts'
import { changeList } from './change-list.ts'
import { createFieldEditing, type NotStored } from './field-editing.ts'
import { rowId, type RowView } from './field-row.ts'
import { recordDetails } from './record-details.ts'
import { closeButton, goneNote, recordHead } from './record-head.ts'
import { recordStyles } from './record-styles.ts'
import { relatedList } from './related-list.ts'

addMessages(fieldMessages, formMessages, recordMessages)

/** A tab of the host's: what is in its slot `tab-<id>`. */
export interface RecordTab {
  readonly id: string
  readonly label: string
}

type Status = 'loading' | 'failed' | 'ready' | 'deleted' | 'gone'

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
    status: { state: true },
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
  declare protected status: Status

  #editors: Editors | undefined
  #info: EntityInfo | undefined
  #layout: Layout | undefined
  #sections: readonly PlacedSection[] = []
  #record: Rec | undefined
  #error: unknown
  readonly #editing = createFieldEditing({
    target: () => this.crm && { crm: this.crm, entity: this.entity, id: this.#record?.id },
    record: () => this.#record,
    field: (key) => this.#info?.field(key),
    show: (record) => {
      this.#record = record
      this.requestUpdate()
    },
    redraw: () => {
      this.requestUpdate()
    },
    focus: (key, where) => void this.#focusField(key, where),
    focused: () => this.shadowRoot?.activeElement ?? null,
    mayStore: async (edit) => (await this.askHost('record-edit', edit)).proceed,
    stored: (edit, record) => {
      this.announce(this.t('record.saved', { name: this.#nameOf(edit.field) }))
      this.emit('crm-record-edit', { ...edit, record })
    },
    contested: (fields, mine, theirs) => {
      this.emit('crm-conflict', { id: theirs.id, theirs, mine, fields })
    },
    gone: () => {
      this.status = 'gone'
    },
    refused: (field, outcome, isElsewhere) => this.#refused(field, outcome, isElsewhere),
  })
  #loads = 0
  #stop: (() => void)[] = []
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
    this.status = 'loading'
  }

  /** The record as it is known. */
  get record(): Rec | undefined {
    return this.#record
  }

  override disconnectedCallback(): void {
    for (const stop of this.#stop.splice(0)) stop()
    this.#editing.stop()
    super.disconnectedCallback()
  }

  protected override clientChanged(): void {
    void this.refresh()
  }

  protected override reconnected(): void {
    if (this.status === 'failed') void this.refresh()
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed)
    const isOther = changed.has('entity') || changed.has('recordId')
    if (isOther && this.hasUpdated && this.crm) void this.refresh()
    else if (changed.has('layout') && this.#info) this.#place()
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
    const { crm, entity, recordId: id } = this
    if (!crm || entity === '' || !id) return
    const load = ++this.#loads
    for (const stop of this.#stop.splice(0)) stop()
    this.#editing.stop()
    // What the store has is shown at once; the fresh one follows.
    const known = crm.peekEntity(entity) && crm.records.get(entity, id)
    if (!known || this.#record?.id !== id) this.status = 'loading'
    this.setState('loading', true)
    this.setState('error', false)
    try {
      const info = await crm.entity(entity)
      const [layout, record] = await Promise.all([
        this.layout ?? loadLayout(crm, info, this.signal),
        crm.records.load(entity, id, { fresh: true }),
      ])
      if (load !== this.#loads || !this.isConnected) return
      this.#start(crm, info, layout, record)
    } catch (error) {
      if (load !== this.#loads) return
      this.#error = error
      this.status = 'failed'
      this.setState('error', true)
      this.fail(error, 'record')
    } finally {
      if (load === this.#loads) this.setState('loading', false)
    }
  }

  #start(crm: CrmClient, info: EntityInfo, layout: Layout, record: Rec): void {
    const { entity } = this
    this.#info = info
    this.#layout = layout
    this.#record = record
    this.#place()
    this.status = 'ready'
    this.#stop.push(
      crm.records.subscribe(entity, ({ ids, gone }) => {
        if (gone.includes(record.id)) {
          if (this.status === 'ready') this.status = 'gone'
        } else if (ids.includes(record.id)) this.#receive(crm.records.get(entity, record.id))
      }),
      crm.onSchemaChange((entities) => {
        if (entities.includes(entity)) void this.#schemaChanged(crm)
      }),
    )
    this.emit('crm-record-load', { id: record.id, record })
    // There before somebody clicks; without them the first click asks again.
    if (info.permissions.update && !this.readonly) loadEditors(this).catch(() => undefined)
  }

  async #schemaChanged(crm: CrmClient): Promise<void> {
    try {
      this.#info = await crm.entity(this.entity)
      this.#layout = this.layout ?? (await loadLayout(crm, this.#info, this.signal))
      this.#place()
    } catch (error) {
      this.fail(error, 'record')
    }
  }

  #place(): void {
    const layout = this.layout ?? this.#layout
    if (!layout || !this.#info) return
    this.#sections = place(layout, this.#info, { writableOnly: false })
    this.requestUpdate()
  }

  /** Changed by somebody else, or by another element of this page. */
  #receive(record: Rec | undefined): void {
    if (!record || record === this.#record) return
    const before = this.#record
    this.#record = record
    if (this.status !== 'ready') this.status = 'ready'
    this.#editing.follow(before, record)
    this.requestUpdate()
  }

  #mayEdit = (field: FieldInfo): boolean => {
    if (this.readonly || this.status !== 'ready' || field.readonly) return false
    const placed = this.#placedField(field.key)
    if (placed?.readonly || effectOf(placed?.rule, this.#record ?? {}).disabled) return false
    return this.#info?.permissions.update === true
  }

  #placedField(key: string) {
    return this.#sections.flatMap(({ fields }) => fields).find((field) => field.key === key)
  }

  #edit = async (key: string): Promise<void> => {
    try {
      this.#editors ??= await loadEditors(this)
    } catch (error) {
      this.fail(error, 'edit')
      this.notify({ kind: 'error', text: this.t('error.network') })
      return
    }
    this.#editing.start(key)
  }

  async #focusField(key: string, where: 'control' | 'button'): Promise<void> {
    await this.updateComplete
    const selector =
      where === 'button'
        ? `#${CSS.escape(rowId(key))}-edit`
        : '.value-editor :is(input, textarea, select, button)'
    const found = this.renderRoot.querySelector<HTMLElement>(selector)
    found?.focus()
    if (found instanceof HTMLInputElement) found.select()
  }

  /** The control stays, with what was typed; when somebody edits the next field already, it is told beside the page. */
  #refused(field: FieldInfo, outcome: NotStored, isElsewhere: boolean): string {
    const why = this.#reason(field, outcome)
    const text = this.t('record.savingFailed', { name: field.label, why })
    if (isElsewhere) this.notify({ kind: 'error', text })
    else this.announce(text, 'assertive')
    if ('error' in outcome) this.fail(outcome.error, 'save')
    return why
  }

  #reason(field: FieldInfo, outcome: NotStored): string {
    if (outcome.kind === 'lost') return this.t('error.network')
    if (outcome.kind === 'conflict') return this.t('form.conflict', { name: field.label })
    if (outcome.kind === 'forbidden')
      return this.t('record.forbidden', { name: this.#nameOf(outcome.key) })
    const { byField } = sortFaults(outcome.kind === 'faults' ? outcome.faults : [], [field])
    const fault = byField.get(field.key)
    return fault
      ? fieldFaultText(fault, field, this.#context)
      : faultText(faultOf(outcome.error, 'save'), this.localizer.t)
  }

  #nameOf(key: string): string {
    return this.#info?.field(key)?.label ?? key
  }

  /** Deletes the record; it can be brought back. */
  async delete(): Promise<boolean> {
    const { crm, entity } = this
    const record = this.#record
    if (!crm || !record) return false
    const { proceed } = await this.askHost('delete', { id: record.id, record })
    if (!proceed) return false
    this.status = 'deleted'
    try {
      await crm.records.remove(entity, record.id)
    } catch (error) {
      this.status = 'ready'
      const fault = faultOf(error, 'delete')
      if (this.fail(error, 'delete'))
        this.notify({ kind: 'error', text: faultText(fault, this.localizer.t) })
      return false
    }
    this.emit('crm-delete', { id: record.id })
    const text = this.t('record.deleted', { name: this.#title })
    // A modal makes the page's notices inert; its own offers the way back.
    if (this.#dialog.isOpen) this.announce(text)
    else {
      this.notify({
        text,
        action: { label: this.t('action.undo'), run: () => void this.restore() },
      })
    }
    return true
  }

  async restore(): Promise<void> {
    const { crm, entity } = this
    const id = this.#record?.id
    if (!crm || !id) return
    try {
      const record = await crm.records.restore(entity, id)
      this.#record = record
      this.status = 'ready'
      this.announce(this.t('record.restored', { name: this.#title }))
      this.emit('crm-restore', { id, record })
    } catch (error) {
      this.fail(error, 'restore')
      this.notify({ kind: 'error', text: faultText(faultOf(error, 'restore'), this.localizer.t) })
    }
  }

  get #title(): string {
    const record = this.#record ?? {}
    return titleOf(record, this.#info?.titleField) ?? this.#info?.label.one ?? ''
  }

  #navigate(detail: {
    entity: string
    id?: string
    view: string
    filter?: FilterDocument
    value?: Values
    trigger: string
  }): void {
    const path = detail.id ? `/${detail.entity}/${detail.id}` : `/${detail.entity}`
    this.emit('crm-navigate', { ...detail, href: path }, { cancelable: true })
  }

  get #context(): FieldContext {
    const { localizer } = this
    return {
      crm: this.crm,
      format: localizer.format,
      locale: localizer.locale,
      t: localizer.t,
      custom: localizer.custom,
      entity: this.entity,
      renderers: this.renderers,
    }
  }

  protected override render(): unknown {
    if (this.mode === 'page') return html`<div part="base" class="base">${this.#content()}</div>`
    return html`<dialog
      class="dialog ${this.mode}"
      aria-labelledby="title"
      aria-label=${this.#record ? nothing : this.t('record.loading')}
    >
      <div part="base" class="base">${this.open ? this.#content() : nothing}</div>
    </dialog>`
  }

  #content(): unknown {
    if (this.status === 'loading') return this.#loading()
    if (this.status === 'failed') return this.#failed()
    const isGone = this.status === 'deleted' || this.status === 'gone'
    return html`${this.#head()} ${isGone ? this.#goneNote() : nothing}
      <div class="scroll" ?inert=${isGone}>
        ${tabs({
          tabs: this.#tabs,
          selected: this.#tabs.some(({ id }) => id === this.tab) ? this.tab : 'details',
          label: this.t('record.tabs'),
          onSelect: (id) => {
            this.tab = id
            this.emit('crm-tab-change', { tab: id })
          },
        })}
        ${this.#panel()}
      </div>
      ${this.#menu.render()}`
  }

  #loading(): TemplateResult {
    return html`${this.mode === 'page' ? nothing : this.#closeBar()}
      <div class="loading" role="status" aria-label=${this.t('record.loading')}>
        ${skeleton(8)}
      </div>`
  }

  #failed(): TemplateResult {
    const fault = faultOf(this.#error, 'record')
    const name = (this.crm?.peekEntity(this.entity)?.label.one ?? this.entity).toLowerCase()
    const isMissing = fault.status === 404 && fault.code !== 'UNKNOWN_ENTITY'
    return html`${this.mode === 'page' ? nothing : this.#closeBar()}
    ${
      isMissing
        ? emptyPanel({ title: this.t('record.missing', { name }), icon: 'search' })
        : errorPanel(fault, {
            localizer: this.localizer,
            ...(fault.status === 403 ? {} : { onRetry: () => void this.refresh() }),
          })
    }`
  }

  #closeBar(): TemplateResult {
    return html`<div class="close-bar">
      ${closeButton(this.localizer.t, () => void this.close())}
    </div>`
  }

  #head(): TemplateResult {
    return recordHead({
      context: this.#context,
      info: this.#info,
      record: this.#record ?? {},
      title: this.#title,
      facts: this.#layout?.header ?? [],
      level: this.headingLevel,
      openMenu: this.#menuItems.length > 0 ? this.#openMenu : undefined,
      close: this.mode === 'page' ? undefined : () => void this.close(),
    })
  }

  #goneNote(): TemplateResult {
    const name = this.#info?.label.one.toLowerCase() ?? ''
    const text =
      this.status === 'deleted'
        ? `${this.t('record.deleted', { name: this.#title })} ${this.t('record.deletedText')}`
        : this.t('record.gone', { name })
    const mayRestore = this.#info?.permissions.delete === true
    return goneNote({
      t: this.localizer.t,
      text,
      restore: mayRestore ? () => void this.restore() : undefined,
    })
  }

  get #menuItems(): readonly MenuItem[] {
    const own = (this.actions ?? []).map(({ action, label }) => ({ id: `own:${action}`, label }))
    const isOver = this.mode !== 'page'
    const mayDelete = this.#info?.permissions.delete === true && !this.readonly
    return [
      ...(isOver
        ? [{ id: 'page', label: this.t('record.openPage'), icon: 'external' as const }]
        : []),
      ...own,
      ...(mayDelete
        ? [
            {
              ...{ id: 'delete', label: this.t('action.delete'), icon: 'trash' as const },
              ...{ danger: true, separated: own.length > 0 || isOver },
            },
          ]
        : []),
    ]
  }

  #openMenu = ({ currentTarget }: Event): void => {
    this.#menu.toggle(currentTarget as HTMLElement, {
      items: this.#menuItems,
      label: this.t('action.more'),
      placement: { align: 'end' },
      onSelect: (id) => {
        const { recordId, entity } = this
        if (id === 'delete') void this.delete()
        else if (id === 'page' && recordId)
          this.#navigate({ entity, id: recordId, view: 'record', trigger: 'menu' })
        else this.emit('crm-action', { action: id.replace(/^own:/, ''), id: recordId })
      },
    })
  }

  get #tabs(): readonly RecordTab[] {
    return [
      { id: 'details', label: this.t('record.details') },
      ...(this.#relations.length === 0 ? [] : [{ id: 'related', label: this.t('record.related') }]),
      ...(this.#info?.timeline ? [{ id: 'timeline', label: this.t('record.timeline') }] : []),
      { id: 'changes', label: this.t('record.changes') },
      ...(this.tabs ?? []),
    ]
  }

  get #relations() {
    const info = this.#info
    return (this.#layout?.related ?? []).flatMap(
      (name) => info?.relations.find((relation) => relation.name === name) ?? [],
    )
  }

  #panel(): TemplateResult {
    const selected = this.#tabs.find(({ id }) => id === this.tab)?.id ?? 'details'
    return html`<div
      class="panel-box"
      part="panel"
      role="tabpanel"
      id="panel-${selected}"
      aria-labelledby="tab-${selected}"
      tabindex=${selected === 'details' || selected === 'related' ? nothing : '0'}
    >
      ${this.#tabContent(selected)}
    </div>`
  }

  #tabContent(selected: string): unknown {
    const info = this.#info
    const id = this.#record?.id
    if (!info || !id) return nothing
    const failed = (error: unknown): void => {
      this.fail(error, selected)
    }
    switch (selected) {
      case 'details':
        return this.#details()
      case 'related':
        return html`<div class="related-lists">
          ${this.#relations.map((relation) =>
            relatedList({
              context: this.#context,
              relation,
              level: this.headingLevel + 1,
              id,
              failed,
              open: (entity, other) => {
                this.#navigate({ entity, id: other, view: 'record', trigger: 'related' })
              },
              showAll: (entity, filter) => {
                this.#navigate({ entity, view: 'list', filter, trigger: 'related' })
              },
              add: (entity, value) => {
                this.#navigate({ entity, view: 'create', value, trigger: 'related' })
              },
            }),
          )}
        </div>`
      case 'timeline':
        // A page that shows no timeline does not load it.
        void import('../define/crm-timeline.ts')
        return html`<crm-timeline
          .locale=${this.locale}
          .entity=${this.entity}
          .recordId=${id}
          .readonly=${this.readonly}
        ></crm-timeline>`
      case 'changes':
        return changeList({
          context: this.#context,
          localizer: this.localizer,
          info,
          id,
          version: this.#record?.['version'],
          failed,
        })
      default:
        return html`<slot name="tab-${selected}"></slot>`
    }
  }

  #details(): TemplateResult {
    const info = this.#info
    return recordDetails({
      ...this.#rowView,
      sections: this.#sections,
      aside: (this.#layout?.aside ?? []).flatMap((key) => info?.field(key) ?? []),
    })
  }

  get #rowView(): RowView {
    return {
      context: this.#context,
      record: this.#record ?? {},
      editing: this.#editing.now,
      mayEdit: this.#mayEdit,
      editors: this.#editors,
      edit: (key) => void this.#edit(key),
      change: this.#editing.change,
      commit: this.#editing.commit,
      set: this.#editing.setBeside,
      cancel: this.#editing.cancel,
      left: this.#editing.left,
      decide: (_, whose) => {
        this.#editing.decide(whose)
      },
    }
  }
}
