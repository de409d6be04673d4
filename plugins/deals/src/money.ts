import { currencyDigits } from '@crmkit/core'

/** A decimal as it is written, as a whole number of its smallest digits: 12.5 is 125 of 1 decimal. */
interface Decimal {
  readonly digits: bigint
  readonly decimals: number
}

/** What a line comes to, in minor units. */
export interface LineTotals {
  readonly net: number
  readonly tax: number
  readonly total: number
}

/**
 * The one place where lines are summed. Exact decimals throughout; net is quantity × price × (1 − discount), rounded half away from zero
 * to the minor unit; tax is taken of the rounded net and rounded the same way, line by line, as invoices are.
 */
export function lineTotals(line: {
  readonly quantity: number
  readonly unitPrice: number
  readonly discountPercent: number
  readonly taxPercent: number
}): LineTotals {
  const quantity = decimal(line.quantity)
  const kept = decimal(100, line.discountPercent)
  const price = BigInt(line.unitPrice)
  const net = divide(
    price * quantity.digits * kept.digits,
    100n * power(quantity.decimals + kept.decimals),
  )
  const rate = decimal(line.taxPercent)
  const tax = divide(net * rate.digits, 100n * power(rate.decimals))
  return { net: Number(net), tax: Number(tax), total: Number(net + tax) }
}

/** An amount in another currency: exact product with the rate as it is written, rounded half away from zero to the other's minor unit. */
export function converted(
  amount: number,
  rate: { readonly from: string; readonly to: string; readonly rate: number },
): number {
  const factor = decimal(rate.rate)
  const numerator = BigInt(amount) * factor.digits * power(currencyDigits(rate.to))
  return Number(divide(numerator, power(factor.decimals + currencyDigits(rate.from))))
}

/** `100 - 12.5` in decimals, where two numbers are given; floats would say 87.49999999999999 of 100 - 12.500000000000011. */
function decimal(value: number, less = 0): Decimal {
  const [one, other] = [parse(value), parse(less)]
  const decimals = Math.max(one.decimals, other.decimals)
  const digits =
    one.digits * power(decimals - one.decimals) - other.digits * power(decimals - other.decimals)
  return { digits, decimals }
}

/** The shortest text that means the number (ECMA-262 Number::toString), which is what was typed. */
function parse(value: number): Decimal {
  const [mantissa = '0', exponent = '0'] = String(value).split('e')
  const [whole = '0', rest = ''] = mantissa.split('.')
  const shift = Number(exponent)
  const digits = BigInt(whole + rest)
  const decimals = rest.length - shift
  return decimals >= 0 ? { digits, decimals } : { digits: digits * power(-decimals), decimals: 0 }
}

function power(exponent: number): bigint {
  return 10n ** BigInt(exponent)
}

function divide(numerator: bigint, denominator: bigint): bigint {
  const negative = numerator < 0n
  const rounded = ((negative ? -numerator : numerator) * 2n + denominator) / (denominator * 2n)
  return negative ? -rounded : rounded
}
