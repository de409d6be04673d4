import { afterAll, beforeAll, expect, test } from '@jest/globals'

import { createEngineDatabase, type EngineDatabase } from '../jobs/engine-database.ts'
import { playInterleavings, raceWritersAndDispatchers } from './interleavings.ts'

let db: EngineDatabase
beforeAll(async () => {
  db = await createEngineDatabase()
})
afterAll(() => db.drop())

test('50,000 random steps of begin, write, commit and roll back lose and double no change', async () => {
  expect(await playInterleavings(db, 320)).toBeGreaterThan(40_000)
})

test('40,000 transactions of eight writers beside two dispatchers lose and double no change', async () => {
  await raceWritersAndDispatchers(db, 5_000)
})
