import { afterAll, beforeAll, test } from '@jest/globals'

import { createEngineDatabase, type EngineDatabase } from './engine-database.ts'
import { continueStoppedWorker } from './stopped-workers.ts'

let db: EngineDatabase
beforeAll(async () => {
  db = await createEngineDatabase()
})
afterAll(() => db.drop())

test('A worker that was stopped and goes on after its jobs were given to another changes nothing', async () => {
  await continueStoppedWorker(db, 0)
}, 90_000)
