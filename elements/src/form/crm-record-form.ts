import { html, nothing, type PropertyValues, type TemplateResult } from 'lit'

import { CrmElement } from '../base/crm-element.ts'
import { cellStyles } from '../fields/cell-styles.ts'
import { fieldContext } from '../fields/field-context.ts'
import { isEqual, valueAt, type Values } from '../fields/field-path.ts'
import { type Editors, loadEditors } from '../fields/load-editors.ts'
import type { FieldRenderers } from '../fields/renderers.ts'
import { fieldMessages } from '../i18n/en/fields.ts'
import { formMessages } from '../i18n/en/form.ts'
import { addMessages } from '../i18n/table.ts'
import { controlStyles } from '../primitives/control-styles.ts'
import { controlId } from './control-id.ts'
import { createForm } from './form.ts'
import { bodyToSend } from './form-body.ts'
import type { FormHost } from './form-state.ts'
import { formStyles } from './form-styles.ts'
import type { FormActions } from './form-template.ts'
import { fillHostControls, hostControl, hostValue } from './host-controls.ts'
import { tellHostForm } from './host-form.ts'
import type { Layout } from './layout.ts'
import { createPressHold } from './press-hold.ts'
import { renderWaiting } from './waiting-template.ts'

addMessages(fieldMessages, formMessages)

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

  readonly #host: FormHost = {
    crm: () => this.crm,
    entity: () => this.entity,
    id: () => this.#id,
    choice: () => ({ only: this.fields, uiSchema: this.uiSchema, isNew: !this.#id }),
    preset: () => this.#preset,
    autosave: () => this.autosave,
    readonly: () => this.readonly,
    disabled: () => this.disabled,
    context: () => fieldContext(this, this.localizer),
    signal: () => this.signal,
    loadControls: async () => {
      const [editors, template] = await Promise.all([
        loadEditors(this),
        import('./form-template.ts'),
      ])
      this.#editors = editors
      this.#template = template
    },
    mark: (state, on) => {
      this.setState(state, on)
    },
    announce: (text, how) => {
      this.announce(text, how)
    },
    emit: (type, detail) => {
      this.emit(type, detail)
    },
    askHost: (verb, detail) => this.askHost(verb, detail),
    fail: (error, source) => this.fail(error, source),
    showSummary: () => this.#showSummary(),
    opened: () => {
      this.emit('crm-ready', { entity: this.entity, id: this.#id })
      // A form of the host asks for its validity at any time; else the first touch loads what checks.
      if (this.internals.form) void this.#form.needCheck()
    },
    redraw: () => {
      this.#hold.redraw()
    },
  }
  readonly #hold = createPressHold(() => {
    this.requestUpdate()
  })
  readonly #form = createForm(this.#host)
  #editors: Editors | undefined
  #template: typeof import('./form-template.ts') | undefined
  #preset: Values = {}

  constructor() {
    super()
    this.entity = ''
    this.autosave = false
    this.readonly = false
    this.disabled = false
  }

  /** The record as the form has it now; set before loading: what a new record starts with. */
  get value(): Values {
    return this.#form.state.fields.info ? this.#form.state.model.value : this.#preset
  }

  set value(preset: Values) {
    const before = this.#preset
    this.#preset = preset
    // Frameworks set the property at each render, mostly to an equal object.
    if (this.#form.state.fields.info && !this.#id && !isEqual(before, preset)) void this.refresh()
  }

  /** What saving would send. */
  get patch(): Values {
    return bodyToSend(this.#form.state, this.#id === undefined)
  }

  get dirty(): boolean {
    return this.#form.state.model.changed.length > 0
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
    return this.recordId || this.#form.state.madeId
  }

  override connectedCallback(): void {
    super.connectedCallback()
    const { signal } = this
    addEventListener('beforeunload', this.#beforeUnload, { signal })
    addEventListener('pagehide', this.#form.keepDraft, { signal })
  }

  override disconnectedCallback(): void {
    this.#form.stop()
    super.disconnectedCallback()
  }

  protected override clientChanged(): void {
    void this.refresh()
  }

  protected override reconnected(): void {
    this.#form.retry()
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed)
    const { fields, model } = this.#form.state
    const isOther = changed.has('entity') || changed.has('recordId')
    if (isOther && this.hasUpdated && this.crm) {
      this.#form.state.madeId = undefined
      void this.refresh()
    }
    if (changed.has('fields') || changed.has('uiSchema'))
      fields.place(this.#host.choice(), model.value)
  }

  protected override updated(): void {
    const { fields, model, faults } = this.#form.state
    fillHostControls(this.renderRoot, {
      valueOf: (key) => valueAt(model.value, key),
      nameOf: (key) => fields.nameOf(key),
      isBad: (key) => faults.at(key) !== undefined,
    })
    tellHostForm(this.internals, this.#form.state, {
      name: this.name,
      isNew: this.#id === undefined,
      context: fieldContext(this, this.localizer),
      anchorOf: (key) => this.#controlOf(key) ?? this,
    })
  }

  /** Loads the schema, the layout and the record again. What was typed is kept as a draft. */
  async refresh(): Promise<void> {
    await this.#form.load()
  }

  /** Checks, asks the host, and saves; true when the record is stored. */
  async submit(): Promise<boolean> {
    return this.#form.submit()
  }

  /** Leaves without saving; asks first when something would be lost. */
  async cancel(): Promise<boolean> {
    const { dirty, value } = this
    const { proceed } = await this.askHost('cancel', { value, dirty })
    if (!proceed) return false
    if (dirty) {
      this.#form.state.isLeaving = true
      this.requestUpdate()
      await this.updateComplete
      this.renderRoot.querySelector<HTMLElement>('.leave button')?.focus()
      return false
    }
    this.#leave()
    return true
  }

  /** Back to what was read; the draft is gone. */
  reset(): void {
    this.#form.reset()
  }

  checkValidity(): boolean {
    return this.internals.checkValidity()
  }

  reportValidity(): boolean {
    const { faults } = this.#form.state
    faults.showsAll = true
    this.#form.check()
    if (faults.open.size > 0) void this.#showSummary()
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
    return { ...this.#form.state.model.draft(), at: Date.now() }
  }

  restoreState(state: Readonly<Record<string, unknown>>): void {
    this.#form.state.model.restore(state as never)
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

  readonly #leave = (): void => {
    this.reset()
    this.emit('crm-cancel', { id: this.#id })
  }

  readonly #actions: FormActions = {
    set: this.#form.set,
    commit: this.#form.commit,
    decide: (key, whose) => {
      this.#form.decide(key, whose)
      // The buttons are gone: the control they were about has the focus now.
      void this.updateComplete.then(() => {
        this.#actions.focusField(key)
      })
    },
    slotted: (key, event) => {
      const given = hostValue(this.renderRoot, key, event)
      if (!given) return
      this.#form.set(key, given.value)
      if (event.type === 'change') this.#form.commit(key)
    },
    focusField: (key) => {
      ;(hostControl(this.renderRoot, key) ?? this.#controlOf(key))?.focus()
    },
    submit: () => void this.submit(),
    cancel: () => void this.cancel(),
    leave: this.#leave,
    stay: () => {
      this.#form.state.isLeaving = false
      this.requestUpdate()
    },
    discard: () => {
      this.reset()
      this.focus()
    },
    retry: this.#form.retry,
  }

  async #showSummary(): Promise<void> {
    this.requestUpdate()
    await this.updateComplete
    this.renderRoot.querySelector<HTMLElement>('.summary')?.focus()
  }

  #controlOf(key: string): HTMLElement | undefined {
    return this.renderRoot.querySelector<HTMLElement>(`#${CSS.escape(controlId(key))}`) ?? undefined
  }

  #beforeUnload = (event: BeforeUnloadEvent): void => {
    if (this.dirty || this.#form.state.status === 'saving') event.preventDefault()
  }

  protected override render(): unknown {
    return html`<div
      part="base"
      class="base"
      @keydown=${this.#pressed}
      @pointerdown=${this.#hold.pressed}
    >
      ${this.crm || !this.providerMissing ? this.#content() : nothing}
    </div>`
  }

  #content(): TemplateResult {
    const { state } = this.#form
    const { status, fields } = state
    if (!this.#template || status === 'loading' || status === 'failed')
      return renderWaiting(state, this.localizer, this.#actions.retry)
    const isNew = this.#id === undefined
    return this.#template.renderForm({
      state,
      actions: this.#actions,
      context: fieldContext(this, this.localizer),
      editors: this.#editors,
      isNew,
      isReadonly: this.readonly || (!isNew && fields.info?.permissions.update === false),
      isDisabled: this.disabled || status === 'gone',
    })
  }

  #pressed = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.isComposing) return
    event.preventDefault()
    event.stopPropagation()
    void this.submit()
  }
}
