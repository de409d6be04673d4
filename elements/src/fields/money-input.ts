import { html, nothing } from 'lit'

import { minorDigits } from '../i18n/format.ts'
import { codesOf } from './code-picker.ts'
import { fromMinor, numberText, parseNumber, toMinor } from './number-text.ts'
import type { EditorArgs } from './renderers.ts'
import { textInput } from './text-input.ts'

interface MoneyParts {
  /** Whole minor units. */
  readonly amount: unknown
  readonly currency: string | undefined
  /** The value of the field that has this amount. */
  readonly setAmount: (amountMinor: unknown) => unknown
  /** Left out where the currency is fixed. */
  readonly onCurrency?: (code: string) => void
}

/** An amount as people write it, kept in minor units, beside its currency. */
export function moneyInput(
  args: EditorArgs,
  { amount, currency, setAmount, onCurrency }: MoneyParts,
): unknown {
  const { locale } = args
  return textInput({
    ...args,
    value: amount ?? null,
    numeric: true,
    inputMode: 'decimal',
    toText: (minor) =>
      typeof minor === 'number'
        ? numberText(fromMinor(minor, currency), locale, minorDigits(currency ?? 'EUR'))
        : String(minor),
    toValue: (typed) => {
      if (typed.trim() === '') return null
      const number = parseNumber(typed, locale)
      return number === undefined ? typed : toMinor(number, currency)
    },
    onChange: (minor) => {
      args.onChange(setAmount(minor))
    },
    onCommit: (minor) => args.onCommit?.(setAmount(minor)),
    suffix: onCurrency
      ? currencySelect(args, currency, onCurrency)
      : html`<span class="f-suffix">${currency ?? ''}</span>`,
  })
}

function currencySelect(
  args: EditorArgs,
  currency: string | undefined,
  onCurrency: (code: string) => void,
): unknown {
  return html`<select
    class="f-suffix f-currency"
    aria-label=${args.t('field.currencyOf', { name: args.field.label })}
    ?disabled=${args.disabled || args.readonly}
    @change=${({ target }: Event) => {
      onCurrency((target as HTMLSelectElement).value)
    }}
  >
    ${currency === undefined ? html`<option value="" selected disabled hidden>—</option>` : nothing}
    ${codesOf(args.locale, 'currency').map(
      ({ value, label }) =>
        html`<option value=${value} title=${label} ?selected=${value === currency}>
          ${value}
        </option>`,
    )}
  </select>`
}
