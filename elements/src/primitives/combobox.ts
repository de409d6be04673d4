import {
  css,
  html,
  nothing,
  type ReactiveController,
  type ReactiveControllerHost,
  type TemplateResult,
} from 'lit'
import { repeat } from 'lit/directives/repeat.js'

import { isAbort } from '../base/errors.ts'
import type { MessageValues } from '../i18n/localizer.ts'
import type { MessageKey } from '../i18n/messages-en.ts'
import { icon, type IconName } from './icon.ts'
import { place } from './place.ts'

export interface ComboboxOption {
  readonly value: string
  readonly label: string
  /** A second, quiet text. */
  readonly hint?: string
  readonly icon?: IconName
  readonly color?: string
  readonly disabled?: boolean
}

export interface ComboboxOptions {
  /** Unique in the shadow root; the listbox and its options are named after it. */
  readonly id: string
  /** What fits the text: at once for a list at hand, or from the server. Aborted when the text changes. */
  readonly search: (
    text: string,
    signal: AbortSignal,
  ) => readonly ComboboxOption[] | Promise<readonly ComboboxOption[]>
  readonly onSelect: (option: ComboboxOption) => void
  /** Offers to make what was not found: an option more, at the end. */
  readonly create?: { label(text: string): string; run(text: string): void }
  /** After the last key, for searches over the network. Default 150 ms. */
  readonly waitMs?: number
  /** The text stays after a choice: for a field of one value. Default: it is cleared. */
  readonly keepText?: boolean
  readonly t: (key: MessageKey, values?: MessageValues) => string
  readonly announce?: (text: string) => void
}

export interface ComboboxView {
  /** What the field shows while nobody types. */
  readonly value?: string
  readonly placeholder?: string
  readonly label?: string
  readonly labelledBy?: string
  readonly describedBy?: string
  readonly invalid?: boolean
  readonly required?: boolean
  readonly disabled?: boolean
  readonly part?: string
}

type Host = ReactiveControllerHost & HTMLElement
type State = 'idle' | 'loading' | 'done' | 'failed'

const CREATE = '\0create'

/**
 * An input with a list of proposals (APG combobox, list with manual selection), both in the host's shadow root: an
 * `aria-activedescendant` cannot point into another one (WICG/webcomponents#1111).
 */
export class ComboboxController implements ReactiveController {
  readonly #host: Host
  readonly #options: ComboboxOptions
  #found: readonly ComboboxOption[] = []
  #text: string | undefined
  #active = -1
  /** Chosen by an arrow, not by being the first. */
  #moved = false
  #state: State = 'idle'
  #isOpen = false
  #search: AbortController | undefined
  #timer: ReturnType<typeof setTimeout> | undefined
  #unplace: (() => void) | undefined

  constructor(host: Host, options: ComboboxOptions) {
    this.#host = host
    this.#options = options
    host.addController(this)
  }

  get isOpen(): boolean {
    return this.#isOpen
  }

  get input(): HTMLInputElement | null | undefined {
    return this.#host.shadowRoot?.querySelector<HTMLInputElement>(`#${this.#options.id}`)
  }

  focus(): void {
    this.input?.focus()
  }

  hostDisconnected(): void {
    this.#close()
  }

  render(view: ComboboxView): TemplateResult {
    const { id, t } = this.#options
    const active = this.#entries()[this.#active]
    return html`<input
        class="input combobox-input"
        part=${view.part ?? 'control'}
        id=${id}
        type="text"
        role="combobox"
        autocomplete="off"
        autocapitalize="off"
        spellcheck="false"
        aria-autocomplete="list"
        aria-haspopup="listbox"
        aria-expanded=${String(this.#isOpen)}
        aria-controls="${id}-list"
        aria-activedescendant=${this.#isOpen && active ? optionId(id, this.#active) : nothing}
        aria-label=${view.label ?? nothing}
        aria-labelledby=${view.labelledBy ?? nothing}
        aria-describedby=${view.describedBy ?? nothing}
        aria-invalid=${view.invalid ? 'true' : nothing}
        aria-required=${view.required ? 'true' : nothing}
        ?disabled=${view.disabled}
        placeholder=${view.placeholder ?? nothing}
        .value=${this.#text ?? view.value ?? ''}
        @input=${this.#typed}
        @keydown=${this.#keydown}
        @click=${this.#clicked}
        @blur=${this.#blurred}
      />
      <div class="listbox" popover="manual" id="${id}-panel" @pointerdown=${keepFocus}>
        <div
          role="listbox"
          id="${id}-list"
          aria-label=${view.label ?? t('combobox.results', { count: 0 })}
          aria-labelledby=${view.labelledBy ?? nothing}
        >
          ${repeat(
            this.#entries(),
            ({ value }) => value,
            (option, index) => this.#option(option, index),
          )}
        </div>
        ${this.#note()}
      </div>`
  }

  #option(option: ComboboxOption, index: number): TemplateResult {
    const isActive = index === this.#active
    return html`<div
      class="option"
      role="option"
      id=${optionId(this.#options.id, index)}
      aria-selected=${String(isActive)}
      aria-disabled=${option.disabled ? 'true' : nothing}
      @click=${() => this.#choose(option)}
      @pointermove=${() => this.#setActive(index)}
    >
      ${option.color === undefined ? '' : html`<span class="tag dot" data-color=${option.color}></span>`}
      ${option.icon ? icon(option.icon) : ''}
      <span class="option-label">${option.label}</span>
      ${option.hint === undefined ? '' : html`<span class="menu-hint">${option.hint}</span>`}
    </div>`
  }

  #note(): TemplateResult | typeof nothing {
    const { t } = this.#options
    if (this.#state === 'loading' && this.#found.length === 0)
      return html`<div class="listbox-note">${t('combobox.loading')}</div>`
    if (this.#state === 'failed')
      return html`<div class="listbox-note" role="alert">${t('combobox.failed')}</div>`
    if (this.#state === 'done' && this.#entries().length === 0)
      return html`<div class="listbox-note">${t('combobox.empty')}</div>`
    return nothing
  }

  /** What was found, and the offer to make it. */
  #entries(): readonly ComboboxOption[] {
    const { create } = this.#options
    const text = this.#text?.trim() ?? ''
    const isKnown = this.#found.some(({ label }) => label.toLowerCase() === text.toLowerCase())
    if (!create || text === '' || isKnown || this.#state !== 'done') return this.#found
    return [...this.#found, { value: CREATE, label: create.label(text), icon: 'plus' }]
  }

  readonly #typed = (event: Event): void => {
    this.#text = (event.target as HTMLInputElement).value
    this.#moved = false
    this.#lookUp(this.#options.waitMs ?? 150)
    this.#open()
  }

  readonly #clicked = (): void => {
    if (this.#isOpen) return
    this.#lookUp(0)
    this.#open()
  }

  readonly #blurred = (): void => {
    this.#text = undefined
    this.#close()
  }

  readonly #keydown = (event: KeyboardEvent): void => {
    const entries = this.#entries()
    switch (event.key) {
      case 'ArrowDown':
      case 'ArrowUp':
        event.preventDefault()
        if (!this.#isOpen) this.#clicked()
        else this.#move(event.key === 'ArrowDown' ? 1 : -1)
        return
      case 'Enter': {
        const option = entries[this.#active]
        if (!this.#isOpen || !option) return
        event.preventDefault()
        // Enter chooses; it must not also submit the form around it.
        event.stopPropagation()
        this.#choose(option)
        return
      }
      case 'Escape':
        if (!this.#isOpen) return
        event.preventDefault()
        event.stopPropagation()
        this.#text = undefined
        this.#close()
        return
      case 'Tab':
        this.#close()
    }
  }

  #move(step: 1 | -1): void {
    const { length } = this.#entries()
    if (length === 0) return
    const from = this.#active === -1 && step === -1 ? 0 : this.#active
    this.#moved = true
    this.#setActive((from + step + length) % length)
  }

  #setActive(index: number): void {
    if (index === this.#active) return
    this.#active = index
    this.#host.requestUpdate()
    void this.#host.updateComplete.then(() => {
      const option = this.#host.shadowRoot?.getElementById(optionId(this.#options.id, index))
      option?.scrollIntoView({ block: 'nearest' })
    })
  }

  #lookUp(waitMs: number): void {
    this.#search?.abort()
    clearTimeout(this.#timer)
    const own = new AbortController()
    this.#search = own
    this.#state = 'loading'
    this.#timer = setTimeout(() => void this.#ask(own), waitMs)
    this.#host.requestUpdate()
  }

  async #ask(own: AbortController): Promise<void> {
    try {
      const found = await this.#options.search(this.#text?.trim() ?? '', own.signal)
      if (own.signal.aborted) return
      const chosen = this.#moved ? this.#entries()[this.#active]?.value : undefined
      this.#found = found
      this.#state = 'done'
      this.#active = this.#startingAt(chosen)
      this.#tell(found.length)
    } catch (error) {
      if (own.signal.aborted || isAbort(error)) return
      this.#found = []
      this.#state = 'failed'
      this.#options.announce?.(this.#options.t('combobox.failed'))
    }
    this.#host.requestUpdate()
  }

  /** Where an arrow has moved to, if that is still there. Else a text typed means its first fit, a list opened to look around nothing. */
  #startingAt(chosen: string | undefined): number {
    const entries = this.#entries()
    const kept = chosen === undefined ? -1 : entries.findIndex(({ value }) => value === chosen)
    if (kept !== -1) return kept
    return this.#text !== undefined && this.#text !== '' && entries.length > 0 ? 0 : -1
  }

  #tell(count: number): void {
    const { t, announce } = this.#options
    announce?.(count === 0 ? t('combobox.empty') : t('combobox.results', { count }))
  }

  #choose(option: ComboboxOption): void {
    if (option.disabled) return
    const text = this.#text?.trim() ?? ''
    this.#text = this.#options.keepText ? undefined : ''
    this.#close()
    if (option.value === CREATE) this.#options.create?.run(text)
    else this.#options.onSelect(option)
    if (!this.#options.keepText) this.#text = undefined
    this.#host.requestUpdate()
  }

  #open(): void {
    if (this.#isOpen) return
    const { input } = this
    const panel = this.#panel()
    if (!input || !panel) return
    this.#isOpen = true
    panel.showPopover()
    this.#unplace = place(panel, input, { matchWidth: true })
    this.#host.requestUpdate()
  }

  #close(): void {
    this.#search?.abort()
    clearTimeout(this.#timer)
    this.#state = 'idle'
    this.#active = -1
    this.#found = []
    this.#unplace?.()
    this.#unplace = undefined
    if (!this.#isOpen) return
    this.#isOpen = false
    const panel = this.#panel()
    if (panel?.matches(':popover-open')) panel.hidePopover()
    this.#host.requestUpdate()
  }

  #panel(): HTMLElement | null | undefined {
    return this.#host.shadowRoot?.getElementById(`${this.#options.id}-panel`)
  }
}

function optionId(id: string, index: number): string {
  return `${id}-option-${index}`
}

/** The focus stays in the input: the list has none. */
function keepFocus(event: Event): void {
  event.preventDefault()
}

export const comboboxStyles = css`
  .listbox {
    max-height: min(320px, 60vh);
    max-width: min(420px, calc(100vw - 16px));
    padding: 4px;
    overflow: auto;
    overscroll-behavior: contain;
    border: 0;
    border-radius: calc(var(--_radius) + 2px);
    color: var(--_text);
    background: var(--_raised);
    box-shadow: var(--_shadow);
    font-family: var(--_font);
    font-size: var(--_font-size);
    line-height: var(--_line-height);
    text-align: start;
  }
  .option {
    display: flex;
    align-items: center;
    gap: 8px;
    min-height: 28px;
    padding: 4px 8px;
    border-radius: var(--_radius);
    cursor: pointer;
  }
  .option > .icon {
    color: var(--_muted);
  }
  .option[aria-selected='true'] {
    background: var(--_pressed);
  }
  .option[aria-disabled='true'] {
    opacity: 0.45;
    cursor: not-allowed;
  }
  .option-label {
    flex: 1;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .listbox-note {
    padding: 6px 8px;
    color: var(--_muted);
  }
  @media (forced-colors: active) {
    .listbox {
      border: 1px solid;
    }
    .option[aria-selected='true'] {
      outline: 2px solid Highlight;
      outline-offset: -2px;
    }
  }
`
