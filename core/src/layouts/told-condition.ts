import type { DescribedField } from '../entities/describe-fields.ts'
import type { Filter } from '../entities/filter.ts'

/**
 * The condition of a rule as an element can compare it with what is in a form: `me` is told by the member's id. An actor without a
 * member is nobody's owner, and no id is equal to the word.
 */
export function toldCondition(
  condition: Filter,
  fields: ReadonlyMap<string, DescribedField>,
  memberId: string | null,
): Filter {
  return memberId === null ? condition : (told(condition) as Filter)

  function told(document: object): object {
    return Object.fromEntries(
      Object.entries(document).map(([key, value]: [string, unknown]) => {
        if (key === 'and' || key === 'or') return [key, (value as object[]).map(told)]
        if (key === 'not') return [key, told(value as object)]
        const isOfMember = fields.get(key)?.relation?.entity === 'member'
        return [key, isOfMember ? named(value) : value]
      }),
    )
  }

  /** A value, a list of values, or operators with either. */
  function named(value: unknown): unknown {
    if (value === 'me') return memberId
    if (Array.isArray(value)) return value.map(named)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, named(inner)]))
  }
}
