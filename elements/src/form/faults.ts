import type { Fault } from '@crmkit/schemas/client'

import type { FieldInfo } from '../client/field-info.ts'
import { fieldAt } from '../fields/field-path.ts'
import type { FieldFault } from './fault-text.ts'

export interface SortedFaults {
  /** The first fault of each field. */
  readonly byField: Map<string, FieldFault>
  /** Of the record as a whole, or of fields nobody here knows. */
  readonly others: readonly Fault[]
}

/** Faults by JSON Pointer to the fields they belong to. */
export function sortFaults(faults: readonly Fault[], fields: readonly FieldInfo[]): SortedFaults {
  const keys = fields.map(({ key }) => key)
  const byField = new Map<string, FieldFault>()
  const others: Fault[] = []
  for (const fault of faults) {
    const found = fieldAt(fault.path.startsWith('/') ? fault.path : `/${fault.path}`, keys)
    if (!found) others.push(fault)
    else if (!byField.has(found.key)) byField.set(found.key, { ...fault, rest: found.rest })
  }
  return { byField, others }
}
