import { isEqual, valueAt, type Values, withValue } from '../fields/field-path.ts'
import type { Draft } from './drafts.ts'
import { changedKeys } from './merge-patch.ts'
import { type Conflict, mergeThreeWays } from './three-way-merge.ts'

/** The record as it was read, what somebody made of it, and where others made something else of it. */
export interface FormModel {
  readonly base: Values
  readonly value: Values
  /** Fields that differ from what was read. */
  readonly changed: readonly string[]
  readonly conflicts: ReadonlyMap<string, Conflict>
  /** Starts anew with a record. */
  start(record: Values, keys: readonly string[]): void
  /** The fields are others now: a schema change, other rights. What was typed into those that stay, stays. */
  follow(keys: readonly string[]): void
  set(key: string, value: unknown): void
  /** The record is another now, changed by somebody else: gives the fields that took over its values. */
  rebase(record: Values): readonly string[]
  /** What was sent is stored as `record`; typing went on meanwhile. */
  saved(record: Values, sent: Values): void
  decide(key: string, whose: 'mine' | 'theirs'): void
  /** Back to what was read. */
  reset(): void
  draft(): Pick<Draft, 'changes' | 'base'>
  restore(draft: Draft): void
}

export function createFormModel(): FormModel {
  let keys: readonly string[] = []
  let base: Values = {}
  let value: Values = {}
  const conflicts = new Map<string, Conflict>()

  return {
    get base() {
      return base
    },
    get value() {
      return value
    },
    get changed() {
      return changedKeys(base, value, keys)
    },
    conflicts,
    start(record, ofKeys) {
      keys = ofKeys
      base = record
      value = record
      conflicts.clear()
    },
    follow(ofKeys) {
      keys = ofKeys
      for (const key of [...conflicts.keys()]) if (!keys.includes(key)) conflicts.delete(key)
    },
    set(key, next) {
      value = withValue(value, key, next)
      const conflict = conflicts.get(key)
      // Typing on is a decision for mine; typing what they have, for theirs.
      if (conflict) conflicts.set(key, { ...conflict, mine: next })
      if (conflict && isEqual(next, conflict.theirs)) conflicts.delete(key)
    },
    rebase,
    saved(record, sent) {
      const merged = mergeThreeWays(sent, value, record, keys)
      base = record
      value = merged.value
      conflicts.clear()
    },
    decide(key, whose) {
      const conflict = conflicts.get(key)
      if (!conflict) return
      value = withValue(value, key, conflict[whose])
      conflicts.delete(key)
    },
    reset() {
      value = base
      conflicts.clear()
    },
    draft() {
      const changed = changedKeys(base, value, keys)
      return { changes: flat(value, changed), base: flat(base, changed) }
    },
    restore({ changes, base: before }) {
      const known = keys.filter((key) => key in changes)
      const [then, mine] = [before, changes].map((from) =>
        known.reduce((record, key) => withValue(record, key, from[key]), base),
      )
      const now = base
      base = then ?? base
      value = mine ?? value
      rebase(now)
    },
  }

  function rebase(record: Values): readonly string[] {
    const merged = mergeThreeWays(base, value, record, keys)
    const open = new Map(merged.conflicts.map((conflict) => [conflict.key, conflict]))
    for (const [key, conflict] of conflicts) {
      // Undecided from before: theirs may be newer now.
      const theirs = valueAt(record, key) ?? null
      if (!open.has(key) && !isEqual(conflict.mine, theirs)) open.set(key, { ...conflict, theirs })
    }
    base = record
    value = merged.value
    conflicts.clear()
    for (const [key, conflict] of open) conflicts.set(key, conflict)
    return merged.taken
  }
}

/** By field key: a draft outlives a change of the schema, and a key says where its value goes. */
function flat(record: Values, keys: readonly string[]): Values {
  return Object.fromEntries(keys.map((key) => [key, valueAt(record, key) ?? null]))
}
