import { html, nothing, type TemplateResult } from 'lit'

import type { FieldInfo } from '../client/field-info.ts'
import { codePicker } from './code-picker.ts'
import type { FieldKind } from './field-kind.ts'
import { editorStyles } from './field-styles.ts'
import { currencyOf, optionOf, textOf } from './field-text.ts'
import { fromLocalTime, toLocalTime, zoneName } from './local-time.ts'
import { moneyInput } from './money-input.ts'
import { numberText, parseNumber } from './number-text.ts'
import { addressEditor, objectsEditor } from './object-editor.ts'
import { picker } from './picker.ts'
import { relatedPicker } from './related-picker.ts'
import { renderCell } from './render-cell.ts'
import { type EditorArgs, type FieldContext, hostRenderer } from './renderers.ts'
import { textInput, type TextInputArgs } from './text-input.ts'
import { asWebAddress } from './web-address.ts'

export type EditorOptions = Omit<EditorArgs, keyof FieldContext | 'field' | 'value'> & {
  readonly context: FieldContext
}

/** Draws the control that edits a field. Its label and description stand beside it, in the same root. */
export function renderEditor(
  field: FieldInfo,
  value: unknown,
  { context, ...options }: EditorOptions,
): TemplateResult {
  const args: EditorArgs = { ...context, ...options, field, value }
  const own = hostRenderer(context.renderers, field, 'editor')
  return html`${own ? own(args) : (EDITORS[field.kind] ?? EDITORS.json)(args)}`
}

type Editor = (args: EditorArgs) => unknown

/** Past this many characters a person does not fill a control by hand, and the count would only disturb. */
const SHORT = 1_000

function text(args: EditorArgs, more: Partial<TextInputArgs> = {}): unknown {
  const { maxLength } = args.field.schema as { maxLength?: number }
  return textInput({
    ...args,
    toText: textOf,
    toValue: (typed) => (typed.trim() === '' ? null : typed.trim()),
    maxLength: maxLength !== undefined && maxLength <= SHORT ? maxLength : undefined,
    placeholder: args.placeholder ?? exampleOf(args.field),
    ...more,
  })
}

function number(args: EditorArgs): unknown {
  const { locale } = args
  return textInput({
    ...args,
    numeric: true,
    inputMode: args.field.kind === 'integer' ? 'numeric' : 'decimal',
    toText: (value) => (typeof value === 'number' ? numberText(value, locale) : textOf(value)),
    toValue: (typed) => (typed.trim() === '' ? null : (parseNumber(typed, locale) ?? typed)),
  })
}

function options(args: EditorArgs, multiple: boolean): unknown {
  const { field } = args
  return picker({
    ...args,
    multiple,
    // A retired one is shown where a record still has it, and offered no more.
    items: field.options?.filter(({ retired }) => !retired) ?? [],
    nullable: field.nullable,
    itemOf: (value) => optionOf(field, value),
    placeholder: args.readonly ? undefined : (args.placeholder ?? args.t('field.choose')),
  })
}

/** Words typed freely, as chips. */
function texts(args: EditorArgs): unknown {
  return picker({
    ...args,
    multiple: true,
    items: [],
    itemOf: (value) => ({ value, label: value }),
    create: (typed) => Promise.resolve({ value: typed, label: typed }),
  })
}

const EDITORS: Record<FieldKind, Editor> = {
  text: (args) => text(args),
  'long-text': (args) => text(args, { multiline: true }),
  email: (args) => text(args, { type: 'email' }),
  phone: (args) => text(args, { type: 'tel' }),
  url: (args) => text(args, { type: 'url', toValue: (typed) => asWebAddress(typed) || null }),
  country: (args) => codePicker(args, 'region'),
  currency: (args) => codePicker(args, 'currency'),
  number,
  integer: number,
  money: (args) =>
    moneyInput(args, {
      amount: args.value,
      currency: currencyOf(args.field, args.record),
      setAmount: (amount) => amount,
      ...(args.field.currencyField && args.onSet
        ? { onCurrency: (code) => args.onSet?.(args.field.currencyField ?? '', code) }
        : {}),
    }),
  'money-object': (args) => {
    const { amountMinor, currency } = (args.value ?? {}) as {
      amountMinor?: number
      currency?: string
    }
    return moneyInput(args, {
      amount: amountMinor,
      currency,
      setAmount: (amount) =>
        amount === null ? null : { amountMinor: amount, currency: currency ?? 'EUR' },
      onCurrency: (code) => {
        args.onChange({ amountMinor: amountMinor ?? 0, currency: code })
        args.onCommit?.({ amountMinor: amountMinor ?? 0, currency: code })
      },
    })
  },
  date: (args) => text(args, { type: 'date' }),
  'date-time': (args) => {
    // The clock on the reader's wall: cells show times by it as well.
    const zone = undefined
    return text(args, {
      type: 'datetime-local',
      toText: (value) => toLocalTime(textOf(value), zone),
      toValue: (typed) => fromLocalTime(typed, zone) ?? null,
      suffix: html`<span class="f-suffix">${zoneName(zone, args.locale)}</span>`,
    })
  },
  boolean: (args) =>
    html`<span class="f-switch"
      ><input
        type="checkbox"
        role="switch"
        class="switch"
        part="control"
        id=${args.id}
        aria-label=${args.label ?? nothing}
        aria-describedby=${args.describedBy ?? nothing}
        aria-invalid=${args.invalid ? 'true' : nothing}
        ?disabled=${args.disabled || args.readonly}
        .checked=${args.value === true}
        @change=${({ target }: Event) => {
          const { checked } = target as HTMLInputElement
          args.onChange(checked)
          args.onCommit?.(checked)
        }}
        @keydown=${(event: KeyboardEvent) => {
          if (event.key === 'Escape' && args.onCancel) {
            event.stopPropagation()
            event.preventDefault()
            args.onCancel()
          }
        }}
      /><span class="f-switch-text" aria-hidden="true"
        >${args.t(args.value === true ? 'value.yes' : 'value.no')}</span
      ></span
    >`,
  select: (args) => options(args, false),
  'multi-select': (args) => options(args, true),
  texts,
  relation: (args) => relatedPicker(args, false),
  member: (args) => relatedPicker(args, false),
  relations: (args) => relatedPicker(args, true),
  tags: (args) => relatedPicker(args, true),
  address: addressEditor,
  objects: objectsEditor,
  stamp: fixed,
  id: fixed,
  json: (args) =>
    text(args, {
      multiline: true,
      maxLength: undefined,
      toText: (value) => (typeof value === 'string' ? value : JSON.stringify(value, null, 2)),
      toValue: (typed) => {
        if (typed.trim() === '') return null
        try {
          return JSON.parse(typed) as unknown
        } catch {
          return typed
        }
      },
    }),
}

/** What only the engine writes. */
function fixed({ field, value, record, ...context }: EditorArgs): unknown {
  return html`<span class="f-fixed" id=${context.id}
    >${renderCell(field, value, record, context)}</span
  >`
}

function exampleOf(field: FieldInfo): string | undefined {
  const [example] = (field.schema['examples'] ?? []) as unknown[]
  return typeof example === 'string' ? example : undefined
}

export { editorStyles }
