import { afterAll, beforeAll, expect, test } from '@jest/globals'
import pg from 'pg'
import { pino } from 'pino'

import { createCrm } from '../../src/kernel/create-crm.ts'
import type { Crm } from '../../src/kernel/crm.ts'
import { createTestCrm, type TestCrm } from '../../src/testing/create-test-crm.ts'
import { library } from '../support/library-plugin.ts'
import { type LiveReader, readLive, until } from './live-reader.ts'

/** Writes. */
let here: TestCrm
/** Serves the streams: another process's engine on the same database. */
let there: Crm
const readers: LiveReader[] = []
beforeAll(async () => {
  const plugin = await library()
  here = await createTestCrm({ plugins: [plugin] })
  there = createCrm({
    plugins: [plugin],
    worker: 'off',
    logger: pino({ level: 'silent' }),
    migrate: 'off',
    database: { url: here.databaseUrl, acquireTimeoutMs: 15_000 },
    authenticate: () => ({ tenant: 'acme', id: 'ann', roles: ['admin'] }),
  })
  await there.ready()
  await here.crm.tenants.ensure('acme')
})
afterAll(async () => {
  await Promise.all(readers.map((reader) => reader.close()))
  await there.close()
  await here.close()
})

async function listen(crm: Crm, headers = {}): Promise<LiveReader> {
  const abort = new AbortController()
  const request = new Request('http://crm.test/api/v1/live?entities=author', {
    headers,
    signal: abort.signal,
  })
  const reader = readLive(await crm.fetch(request), abort)
  readers.push(reader)
  await reader.until('ready', ({ event }) => event === 'ready')
  return reader
}

/** Connections of the engine there that wait for notifications. */
async function listeners(work: (client: pg.Client, pids: number[]) => Promise<void>) {
  const client = new pg.Client({ connectionString: here.databaseUrl })
  await client.connect()
  const { rows } = await client.query<{ pid: number }>(
    "select pid from pg_stat_activity where datname = current_database() and query like 'listen %'",
  )
  await work(
    client,
    rows.map(({ pid }) => pid),
  )
  await client.end()
}

test('what one process writes is heard in another, over one listening connection', async () => {
  const some = await Promise.all([listen(there), listen(there), listen(there)])
  await until('listening', async () => {
    let count = 0
    await listeners(async (_, pids) => void (count = pids.length))
    return count > 0
  })
  await listeners(async (_, pids) => expect(pids).toHaveLength(1))
  const { id } = (await here.as('acme').post('/authors', { name: 'Ada' })).body.data
  for (const reader of some) await reader.until('the author', ({ data }) => data?.id === id)
})

test('without the listening connection it is heard by looking, and the connection comes back', async () => {
  const reader = await listen(there)
  let lost: number[] = []
  await listeners(async (client, pids) => {
    lost = pids
    for (const pid of pids) await client.query('select pg_terminate_backend($1)', [pid])
  })
  expect(lost).toHaveLength(1)
  const { id } = (await here.as('acme').post('/authors', { name: 'Grace' })).body.data
  await reader.until('the author', ({ data }) => data?.id === id)
  await until('another listener', async () => {
    let found: number[] = []
    await listeners(async (_, pids) => void (found = pids))
    return found.length === 1 && found[0] !== lost[0]
  })
})

test('a stream that ends in one process goes on in another where it was', async () => {
  const first = await listen(there)
  const acme = here.as('acme')
  const { id } = (await acme.post('/authors', { name: 'Zero' })).body.data
  await first.until('the author', ({ data }) => data?.id === id)
  await first.close()
  await acme.patch(`/authors/${id}`, { name: 'One' })
  const second = await listen(here.crm, {
    'last-event-id': first.lastId(),
    'x-test-actor': JSON.stringify({ tenant: 'acme', id: 'ann', roles: ['admin'] }),
  })
  await acme.patch(`/authors/${id}`, { name: 'Two' })
  await second.until('the last', ({ data }) => data?.values?.name === 'Two')
  const heard = second.changes.filter((change) => change.id === id)
  expect(heard.map(({ version }) => version)).toEqual([2, 3])
})
