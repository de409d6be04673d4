import { eachRecord, type Hook, type PluginContext } from '@crmkit/core'

import { errors } from '../errors.ts'
import type { Project } from '../types.generated.ts'

/** Twenty at once for one contact: more has only ever been a file imported twice. */
const MOST = 20

/** Counts once, however many projects come, and then the ones that come with them. */
export const limitActive: Hook<
  { data: Partial<Project> },
  PluginContext<'projects', 'contacts'>
> = {
  async runMany(events, context) {
    const contactIds = events.map(({ data }) => data.contactId)
    const rows = await context.sql(
      (sql) => `select p.contact_id, count(*)::int from ${sql.table('project')} p
        where p.tenant_id = ${sql.tenant} and p.contact_id = any(${sql.value(contactIds)}::uuid[])
          and p.status = 'active' and p.deleted_at is null group by p.contact_id`,
    )
    const active = new Map(rows as readonly (readonly [string, number])[])
    eachRecord(events, ({ data: { contactId = '', status } }) => {
      if (status !== 'active') return
      const count = (active.get(contactId) ?? 0) + 1
      if (count > MOST) throw errors.PROJECTS_TOO_MANY({ most: MOST })
      active.set(contactId, count)
    })
  },
}
