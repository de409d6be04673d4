import { html, nothing } from 'lit'
import { live } from 'lit/directives/live.js'
import { type Ref, ref } from 'lit/directives/ref.js'
import { repeat } from 'lit/directives/repeat.js'

import { avatar } from '../primitives/avatar.ts'
import { icon } from '../primitives/icon.ts'
import { tag } from '../primitives/tag.ts'
import { CREATE, type PickerArgs, type PickerItem } from './picker-item.ts'
import type { PickerSearch } from './picker-search.ts'

/** What a picker looks like at this moment. */
export interface PickerView {
  readonly args: PickerArgs
  readonly search: PickerSearch
  /** The chosen ones. */
  readonly values: readonly string[]
  /** Typed, and nothing chosen since. */
  readonly text: string | undefined
  readonly isOpen: boolean
  /** Index among what was found; -1 for none. */
  readonly active: number
}

export interface PickerActions {
  readonly input: Ref<HTMLInputElement>
  readonly list: Ref<HTMLElement>
  readonly typed: (event: Event) => void
  readonly pressed: (event: KeyboardEvent) => void
  readonly clicked: () => void
  readonly left: (event: FocusEvent) => void
  readonly take: (item: PickerItem) => void
  readonly remove: (value: string) => void
  readonly clear: () => void
}

export function pickerTemplate(view: PickerView, actions: PickerActions): unknown {
  const { args, search, values, text, isOpen, active } = view
  const { id, multiple, disabled, readonly } = args
  const chosen = multiple ? undefined : chosenItem(view)
  const isFixed = disabled === true || readonly === true
  return html`<span class="f-picker ${multiple ? 'f-picker-many' : ''}" @focusout=${actions.left}>
    ${multiple ? chips(view, actions, isFixed) : text === undefined ? mark(chosen) : nothing}
    <input
      ${ref(actions.input)}
      class="f-picker-input"
      part="control"
      id=${id}
      type="text"
      role="combobox"
      autocomplete="off"
      spellcheck="false"
      aria-autocomplete="list"
      aria-haspopup="listbox"
      aria-expanded=${isOpen ? 'true' : 'false'}
      aria-controls="${id}-list"
      aria-activedescendant=${isOpen && active >= 0 ? `${id}-option-${String(active)}` : nothing}
      aria-label=${args.label ?? nothing}
      aria-describedby=${args.describedBy ?? nothing}
      aria-invalid=${args.invalid ? 'true' : nothing}
      aria-required=${args.required ? 'true' : nothing}
      placeholder=${(multiple && values.length > 0 ? '' : args.placeholder) ?? ''}
      ?readonly=${readonly}
      ?disabled=${disabled}
      .value=${live(text ?? chosen?.label ?? '')}
      @input=${actions.typed}
      @keydown=${actions.pressed}
      @click=${actions.clicked}
    />
    ${isFixed ? nothing : buttons(view, actions)}
    <span ${ref(actions.list)} class="f-pop" popover="manual" @pointerdown=${keepFocus}
      ><span
        id="${id}-list"
        class="f-list"
        role="listbox"
        aria-label=${args.label ?? args.field.label}
        aria-multiselectable=${multiple ? 'true' : nothing}
        aria-busy=${search.isBusy ? 'true' : nothing}
        >${isOpen ? search.found.map((item, index) => option(view, actions, item, index)) : nothing}</span
      >${isOpen ? note(view) : nothing}</span
    >
    <span class="f-hidden" role="status">${isOpen ? spoken(view) : ''}</span>
  </span>`
}

function chosenItem({ args, values: [value] }: PickerView): PickerItem | undefined {
  if (value === undefined) return undefined
  return args.itemOf(value) ?? { value, label: args.resolve ? '…' : value }
}

/** A face, or a colour. */
function mark(item: PickerItem | undefined): unknown {
  if (item?.avatar) return avatar(item.label, { shape: item.avatar, size: 'small' })
  return item?.color ? html`<i class="dot tag" data-color=${item.color}></i>` : nothing
}

function chips({ args, values }: PickerView, { remove }: PickerActions, isFixed: boolean): unknown {
  const { itemOf, t } = args
  return repeat(
    values,
    (value) => value,
    (value) => {
      const { label, color } = itemOf(value) ?? { label: '…', color: undefined }
      const removal = {
        removeLabel: t('field.remove', { name: label }),
        onRemove: () => {
          remove(value)
        },
      }
      return tag(label, { color, ...(isFixed ? {} : removal) })
    },
  )
}

function buttons({ args, values }: PickerView, { clear }: PickerActions): unknown {
  const canClear = args.nullable && !args.multiple && values.length > 0
  return html`${
      canClear
        ? html`<button
            type="button"
            class="f-picker-button"
            tabindex="-1"
            aria-label=${args.t('field.clear', { name: args.field.label })}
            @pointerdown=${keepFocus}
            @click=${clear}
          >
            ${icon('close')}
          </button>`
        : nothing
    }<span class="f-picker-arrow" aria-hidden="true">${icon('chevron-down')}</span>`
}

function option(
  { args, values, active }: PickerView,
  { take }: PickerActions,
  item: PickerItem,
  index: number,
): unknown {
  const isChosen = values.includes(item.value)
  return html`<span
    class="f-option ${index === active ? 'f-active' : ''}"
    role="option"
    id="${args.id}-option-${index}"
    aria-selected=${isChosen ? 'true' : 'false'}
    @click=${() => {
      take(item)
    }}
    >${
      item.value === CREATE
        ? html`${icon('plus')}<span class="f-option-label"
              >${args.t('field.create', { name: item.label })}</span
            >`
        : html`${mark(item)}<span class="f-option-label"
              >${item.label}${
                item.hint ? html`<span class="f-option-hint">${item.hint}</span>` : nothing
              }</span
            >${
              isChosen || args.multiple
                ? html`<span class="f-check">${isChosen ? icon('check') : nothing}</span>`
                : nothing
            }`
    }</span
  >`
}

function note({ args: { t }, search }: PickerView): unknown {
  const { fault, found, isBusy } = search
  if (fault === undefined && found.length > 0) return nothing
  return html`<span class="f-note"
    >${fault ?? t(isBusy ? 'combobox.loading' : 'combobox.empty')}</span
  >`
}

function spoken({ args: { t }, search: { fault, isBusy, count } }: PickerView): string {
  if (fault !== undefined) return fault
  if (isBusy) return ''
  return count === 0 ? t('combobox.empty') : t('combobox.results', { count })
}

/** The focus stays in the input: the list has none. */
function keepFocus(event: Event): void {
  event.preventDefault()
}
