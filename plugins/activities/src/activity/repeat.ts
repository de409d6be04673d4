import { isCrmError, type JobDefinition } from '@crmkit/core'

import type { Context } from '../context.ts'
import type { Activity, RepeatJob } from '../types.generated.ts'
import { lockActivity } from './lock-activity.ts'
import { nextOccurrence } from './recurrence.ts'
import { shifted } from './zoned-time.ts'

/**
 * Makes the next one of a series when one is done. Once, however often it is done, undone and done again, and also when it was made and
 * deleted since: the place in the series is taken.
 */
export const repeat: JobDefinition<RepeatJob, Context> = {
  payload: {
    type: 'object',
    additionalProperties: false,
    required: ['activityId'],
    properties: { activityId: { type: 'string', format: 'uuid' } },
  },
  async run({ activityId }, context) {
    await context.transaction(async () => {
      const done = await lockActivity(context, activityId)
      const next = done && following(done, context.clock.now())
      if (!next || (await isTaken(context, next))) return
      try {
        await context.transaction(() => context.records('activity').create(next))
      } catch (error) {
        // Two of one series were done at once: the index let only one make the next.
        if (!isCrmError(error) || error.code !== 'UNIQUE_TAKEN') throw error
      }
    })
  },
}

function following(done: Activity, now: number): Partial<Activity> | undefined {
  const { status, recurrence, dueAt, seriesStartAt, timeZone: zone } = done
  if (status !== 'done' || !recurrence || !dueAt || !seriesStartAt || !zone) return undefined
  const occurrence = (done.occurrence ?? 1) + 1
  // What was missed meanwhile is not made up for: a daily task that lay for a week leads to one, not to seven.
  const after = Math.max(Date.parse(dueAt), Date.parse(done.completedAt ?? '') || now)
  const next = nextOccurrence({ rule: recurrence, zone, start: seriesStartAt, after, occurrence })
  if (next === undefined) return undefined
  const move = (moment: string | null): string | null =>
    moment === null ? null : shifted(moment, { from: dueAt, to: next, zone })
  const { kind, subject, body, links, priority, allDay, reminder, location, direction } = done
  return {
    ...{ kind, subject, body, links, priority, allDay, reminder, location, direction },
    ...{ recurrence, seriesStartAt, occurrence, timeZone: zone },
    ownerId: done.ownerId,
    custom: done.custom,
    seriesId: done.seriesId ?? done.id,
    status: 'open',
    dueAt: next,
    endAt: move(done.endAt),
    remindAt: move(done.remindAt),
  }
}

async function isTaken(context: Context, next: Partial<Activity>): Promise<boolean> {
  const rows = await context.sql(
    (sql) => `select 1 from ${sql.table('activity')} a where a.tenant_id = ${sql.tenant}
      and a.series_id = ${sql.value(next.seriesId)}::uuid and a.occurrence = ${sql.value(next.occurrence)}::bigint`,
  )
  return rows.length > 0
}
