import { valueAt, type Values, withValue } from '../fields/field-path.ts'
import type { FormState } from './form-state.ts'
import { bodyOf, patchOf } from './merge-patch.ts'

/** What saving would send. */
export function bodyToSend({ fields, model }: FormState, isNew: boolean): Values {
  const keys = fields.keys(isNew)
  if (!isNew) return patchOf(model.base, model.value, keys)
  const body = bodyOf(model.value, keys)
  const required = fields.info?.schema('create')['required'] as readonly string[] | undefined
  // The engine asks for `custom` where one of the tenant's fields is required: the fault then names that one.
  return required?.includes('custom') ? { ...body, custom: body['custom'] ?? {} } : body
}

/** A new record whole; of another the changed fields: an old one may break a rule that is younger than it. */
export function bodyToCheck(state: FormState, isNew: boolean): Values {
  if (isNew) return bodyToSend(state, true)
  const { value, changed } = state.model
  return changed.reduce<Values>(
    (record, key) => withValue(record, key, valueAt(value, key) ?? null),
    {},
  )
}
