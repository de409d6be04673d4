/**
 * A number with separators: `1,100.04`, `-12`, `(5)`, `1.2e3`, `1 100`. Grouping must be by three, so that `1,5` is refused with the
 * decimal point instead of becoming 15.
 */
export function parseAmount(text: string, decimal: '.' | ','): number | undefined {
  const value = Number(plainNumber(text, decimal) ?? Number.NaN)
  return Number.isFinite(value) ? value : undefined
}

/**
 * An amount in minor units, exactly: digits are moved, never multiplied. `undefined` when the text is no number, `'digits'` when it has
 * more decimals than the currency.
 */
export function parseMinorUnits(
  text: string,
  decimal: '.' | ',',
  digits: number,
): number | 'digits' | undefined {
  const plain = plainNumber(text, decimal)
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(plain ?? '')
  if (!match) return undefined
  const [, sign = '', whole = '', fraction = ''] = match
  const significant = fraction.replace(/0+$/, '')
  if (significant.length > digits) return 'digits'
  const value = Number(`${sign}${whole}${significant.padEnd(digits, '0')}`)
  return Number.isSafeInteger(value) ? value : undefined
}

/** `yes` and `no` in the languages of the headers; undefined for anything else. */
export function isBoolean(text: string): boolean | undefined {
  return BOOLEANS.get(text.toLowerCase())
}

const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ...['true', 'yes', 'y', '1', 'x', 'on', 'ja', 'j', 'oui', 'si', 'sí', 'wahr'].map(
    (text) => [text, true] as const,
  ),
  ...['false', 'no', 'n', '0', '-', 'off', 'nein', 'non', 'falsch'].map(
    (text) => [text, false] as const,
  ),
])

/** The text as JavaScript writes numbers, without separators, signs of currency and brackets. */
function plainNumber(text: string, decimal: '.' | ','): string | undefined {
  const signed = SIGNED.exec(text.trim())
  if (!signed) return undefined
  const [, open = '', sign = '', bare = '', close = ''] = signed
  if ((open === '') !== (close === '')) return undefined
  const prefix = open !== '' || sign === '-' || sign === '−' ? '-' : ''
  if (/^\d+(\.\d+)?e[+-]?\d{1,3}$/i.test(bare)) return prefix + bare
  const match = (decimal === '.' ? POINT : COMMA).exec(bare)
  const [, whole = '', fraction] = match ?? []
  if (!match || (whole === '' && fraction === undefined)) return undefined
  return `${prefix}${whole.replace(/[\s,.'’]/g, '') || '0'}${fraction === undefined ? '' : `.${fraction}`}`
}

/** A bracket or minus makes it negative; one sign of currency may stand before or behind. */
const SIGNED =
  /^(\(?)[$€£¥₹₽₩฿₺₴₫₪]?\s*([-−+]?)\s*[$€£¥₹₽₩฿₺₴₫₪]?\s*([\d.,'’\se+-]*?)\s*[$€£¥₹₽₩฿₺₴₫₪]?(\)?)$/i
const POINT = /^(\d*|\d{1,3}(?:[,\s'’]\d{3})+)(?:\.(\d+))?$/
const COMMA = /^(\d*|\d{1,3}(?:[.\s'’]\d{3})+)(?:,(\d+))?$/
