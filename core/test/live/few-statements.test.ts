import { afterAll, beforeAll, expect, test } from '@jest/globals'

import { createPools, type Pools } from '../../src/database/pools.ts'
import type { EntityRegistry } from '../../src/entities/entity-registry.ts'
import { ENGINE_VERSION } from '../../src/kernel/engine-version.ts'
import { composeManifest } from '../../src/kernel/manifest.ts'
import { createFindOwners } from '../../src/live/find-owners.ts'
import { createMakeBatch } from '../../src/live/make-batch.ts'
import { createTenantDb, type TenantDb } from '../../src/tenancy/tenant-db.ts'
import { createTestDatabase, type TestDatabase } from '../../src/testing/test-database.ts'
import { library } from '../support/library-plugin.ts'
import { handMadeChange, handMadeStream, TENANT } from './hand-made.ts'

let database: TestDatabase
let pools: Pools
let registry: EntityRegistry
let statements = 0
let tenantDb: TenantDb
beforeAll(async () => {
  const plugin = await library()
  registry = composeManifest([plugin], ENGINE_VERSION).registry
  database = await createTestDatabase([plugin], 'crm')
  pools = createPools({ ownerUrl: database.url, appRole: 'crm_app', acquireTimeoutMs: 15_000 })
  tenantDb = createTenantDb({ pool: pools.app, acquireTimeoutMs: 15_000 })
})
afterAll(async () => {
  await tenantDb.close()
  await pools.close()
  await database.drop()
})

test('however many streams and changes, whose the records are is asked in three statements at most', async () => {
  const counting: TenantDb = {
    ...tenantDb,
    query: (...asked) => {
      statements++
      return tenantDb.query(...asked)
    },
  }
  const makeBatch = createMakeBatch({
    registry,
    tenantFields: { of: () => ({ version: '', fields: () => new Map() }) },
    findOwners: createFindOwners({ tenantDb: counting, schema: 'crm' }),
  })
  const changes = Array.from({ length: 60 }, (_, seq) => handMadeChange(seq))
  const author = registry.get('author')
  const own = { key: 'own', scope: () => 'own' as const, field: () => 'write' as const }
  const streams = Array.from({ length: 40 }, (_, at) => {
    const memberId = `0190b000-0000-7000-8000-0000000000${String(at).padStart(2, '0')}`
    const actor = { tenantId: TENANT, id: `u${at}`, kind: 'user', roles: [], memberId, teamIds: [] }
    return handMadeStream(author, { actor: { ...actor, kind: 'user' }, rights: own })
  })
  const batch = await makeBatch(TENANT, changes, streams)
  // None of the records is there, and nobody ever owned one.
  expect(streams.map((stream) => batch.chunkFor(stream))).toEqual(Array(40).fill(undefined))
  expect(statements).toBeGreaterThan(0)
  expect(statements).toBeLessThanOrEqual(3)

  statements = 0
  await makeBatch(TENANT, changes, [handMadeStream(author)])
  // Where everybody reads all records nobody asks.
  expect(statements).toBe(0)
})
