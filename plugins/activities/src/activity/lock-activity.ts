import type { Context } from '../context.ts'
import type { Activity } from '../types.generated.ts'

/** The living activity as it is now, kept so until the transaction ends: two jobs about it take turns. */
export async function lockActivity(context: Context, id: string): Promise<Activity | undefined> {
  const rows = await context.sql(
    (sql) => `select 1 from ${sql.table('activity')} a
      where a.tenant_id = ${sql.tenant} and a.id = ${sql.value(id)}::uuid and a.deleted_at is null for no key update`,
  )
  if (rows.length === 0) return undefined
  return context.records('activity').get(id)
}
