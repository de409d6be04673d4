import { directive } from 'lit/directive.js'
import { createRef } from 'lit/directives/ref.js'

import { place } from '../primitives/place.ts'
import { CREATE, type PickerArgs, type PickerItem } from './picker-item.ts'
import { createPickerSearch } from './picker-search.ts'
import { type PickerActions, pickerTemplate } from './picker-template.ts'
import { StatefulDirective } from './stateful-directive.ts'

/**
 * Combobox with a listbox below it (WAI-ARIA APG "Editable Combobox With List Autocomplete"): one value or many as
 * chips, from a list or a search, with creation of what is missing.
 */
class Picker extends StatefulDirective<PickerArgs> {
  #text: string | undefined
  #isOpen = false
  /** Value of the option Enter would take. */
  #active: string | undefined
  /** An arrow has moved to it; else it is there by being the first, or the chosen one. */
  #isMoved = false
  /** Values whose names are being asked for. */
  #asking = ''
  #unplace: (() => void) | undefined
  readonly #search = createPickerSearch({
    args: () => this.args,
    arrived: () => {
      this.#arrived()
    },
    redraw: () => {
      this.refresh()
    },
  })
  readonly #actions: PickerActions = {
    input: createRef(),
    list: createRef(),
    typed: ({ target }) => {
      this.#text = (target as HTMLInputElement).value
      this.#isMoved = false
      if (this.#isOpen) this.#search.find(this.#text, 'in a moment')
      else this.#open()
      this.refresh()
    },
    pressed: (event) => {
      this.#pressed(event)
    },
    clicked: () => {
      if (this.#isOpen) return
      this.#actions.input.value?.select()
      this.#open()
    },
    left: (event) => {
      this.#left(event)
    },
    take: (item) => void this.#take(item),
    remove: (value) => {
      this.#toggle(value)
      this.#actions.input.value?.focus()
    },
    clear: () => {
      this.#close()
      this.#set(null)
      this.#actions.input.value?.focus()
    },
  }

  protected override received(before: PickerArgs | undefined): void {
    if (before && before.id !== this.args.id) this.#close()
    const { resolve, itemOf } = this.args
    const unknown = this.#values.filter((value) => itemOf(value) === undefined)
    const asking = unknown.join()
    if (!resolve || unknown.length === 0 || asking === this.#asking) return
    this.#asking = asking
    const redraw = (): void => {
      this.refresh()
    }
    resolve(unknown).then(redraw, redraw)
  }

  protected override disconnected(): void {
    this.#search.stop()
    this.#unplace?.()
    this.#isOpen = false
  }

  protected override template(): unknown {
    const view = {
      ...{ args: this.args, search: this.#search, values: this.#values },
      ...{ text: this.#text, isOpen: this.#isOpen, active: this.#indexOf(this.#active) },
    }
    return pickerTemplate(view, this.#actions)
  }

  get #values(): readonly string[] {
    const { value, multiple } = this.args
    if (multiple) return Array.isArray(value) ? (value as string[]) : []
    return typeof value === 'string' && value !== '' ? [value] : []
  }

  #open(): void {
    if (this.#isOpen || this.args.disabled || this.args.readonly) return
    this.#isOpen = true
    this.#search.find(this.#text ?? '', 'now')
    this.refresh()
    const list = this.#actions.list.value
    const anchor = this.#actions.input.value?.parentElement
    if (!list || !anchor) return
    list.showPopover()
    this.#unplace = place(list, anchor, { matchWidth: true })
  }

  #close(): void {
    this.#search.stop()
    this.#text = undefined
    if (!this.#isOpen) return
    this.#isOpen = false
    this.#active = undefined
    this.#isMoved = false
    this.#unplace?.()
    const list = this.#actions.list.value
    if (list?.matches(':popover-open')) list.hidePopover()
    this.refresh()
  }

  /** A text means its first fit, unless an arrow has moved to one that is still there; a list that is only opened, what is chosen. */
  #arrived(): void {
    const hasText = (this.#text ?? '') !== ''
    const isKept = this.#isMoved && this.#indexOf(this.#active) >= 0
    if (!isKept) {
      const chosen = this.args.multiple ? undefined : this.#values[0]
      this.#active = hasText ? this.#search.found[0]?.value : chosen
    }
    this.refresh()
  }

  #pressed(event: KeyboardEvent): void {
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
        this.#escaped(event)
        return
      case 'Backspace': {
        const last = this.#values.at(-1)
        const isEmpty = (this.#text ?? '') === '' && !this.args.readonly
        if (this.args.multiple && isEmpty && last !== undefined) this.#toggle(last)
      }
    }
  }

  #move(step: 1 | -1): void {
    if (!this.#isOpen) {
      this.#open()
      return
    }
    const { found } = this.#search
    if (found.length === 0) return
    const from = this.#indexOf(this.#active)
    const index =
      from < 0 && step < 0 ? found.length - 1 : (from + step + found.length) % found.length
    this.#active = found[index]?.value
    this.#isMoved = true
    this.refresh()
    const options = this.#actions.list.value?.querySelectorAll('[role=option]')
    options?.[index]?.scrollIntoView({ block: 'nearest' })
  }

  #entered(event: KeyboardEvent): void {
    // The keys that submit a form around it.
    if (event.ctrlKey || event.metaKey) return
    const item = this.#isOpen ? this.#search.found[this.#indexOf(this.#active)] : undefined
    if (item) {
      event.preventDefault()
      event.stopPropagation()
      void this.#take(item)
    } else if (this.#text === '' && this.args.nullable) {
      this.#actions.clear()
    } else if (!this.#isOpen) {
      this.args.onCommit?.(this.args.value)
    }
  }

  #escaped(event: KeyboardEvent): void {
    const { onCancel } = this.args
    const isTyping = this.#isOpen || this.#text !== undefined
    if (!isTyping && !onCancel) return
    // The list closes, or the editing ends; not the drawer around it.
    event.stopPropagation()
    event.preventDefault()
    if (!isTyping) {
      onCancel?.()
      return
    }
    this.#close()
    this.refresh()
  }

  #left({ relatedTarget, currentTarget }: FocusEvent): void {
    const box = currentTarget as HTMLElement
    if (relatedTarget instanceof Node && box.contains(relatedTarget)) return
    const { multiple, nullable } = this.args
    // An emptied field means no value, as in every other control.
    const isEmptied = this.#text?.trim() === '' && !multiple && nullable && this.#values.length > 0
    this.#close()
    if (isEmptied) this.#set(null)
    else this.refresh()
  }

  async #take(item: PickerItem): Promise<void> {
    const taken = item.value === CREATE ? await this.#search.make(item.label) : item
    if (taken) this.#toggle(taken.value)
    else this.refresh()
  }

  /** Takes a value, or with `multiple` takes it away again. */
  #toggle(value: string): void {
    if (!this.args.multiple) {
      this.#close()
      this.#set(value)
      return
    }
    const values = this.#values
    const isChosen = values.includes(value)
    this.#set(isChosen ? values.filter((one) => one !== value) : [...values, value])
    // The list stays open for the next one.
    this.#text = this.#isOpen ? '' : undefined
    this.#isMoved = false
    if (this.#isOpen) this.#search.find('', 'now')
    this.refresh()
  }

  #set(value: unknown): void {
    this.args.onChange(value)
    this.args.onCommit?.(value)
  }

  #indexOf(value: string | undefined): number {
    return this.#search.found.findIndex((item) => item.value === value)
  }
}

const pickerDirective = directive(Picker)

export function picker(args: PickerArgs): unknown {
  return pickerDirective(args)
}
