import { afterAll, beforeAll, expect, test } from '@jest/globals'

import { run } from '../database/test-database.ts'
import { createEngineDatabase, type EngineDatabase } from '../jobs/engine-database.ts'
import { dispatchedSeqs, openWriter, patiently } from './change-rows.ts'
import { dispatcherFor } from './interleavings.ts'

let db: EngineDatabase
beforeAll(async () => {
  db = await createEngineDatabase()
})
afterAll(() => db.drop())

/** What the log looks like after its rows were restored from a cluster that had given a billion transaction ids. */
async function asIfRestored(): Promise<void> {
  await run(
    db.superuserUrl,
    `update crm.changes set xid = (xid::text::bigint + 1000000000)::text::xid8;
     update crm.dispatch_position set xid = (xid::text::bigint + 1000000000)::text::xid8`,
  )
}

test('After a restore into another cluster what was left is handed over once, and so is what is new', async () => {
  const dispatcher = dispatcherFor(db)
  const writer = await openWriter(db)
  const done = [await writer.write(), await writer.write(), await writer.write()]
  await dispatcher.runOnce(patiently)
  const left = [await writer.write(), await writer.write()]
  await asIfRestored()
  // Written by the new cluster before anything was handed over there.
  const early = await writer.write()
  expect(await dispatcher.runOnce(patiently)).toBe(3)
  const late = await writer.write()
  expect(await dispatcher.runOnce(patiently)).toBe(1)
  expect(await dispatcher.runOnce(patiently)).toBe(0)
  expect(await dispatchedSeqs(db.owner)).toEqual([...done, ...left, early, late])
  expect(await dispatcher.lag()).toMatchObject({ rows: 0, seconds: 0 })

  // A second one.
  await asIfRestored()
  const again = [await writer.write(), await writer.write()]
  expect(await dispatcher.runOnce(patiently)).toBe(2)
  expect(await dispatchedSeqs(db.owner)).toEqual([...done, ...left, early, late, ...again])
  writer.close()
})
