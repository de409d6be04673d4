import { minorDigits } from '../i18n/format.ts'

/** How a locale writes numbers, read from `Intl`. */
interface Signs {
  readonly decimal: string
  readonly group: string
}

/** A number as somebody edits it: without groups, with the decimal sign of the locale. */
export function numberText(value: number, locale: string, digits?: number): string {
  return new Intl.NumberFormat(locale, {
    useGrouping: false,
    // 15 significant digits are what a double keeps of a decimal number.
    ...(digits === undefined
      ? { maximumSignificantDigits: 15 }
      : { minimumFractionDigits: digits, maximumFractionDigits: digits }),
  }).format(value)
}

/** What was typed as a number, undefined when it is none: takes the signs of the locale, groups, and a plain point. */
export function parseNumber(text: string, locale: string): number | undefined {
  const { decimal, group } = signsOf(locale)
  let plain = text
    .trim()
    .replace(/[\s\u00a0\u202f'’]/g, '')
    .replace(/−/g, '-')
  // `1.5` in German is a point used as decimal sign; `1.500` and `1.500,25` are groups.
  const isGrouped =
    group !== '' && new RegExp(`^-?\\d{1,3}(${escape(group)}\\d{3})+(\\D|$)`).test(plain)
  if (isGrouped || plain.includes(decimal)) plain = plain.replaceAll(group || '\u0000', '')
  plain = latin(plain, locale).replace(decimal, '.')
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(plain) ? Number(plain) : undefined
}

/** Minor units of an amount that was typed; whole, so that no fraction of a cent arises. */
export function toMinor(amount: number, currency: string | undefined): number {
  return Math.round(amount * 10 ** minorDigits(currency ?? 'EUR'))
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
