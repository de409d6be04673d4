import type { Entity } from '../entities/entity.ts'
import { refreshStatistics } from '../tenancy/refresh-statistics.ts'
import type { TenantDb } from '../tenancy/tenant-db.ts'

/** Told how many records a block has made; refreshes the planner's statistics of their tables when there are ten times as many. */
export type RefreshStatistics = (made: number) => Promise<void>

const FIRST_ROWS = 1_000
const GROWTH = 10

export function createStatisticsRefresh(options: {
  readonly schema: string
  readonly tenantDb: TenantDb
  readonly tenantId: string
  readonly entities: readonly Entity[]
}): RefreshStatistics {
  const { entities } = options
  let made = 0
  let next = FIRST_ROWS

  return async (more) => {
    made += more
    if (made < next) return
    while (next <= made) next *= GROWTH
    for (const entity of new Set(entities)) {
      await refreshStatistics(options, entity.table, lookedUpBy(entity))
    }
    await refreshStatistics(options, 'value_index', ['tenant_id', 'entity', 'field', 'v_text'])
  }
}

/** Only the columns of look-ups: the long ones, which they never compare, would take most of the time. */
function lookedUpBy(entity: Entity): string[] {
  const indexed = [...entity.properties.values()].filter(
    ({ indexed, unique, kind }) => (indexed || unique) && kind === 'text',
  )
  return ['tenant_id', ...indexed.map(({ column }) => column)]
}
