import { afterAll, beforeAll, expect, test } from '@jest/globals'

import { ensureAppRole } from '../../src/database/roles.ts'
import { createTenantDb, type TenantDb } from '../../src/tenancy/tenant-db.ts'
import { createTestDatabase } from '../database/test-database.ts'
import { route, startTestApp } from './test-app.ts'

let database: Awaited<ReturnType<typeof createTestDatabase>>
let tenantDb: TenantDb
let server: Awaited<ReturnType<typeof startTestApp>>

beforeAll(async () => {
  database = await createTestDatabase()
  const { owner, app } = database.pools({ max: 5, acquireTimeoutMs: 1_000 })
  await ensureAppRole(owner, { schema: 'crm', appRole: 'crm_app' })
  tenantDb = createTenantDb({ pool: app, acquireTimeoutMs: 1_000 })
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
  const free = Promise.withResolvers<void>()
  const tenantId = '0190a000-0000-7000-8000-00000000000a'
  let held = 0
  const holders = Array.from({ length: 5 }, () =>
    tenantDb.dedicated(tenantId, async () => {
      held++
      await free.promise
    }),
  )
  while (held < 5) await new Promise((resolve) => setTimeout(resolve, 10))

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
  expect(performance.now() - startedAt).toBeLessThan(2_500)

  free.resolve()
  await Promise.all(holders)
  expect((await get('/api/v1/single')).status).toBe(200)
  expect((await get('/api/v1/transaction')).status).toBe(200)
})
