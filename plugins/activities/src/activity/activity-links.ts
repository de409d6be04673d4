import { type About, type Context, linkOf } from '../context.ts'

/** For plugins that make one record into another: leads into deals, two contacts into one. */
export interface ActivityLinks {
  /**
   * Makes what was about one record be about others: activities about all of them; comments and followers, which belong to one record, about
   * the first. With the open transaction, by the plugin's own right. Gives how many activities moved.
   */
  move(from: About, to: readonly About[]): Promise<number>
}

/** The largest page of a list. */
const PAGE = 200

export function createActivityLinks(context: Context): ActivityLinks {
  return {
    move: (from, to) => context.transaction(async () => move(await context.asPlugin(), from, to)),
  }
}

async function move(context: Context, from: About, to: readonly About[]): Promise<number> {
  const [old, added] = [linkOf(from), to.map(linkOf)]
  const activities = context.records('activity')
  const [first] = to
  if (!first || added.includes(old)) return 0
  let moved = 0
  for (;;) {
    const { data } = await activities.list({
      filter: { links: { has: old } },
      fields: ['id', 'links'],
      deleted: 'living',
      limit: PAGE,
    })
    for (const { id, links } of data) {
      const kept = links.filter((link) => link !== old)
      await activities.update(id, { links: [...new Set([...kept, ...added])] })
    }
    moved += data.length
    if (data.length < PAGE) break
  }
  await context.sql(
    (sql) => `update ${sql.table('comments')} c
      set entity = ${sql.value(first.entity)}, record_id = ${sql.value(first.recordId)}::uuid
      where c.tenant_id = ${sql.tenant} and c.entity = ${sql.value(from.entity)} and c.record_id = ${sql.value(from.recordId)}::uuid`,
  )
  await context.sql(
    (
      sql,
    ) => `insert into ${sql.table('followers')} (tenant_id, entity, record_id, member_id, following, reason)
      select f.tenant_id, ${sql.value(first.entity)}, ${sql.value(first.recordId)}::uuid, f.member_id, f.following, f.reason
      from ${sql.table('followers')} f
      where f.tenant_id = ${sql.tenant} and f.entity = ${sql.value(from.entity)} and f.record_id = ${sql.value(from.recordId)}::uuid
      on conflict do nothing`,
  )
  return moved
}
