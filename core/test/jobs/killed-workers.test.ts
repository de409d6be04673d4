import { afterAll, beforeAll, expect, test } from '@jest/globals'

import { createEngineDatabase, type EngineDatabase } from './engine-database.ts'
import { killWorkers } from './killed-workers.ts'

let db: EngineDatabase
beforeAll(async () => {
  db = await createEngineDatabase()
})
afterAll(() => db.drop())

test('Twenty workers killed in the middle of their jobs lose no job and double no effect', async () => {
  const { interrupted, slowestRecoveryMs, limitMs } = await killWorkers(db, {
    kills: 20,
    jobsEach: 40,
  })
  expect(interrupted).toBeGreaterThan(20)
  // Silence, one heartbeat until it is seen, and what a busy machine adds. With the defaults the limit is 55 s.
  expect(slowestRecoveryMs).toBeLessThan(limitMs + 2_000)
}, 180_000)
