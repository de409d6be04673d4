import { afterAll, beforeAll, expect, test } from '@jest/globals'

import { createEngineDatabase, type EngineDatabase } from './engine-database.ts'
import { killWorkers } from './killed-workers.ts'
import { continueStoppedWorker } from './stopped-workers.ts'

let db: EngineDatabase
beforeAll(async () => {
  db = await createEngineDatabase()
})
afterAll(() => db.drop())

test('A hundred kills among 10,000 jobs lose no job and double no effect', async () => {
  const result = await killWorkers(db, { kills: 100, jobsEach: 100 })
  process.stdout.write(`${JSON.stringify(result)}\n`)
  expect(result.slowestRecoveryMs).toBeLessThan(result.limitMs + 2_000)
  await db.owner.query('drop table public.executions, public.marks, public.effects')
})

test('A worker that was stopped for 90 s changes nothing when it goes on', async () => {
  await continueStoppedWorker(db, 90_000)
})
