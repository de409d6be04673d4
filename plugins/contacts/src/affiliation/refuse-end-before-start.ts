import type { CompleteHook } from '@crmkit/core'

import { errors } from '../errors.ts'
import type { Affiliation } from '../types.generated.ts'

/** Dates as ISO text compare as text. */
export const refuseEndBeforeStart: CompleteHook<Affiliation> = {
  fields: ['startedOn', 'endedOn'],
  run(data, before) {
    const { startedOn, endedOn } = { ...before, ...data }
    if (typeof startedOn !== 'string' || typeof endedOn !== 'string' || endedOn >= startedOn) return
    const message = `is before startedOn (${startedOn})`
    throw errors.AFFILIATION_ENDS_BEFORE_START(
      { startedOn, endedOn },
      { faults: [{ path: '/endedOn', code: 'AFFILIATION_ENDS_BEFORE_START', message }] },
    )
  },
}
