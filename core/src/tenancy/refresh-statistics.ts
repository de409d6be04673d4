import { quoteIdentifier } from '../database/identifiers.ts'
import { isCancelled, isLockTimeout } from '../database/sqlstate.ts'
import type { TenantDb } from './tenant-db.ts'

/** Half a minute: an ANALYZE reads 30,000 sampled pages however large the table is. */
const TIMEOUT = '30s'

/**
 * Tells the planner what a job has just loaded into a table: autovacuum comes by once a minute at best. `columns` are those of
 * look-ups; the long ones, which they never compare, would take most of the time.
 */
export async function refreshStatistics(
  options: { readonly schema: string; readonly tenantDb: TenantDb; readonly tenantId: string },
  table: string,
  columns: readonly string[],
): Promise<void> {
  const { schema, tenantDb, tenantId } = options
  const run = (text: string, values: readonly unknown[]) =>
    tenantDb.query(tenantId, { text, values })
  try {
    await tenantDb.transaction(tenantId, async () => {
      await run(
        `select set_config('statement_timeout', $1, true), set_config('lock_timeout', '1s', true)`,
        [TIMEOUT],
      )
      await run(`select ${quoteIdentifier(schema)}.refresh_statistics($1, $2)`, [table, columns])
    })
  } catch (error) {
    // Somebody else is analysing or altering the table, or it takes too long: the job goes on with what the planner knows.
    if (!isLockTimeout(error) && !isCancelled(error)) throw error
  }
}
