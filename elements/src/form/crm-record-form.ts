import { html, nothing, type PropertyValues } from 'lit'

import { CrmElement } from '../base/crm-element.ts'
import { faultOf } from '../base/errors.ts'
import type { CrmClient } from '../client/crm-client.ts'
import type { EntityInfo } from '../client/entity-schemas.ts'
import type { FieldInfo } from '../client/field-info.ts'
import type { Rec } from '../client/record.ts'
import { cellStyles } from '../fields/cell-styles.ts'
import { sentence } from '../fields/field-options.ts'
import { fieldAt, isEqual, pathOf, valueAt, type Values, withValue } from '../fields/field-path.ts'
import { type Editors, loadEditors } from '../fields/load-editors.ts'
import type { FieldContext, FieldRenderers } from '../fields/renderers.ts'
import { fieldMessages } from '../i18n/en/fields.ts'
import { formMessages } from '../i18n/en/form.ts'
import { addMessages } from '../i18n/table.ts'
import { controlStyles } from '../primitives/control-styles.ts'
import { createDraftKeeper } from './draft-keeper.ts'
import type { Draft, DraftPlace, PendingWrite } from './drafts.ts'
import { faultText } from './fault-text.ts'
import { sortFaults } from './faults.ts'
import { createFormFaults, type FaultPlace } from './form-faults.ts'
import { createFormModel } from './form-model.ts'
import { formStyles } from './form-styles.ts'
import { type FormView, renderForm } from './form-template.ts'
import { fillHostControls, hostControl, hostValue } from './host-controls.ts'
import { type Layout, loadLayout, place, type PlacedSection } from './layout.ts'
import { bodyOf, patchOf } from './merge-patch.ts'
import { effectOf } from './rules.ts'
import { isOutdated, isUndecided, saveOnce, type SaveOutcome } from './save-once.ts'
import type { Check } from './validation.ts'
import { whyWithheld, type WithheldField } from './withheld-template.ts'
import { writeKey } from './write-key.ts'

addMessages(fieldMessages, formMessages)

export type FormStatus = 'loading' | 'failed' | 'ready' | 'saving' | 'lost' | 'gone'

/** A pause between two fields, so that one save takes both. */
const AUTOSAVE_DELAY_MS = 600

/**
 * @summary Makes or changes one record: fields from the effective schema, in the layout of the actor's role.
 *
 * @fires crm-ready {entity, id} - The form can be filled in.
 * @fires crm-input {path, value} - A value changes while somebody types.
 * @fires crm-change {path, value, dirty} - A value is meant: the control was left, an option chosen.
 * @fires crm-validity {valid, errors} - The faults have changed.
 * @fires crm-before-submit {value, patch} - Cancelable, `respondWith(promise)`.
 * @fires crm-submit {id, record, created} - The record is stored.
 * @fires crm-before-cancel {value, dirty} - Cancelable.
 * @fires crm-cancel {id} - Somebody leaves the form without saving.
 * @fires crm-conflict {id, theirs, mine, fields} - Somebody else changed the same fields.
 * @fires crm-error {code, status, message, requestId, retryable, source} - Cancelable: then the host shows it.
 *
 * @slot before - Above the fields.
 * @slot after - Below the fields.
 * @slot actions - In place of the buttons.
 * @slot field-<key> - In place of one control: any element with `value` that fires `input` or `change`.
 *
 * @csspart base - The outer box.
 * @csspart form - The fields.
 * @csspart group - A section.
 * @csspart legend - A section's title.
 * @csspart field - A field with its label.
 * @csspart label - A label.
 * @csspart control - An input.
 * @csspart hint - A description.
 * @csspart error - A fault.
 * @csspart actions - The bar of buttons.
 * @csspart submit - The button that saves.
 * @csspart cancel - The button that leaves.
 */
export class CrmRecordForm extends CrmElement {
  static readonly formAssociated = true
  static override readonly styles = [...CrmElement.styles, ...cellStyles, controlStyles, formStyles]
  static override properties = {
    ...CrmElement.properties,
    entity: {},
    recordId: { attribute: 'record-id' },
    value: { attribute: false, noAccessor: true },
    fields: {},
    uiSchema: { attribute: false },
    renderers: { attribute: false },
    autosave: { type: Boolean },
    readonly: { type: Boolean, reflect: true },
    disabled: { type: Boolean, reflect: true },
    name: { reflect: true },
    status: { state: true },
  }

  /** Name of the entity: `contact`. */
  declare entity: string
  /** The record to change; without it the form makes a new one. */
  declare recordId: string | undefined
  /** Keys of the fields to show, in this order: `firstName,lastName,email`. Default: the layout's. */
  declare fields: string | undefined
  /** A layout in place of the stored one. */
  declare uiSchema: Pick<Layout, 'sections'> | undefined
  /** The host's own controls. */
  declare renderers: FieldRenderers | undefined
  /** Saves each change of an existing record by itself. */
  declare autosave: boolean
  /** Shows the values, without controls and buttons. */
  declare readonly: boolean
  /** Nothing can be entered, as in a disabled fieldset. */
  declare disabled: boolean
  /** Name of its value, JSON of the record, in a form of the host. */
  declare name: string | undefined
  declare protected status: FormStatus

  readonly #model = createFormModel()
  readonly #faults = createFormFaults()
  readonly #drafts = createDraftKeeper(() => this.#draft)
  #editors: Editors | undefined
  #info: EntityInfo | undefined
  #layout: Pick<Layout, 'sections'> | undefined
  #placed: readonly PlacedSection[] = []
  /** Fields that went while the form was open, for the names of what was typed into them. */
  readonly #gone = new Map<string, FieldInfo>()
  #following: Promise<void> | undefined
  /** Fields without which nothing can be saved, though the layout or the host leaves them out. */
  readonly #asked = new Set<string>()
  #preset: Values = {}
  /** Of a record this form has made: a second save changes it. */
  #madeId: string | undefined
  #createCheck: ((schema: Values) => Check) | undefined
  #check: Check | undefined
  #pending: PendingWrite | undefined
  #restoredAt: number | undefined
  #loadError: unknown
  #note: string | undefined
  #isLeaving = false
  #loads = 0
  #autosaveTimer: ReturnType<typeof setTimeout> | undefined
  #stop: (() => void)[] = []

  constructor() {
    super()
    this.entity = ''
    this.autosave = false
    this.readonly = false
    this.disabled = false
    this.status = 'loading'
  }

  /** The record as the form has it now; set before loading: what a new record starts with. */
  get value(): Values {
    return this.#info ? this.#model.value : this.#preset
  }

  set value(preset: Values) {
    const before = this.#preset
    this.#preset = preset
    // Frameworks set the property at each render, mostly to an equal object.
    if (this.#info && !this.#id && !isEqual(before, preset)) void this.refresh()
  }

  /** What saving would send. */
  get patch(): Values {
    return this.#id ? patchOf(this.#model.base, this.#model.value, this.#keys) : this.#body
  }

  get dirty(): boolean {
    return this.#model.changed.length > 0
  }

  /** The form of the host this element is in. */
  get form(): HTMLFormElement | null {
    return this.internals.form
  }

  get validity(): ValidityState {
    return this.internals.validity
  }

  get validationMessage(): string {
    return this.internals.validationMessage
  }

  get #id(): string | undefined {
    return this.recordId || this.#madeId
  }

  get #keys(): readonly string[] {
    if (this.#id && this.#info?.permissions.update === false) return []
    return this.#info?.fields.filter(({ readonly }) => !readonly).map(({ key }) => key) ?? []
  }

  get #body(): Values {
    const body = bodyOf(this.#model.value, this.#keys)
    const required = this.#info?.schema('create')['required'] as readonly string[] | undefined
    // The engine asks for `custom` where one of the tenant's fields is required: the fault then names that one.
    return required?.includes('custom') ? { ...body, custom: body['custom'] ?? {} } : body
  }

  override connectedCallback(): void {
    super.connectedCallback()
    addEventListener('beforeunload', this.#beforeUnload)
    addEventListener('pagehide', this.#drafts.now)
  }

  override disconnectedCallback(): void {
    this.#drafts.now()
    removeEventListener('beforeunload', this.#beforeUnload)
    removeEventListener('pagehide', this.#drafts.now)
    clearTimeout(this.#autosaveTimer)
    for (const stop of this.#stop.splice(0)) stop()
    super.disconnectedCallback()
  }

  protected override clientChanged(): void {
    void this.refresh()
  }

  protected override reconnected(): void {
    if (this.status === 'failed') void this.refresh()
    if (this.status === 'lost') void this.#write()
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed)
    const isOther = changed.has('entity') || changed.has('recordId')
    if (isOther && this.hasUpdated && this.crm) {
      this.#madeId = undefined
      void this.refresh()
    }
    if ((changed.has('fields') || changed.has('uiSchema')) && this.#info) void this.#place()
  }

  protected override updated(): void {
    fillHostControls(this.renderRoot, {
      valueOf: (key) => valueAt(this.#model.value, key),
      nameOf: (key) => this.#nameOf(key),
      isBad: (key) => this.#faults.at(key) !== undefined,
    })
    this.#tellHostForm()
  }

  /** Loads the schema, the layout and the record again. What was typed is kept as a draft. */
  async refresh(): Promise<void> {
    const { crm } = this
    if (!crm || this.entity === '') return
    const load = ++this.#loads
    this.#drafts.now()
    for (const stop of this.#stop.splice(0)) stop()
    this.status = 'loading'
    this.setState('loading', true)
    this.setState('error', false)
    try {
      // Whose drafts these are is known with the rights.
      const controls = loadEditors(this)
      const [info] = await Promise.all([crm.entity(this.entity), crm.session.ready()])
      const [editors, layout, record] = await Promise.all([
        controls,
        this.uiSchema ?? loadLayout(crm, info, this.signal),
        this.#id ? crm.records.load(this.entity, this.#id, { fresh: true }) : undefined,
      ])
      if (load !== this.#loads || !this.isConnected) return
      this.#editors = editors
      this.#start(crm, info, layout, record)
    } catch (error) {
      if (load !== this.#loads) return
      this.#loadError = error
      this.status = 'failed'
      this.setState('error', true)
      this.fail(error, 'form')
    } finally {
      if (load === this.#loads) this.setState('loading', false)
    }
  }

  #start(
    crm: CrmClient,
    info: EntityInfo,
    layout: Pick<Layout, 'sections'>,
    record: Rec | undefined,
  ): void {
    this.#info = info
    this.#layout = layout
    this.#faults.clear()
    this.#check = undefined
    this.#pending = undefined
    this.#restoredAt = undefined
    this.#note = undefined
    this.#isLeaving = false
    this.#model.start(record ?? initial(info, this.#preset), this.#keys)
    this.#asked.clear()
    this.#askForRequired()
    this.#restore(this.#drafts.open(this.#draftPlace))
    void this.#place()
    this.status = 'ready'
    this.#stop.push(
      crm.onSchemaChange((entities) => {
        if (entities.includes(this.entity)) this.#following = this.#schemaChanged(crm)
      }),
      crm.records.subscribe(this.entity, ({ ids, gone }) => {
        const id = this.#id
        if (id === undefined || this.status === 'saving') return
        if (gone.includes(id)) this.#becomeGone()
        else if (ids.includes(id)) this.#receive(crm.records.get(this.entity, id))
      }),
    )
    this.emit('crm-ready', { entity: this.entity, id: this.#id })
    // A form of the host asks for its validity at any time; else the first touch loads what checks.
    if (this.internals.form) void this.#needValidator()
  }

  /** Draws the fields anew where they are: those that stay keep their control, its text and the cursor. */
  async #schemaChanged(crm: CrmClient): Promise<void> {
    const load = this.#loads
    try {
      const info = await crm.entity(this.entity)
      const layout = this.uiSchema ?? (await loadLayout(crm, info, this.signal))
      if (load !== this.#loads) return
      for (const field of this.#info?.fields ?? []) {
        if (!info.field(field.key)) this.#gone.set(field.key, field)
      }
      this.#layout = layout
      this.#info = info
      const withheld = this.#model.follow(this.#keys)
      this.#check = undefined
      this.#askForRequired()
      void this.#place()
      this.#validate()
      this.#note = this.t('form.schemaChanged')
      const reasons = withheld.map((key) => whyWithheld(this.#context, this.#withheldField(key)))
      this.announce([this.#note, ...reasons].join(' '))
    } catch (error) {
      this.fail(error, 'form')
    }
  }

  #place(): void {
    const { fields } = this
    const layout = this.uiSchema ?? this.#layout
    if (!this.#info || !layout) return
    this.#placed = place(layout as Layout, this.#info, {
      only: fields ? fields.split(',').map((key) => key.trim()) : undefined,
      writableOnly: this.#id === undefined,
      also: this.#asked,
    })
    this.requestUpdate()
  }

  /** A new record cannot be made without them, wherever they stand. */
  #askForRequired(): void {
    if (this.#id) return
    this.#askFor(
      (this.#info?.fields ?? [])
        .filter(({ key, required }) => required && valueAt(this.#model.value, key) == null)
        .map(({ key }) => key),
    )
  }

  #askFor(keys: readonly string[]): void {
    for (const key of keys) {
      const field = this.#info?.field(key)
      if (field && !field.readonly && !field.hidden) this.#asked.add(key)
    }
  }

  /** Somebody else saved: what I have not touched follows, what I have is mine until I choose. */
  #receive(record: Rec | undefined): void {
    if (!record || isEqual(record, this.#model.base)) return
    const taken = this.#model.rebase(record)
    const names = taken.filter((key) => this.#isShown(key)).map((key) => this.#nameOf(key))
    if (names.length > 0) {
      this.announce(this.t('form.updated', { count: names.length, names: this.format.list(names) }))
    }
    this.requestUpdate()
  }

  #becomeGone(): void {
    this.status = 'gone'
    this.announce(this.t('form.gone'), 'assertive')
  }

  #set = (key: string, value: unknown): void => {
    this.#model.set(key, value)
    this.#note = undefined
    this.#faults.forget(key)
    void this.#needValidator()
    if (this.#faults.open.has(key)) this.#validate()
    this.#drafts.soon()
    this.emit('crm-input', { path: key, value })
    this.requestUpdate()
  }

  #commit = (key: string): void => {
    this.#faults.touch(key)
    this.#validate()
    this.emit('crm-change', {
      path: key,
      value: valueAt(this.#model.value, key),
      dirty: this.dirty,
    })
    if (this.autosave && this.#id) this.#autosaveSoon()
    this.requestUpdate()
  }

  #autosaveSoon(): void {
    clearTimeout(this.#autosaveTimer)
    this.#autosaveTimer = setTimeout(() => {
      const isReady = this.status === 'ready' && this.#model.conflicts.size === 0
      if (isReady && this.#faults.open.size === 0 && this.dirty) void this.#ask(false)
    }, AUTOSAVE_DELAY_MS)
  }

  /** Checks, asks the host, and saves; true when the record is stored. */
  async submit(): Promise<boolean> {
    if (this.status === 'lost') return this.#write()
    if (this.status !== 'ready' || this.readonly || this.disabled) return false
    if (!this.#pending) {
      await this.#needValidator()
      this.#faults.showsAll = true
      this.#validate()
      if (this.#faults.open.size + this.#model.conflicts.size > 0) {
        await this.#showSummary()
        return false
      }
      if (this.#id && !this.dirty) {
        this.#note = this.t('form.unchanged')
        this.announce(this.#note)
        this.requestUpdate()
        return true
      }
    }
    const isRepeated = this.#pending !== undefined
    const isSaved = await this.#ask(true)
    // What was sent before is stored now; what was typed since is what was meant.
    return isSaved && isRepeated && this.dirty ? this.submit() : isSaved
  }

  async #ask(isExplicit: boolean): Promise<boolean> {
    const { value, patch } = this
    const { proceed } = await this.askHost('submit', { value, patch, autosave: !isExplicit })
    return proceed && this.status === 'ready' ? this.#write(isExplicit) : false
  }

  async #write(isExplicit = true): Promise<boolean> {
    const { crm } = this
    if (!crm || !this.#info) return false
    const write = (this.#pending ??= this.#newWrite())
    const isNew = this.#id === undefined
    this.#drafts.now()
    this.status = 'saving'
    this.#faults.general = undefined
    const outcome = await saveOnce({ crm, entity: this.entity, id: this.#id }, write)
    if (!isUndecided(outcome)) this.#pending = undefined
    if (outcome.kind !== 'saved') {
      if (isOutdated(outcome)) await this.#catchUp(crm)
      return this.#notSaved(outcome, isExplicit)
    }
    const sent = Object.entries(write.changes).reduce<Values>(
      (record, [key, value]) => withValue(record, key, value),
      this.#model.base,
    )
    this.#saved(outcome.record, sent, isNew)
    return true
  }

  #newWrite(): PendingWrite {
    const version = this.#model.base['version']
    return {
      key: writeKey(),
      body: this.patch,
      changes: this.#model.changes,
      ...(this.#id && typeof version === 'number' ? { version } : {}),
    }
  }

  /** The refusal is by fields or rights that this page does not know yet. */
  async #catchUp(crm: CrmClient): Promise<void> {
    await crm.refreshSchemas().catch(() => undefined)
    await this.#following
  }

  #saved(record: Rec, sent: Values, isNew: boolean): void {
    const { id } = record
    if (isNew) this.#madeId = id
    this.#model.saved(record, sent)
    // Who saves by a button has read what is not saved; who does not may look up later.
    if (!this.autosave) this.#model.dropWithheld()
    this.status = 'ready'
    this.#faults.clear()
    this.#check = undefined
    this.#restoredAt = undefined
    if (isNew) this.#place()
    this.#note = isNew
      ? this.t('form.created', { name: this.#info?.label.one ?? '' })
      : this.t(this.autosave ? 'form.autosaved' : 'form.saved')
    this.announce(this.#note)
    this.#drafts.move(this.#draftPlace)
    this.emit('crm-submit', { id, record, created: isNew })
    if (this.autosave && this.dirty) this.#autosaveSoon()
  }

  async #notSaved(
    outcome: Exclude<SaveOutcome, { kind: 'saved' }>,
    isExplicit: boolean,
  ): Promise<boolean> {
    switch (outcome.kind) {
      case 'lost':
        this.status = 'lost'
        this.#drafts.now()
        this.announce(this.t('form.lost'), 'assertive')
        return false
      case 'gone':
        this.#becomeGone()
        return false
      case 'conflict': {
        this.status = 'ready'
        const mine = this.#model.value
        this.#receive(outcome.current)
        const fields = [...this.#model.conflicts.keys()]
        // They changed other fields, or came to the same values: nothing is left to choose.
        if (fields.length === 0) return this.dirty ? this.#write(isExplicit) : true
        this.emit('crm-conflict', { id: this.#id, theirs: outcome.current, mine, fields })
        await this.#showSummary()
        return false
      }
      case 'forbidden':
        this.status = 'ready'
        if (!this.#model.withheld.has(outcome.key)) this.#model.withhold(outcome.key)
        this.#faults.showsAll = true
        this.fail(outcome.error, 'save')
        await this.#showSummary()
        return false
      case 'faults':
        this.status = 'ready'
        this.#takeFaults(outcome)
        this.fail(outcome.error, 'save')
        await this.#showSummary()
        return false
      case 'refused':
        this.status = 'ready'
        this.#faults.general = faultOf(outcome.error, 'save').message
        if (this.fail(outcome.error, 'save')) await this.#showSummary()
        else this.#faults.general = undefined
        return false
    }
  }

  #takeFaults({ faults, error }: Extract<SaveOutcome, { kind: 'faults' }>): void {
    // Of fields that went meanwhile: they are not sent again.
    const standing = faults.filter(({ path }) => !fieldAt(path, this.#model.withheld.keys()))
    const { byField } = sortFaults(standing, this.#info?.fields ?? [])
    this.#askFor([...byField.keys()])
    this.#place()
    this.#faults.take({ faults: standing, error }, this.#faultPlace)
    if (standing.length === 0) this.#faults.general = this.t('form.schemaChanged')
  }

  get #faultPlace(): FaultPlace {
    return { fields: this.#info?.fields ?? [], isShown: (key) => this.#isShown(key) }
  }

  #validate(): void {
    const check = this.#ownCheck
    if (!check || !this.#faults.check(check(this.#checked), this.#faultPlace)) return
    const errors = [...this.#faults.open].map(([path, { code, message }]) => ({
      path,
      code,
      message,
    }))
    this.emit('crm-validity', { valid: errors.length === 0, errors })
  }

  /** A new record whole; of another the changed fields: an old one may break a rule that is younger than it. */
  get #checked(): Values {
    if (!this.#id) return this.#body
    const { value, changed } = this.#model
    return changed.reduce<Values>(
      (record, key) => withValue(record, key, valueAt(value, key) ?? null),
      {},
    )
  }

  get #ownCheck(): Check | undefined {
    if (!this.#createCheck || !this.#info) return undefined
    return (this.#check ??= this.#createCheck(this.#info.schema(this.#id ? 'patch' : 'create')))
  }

  async #needValidator(): Promise<void> {
    if (this.#createCheck) return
    try {
      const { createCheck } = await import('./validation.ts')
      if (this.#createCheck) return
      this.#createCheck = createCheck
      this.#validate()
      this.requestUpdate()
    } catch {
      // Its file did not come: the server checks, and says the same.
    }
  }

  async #showSummary(): Promise<void> {
    this.requestUpdate()
    await this.updateComplete
    this.renderRoot.querySelector<HTMLElement>('.summary')?.focus()
  }

  #isShown(key: string): boolean {
    const placed = this.#placed.flatMap(({ fields }) => fields).find((field) => field.key === key)
    return placed !== undefined && !effectOf(placed.rule, this.#model.value).hidden
  }

  #nameOf(key: string): string {
    return this.#info?.field(key)?.label ?? key
  }

  #withheldField(key: string): WithheldField {
    const known = this.#info?.field(key)
    const field = known ?? this.#gone.get(key)
    const name = field?.label ?? sentence(pathOf(key).at(-1) ?? key)
    return { name, field, value: this.#model.withheld.get(key), isGone: known === undefined }
  }

  #decide = (key: string, whose: 'mine' | 'theirs'): void => {
    this.#model.decide(key, whose)
    this.#drafts.soon()
    this.requestUpdate()
    // The buttons are gone: the control they were about has the focus now.
    void this.updateComplete.then(() => this.#focusField(key))
  }

  /** Leaves without saving; asks first when something would be lost. */
  async cancel(): Promise<boolean> {
    const { dirty, value } = this
    const { proceed } = await this.askHost('cancel', { value, dirty })
    if (!proceed) return false
    if (dirty) {
      this.#isLeaving = true
      this.requestUpdate()
      await this.updateComplete
      this.renderRoot.querySelector<HTMLElement>('.leave button')?.focus()
      return false
    }
    this.#leave()
    return true
  }

  #leave = (): void => {
    this.reset()
    this.emit('crm-cancel', { id: this.#id })
  }

  /** Back to what was read; the draft is gone. */
  reset(): void {
    this.#model.reset()
    this.#faults.clear()
    this.#check = undefined
    this.#pending = undefined
    this.#restoredAt = undefined
    this.#note = undefined
    this.#isLeaving = false
    if (this.status === 'lost') this.status = 'ready'
    this.#drafts.now()
    this.requestUpdate()
  }

  checkValidity(): boolean {
    return this.internals.checkValidity()
  }

  reportValidity(): boolean {
    this.#faults.showsAll = true
    this.#validate()
    if (this.#faults.open.size > 0) void this.#showSummary()
    return this.internals.validity.valid
  }

  /** Puts the cursor into the first control. */
  override focus(options?: FocusOptions): void {
    this.renderRoot
      .querySelector<HTMLElement>('.field :is(input, textarea, select)')
      ?.focus(options)
  }

  /** What a host keeps in its own way; see `restoreState`. */
  getState(): Readonly<Record<string, unknown>> {
    return { ...this.#model.draft(), at: Date.now() }
  }

  restoreState(state: Readonly<Record<string, unknown>>): void {
    this.#model.restore(state as never)
    this.requestUpdate()
  }

  formResetCallback(): void {
    this.reset()
  }

  formDisabledCallback(disabled: boolean): void {
    this.disabled = disabled
  }

  formStateRestoreCallback(state: string): void {
    try {
      this.#preset = { ...this.#preset, ...(JSON.parse(state) as Values) }
    } catch {
      // A state of another version of this page: the form starts as it is.
    }
  }

  #tellHostForm(): void {
    if (this.status === 'loading' || this.status === 'failed') return
    this.internals.setFormValue(
      this.name ? JSON.stringify(this.#id ? this.#model.value : this.#body) : null,
    )
    const [first] = this.#faults.open
    const undecided = [...this.#model.conflicts.keys()][0]
    const key = first?.[0] ?? undecided
    if (key === undefined) {
      this.internals.setValidity({})
      return
    }
    const field = this.#info?.field(key)
    const message =
      first && field
        ? faultText(first[1], field, this.#context)
        : this.t('form.conflictUndecided', { name: this.#nameOf(key) })
    this.internals.setValidity({ customError: true }, message, this.#controlOf(key) ?? this)
  }

  #controlOf(key: string): HTMLElement | undefined {
    return this.renderRoot.querySelector<HTMLElement>(`#${CSS.escape(controlId(key))}`) ?? undefined
  }

  #focusField = (key: string): void => {
    ;(hostControl(this.renderRoot, key) ?? this.#controlOf(key))?.focus()
  }

  #slotted = (key: string, event: Event): void => {
    const given = hostValue(this.renderRoot, key, event)
    if (!given) return
    this.#set(key, given.value)
    if (event.type === 'change') this.#commit(key)
  }

  get #draftPlace(): DraftPlace {
    const { tenant = '', user } = this.crm?.session ?? {}
    return {
      tenant,
      user: user?.id ?? '',
      entity: this.entity,
      id: this.#id,
    }
  }

  /** What there is to lose. */
  get #draft(): Draft | undefined {
    const pending = this.#pending ? { pending: this.#pending } : {}
    const isNothing = !this.dirty && !this.#pending && this.#model.withheld.size === 0
    return isNothing ? undefined : { ...this.#model.draft(), ...pending, at: Date.now() }
  }

  #restore(draft: Draft | undefined): void {
    if (!draft || this.readonly) return
    this.#model.restore(draft)
    this.#pending = draft.pending
    if (this.dirty || this.#model.withheld.size > 0) this.#restoredAt = draft.at
  }

  #beforeUnload = (event: BeforeUnloadEvent): void => {
    if (this.dirty || this.status === 'saving') event.preventDefault()
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
    const view: FormView = {
      status: this.status,
      context: this.#context,
      localizer: this.localizer,
      editors: this.#editors,
      info: this.#info,
      sections: this.#placed,
      value: this.#model.value,
      isNew: this.#id === undefined,
      isDirty: this.#info !== undefined && this.dirty,
      isReadonly:
        this.readonly || (this.#id !== undefined && this.#info?.permissions.update === false),
      isDisabled: this.disabled || this.status === 'gone',
      isAutosaved: this.autosave && this.#id !== undefined,
      isLeaving: this.#isLeaving,
      loadError: this.#loadError,
      generalFault: this.#faults.general,
      showsSummary: this.#faults.showsAll || this.#model.conflicts.size > 0,
      note: this.#note,
      restoredAt: this.#restoredAt,
      conflicts: this.#model.conflicts,
      withheld: new Map(
        [...this.#model.withheld.keys()].map((key) => [key, this.#withheldField(key)]),
      ),
      isShown: (key) => this.#isShown(key),
      faultOf: (key) => this.#faults.at(key),
      effectOf: (rule) => effectOf(rule, this.#model.value),
      idOf: controlId,
      set: this.#set,
      commit: this.#commit,
      decide: this.#decide,
      slotted: this.#slotted,
      focusField: this.#focusField,
      submit: () => void this.submit(),
      cancel: () => void this.cancel(),
      leave: this.#leave,
      stay: () => {
        this.#isLeaving = false
        this.requestUpdate()
      },
      discard: () => {
        this.reset()
        this.focus()
      },
      retry: () => void (this.status === 'failed' ? this.refresh() : this.#write()),
    }
    return html`<div part="base" class="base" @keydown=${this.#pressed}>
      ${this.crm || !this.providerMissing ? renderForm(view) : nothing}
    </div>`
  }

  #pressed = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.isComposing) return
    event.preventDefault()
    event.stopPropagation()
    void this.submit()
  }
}

/** Id of a field's control in the shadow root. */
function controlId(key: string): string {
  return `field-${key.replace(/\W/g, '-')}`
}

/** What a new record starts with: the defaults of the schema, and above them the host's values. */
function initial(info: EntityInfo, preset: Values): Values {
  return info.fields.reduce<Values>((record, { key, readonly }) => {
    const given = valueAt(preset, key)
    const value = given === undefined ? defaultOf(info.schema('create'), key) : given
    return value === undefined || readonly ? record : withValue(record, key, value)
  }, {})
}

/** A field's own schema is that of a patch, which has no defaults. */
function defaultOf(schema: Values, key: string): unknown {
  const inner = pathOf(key).reduce<unknown>(
    (node, part) => valueAt(valueAt(node as Values | undefined, 'properties') as Values, part),
    schema,
  )
  return valueAt(inner as Values | undefined, 'default')
}
