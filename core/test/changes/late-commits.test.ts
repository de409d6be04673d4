import { afterAll, beforeAll, expect, test } from '@jest/globals'

import { createEngineDatabase, type EngineDatabase } from '../jobs/engine-database.ts'
import { dispatchedSeqs, openWriter, patiently } from './change-rows.ts'
import { dispatcherFor, playInterleavings, raceWritersAndDispatchers } from './interleavings.ts'

let db: EngineDatabase
beforeAll(async () => {
  db = await createEngineDatabase()
})
afterAll(() => db.drop())

test('A change of a transaction that commits late is handed over, not skipped', async () => {
  const [early, late] = [await openWriter(db), await openWriter(db)]
  const dispatcher = dispatcherFor(db)
  await late.client.query('begin')
  const lateSeq = await late.write()
  const earlySeq = await early.write()
  expect(earlySeq).toBeGreaterThan(lateSeq)

  // The later number is committed; the earlier one is still in the air, so neither goes out.
  expect(await dispatcher.runOnce()).toBe(0)
  await late.client.query('commit')
  expect(await dispatcher.runOnce(patiently)).toBe(2)
  expect(await dispatchedSeqs(db.owner)).toEqual([lateSeq, earlySeq])
  early.close()
  late.close()
})

test('Whatever order transactions begin, write, commit and roll back in, each committed change goes out exactly once', async () => {
  expect(await playInterleavings(db, 20)).toBeGreaterThan(2_000)
}, 60_000)

test('Writers and two dispatchers at full speed beside each other lose and double nothing', async () => {
  await raceWritersAndDispatchers(db, 150)
}, 60_000)
