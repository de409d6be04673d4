import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

import { afterAll, expect, test } from '@jest/globals'
import pg from 'pg'

import type { TestClient } from '../../src/testing/index.ts'
import { fieldWorld, makeAuthor, makeField, namesOf } from './field-world.ts'

const t = await fieldWorld()
afterAll(() => t.close())

const SCORES = '/schemas/author/fields/score'

async function fieldOf(client: TestClient, key: string) {
  const { body } = await client.get('/schemas/author/fields')
  return body.data.find((field: { key: string }) => field.key === key)
}

/** Authors as an import of long ago left them. */
async function fill(tenant: string, count: number): Promise<string> {
  const [row] = await t.sql<{ id: string }>('select id from crm.tenants where key = $1', [tenant])
  const id = row?.id ?? ''
  await t.sql(
    `insert into crm.authors (tenant_id, id, name, created_by, updated_by, custom)
     select $1, crm.uuid_v7(), 'Author ' || lpad(i::text, 6, '0'), '{}', '{}', jsonb_build_object('score', i, 'code', 'c' || i)
     from generate_series(1, $2::int) i`,
    [id, count],
  )
  return id
}

async function indexRows(tenantId: string, field = 'custom.score'): Promise<number> {
  const [row] = await t.sql<{ n: string }>(
    'select count(*) as n from crm.value_index where tenant_id = $1 and field = $2',
    [tenantId, field],
  )
  return Number(row?.n)
}

test('turning an index on takes older records in in the background; until then lists do without it', async () => {
  const [acme, other] = [t.as('acme'), t.as('other')]
  for (const client of [acme, other]) await makeField(client, 'score', { type: 'integer' })
  const [acmeId, otherId] = [await fill('acme', 4_500), await fill('other', 10)]
  await makeAuthor(acme, 'Deleted', { score: 7 }).then((id) => acme.delete(`/authors/${id}`))

  const { body } = await acme.patch(SCORES, { indexed: true })
  expect([body.data.indexed, body.data.index]).toEqual([true, 'building'])
  expect(await namesOf(acme, { filter: { 'custom.score': 4_321 } })).toEqual(['Author 004321'])

  // From the first moment every write keeps the index.
  const id = await makeAuthor(acme, 'Meanwhile', { score: 99_999 })
  expect(await indexRows(acmeId)).toBe(1)
  await acme.patch(`/authors/${id}`, { custom: { score: 88_888 } })

  await t.drain()
  expect((await fieldOf(acme, 'score')).index).toBe('ready')
  expect(await indexRows(acmeId)).toBe(4_502)
  expect(await indexRows(otherId)).toBe(0)
  expect((await fieldOf(other, 'score')).index).toBe('none')
  expect(await namesOf(acme, { filter: { 'custom.score': 4_321 } })).toEqual(['Author 004321'])
  expect(await namesOf(acme, { sort: '-custom.score', limit: 2 })).toEqual([
    'Meanwhile',
    'Author 004500',
  ])
})

test('a built index is known to the planner at once, unless somebody else holds its table', async () => {
  const acme = t.as('acme')
  const known = async () => {
    const rows = await t.sql(
      `select from pg_stats where tablename = 'value_index' and attname = 'v_text' and most_common_vals::text like '%known-%'`,
    )
    return rows.length > 0
  }
  const build = async (key: string) => {
    await makeField(acme, key, { type: 'string' })
    await t.sql(
      `update crm.authors set custom = custom || jsonb_build_object($1::text, 'known-' || id::text) where name like 'Author 0000%'`,
      [key],
    )
    await acme.patch(`/schemas/author/fields/${key}`, { indexed: true })
    await t.drain()
    expect((await fieldOf(acme, key)).index).toBe('ready')
  }

  const other = new pg.Client({ connectionString: t.superuserUrl })
  await other.connect()
  await other.query('begin')
  // What an autovacuum takes.
  await other.query('lock table crm.value_index in share update exclusive mode')
  await build('first')
  await other.query('rollback')
  await other.end()
  expect(await known()).toBe(false)

  await build('second')
  expect(await known()).toBe(true)
})

test('turning it off removes the rows, and lists go on without', async () => {
  const acme = t.as('acme')
  const [tenant] = await t.sql<{ id: string }>(`select id from crm.tenants where key = 'acme'`)
  const { body } = await acme.patch(SCORES, { indexed: false })
  expect([body.data.indexed, body.data.index]).toEqual([false, 'dropping'])
  await makeAuthor(acme, 'After', { score: 5 })
  expect(await namesOf(acme, { sort: '-custom.score', limit: 1 })).toEqual(['Meanwhile'])
  await t.drain()
  expect(await indexRows(tenant?.id ?? '')).toBe(0)
  expect((await fieldOf(acme, 'score')).index).toBe('none')
})

test('an admin who changes their mind in between gets what they asked for last', async () => {
  const acme = t.as('acme')
  const [tenant] = await t.sql<{ id: string }>(`select id from crm.tenants where key = 'acme'`)
  for (const indexed of [true, false, true]) await acme.patch(SCORES, { indexed })
  await t.drain()
  expect((await fieldOf(acme, 'score')).index).toBe('ready')
  expect(await indexRows(tenant?.id ?? '')).toBe(4_503)
})

test('a field with values becomes unique when no two records share one', async () => {
  const client = t.as('becoming')
  await makeField(client, 'code', { type: 'string' })
  await fill('becoming', 2_100)
  await client.patch('/schemas/author/fields/code', { unique: true })
  expect((await client.post('/authors', { name: 'New', custom: { code: 'n1' } })).status).toBe(201)
  expect((await client.post('/authors', { name: 'New', custom: { code: 'n1' } })).status).toBe(409)
  await t.drain()
  expect(await fieldOf(client, 'code')).toMatchObject({
    uniqueness: 'ready',
    index: 'ready',
    failure: null,
  })
  expect((await client.post('/authors', { name: 'New', custom: { code: 'c2100' } })).status).toBe(
    409,
  )
})

test('a value that was doubled behind the engine’s back ends the attempt and is reported', async () => {
  const client = t.as('doubled')
  await makeField(client, 'code', { type: 'string' })
  const tenantId = await fill('doubled', 10)
  await client.patch('/schemas/author/fields/code', { unique: true })
  await t.sql(
    `update crm.authors set custom = '{"code":"same"}' where tenant_id = $1 and custom ->> 'code' in ('c1', 'c2')`,
    [tenantId],
  )
  await t.drain()
  expect(await fieldOf(client, 'code')).toMatchObject({
    unique: false,
    uniqueness: 'none',
    failure: { code: 'DUPLICATES' },
  })
  const [row] = await t.sql<{ n: string }>(
    'select count(*) as n from crm.custom_unique where tenant_id = $1',
    [tenantId],
  )
  expect(Number(row?.n)).toBe(0)
  expect(
    (await client.patch('/schemas/author/fields/code', { position: 3 })).body.data.failure,
  ).toBe(null)
})

test('a build that is killed goes on behind the last record it had done', async () => {
  const client = t.as('killed')
  await makeField(client, 'score', { type: 'integer' })
  const tenantId = await fill('killed', 40_000)
  await client.patch(SCORES, { indexed: true })

  const first = await startWorker()
  const progress = await until(async () => progressOf(tenantId))
  first.kill('SIGKILL')
  await once(first, 'exit')
  const done = (await progressOf(tenantId)) ?? progress
  // What was done before is not done again: these rows stay away.
  const removed = await t.sql(
    'delete from crm.value_index where tenant_id = $1 and record_id <= $2 returning 1',
    [tenantId, done],
  )
  expect(removed.length).toBeGreaterThan(0)
  expect(removed.length).toBeLessThan(40_000)

  const second = await startWorker()
  await until(async () => ((await fieldOf(client, 'score')).index === 'ready' ? true : undefined))
  second.kill('SIGTERM')
  await once(second, 'exit')
  expect(await indexRows(tenantId)).toBe(40_000 - removed.length)
}, 90_000)

async function startWorker(): Promise<ChildProcess> {
  const script = fileURLToPath(new URL('build-process.ts', import.meta.url))
  const args = [
    '--conditions=crmkit-source',
    '--disable-warning=ExperimentalWarning',
    script,
    t.databaseUrl,
  ]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(child.stdout, 'data')
  return child
}

async function progressOf(tenantId: string): Promise<string | undefined> {
  const [row] = await t.sql<{ progress: string | null }>(
    `select progress from crm.custom_fields where tenant_id = $1 and key = 'score'`,
    [tenantId],
  )
  return row?.progress ?? undefined
}

async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (const endsAt = Date.now() + 60_000; Date.now() < endsAt; await sleep(10)) {
    const found = await look()
    if (found !== undefined) return found
  }
  throw new Error('It did not happen within a minute.')
}
