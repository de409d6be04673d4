import { isEqual, isObject, valueAt, type Values } from '../fields/field-path.ts'
import type { LayoutRule } from './layout.ts'

export interface RuleEffect {
  readonly hidden: boolean
  readonly disabled: boolean
}

/** Applies a rule of the layout to the record as it is being written. A convenience: what may be written the server decides. */
export function effectOf(rule: LayoutRule | undefined, value: Values): RuleEffect {
  if (!rule) return { hidden: false, disabled: false }
  const holds = meets(rule.condition, value)
  return {
    hidden: rule.effect === (holds ? 'hide' : 'show'),
    disabled: rule.effect === (holds ? 'disable' : 'enable'),
  }
}

/** Whether a record fits a filter document, over its own fields. */
export function meets(filter: Values, value: Values): boolean {
  return Object.entries(filter).every(([key, wanted]) => {
    if (key === 'and') return (wanted as Values[]).every((one) => meets(one, value))
    if (key === 'or') return (wanted as Values[]).some((one) => meets(one, value))
    if (key === 'not') return !meets(wanted as Values, value)
    const own = valueAt(value, key) ?? null
    if (!isObject(wanted)) return OPERATORS['eq']?.(own, wanted) ?? true
    // `within` counts days of the server's clock: a rule by it holds here, and the server has the last word.
    return Object.entries(wanted).every(
      ([name, operand]) => OPERATORS[name]?.(own, operand) ?? true,
    )
  })
}

type Operator = (own: unknown, operand: unknown) => boolean

const OPERATORS: Readonly<Record<string, Operator>> = {
  eq: (own, operand) => isEqual(own, operand),
  // As the server reads it: a record without a value is included.
  ne: (own, operand) => !isEqual(own, operand),
  in: (own, operand) => (operand as unknown[]).includes(own),
  notIn: (own, operand) => !(operand as unknown[]).includes(own),
  isNull: (own, operand) => (own === null) === operand,
  gt: (own, operand) => own !== null && compare(own, operand) > 0,
  gte: (own, operand) => own !== null && compare(own, operand) >= 0,
  lt: (own, operand) => own !== null && compare(own, operand) < 0,
  lte: (own, operand) => own !== null && compare(own, operand) <= 0,
  between: (own, operand) => {
    const [from, to] = operand as [unknown, unknown]
    return own !== null && compare(own, from) >= 0 && compare(own, to) <= 0
  },
  contains: (own, operand) => textOf(own).includes(textOf(operand)),
  startsWith: (own, operand) => textOf(own).startsWith(textOf(operand)),
  has: (own, operand) =>
    Array.isArray(own) &&
    own.some((one: unknown) => isEqual(isObject(one) ? one['value'] : one, operand)),
}

/** Numbers by size, texts, dates and times by their order of characters. */
function compare(own: unknown, operand: unknown): number {
  if (typeof own === 'number' && typeof operand === 'number') return own - operand
  const [one, other] = [String(own), String(operand)]
  return one < other ? -1 : one > other ? 1 : 0
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value.toLowerCase() : ''
}
