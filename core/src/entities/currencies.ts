/** ISO 4217 minor units that are not 2. ICU rounds several currencies to what people use in cash, so Intl is no source for these. */
const EXPONENTS: Readonly<Record<string, number>> = Object.freeze({
  ...digits(0, 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'),
  ...digits(3, 'BHD IQD JOD KWD LYD OMR TND'),
  ...digits(4, 'CLF UYW'),
})

const known: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'))

/** True for a code of ISO 4217, upper case. */
export function isCurrency(code: string): boolean {
  return known.has(code)
}

/** Decimal places of a currency's amounts: 2 for EUR, 0 for JPY, 3 for KWD. */
export function currencyDigits(code: string): number {
  return EXPONENTS[code] ?? 2
}

function digits(count: number, currencies: string): Record<string, number> {
  return Object.fromEntries(currencies.split(' ').map((currency) => [currency, count]))
}
