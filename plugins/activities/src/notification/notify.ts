import { uuidV7 } from '@crmkit/core'

import type { About, Context } from '../context.ts'
import type { NotificationKind } from './kinds.ts'
import { preferencesOf } from './preferences.ts'

export interface NewNotification {
  readonly memberId: string
  readonly kind: NotificationKind
  /** What happened, once: the same key again tells nobody twice. */
  readonly key: string
  /** The record to open. A member who cannot read it is told nothing. */
  readonly about: About
  readonly activityId?: string
  readonly commentId?: string
  /** The member who did it; null for the engine itself. */
  readonly by: string | null
}

/**
 * Tells one member of something: in the product, and by mail when they want that. Holds no content: what a notification shows is read when
 * it is shown, with the rights its reader has then.
 */
export async function notify(context: Context, notification: NewNotification): Promise<void> {
  const { memberId, kind, key, about, activityId = null, commentId = null, by } = notification
  const { kinds } = await preferencesOf(context, memberId)
  const { inApp, email } = kinds[kind]
  if (!inApp && !email) return
  if (!(await mayRead(context, notification))) return
  await context.transaction(async () => {
    const id = uuidV7()
    const rows = await context.sql(
      (sql) => `insert into ${sql.table('notifications')}
        (tenant_id, id, member_id, kind, key, entity, record_id, activity_id, comment_id, by_member_id, in_app)
        values (${sql.tenant}, ${sql.value(id)}::uuid, ${sql.value(memberId)}::uuid, ${sql.value(kind)}, ${sql.value(key)},
          ${sql.value(about.entity)}, ${sql.value(about.recordId)}::uuid, ${sql.value(activityId)}::uuid,
          ${sql.value(commentId)}::uuid, ${sql.value(by)}::uuid, ${sql.value(inApp)}::boolean)
        on conflict (tenant_id, member_id, key) do nothing returning 1`,
    )
    if (rows.length === 0) return
    if (inApp) await context.emit('notification.created', { id }, { memberId })
    if (email && context.mail.on) await context.addJob('mail-notification', { notificationId: id })
  })
}

/** By the roles of the member's last request; the record, and the activity it is about. */
async function mayRead(
  context: Context,
  { memberId, about, activityId }: NewNotification,
): Promise<boolean> {
  const view = await context.viewOf(memberId)
  const sees = async ({ entity, recordId }: About): Promise<boolean> =>
    (await view?.get(entity, recordId, { fields: ['id'] })) !== undefined
  if (!(await sees(about))) return false
  return activityId === undefined || (await sees({ entity: 'activity', recordId: activityId }))
}
