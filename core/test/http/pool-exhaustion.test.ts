import { afterAll, beforeAll, expect, test } from '@jest/globals'
import type pg from 'pg'

import { ensureAppRole } from '../../src/database/roles.ts'
import { createTenantDb, type TenantDb } from '../../src/tenancy/tenant-db.ts'
import { createTestDatabase } from '../database/test-database.ts'
import { route, startTestApp } from './test-app.ts'

/** Long enough to open five connections on a busy machine. */
const ACQUIRE_TIMEOUT_MS = 2_000

let pool: pg.Pool
let database: Awaited<ReturnType<typeof createTestDatabase>>
let tenantDb: TenantDb
let server: Awaited<ReturnType<typeof startTestApp>>

beforeAll(async () => {
  database = await createTestDatabase()
  const { owner, app } = database.pools({ max: 5, acquireTimeoutMs: ACQUIRE_TIMEOUT_MS })
  await ensureAppRole(owner, { schema: 'crm', appRole: 'crm_app' })
  pool = app
  tenantDb = createTenantDb({ pool: app, acquireTimeoutMs: ACQUIRE_TIMEOUT_MS })
  const now = async (tenantId: string) =>
    (await tenantDb.query(tenantId, { text: 'select 1', values: [] }))[0]
  server = await startTestApp([
    route({
      path: '/single',
      handler: async ({ context }) => ({ status: 200, body: { row: await now(context.tenantId) } }),
    }),
    route({
      path: '/transaction',
      handler: async ({ context: { tenantId } }) => ({
        status: 200,
        body: { row: await tenantDb.transaction(tenantId, () => now(tenantId)) },
      }),
    }),
  ])
})
afterAll(async () => {
  await server.stop()
  await tenantDb.close()
  await database.drop()
})

const get = (path: string) => server.call('GET', path)

test('with every connection taken, requests are told to come back in time, /livez answers, and it heals', async () => {
  const holders = await Promise.all(Array.from({ length: 5 }, () => pool.connect()))

  const startedAt = performance.now()
  const refused = Array.from({ length: 200 }, (_, i) =>
    get(i % 2 === 0 ? '/api/v1/single' : '/api/v1/transaction'),
  )
  await get('/livez')
  const aliveAt = performance.now()
  expect((await get('/livez')).status).toBe(200)
  expect(performance.now() - aliveAt).toBeLessThan(50)
  for (const { status, body, headers } of await Promise.all(refused)) {
    expect([status, body.code, headers.get('retry-after')]).toEqual([503, 'POOL_EXHAUSTED', '1'])
  }
  // One wait for its turn, one for the connection.
  expect(performance.now() - startedAt).toBeLessThan(2 * ACQUIRE_TIMEOUT_MS + 1_500)

  for (const holder of holders) holder.release()
  expect((await get('/api/v1/single')).status).toBe(200)
  expect((await get('/api/v1/transaction')).status).toBe(200)
})
