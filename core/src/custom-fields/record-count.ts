import { AsyncLocalStorage } from 'node:async_hooks'

import { LRUCache } from 'lru-cache'

import { quoteIdentifier } from '../database/identifiers.ts'
import type { EntityRegistry } from '../entities/entity-registry.ts'
import type { UnindexedField } from '../entities/reader/tenant-fields.ts'
import type { TenantDb } from '../tenancy/tenant-db.ts'
import { errors } from './errors.ts'

/** Up to here a list reads all records in less than a screen's patience (3.5 k: 4 ms, 300 k: 220 ms; research/engines.md §4.1). */
export const MAX_SCANNED = 25_000
/** An import adds 10,000 records a second: a count is not trusted for long, and costs 3 ms. */
const COUNTS = { max: 5_000, ttl: 10_000 }

/** Refuses lists that would read too many records, because a field they filter or sort by has no index. */
export function createScanCheck(options: {
  schema: string
  tenantDb: TenantDb
  registry: EntityRegistry
}): (tenantId: string, fields: readonly UnindexedField[]) => Promise<void> | void {
  const { schema, tenantDb, registry } = options
  const counts = new LRUCache<string, number>(COUNTS)
  const counting = new Map<string, Promise<number>>()
  // Not in the transaction of whoever asks first: others wait for the same answer.
  const outside = AsyncLocalStorage.snapshot()

  return (tenantId, fields) => {
    const unknown = fields.filter(({ entity }) => counts.get(`${tenantId} ${entity}`) === undefined)
    if (unknown.length === 0) return assertFew(tenantId, fields)
    return Promise.all(unknown.map(({ entity }) => count(tenantId, entity))).then(() =>
      assertFew(tenantId, fields),
    )
  }

  function assertFew(tenantId: string, fields: readonly UnindexedField[]): void {
    const many = fields.filter(
      ({ entity }) => (counts.get(`${tenantId} ${entity}`) ?? 0) > MAX_SCANNED,
    )
    const [first] = many
    if (!first) return
    const names = [
      ...new Set(
        many.map(
          ({ entity, key }) => `${entity === first.entity ? '' : `${entity}.`}custom.${key}`,
        ),
      ),
    ]
    throw errors.FIELD_NOT_INDEXED(
      {
        max: MAX_SCANNED.toLocaleString('en'),
        many: registry.get(first.entity).label.many.toLowerCase(),
        fields: names.join(', '),
        remedy: remedy(first),
      },
      {
        faults: many.map((field) => ({
          path: `custom.${field.key}`,
          code: 'FIELD_NOT_INDEXED',
          message: remedy(field),
        })),
      },
    )
  }

  function count(tenantId: string, entity: string): Promise<number> {
    const key = `${tenantId} ${entity}`
    const known = counting.get(key)
    if (known) return known
    const started = outside(() => countRecords(tenantId, entity))
      .then((found) => {
        counts.set(key, found)
        return found
      })
      .finally(() => counting.delete(key))
    counting.set(key, started)
    return started
  }

  /** Counts no further than it matters, in the primary key alone. */
  async function countRecords(tenantId: string, entity: string): Promise<number> {
    const table = `${quoteIdentifier(schema)}.${quoteIdentifier(registry.get(entity).table)}`
    const [row] = await tenantDb.query(tenantId, {
      text: `select count(*) from (select from ${table} where tenant_id = $1::uuid limit ${MAX_SCANNED + 1}) counted`,
      values: [tenantId],
    })
    return Number(row?.[0])
  }
}

/** The one call that helps. */
function remedy({ entity, key }: UnindexedField): string {
  return `PATCH /schemas/${entity}/fields/${key} {"indexed": true}`
}
