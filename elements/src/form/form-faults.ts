import type { CrmProblem, Fault } from '@crmkit/schemas/client'

import type { FieldInfo } from '../client/field-info.ts'
import type { FieldFault } from './fault-text.ts'
import { sortFaults } from './faults.ts'

/** What of the form the faults belong to. */
export interface FaultPlace {
  readonly fields: readonly FieldInfo[]
  readonly isShown: (key: string) => boolean
}

/** Faults the browser found and faults the server named, and which of them are told yet. */
export interface FormFaults {
  /** Of the record as a whole. */
  general: string | undefined
  /** After a try to save every fault is told; before, those of fields somebody has left. */
  showsAll: boolean
  /** By field, what stands in the way of saving. */
  readonly open: ReadonlyMap<string, FieldFault>
  at(key: string): FieldFault | undefined
  touch(key: string): void
  /** The field has another value: what was said of the last one is over. */
  forget(key: string): void
  /** Takes what a check found; true when other fields are at fault now. */
  check(found: readonly Fault[], place: FaultPlace): boolean
  /** Takes what the server said. */
  take(refusal: { faults: readonly Fault[]; error: CrmProblem }, place: FaultPlace): void
  clear(): void
}

export function createFormFaults(): FormFaults {
  let open = new Map<string, FieldFault>()
  let told = new Map<string, FieldFault>()
  const touched = new Set<string>()

  return {
    general: undefined,
    showsAll: false,
    get open() {
      return open
    },
    at(key) {
      const own = told.get(key)
      if (own) return own
      return this.showsAll || touched.has(key) ? open.get(key) : undefined
    },
    touch: (key) => touched.add(key),
    forget(key) {
      told.delete(key)
      this.general = undefined
    },
    check(found, { fields, isShown }) {
      const { byField } = sortFaults(found, fields)
      // What the layout hides nobody can mend.
      for (const key of [...byField.keys()]) if (!isShown(key)) byField.delete(key)
      const isOther = [...byField.keys()].join() !== [...open.keys()].join()
      open = byField
      return isOther
    },
    take({ faults, error }, { fields, isShown }) {
      const { byField, others } = sortFaults(faults, fields)
      told = byField
      this.showsAll = true
      // A fault of a field this form does not show still has to be read by somebody.
      const unseen = fields
        .filter(({ key }) => byField.has(key) && !isShown(key))
        .map(({ key, label }) => `${label} ${byField.get(key)?.message ?? ''}`)
      const texts = [...others.map(({ message }) => message), ...unseen]
      this.general = texts.join(' ') || (byField.size === 0 ? error.message : undefined)
    },
    clear() {
      open = new Map()
      told = new Map()
      touched.clear()
      this.general = undefined
      this.showsAll = false
    },
  }
}
