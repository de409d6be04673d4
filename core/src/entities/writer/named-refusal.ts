import type { CrmError } from '../../base/crm-error.ts'
import { errors } from '../errors.ts'

/** Why one of many was refused, with its faults at `data`: the place of its values in what the caller sent. */
export function namedRefusal(
  cause: CrmError,
  index: number,
  place: string,
  data = place,
): CrmError {
  const inner =
    cause.faults.length > 0
      ? cause.faults
      : [{ path: '', code: cause.code, message: cause.message }]
  const faults = inner.map((fault) => ({
    ...fault,
    path: fault.path === '' ? place : `${data}${fault.path}`,
  }))
  return errors.BATCH_FAILED({ index, reason: cause.message }, { cause, faults })
}
