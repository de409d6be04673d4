import type { CompleteHook } from '@crmkit/core'

import type { Stage } from '../types.generated.ts'

/** What is open may be won as often as not, as long as nobody says more; what has ended is certain. */
const CERTAIN: Readonly<Record<Stage['kind'], number | undefined>> = {
  open: undefined,
  won: 100,
  lost: 0,
}

export const completeStage: CompleteHook<Stage> = {
  fields: ['kind', 'probability'],
  run(data, before) {
    const kind = data.kind ?? before?.kind ?? 'open'
    const certain = CERTAIN[kind]
    if (certain !== undefined) data.probability = certain
    else if ((data.probability ?? before?.probability ?? null) === null) data.probability = 50
  },
}
