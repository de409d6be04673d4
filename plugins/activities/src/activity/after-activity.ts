import type { Hook } from '@crmkit/core'

import type { Context } from '../context.ts'
import type { Activity } from '../types.generated.ts'

/** Jobs of what a write leads to, with its transaction. */
export const afterNewActivity: Hook<{ readonly record: Activity }, Context> = async (
  { record },
  context,
) => {
  await scheduleReminder(record, context)
  // What an import brings happened long ago; nobody wants a hundred thousand notifications.
  if (context.request.through === 'import') return
  const by = context.request.actor.memberId
  const isForSomebodyElse = record.ownerId !== null && record.ownerId !== by
  if (isForSomebodyElse || record.links.length > 0)
    await context.addJob('announce', {
      activityId: record.id,
      version: record.version,
      what: 'created',
      by,
    })
}

export const afterActivity: Hook<
  { readonly before: Activity; readonly record: Activity; readonly changed: readonly string[] },
  Context
> = async ({ record, changed }, context) => {
  if (changed.includes('remindAt') || changed.includes('status'))
    await scheduleReminder(record, context)
  const { id, version, status, recurrence, ownerId } = record
  if (changed.includes('status') && status === 'done' && recurrence)
    await context.addJob('repeat', { activityId: id }, { key: id })
  const by = context.request.actor.memberId
  if (changed.includes('ownerId') && ownerId !== null && ownerId !== by)
    await context.addJob('announce', { activityId: id, version, what: 'assigned', by })
}

/** One waiting job an activity: a new time takes the place of the old one. */
async function scheduleReminder(activity: Activity, context: Context): Promise<void> {
  const { id, status, remindAt, remindedAt } = activity
  if (remindAt === null || remindedAt !== null || status !== 'open') return
  await context.addJob(
    'remind',
    { activityId: id, remindAt },
    { key: id, runAt: new Date(remindAt) },
  )
}
