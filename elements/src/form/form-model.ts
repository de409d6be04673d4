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
  /** What was typed into fields that may not be written any more, by key: not sent, and not lost either. */
  readonly withheld: ReadonlyMap<string, unknown>
  /** The changed fields, by key. */
  readonly changes: Values
  /** Starts anew with a record. */
  start(record: Values, keys: readonly string[]): void
  /**
   * The fields are others now: a schema change, other rights. What was typed into those that stay, stays; into others is withheld
   * until they come back. Gives the fields that went.
   */
  follow(keys: readonly string[]): readonly string[]
  /** The server does not take this field from this actor. */
  withhold(key: string): void
  /** Whoever typed it knows that it was not saved. */
  dropWithheld(): void
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
  const withheld = new Map<string, unknown>()

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
    withheld,
    get changes() {
      return flat(value, changedKeys(base, value, keys))
    },
    start(record, ofKeys) {
      keys = ofKeys
      base = record
      value = record
      conflicts.clear()
      withheld.clear()
    },
    follow(ofKeys) {
      const gone = changedKeys(base, value, keys).filter((key) => !ofKeys.includes(key))
      keys = ofKeys
      for (const key of gone) withhold(key)
      for (const [key, mine] of withheld) {
        if (!keys.includes(key)) continue
        value = withValue(value, key, mine)
        withheld.delete(key)
      }
      return gone
    },
    withhold,
    dropWithheld() {
      withheld.clear()
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
      withheld.clear()
    },
    draft() {
      const changes = { ...this.changes, ...Object.fromEntries(withheld) }
      return { changes, base: flat(base, Object.keys(changes)) }
    },
    restore({ changes, base: before }) {
      const known = keys.filter((key) => key in changes)
      for (const key of Object.keys(changes)) {
        if (!known.includes(key)) withheld.set(key, changes[key])
      }
      const [then, mine] = [before, changes].map((from) =>
        known.reduce((record, key) => withValue(record, key, from[key]), base),
      )
      const now = base
      base = then ?? base
      value = mine ?? value
      rebase(now)
    },
  }

  function withhold(key: string): void {
    withheld.set(key, valueAt(value, key) ?? null)
    value = withValue(value, key, valueAt(base, key))
    conflicts.delete(key)
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
