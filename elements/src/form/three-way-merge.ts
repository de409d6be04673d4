import { isEqual, valueAt, type Values, withValue } from '../fields/field-path.ts'

/** A field that two people changed to different values since both read the same one. */
export interface Conflict {
  readonly key: string
  readonly base: unknown
  readonly mine: unknown
  readonly theirs: unknown
}

export interface Merged {
  /** Theirs, with my changes upon it; a conflict keeps mine until it is decided. */
  readonly value: Values
  readonly conflicts: readonly Conflict[]
  /** Fields that took their value, because I had not touched them. */
  readonly taken: readonly string[]
}

/**
 * Joins my unsaved changes with the record as it is now, field by field. Whoever changed a field alone wins it; only
 * where both did, and differently, somebody has to choose.
 */
export function mergeThreeWays(
  base: Values,
  mine: Values,
  theirs: Values,
  keys: Iterable<string>,
): Merged {
  let value: Values = theirs
  const conflicts: Conflict[] = []
  const taken: string[] = []
  for (const key of keys) {
    const [before, my, their] = [base, mine, theirs].map((one) => valueAt(one, key) ?? null)
    if (isEqual(my, before)) {
      if (!isEqual(their, before)) taken.push(key)
      continue
    }
    value = withValue(value, key, my)
    if (!isEqual(their, before) && !isEqual(my, their)) {
      conflicts.push({ key, base: before, mine: my, theirs: their })
    }
  }
  return { value, conflicts, taken }
}
