import { faultOf } from '../base/errors.ts'
import type { FieldInfo } from '../client/field-info.ts'
import type { FieldContext } from '../fields/renderers.ts'
import { faultText as fieldFaultText } from '../form/fault-text.ts'
import { sortFaults } from '../form/faults.ts'
import { faultText } from '../primitives/panels.ts'
import type { NotStored } from './field-editing.ts'

/** Why a field was not stored, for a person. */
export function refusalText(
  outcome: NotStored,
  field: FieldInfo,
  context: FieldContext,
  nameOf: (key: string) => string,
): string {
  const { t } = context
  if (outcome.kind === 'lost') return t('error.network')
  if (outcome.kind === 'conflict') return t('form.conflict', { name: field.label })
  if (outcome.kind === 'forbidden') return t('record.forbidden', { name: nameOf(outcome.key) })
  const found = outcome.kind === 'faults' ? outcome.faults : []
  const fault = sortFaults(found, [field]).byField.get(field.key)
  if (fault) return fieldFaultText(fault, field, context)
  return faultText(faultOf(outcome.error, 'save'), t)
}
