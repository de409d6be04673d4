import { afterAll, beforeAll, expect, test } from '@jest/globals'
import pg from 'pg'

import type { Change } from '../../src/changes/change.ts'
import { createChangeTail } from '../../src/changes/change-tail.ts'
import { createHorizon } from '../../src/changes/horizon.ts'
import { run } from '../database/test-database.ts'
import {
  createEngineDatabase,
  type EngineDatabase,
  silent,
  until,
} from '../jobs/engine-database.ts'
import { openWriter } from './change-rows.ts'
import { dispatcherFor } from './interleavings.ts'

let db: EngineDatabase
beforeAll(async () => {
  db = await createEngineDatabase()
})
afterAll(() => db.drop())

/** A transaction that has written something and stays open. */
async function openTransaction(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query('begin')
  await client.query('select pg_current_xact_id()')
  return client
}

test('A long transaction in another database of the cluster holds up neither the jobs nor the live feed', async () => {
  const url = new URL(db.superuserUrl)
  url.pathname = '/postgres'
  const stranger = await openTransaction(url.href)
  const writer = await openWriter(db)
  const heard: Change[] = []
  const tail = createChangeTail({ ownerPool: db.owner, schema: db.schema, logger: silent })
  tail.onChanges((changes) => void heard.push(...changes))
  const dispatcher = dispatcherFor(db)

  const seq = await writer.write('contact.heard')
  await until('the change', () => heard.some((change) => change.seq === seq))
  expect(await dispatcher.runOnce({ waitMs: 10_000 })).toBeGreaterThan(0)

  writer.close()
  await tail.stop()
  await stranger.end()
})

test('So does the long transaction of a role that may not write to the log', async () => {
  await run(db.superuserUrl, `create role "reporter_${db.name}" login password 'p'`)
  const url = Object.assign(new URL(db.superuserUrl), {
    username: `reporter_${db.name}`,
    password: 'p',
  })
  const stranger = await openTransaction(url.href)
  const writer = await openWriter(db)
  await writer.write()
  expect(await dispatcherFor(db).runOnce({ waitMs: 10_000 })).toBeGreaterThan(0)
  writer.close()
  await stranger.end()
  await run(db.superuserUrl, `drop role "reporter_${db.name}"`)
})

test('One of a member of the app role, or of a superuser, is waited for, whatever it has written so far', async () => {
  for (const url of [db.ownerUrl, db.superuserUrl]) {
    const possible = await openTransaction(url)
    const { rows } = await possible.query<{ xid: string }>(
      'select pg_current_xact_id()::text as xid',
    )
    const writer = await openWriter(db)
    await writer.write()
    const horizon = createHorizon({ pool: db.owner, schema: db.schema, patienceMs: 0 })
    await horizon.advance()
    await horizon.advance()
    expect(BigInt(horizon.bound)).toBeLessThanOrEqual(BigInt(rows[0]?.xid ?? 0))
    await possible.query('rollback')
    await possible.end()
    expect(await dispatcherFor(db).runOnce({ waitMs: 10_000 })).toBeGreaterThan(0)
    writer.close()
  }
})
