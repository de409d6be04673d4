import type { JsonSchema } from '@crmkit/core'

import type { Context } from '../context.ts'

/** What the member's other pages are told of it. */
export const marked: JsonSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['read'],
  properties: { read: { type: 'boolean', description: 'False: as unread again.' } },
}

export interface Marking {
  readonly ids: readonly string[] | 'all'
  readonly read: boolean
}

/** Marks the member's own, some or all, as read or as unread again. */
export async function markNotifications(
  context: Context,
  memberId: string,
  { ids, read }: Marking,
): Promise<void> {
  await context.transaction(async () => {
    const rows = await context.sql(
      (sql) => `update ${sql.table('notifications')} n set read_at = ${read ? 'now()' : 'null'}
        where n.tenant_id = ${sql.tenant} and n.member_id = ${sql.value(memberId)}::uuid and n.in_app
          and n.read_at is ${read ? 'null' : 'not null'} ${ids === 'all' ? '' : `and n.id = any (${sql.value(ids)}::uuid[])`}
        returning 1`,
    )
    if (rows.length > 0) await context.emit('notification.marked', { read }, { memberId })
  })
}
