import { minorDigits } from '../i18n/format.ts'

/** How a locale writes numbers, read from `Intl`. */
interface Signs {
  readonly decimal: string
  readonly group: string
}

/** A number as somebody edits it, with the decimal sign of the locale; an amount, with its digits given, in groups too. */
export function numberText(value: number, locale: string, digits?: number): string {
  return new Intl.NumberFormat(locale, {
    useGrouping: digits !== undefined,
    // 15 significant digits are what a double keeps of a decimal number.
    ...(digits === undefined
      ? { maximumSignificantDigits: 15 }
      : { minimumFractionDigits: digits, maximumFractionDigits: digits }),
  }).format(value)
}

/** What was typed as a number, undefined when it is none: takes the signs of the locale, groups, and a plain point. */
export function parseNumber(text: string, locale: string): number | undefined {
  const { decimal, group } = signsOf(locale)
  let plain = latin(text.trim().replace(/[\s\u00a0\u202f'’]/g, ''), locale)
    .replace(/[−–]/g, '-')
    .replaceAll('٫', decimal)
    .replaceAll('٬', group)
  // In German `1.5` has a point as decimal sign, `1.500` and `1.500,25` have groups; Indian groups have two digits.
  const sign = escape(group)
  const isGrouped =
    group !== '' && new RegExp(`^-?\\d{1,3}(${sign}\\d{2,3})*${sign}\\d{3}(\\D|$)`).test(plain)
  if (group !== '' && (isGrouped || plain.includes(decimal))) plain = plain.replaceAll(group, '')
  plain = plain.replace(decimal, '.')
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(plain) ? Number(plain) : undefined
}

/** Minor units of an amount that was typed; whole, so that no fraction of a cent arises. */
export function toMinor(amount: number, currency: string | undefined): number {
  // 1.005 × 100 is 100.49999999999999 in binary: 15 digits are what was typed.
  return Math.round(Number((amount * 10 ** minorDigits(currency ?? 'EUR')).toPrecision(15)))
}

export function fromMinor(amount: number, currency: string | undefined): number {
  return amount / 10 ** minorDigits(currency ?? 'EUR')
}

function signsOf(locale: string): Signs {
  const parts = new Intl.NumberFormat(locale, { numberingSystem: 'latn' }).formatToParts(12345678.9)
  const sign = (type: string): string => parts.find((part) => part.type === type)?.value ?? ''
  return { decimal: sign('decimal') || '.', group: sign('group') }
}

/** Digits of the locale's own script (`١٢٣`) as those of a program. */
function latin(text: string, locale: string): string {
  const digits = [
    ...new Intl.NumberFormat(locale, { useGrouping: false }).format(9876543210),
  ].reverse()
  return [...text]
    .map((character) => {
      const digit = digits.indexOf(character)
      return digit < 0 ? character : String(digit)
    })
    .join('')
}

function escape(sign: string): string {
  return sign.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
