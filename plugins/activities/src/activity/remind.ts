import type { JobDefinition } from '@crmkit/core'

import type { Context } from '../context.ts'
import { notify } from '../notification/notify.ts'
import type { RemindJob, RemindMissedJob } from '../types.generated.ts'
import { lockActivity } from './lock-activity.ts'
import { isSameMoment } from './zoned-time.ts'

/**
 * Reminds the owner of one activity at its time. Twice is harmless: the activity is locked, and one that was reminded of, done, or moved to
 * another time meanwhile is left alone.
 */
export const remind: JobDefinition<RemindJob, Context> = {
  payload: {
    type: 'object',
    additionalProperties: false,
    required: ['activityId', 'remindAt'],
    properties: {
      activityId: { type: 'string', format: 'uuid' },
      remindAt: { type: 'string', format: 'date-time' },
    },
  },
  async run({ activityId, remindAt }, context) {
    await remindOnce(context, activityId, (at) => isSameMoment(at, remindAt))
  },
}

/** Jobs wait in a table of their own. Should one be lost there (a restored backup, a job that failed for good), this finds what is due. */
export const remindMissed: JobDefinition<RemindMissedJob, Context> = {
  payload: { type: 'object', additionalProperties: false },
  cron: '7 * * * *',
  async run(_payload, context, { signal }) {
    const due = new Date(context.clock.now()).toISOString()
    const filter = { status: 'open', remindedAt: null, remindAt: { lte: due } }
    for (;;) {
      const page = await context.records('activity').list({ filter, fields: ['id'], limit: 200 })
      if (page.data.length === 0) return
      for (const { id } of page.data) {
        signal.throwIfAborted()
        await remindOnce(context, id, (at) => Date.parse(at) <= Date.parse(due))
      }
    }
  },
}

async function remindOnce(
  context: Context,
  activityId: string,
  isTime: (remindAt: string) => boolean,
): Promise<void> {
  await context.transaction(async () => {
    const activity = await lockActivity(context, activityId)
    const { status, remindAt, remindedAt, ownerId } = activity ?? {}
    if (status !== 'open' || !remindAt || remindedAt !== null || !isTime(remindAt)) return
    const now = new Date(context.clock.now()).toISOString()
    await context.records('activity').update(activityId, { remindedAt: now })
    if (!ownerId) return
    await notify(context, {
      memberId: ownerId,
      kind: 'reminder',
      key: `reminder/${activityId}/${new Date(remindAt).toISOString()}`,
      about: { entity: 'activity', recordId: activityId },
      activityId,
      by: null,
    })
  })
}
