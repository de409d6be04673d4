import { randomUUID } from 'node:crypto'

import { afterAll, expect, test } from '@jest/globals'

import { ensureAppRole } from '../../src/database/roles.ts'
import { createTenantDb } from '../../src/tenancy/tenant-db.ts'
import { createTestDatabase } from '../database/test-database.ts'

const ROUNDS = process.env['CRMKIT_LONG'] ? 200 : 12
const TENANT = randomUUID()

const database = await createTestDatabase()
const pools = database.pools({ max: 6 })
await ensureAppRole(pools.owner, { schema: 'crm', appRole: 'crm_app' })
const db = createTenantDb({ pool: pools.app, lanes: 1 })
afterAll(async () => {
  await db.close()
  await database.drop()
})

const sleep = (ms: number) => ({ text: `select 1, pg_sleep($1)::text`, values: [ms / 1_000] })

test('Statements whose readers have gone are ended one after the other, never those of others behind them on the lane', async () => {
  let ended = 0
  for (let round = 0; round < ROUNDS; round++) {
    await db.query(TENANT, sleep(0))
    const reader = new AbortController()
    // About as long as a cancel is on its way: some end by themselves right before it arrives.
    const abandoned = Array.from({ length: 4 }, (_, n) =>
      db.query(TENANT, sleep(n === 0 ? 400 : (round * 7 + n * 5) % 40), reader),
    )
    const others = Array.from({ length: 3 }, () => db.query(TENANT, sleep(15), {}))
    reader.abort()
    for (const one of await Promise.allSettled(abandoned)) {
      if (one.status === 'rejected') ended++
    }
    expect(await Promise.all(others)).toEqual(Array(3).fill([[1, '']]))
  }
  expect(ended).toBeGreaterThan(ROUNDS)
}, 120_000)

test('A transaction gets a connection while every other one of its kind waits, and gives it back whatever happens', async () => {
  const busy = Array.from({ length: 4 }, () =>
    db.transaction(TENANT, () => db.query(TENANT, sleep(200))),
  )
  const failing = db.transaction(TENANT, async () => {
    await db.query(TENANT, { text: 'select 1/0', values: [] })
  })
  await expect(failing).rejects.toMatchObject({ code: '22012' })
  await Promise.all(busy)
  const again = Array.from({ length: 4 }, () =>
    db.transaction(TENANT, () => db.query(TENANT, sleep(0))),
  )
  expect(await Promise.all(again)).toHaveLength(4)
})
