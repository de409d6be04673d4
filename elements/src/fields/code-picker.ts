import { picker } from './picker.ts'
import type { PickerItem } from './picker-item.ts'
import type { EditorArgs } from './renderers.ts'

/** Countries (ISO 3166-1) or currencies (ISO 4217) by their name in the locale, as the browser knows them. */
export function codePicker(args: EditorArgs, type: 'region' | 'currency'): unknown {
  const items = codesOf(args.locale, type)
  return picker({
    ...args,
    items,
    nullable: args.field.nullable,
    itemOf: (value) => items.find((item) => item.value === value) ?? { value, label: value },
    placeholder: args.readonly ? undefined : (args.placeholder ?? args.t('field.choose')),
  })
}

const known = new Map<string, readonly PickerItem[]>()

export function codesOf(locale: string, type: 'region' | 'currency'): readonly PickerItem[] {
  const key = `${type} ${locale}`
  const before = known.get(key)
  if (before) return before
  const names = new Intl.DisplayNames([locale], { type, fallback: 'none' })
  const items = (type === 'region' ? regions() : Intl.supportedValuesOf('currency'))
    .map((value) => ({ value, label: names.of(value) ?? value, hint: value }))
    .sort((one, other) => one.label.localeCompare(other.label, locale))
  known.set(key, items)
  return items
}

/** Codes `Intl` names that are no country: the EU, the UN, the euro zone, pseudo and unknown regions, islands without a post. */
const NO_COUNTRY = new Set('AC CP CQ DG EA EU EZ IC QO TA UN XA XB ZZ'.split(' '))

function regions(): string[] {
  const names = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' })
  const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ']
  return letters
    .flatMap((first) => letters.map((second) => first + second))
    .filter(
      (code) =>
        !NO_COUNTRY.has(code) &&
        names.of(code) !== undefined &&
        // `DD` is a former name of `DE`: the canonical form of a locale says so.
        new Intl.Locale(`und-${code}`).region === code,
    )
}
