import { isCrmError } from '@crmkit/core'

import { errors } from '../errors.ts'
import type { AnyContext, AnyRecord } from '../staged/any-context.ts'

/** Nothing changes, but whoever may not change the deal is told so: its parts are its own. */
export async function dealToChange(id: string, context: AnyContext): Promise<AnyRecord> {
  try {
    return await context.records('deal').update(id, {})
  } catch (cause) {
    if (!isCrmError(cause) || cause.code !== 'RECORD_NOT_FOUND') throw cause
    const fault = {
      path: '/dealId',
      code: 'REFERENCE_NOT_FOUND',
      message: 'names no deal of this tenant',
    }
    throw errors.DEAL_UNKNOWN({ id }, { cause, faults: [fault] })
  }
}
