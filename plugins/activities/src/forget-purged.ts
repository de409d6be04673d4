import { isCrmError, type SubscriberDefinition } from '@crmkit/core'

import { type About, type Context, linkOf } from './context.ts'

/**
 * What is left of a record that was removed for good: links to it, comments on it, who followed it and what was told of it. An activity about
 * nothing else goes with it, because its text is about that person or company. Twice is harmless: the second time there is nothing left.
 */
export const forgetPurged: SubscriberDefinition<'activities'> = {
  on: '*.purged',
  async run({ entity, recordId }, context) {
    if (entity === null || recordId === null) return
    const about = { entity, recordId }
    await unlink(context, about)
    for (const table of ['comments', 'followers', 'notifications']) {
      await context.sql(
        (sql) => `delete from ${sql.table(table)} t where t.tenant_id = ${sql.tenant}
          and t.entity = ${sql.value(entity)} and t.record_id = ${sql.value(recordId)}::uuid`,
      )
    }
    if (entity !== 'activity') return
    await context.sql(
      (sql) =>
        `delete from ${sql.table('notifications')} n where n.tenant_id = ${sql.tenant} and n.activity_id = ${sql.value(recordId)}::uuid`,
    )
  },
}

async function unlink(context: Context, { entity, recordId }: About): Promise<void> {
  const link = linkOf({ entity, recordId })
  const activities = context.records('activity')
  const rows = await context.sql(
    (sql) => `select l.activity_id, a.links from ${sql.table('activity_links')} l
      join ${sql.table('activity')} a on a.tenant_id = l.tenant_id and a.id = l.activity_id
      where l.tenant_id = ${sql.tenant} and l.entity = ${sql.value(entity)} and l.record_id = ${sql.value(recordId)}::uuid`,
  )
  for (const [id, links] of rows as [string, string[]][]) {
    const kept = links.filter((one) => one !== link)
    await (kept.length === 0 ? activities.purge(id) : activities.update(id, { links: kept })).catch(
      unlessGone,
    )
  }
  // Of deleted activities, which cannot be written.
  await context.sql(
    (sql) => `delete from ${sql.table('activity_links')} l where l.tenant_id = ${sql.tenant}
      and l.entity = ${sql.value(entity)} and l.record_id = ${sql.value(recordId)}::uuid`,
  )
}

function unlessGone(error: unknown): void {
  if (!isCrmError(error) || error.code !== 'RECORD_NOT_FOUND') throw error
}
