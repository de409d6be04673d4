import { setTimeout as sleep } from 'node:timers/promises'

import { afterAll, beforeAll, expect, test } from '@jest/globals'

import { createPools } from '../../src/database/pools.ts'
import { ensureAppRole } from '../../src/database/roles.ts'
import { toCrmError } from '../../src/database/sqlstate.ts'
import { createTestDatabase, run } from './test-database.ts'

let database: Awaited<ReturnType<typeof createTestDatabase>>

beforeAll(async () => {
  database = await createTestDatabase()
  await ensureAppRole(database.pools().owner, { schema: 'crm', appRole: 'crm_app' })
})
afterAll(() => database.drop())

const SESSION = `select current_user::text as role, current_setting('application_name') as name,
  current_setting('statement_timeout') as statement, current_setting('lock_timeout') as lock,
  current_setting('idle_in_transaction_session_timeout') as idle, current_setting('timezone') as timezone`

test('Without a URL of its own the app pool logs in as the owner and becomes the app role', async () => {
  const { app, owner } = database.pools({ applicationName: 'shop' })
  const settings = { statement: '10s', lock: '3s', idle: '30s', timezone: 'UTC' }
  expect((await app.query(SESSION)).rows).toEqual([
    { role: 'crm_app', name: 'shop:app', ...settings },
  ])
  expect((await owner.query(SESSION)).rows).toEqual([
    { role: 'crm_owner', name: 'shop:owner', ...settings },
  ])
  await app.query('reset all')
  await app.query('reset role')
  expect((await app.query(SESSION)).rows).toEqual([
    { role: 'crm_app', name: 'shop:app', ...settings },
  ])
})

test('Start-up options in the URL stay, and ours win', async () => {
  const url = new URL(database.ownerUrl)
  url.searchParams.set('options', '-c search_path=pg_catalog -c statement_timeout=99s')
  const { app } = database.pools({ ownerUrl: url.href })
  const { rows } = await app.query(
    `select current_setting('search_path') as path, current_setting('statement_timeout') as timeout`,
  )
  expect(rows).toEqual([{ path: 'pg_catalog', timeout: '10s' }])
})

test('Through PgBouncer no start-up option is sent, and a URL for the app role is needed', async () => {
  expect(() => database.pools({ pgbouncer: true })).toThrow(
    expect.objectContaining({ code: 'PGBOUNCER_NEEDS_APP_URL' }),
  )
  const { app } = database.pools({ pgbouncer: true, appUrl: database.ownerUrl })
  const { rows } = await app.query(`select current_setting('statement_timeout') as timeout`)
  expect(rows).toEqual([{ timeout: '0' }])
})

test('A pool with all connections in use says so in time', async () => {
  const { app } = database.pools({ max: 1, acquireTimeoutMs: 100 })
  const held = await app.connect()
  const error = await app.query('select 1').catch(toCrmError)
  held.release()
  expect(error).toMatchObject({ code: 'POOL_EXHAUSTED', status: 503, details: { retryAfterS: 1 } })
})

test('Connections ended by the server, idle or in use, are replaced and end nothing else', async () => {
  const heard: Error[] = []
  const { app } = database.pools({ max: 3, onConnectionError: (error) => heard.push(error) })
  const [inUse, idle] = await Promise.all([app.connect(), app.connect()])
  const working = await app.connect()
  idle.release()
  const interrupted = working.query('select pg_sleep(30)').catch(toCrmError)
  await run(
    database.superuserUrl,
    `select pg_terminate_backend(pid) from pg_stat_activity
     where datname = current_database() and application_name = 'crmkit:app'`,
  )
  expect(await interrupted).toMatchObject({ code: 'DATABASE_UNAVAILABLE', status: 503 })
  working.release(true)
  await expect(inUse.query('select 1')).rejects.toThrow()
  inUse.release(true)

  // PostgreSQL ends each on its own time.
  while (heard.length === 0) await sleep(5)
  expect((await app.query('select 1 as one')).rows).toEqual([{ one: 1 }])
})

test('A URL that is none is refused without showing its password', () => {
  expect(() => createPools({ ownerUrl: 'mysql://me:secret@host/db', appRole: 'crm_app' })).toThrow(
    expect.objectContaining({
      code: 'DATABASE_URL_INVALID',
      message: expect.not.stringContaining('secret'),
    }),
  )
})

test('Closing twice is closing once', async () => {
  const pools = createPools({ ownerUrl: database.ownerUrl, appRole: 'crm_app' })
  await pools.app.query('select 1')
  await Promise.all([pools.close(), pools.close()])
  expect(await pools.app.query('select 1').catch(toCrmError)).toMatchObject({
    code: 'DATABASE_UNAVAILABLE',
  })
})
