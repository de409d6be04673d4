import { quoteIdentifier } from '../database/identifiers.ts'
import type { Entity } from '../entities/entity.ts'
import type { TenantDb } from '../tenancy/tenant-db.ts'

/** Told how many records a block has made; refreshes the planner's statistics of their tables when there are ten times as many. */
export type RefreshStatistics = (made: number) => Promise<void>

const FIRST_ROWS = 1_000
const GROWTH = 10
/** Half a minute: an ANALYZE reads 30,000 sampled pages however large the table is. */
const TIMEOUT = '30s'

export function createStatisticsRefresh(options: {
  readonly schema: string
  readonly tenantDb: TenantDb
  readonly tenantId: string
  readonly entities: readonly Entity[]
}): RefreshStatistics {
  const { schema, tenantDb, tenantId, entities } = options
  let made = 0
  let next = FIRST_ROWS

  return async (more) => {
    made += more
    if (made < next) return
    while (next <= made) next *= GROWTH
    for (const entity of new Set(entities)) await refresh(entity.table, lookedUpBy(entity))
    await refresh('value_index', ['tenant_id', 'entity', 'field', 'v_text'])
  }

  async function refresh(table: string, columns: readonly string[]): Promise<void> {
    try {
      await tenantDb.transaction(tenantId, async () => {
        await run(
          `select set_config('statement_timeout', $1, true), set_config('lock_timeout', '1s', true)`,
          [TIMEOUT],
        )
        await run(`select ${quoteIdentifier(schema)}.refresh_statistics($1, $2)`, [table, columns])
      })
    } catch (error) {
      // Somebody else is analysing or altering the table, or it takes too long: the import goes on with what the planner knows.
      const { code } = error as { code?: unknown }
      if (code !== '55P03' && code !== '57014') throw error
    }
  }

  function run(text: string, values: readonly unknown[]) {
    return tenantDb.query(tenantId, { text, values })
  }
}

/** Only the columns of look-ups: the long ones, which they never compare, would take most of the time. */
function lookedUpBy(entity: Entity): string[] {
  const indexed = [...entity.properties.values()].filter(
    ({ indexed, unique, kind }) => (indexed || unique) && kind === 'text',
  )
  return ['tenant_id', ...indexed.map(({ column }) => column)]
}
