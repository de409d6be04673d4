import type { DateTime } from 'luxon'

import type { FilterValue } from '../filter.ts'
import type { Field, Way } from './field.ts'
import type { Span } from './relative-span.ts'

/** A checked filter: every field found and allowed, every value comparable. */
export type Condition =
  | { readonly type: 'and' | 'or'; readonly parts: readonly Condition[] }
  | { readonly type: 'not'; readonly part: Condition }
  | { readonly type: 'field'; readonly field: Field; readonly test: Test }
  /** Some record at the other end meets the condition. */
  | { readonly type: 'related'; readonly way: Way; readonly part: Condition }

/** One comparison of one field. */
export type Test =
  | { readonly operator: 'isNull' | 'isNotNull' }
  | { readonly operator: 'eq' | 'ne' | 'gt' | 'gte' | 'lt' | 'lte' | 'has'; readonly value: Scalar }
  | {
      readonly operator: 'in' | 'notIn'
      readonly values: readonly Scalar[]
      readonly orNull: boolean
    }
  | { readonly operator: 'between'; readonly from: Scalar; readonly to: Scalar }
  | { readonly operator: 'contains' | 'startsWith'; readonly text: string }
  | { readonly operator: 'within'; readonly span: (now: DateTime) => Span }

/** Stands for the member the reader acts as, which is known only when the statement runs. */
export const ME: unique symbol = Symbol('me')

export type Scalar = NonNullable<FilterValue> | typeof ME

/** All fields a condition looks at, behind relations too. */
export function* fieldsOf(condition: Condition): Iterable<Field> {
  switch (condition.type) {
    case 'field':
      yield condition.field
      break
    case 'not':
    case 'related':
      yield* fieldsOf(condition.part)
      break
    default:
      for (const part of condition.parts) yield* fieldsOf(part)
  }
}
