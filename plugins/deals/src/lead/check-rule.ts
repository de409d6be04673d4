import { type Filter, isCrmError } from '@crmkit/core'

import { errors } from '../errors.ts'
import type { AnyContext, AnyRecord } from '../staged/any-context.ts'
import { fits } from './assign-lead.ts'

/** A filter that names no field of a lead would stop every lead that comes: it is refused where it is written. */
export async function checkRule({ data }: { data: AnyRecord }, context: AnyContext): Promise<void> {
  const filter = data['filter']
  if (typeof filter !== 'object' || filter === null) return
  try {
    await fits({}, filter as Filter, context)
  } catch (error) {
    if (!isCrmError(error) || error.status >= 500) throw error
    const faults = error.faults.map((fault) => ({ ...fault, path: `/${fault.path}` }))
    throw errors.LEAD_RULE_FILTER({ reason: error.message }, { faults, cause: error })
  }
}
