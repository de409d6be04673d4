import { afterAll, beforeAll, expect, test } from '@jest/globals'

import { postgresLimits } from '../../src/http/rate-limit-stores.ts'
import { createEngineDatabase, type EngineDatabase } from '../jobs/engine-database.ts'
import { route, startTestApp } from './test-app.ts'

let database: EngineDatabase
let servers: Awaited<ReturnType<typeof startTestApp>>[]

beforeAll(async () => {
  database = await createEngineDatabase()
  const things = route({ path: '/things', handler: () => ({ status: 200, body: {} }) })
  const start = () =>
    startTestApp([things], {
      limits: { perActor: { points: 100, seconds: 60 } },
      limitStore: postgresLimits(database.app, 'crm'),
    })
  servers = await Promise.all([start(), start(), start(), start()])
})
afterAll(async () => {
  for (const server of servers) await server.stop()
  await database.drop()
})

test('four engines that share the counters let exactly the limit through', async () => {
  const call = async (i: number) => (await servers[i % 4]?.call('GET', '/api/v1/things'))?.status
  const statuses: (number | undefined)[] = []
  const numbers = Array.from({ length: 1_000 }, (_, i) => i).values()
  const worker = async () => {
    for (const i of numbers) statuses.push(await call(i))
  }
  await Promise.all(Array.from({ length: 20 }, worker))
  expect(statuses.filter((status) => status === 200)).toHaveLength(100)
  expect(statuses.filter((status) => status === 429)).toHaveLength(900)
})

test('while the database is away each engine counts for itself', async () => {
  await database.owner.query('alter table crm.rate_limits rename to away')
  const bob = { headers: { authorization: 'Bearer bob' } }
  expect((await servers[0]?.call('GET', '/api/v1/things', bob))?.status).toBe(200)
  await database.owner.query('alter table crm.away rename to rate_limits')
})
