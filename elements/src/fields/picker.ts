import { html, nothing } from 'lit'
import { directive } from 'lit/directive.js'
import { live } from 'lit/directives/live.js'
import { createRef, type Ref, ref } from 'lit/directives/ref.js'
import { repeat } from 'lit/directives/repeat.js'

import { avatar } from '../primitives/avatar.ts'
import { icon } from '../primitives/icon.ts'
import { place } from '../primitives/place.ts'
import { tag } from '../primitives/tag.ts'
import type { EditorArgs } from './renderers.ts'
import { StatefulDirective } from './stateful-directive.ts'

export interface PickerItem {
  readonly value: string
  readonly label: string
  readonly color?: string | undefined
  /** Second line: the company of a person, the domain of a company. */
  readonly hint?: string | undefined
  /** People are circles, organisations squares. */
  readonly avatar?: 'circle' | 'square' | undefined
}

export interface PickerArgs extends EditorArgs {
  readonly multiple?: boolean
  readonly nullable?: boolean
  /** The values there are to choose from… */
  readonly items?: readonly PickerItem[]
  /** …or where to ask for them. */
  readonly search?: (text: string, signal: AbortSignal) => Promise<readonly PickerItem[]>
  /** What a chosen value is called; undefined until it is known. */
  readonly itemOf: (value: string) => PickerItem | undefined
  /** Learns what chosen values are called, and calls back. */
  readonly resolve?: (values: readonly string[]) => Promise<unknown>
  /** Makes what was typed into something to choose. */
  readonly create?: (text: string) => Promise<PickerItem>
}

/** Long enough that a fast typist asks once, short enough not to be felt. */
const SEARCH_DELAY_MS = 150
/** Rows in the list at once; typing finds the rest. */
const LONGEST_LIST = 100

const CREATE = '\u0000create'

/**
 * Combobox with a listbox below it (WAI-ARIA APG "Editable Combobox With List Autocomplete"): one value or many as
 * chips, from a list or a search, with creation of what is missing.
 */
class Picker extends StatefulDirective<PickerArgs> {
  readonly #input: Ref<HTMLInputElement> = createRef()
  readonly #list: Ref<HTMLElement> = createRef()
  #text: string | undefined
  #isOpen = false
  #active = -1
  #found: readonly PickerItem[] = []
  #isBusy = false
  #failed: string | undefined
  #timer: ReturnType<typeof setTimeout> | undefined
  #asked: AbortController | undefined
  #asking = ''
  #unplace: (() => void) | undefined

  protected override received(before: PickerArgs | undefined): void {
    const { resolve, itemOf } = this.args
    const unknown = this.#values.filter((value) => itemOf(value) === undefined)
    const asking = unknown.join()
    if (resolve && unknown.length > 0 && asking !== this.#asking) {
      this.#asking = asking
      resolve(unknown).then(
        () => {
          this.refresh()
        },
        () => undefined,
      )
    }
    if (before && before.id !== this.args.id) this.#close()
  }

  protected override disconnected(): void {
    clearTimeout(this.#timer)
    this.#asked?.abort()
    this.#unplace?.()
    this.#isOpen = false
  }

  protected override template(): unknown {
    const args = this.args
    const { multiple, disabled, readonly } = args
    const chosen = multiple ? undefined : this.#one
    const isFixed = disabled === true || readonly === true
    return html`<span class="f-picker ${multiple ? 'f-picker-many' : ''}" @focusout=${this.#left}>
      ${multiple ? this.#chips(isFixed) : this.#mark(chosen)}
      <input
        ${ref(this.#input)}
        class="f-picker-input"
        part="control"
        id=${args.id}
        type="text"
        role="combobox"
        autocomplete="off"
        spellcheck="false"
        aria-autocomplete="list"
        aria-haspopup="listbox"
        aria-expanded=${this.#isOpen ? 'true' : 'false'}
        aria-controls="${args.id}-list"
        aria-activedescendant=${
          this.#isOpen && this.#active >= 0 ? `${args.id}-option-${String(this.#active)}` : nothing
        }
        aria-label=${args.label ?? nothing}
        aria-describedby=${args.describedBy ?? nothing}
        aria-invalid=${args.invalid ? 'true' : nothing}
        aria-required=${args.required ? 'true' : nothing}
        placeholder=${(multiple && this.#values.length > 0 ? '' : args.placeholder) ?? ''}
        ?readonly=${readonly}
        ?disabled=${disabled}
        .value=${live(this.#text ?? chosen?.label ?? '')}
        @input=${this.#typed}
        @keydown=${this.#pressed}
        @click=${this.#clicked}
      />
      ${isFixed ? nothing : this.#arrow()}
      <span ${ref(this.#list)} class="f-pop" popover="manual" @pointerdown=${keepFocus}
        ><span
          id="${args.id}-list"
          class="f-list"
          role="listbox"
          aria-label=${args.label ?? args.field.label}
          aria-multiselectable=${multiple ? 'true' : nothing}
          aria-busy=${this.#isBusy ? 'true' : nothing}
          >${this.#isOpen ? this.#options() : nothing}</span
        >${this.#isOpen ? this.#note() : nothing}</span
      >
      <span class="f-hidden" role="status">${this.#isOpen ? this.#status() : ''}</span>
    </span>`
  }

  #mark(chosen: PickerItem | undefined): unknown {
    if (!chosen || this.#text !== undefined) return nothing
    if (chosen.avatar) return this.#avatar(chosen)
    return chosen.color ? html`<i class="dot tag" data-color=${chosen.color}></i>` : nothing
  }

  #avatar({ label, avatar: shape = 'circle' }: PickerItem): unknown {
    return avatar(label, { shape, size: 'small' })
  }

  #chips(isFixed: boolean): unknown {
    const { itemOf, t } = this.args
    return repeat(
      this.#values,
      (value) => value,
      (value) => {
        const { label, color } = itemOf(value) ?? { label: '…', color: undefined }
        const onRemove = (): void => {
          this.#choose(value)
          this.#input.value?.focus()
        }
        return tag(label, {
          color,
          ...(isFixed ? {} : { onRemove, removeLabel: t('field.remove', { name: label }) }),
        })
      },
    )
  }

  #arrow(): unknown {
    const { nullable, multiple, t, value } = this.args
    const canClear = nullable && !multiple && value != null && value !== ''
    return html`${
        canClear
          ? html`<button
              type="button"
              class="f-picker-button"
              tabindex="-1"
              aria-label=${t('field.clear', { name: this.args.field.label })}
              @pointerdown=${keepFocus}
              @click=${this.#clear}
            >
              ${icon('close')}
            </button>`
          : nothing
      }<span class="f-picker-arrow" aria-hidden="true">${icon('chevron-down')}</span>`
  }

  #options(): unknown {
    const { id, t, multiple } = this.args
    return this.#shown.map((item, index) => {
      const isChosen = this.#values.includes(item.value)
      return html`<span
        class="f-option ${index === this.#active ? 'f-active' : ''}"
        role="option"
        id="${id}-option-${index}"
        aria-selected=${isChosen ? 'true' : 'false'}
        @click=${() => void this.#take(item)}
        >${
          item.value === CREATE
            ? html`${icon('plus')}<span class="f-option-label"
                  >${t('field.create', { name: item.label })}</span
                >`
            : html`${
                  item.avatar
                    ? this.#avatar(item)
                    : item.color
                      ? html`<i class="dot tag" data-color=${item.color}></i>`
                      : nothing
                }<span class="f-option-label"
                  >${item.label}${
                    item.hint ? html`<span class="f-option-hint">${item.hint}</span>` : nothing
                  }</span
                >${isChosen || multiple ? html`<span class="f-check">${isChosen ? icon('check') : nothing}</span>` : nothing}`
        }</span
      >`
    })
  }

  #note(): unknown {
    const { t } = this.args
    if (this.#failed !== undefined) return html`<span class="f-note">${this.#failed}</span>`
    if (this.#shown.length > 0) return nothing
    return html`<span class="f-note"
      >${t(this.#isBusy ? 'combobox.loading' : 'combobox.empty')}</span
    >`
  }

  #status(): string {
    const { t } = this.args
    if (this.#failed !== undefined) return this.#failed
    if (this.#isBusy) return ''
    const count = this.#found.length
    return count === 0 ? t('combobox.empty') : t('combobox.results', { count })
  }

  get #values(): readonly string[] {
    const { value, multiple } = this.args
    if (multiple) return Array.isArray(value) ? (value as string[]) : []
    return typeof value === 'string' && value !== '' ? [value] : []
  }

  get #one(): PickerItem | undefined {
    const [value] = this.#values
    if (value === undefined) return undefined
    return this.args.itemOf(value) ?? { value, label: this.args.resolve ? '…' : value }
  }

  /** What the list shows, the offer to create included. */
  get #shown(): readonly PickerItem[] {
    const text = this.#text?.trim() ?? ''
    const found = this.#found.slice(0, LONGEST_LIST)
    const isNew =
      this.args.create !== undefined &&
      text !== '' &&
      !this.#isBusy &&
      !found.some(({ label }) => label.toLowerCase() === text.toLowerCase())
    return isNew ? [...found, { value: CREATE, label: text }] : found
  }

  #open(): void {
    if (this.#isOpen || this.args.disabled || this.args.readonly) return
    this.#isOpen = true
    this.#failed = undefined
    this.#find(0)
    this.refresh()
    const { value: list } = this.#list
    const anchor = this.#input.value?.parentElement
    if (!list || !anchor) return
    list.showPopover()
    this.#unplace = place(list, anchor, { matchWidth: true })
  }

  #close(): void {
    clearTimeout(this.#timer)
    this.#asked?.abort()
    this.#text = undefined
    if (!this.#isOpen) return
    this.#isOpen = false
    this.#active = -1
    this.#unplace?.()
    if (this.#list.value?.matches(':popover-open')) this.#list.value.hidePopover()
    this.refresh()
  }

  #find(delay: number): void {
    const { items, search } = this.args
    const text = this.#text?.trim() ?? ''
    clearTimeout(this.#timer)
    this.#asked?.abort()
    if (items) {
      this.#showFound(matching(items, text))
      return
    }
    if (!search) return
    this.#isBusy = true
    const asked = (this.#asked = new AbortController())
    this.#timer = setTimeout(() => {
      search(text, asked.signal).then(
        (found) => {
          if (!asked.signal.aborted) this.#showFound(found)
        },
        (error: unknown) => {
          if (!asked.signal.aborted) this.#fail(error)
        },
      )
    }, delay)
  }

  #showFound(found: readonly PickerItem[]): void {
    this.#found = found
    this.#isBusy = false
    this.#failed = undefined
    const chosen = found.findIndex(({ value }) => this.#values.includes(value))
    const hasText = (this.#text ?? '') !== ''
    this.#active = hasText ? (this.#shown.length > 0 ? 0 : -1) : this.args.multiple ? -1 : chosen
    this.refresh()
  }

  #fail(error: unknown): void {
    this.#isBusy = false
    this.#found = []
    this.#failed = error instanceof Error ? error.message : String(error)
    this.refresh()
  }

  #typed = ({ target }: Event): void => {
    this.#text = (target as HTMLInputElement).value
    if (this.#isOpen) this.#find(SEARCH_DELAY_MS)
    else this.#open()
    this.refresh()
  }

  #clicked = (): void => {
    if (this.#isOpen) return
    this.#input.value?.select()
    this.#open()
  }

  #pressed = (event: KeyboardEvent): void => {
    if (event.isComposing) return
    switch (event.key) {
      case 'ArrowDown':
      case 'ArrowUp':
        event.preventDefault()
        this.#move(event.key === 'ArrowDown' ? 1 : -1)
        return
      case 'Enter':
        this.#entered(event)
        return
      case 'Escape':
        if (this.#isOpen || this.#text !== undefined) {
          // The list closes, not the drawer around it.
          event.stopPropagation()
          event.preventDefault()
          this.#close()
          this.refresh()
        } else if (this.args.onCancel) {
          event.stopPropagation()
          event.preventDefault()
          this.args.onCancel()
        }
        return
      case 'Backspace': {
        const last = this.#values.at(-1)
        if (
          this.args.multiple &&
          (this.#text ?? '') === '' &&
          last !== undefined &&
          !this.args.readonly
        )
          this.#choose(last)
      }
    }
  }

  #entered(event: KeyboardEvent): void {
    const { ctrlKey, metaKey } = event
    if (ctrlKey || metaKey) return
    const item = this.#isOpen ? this.#shown[this.#active] : undefined
    if (item) {
      event.preventDefault()
      event.stopPropagation()
      void this.#take(item)
    } else if (this.#text === '' && this.args.nullable) {
      this.#clear()
    } else if (!this.#isOpen) {
      this.args.onCommit?.(this.args.value)
    }
  }

  #move(step: number): void {
    if (!this.#isOpen) {
      this.#open()
      return
    }
    const count = this.#shown.length
    if (count === 0) return
    this.#active = (this.#active + step + count + (this.#active < 0 && step < 0 ? 1 : 0)) % count
    this.refresh()
    const options = this.#list.value?.querySelectorAll('[role=option]')
    options?.[this.#active]?.scrollIntoView({ block: 'nearest' })
  }

  async #take(item: PickerItem): Promise<void> {
    if (item.value !== CREATE) {
      this.#choose(item.value)
      return
    }
    this.#isBusy = true
    this.refresh()
    try {
      const made = await this.args.create?.(item.label)
      if (made) this.#choose(made.value)
    } catch (error) {
      this.#fail(error)
    }
  }

  /** Takes a value, or with `multiple` takes it away again. */
  #choose(value: string): void {
    const { multiple } = this.args
    const values = this.#values
    const next = !multiple
      ? value
      : values.includes(value)
        ? values.filter((one) => one !== value)
        : [...values, value]
    this.#text = multiple && this.#isOpen ? '' : undefined
    if (!multiple) this.#close()
    this.#set(next)
    if (multiple && this.#isOpen) this.#find(0)
    this.refresh()
  }

  #clear = (): void => {
    this.#text = undefined
    this.#close()
    this.#set(null)
    this.#input.value?.focus()
  }

  #set(value: unknown): void {
    this.args.onChange(value)
    this.args.onCommit?.(value)
  }

  #left = ({ relatedTarget, currentTarget }: FocusEvent): void => {
    if (relatedTarget instanceof Node && (currentTarget as HTMLElement).contains(relatedTarget))
      return
    const { multiple, nullable } = this.args
    // An emptied field means no value, as in every other control.
    const isEmptied = this.#text?.trim() === '' && !multiple && nullable && this.#values.length > 0
    this.#close()
    if (isEmptied) this.#set(null)
    else this.refresh()
  }
}

const pickerDirective = directive(Picker)

export function picker(args: PickerArgs): unknown {
  return pickerDirective(args)
}

/** Those that begin with the text first, then those that hold it. */
function matching(items: readonly PickerItem[], text: string): readonly PickerItem[] {
  const sought = text.toLowerCase()
  if (sought === '') return items
  const starts = items.filter(({ label }) => label.toLowerCase().startsWith(sought))
  const holds = items.filter(({ label, value }) => {
    const name = label.toLowerCase()
    return !name.startsWith(sought) && (name.includes(sought) || value.toLowerCase() === sought)
  })
  return [...starts, ...holds]
}

function keepFocus(event: Event): void {
  event.preventDefault()
}
