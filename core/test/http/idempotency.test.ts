import { setTimeout as sleep } from 'node:timers/promises'

import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'

import { CrmError } from '../../src/base/crm-error.ts'
import { createIdempotency } from '../../src/http/idempotency.ts'
import { expiredKeysStatement } from '../../src/http/idempotency-statements.ts'
import { createEngineDatabase, type EngineDatabase } from '../jobs/engine-database.ts'
import { echo, startTestApp, userOf } from './test-app.ts'

let database: EngineDatabase
let server: Awaited<ReturnType<typeof startTestApp>>
/** What the handler does between its effect and its answer. */
let meanwhile: () => Promise<void> | void
beforeEach(() => {
  meanwhile = () => undefined
})

const lockMs = 400

beforeAll(async () => {
  database = await createEngineDatabase()
  const { tenantDb, owner, acme, globex } = database
  await owner.query('create table crm.effects (label text); grant insert on crm.effects to crm_app')
  const create = echo({
    handler: async ({ body, context }) => {
      const { label } = body as { label: string }
      const text = 'insert into crm.effects (label) values ($1)'
      await tenantDb.query(context.tenantId, { text, values: [label] })
      await meanwhile()
      return { status: 201, headers: { ETag: '"1"' }, body: JSON.stringify({ data: { label } }) }
    },
  })
  server = await startTestApp(
    [
      create,
      { ...create, path: '/things/:id', operationId: 'createBelow' },
      { ...create, path: '/apart', operationId: 'createApart', idempotency: 'apart' },
      { ...create, path: '/off', operationId: 'createOff', idempotency: 'off' },
    ],
    {
      authenticate: ({ headers }) =>
        userOf(String(headers.authorization), headers['x-tenant'] === 'globex' ? globex : acme),
      idempotency: createIdempotency({ tenantDb, schema: 'crm', lockMs }),
    },
  )
})
afterAll(async () => {
  await server.stop()
  await database.drop()
})

const post = (key: string, label: string, { path = '/things', headers = {} } = {}) =>
  server.call('POST', `/api/v1${path}`, {
    body: JSON.stringify({ label }),
    headers: { 'content-type': 'application/json', 'idempotency-key': key, ...headers },
  })
const effects = async (label: string) => {
  const text = 'select count(*)::int from crm.effects where label like $1'
  return (await database.owner.query<{ count: number }>(text, [label])).rows[0]?.count
}

test('a repeat is given the first answer again and has no effect', async () => {
  const first = await post('k1', 'once')
  const repeat = await post('k1', 'once')
  expect([repeat.status, repeat.body, repeat.headers.get('etag')]).toEqual([201, first.body, '"1"'])
  expect(first.headers.get('idempotent-replayed')).toBeNull()
  expect(repeat.headers.get('idempotent-replayed')).toBe('true')
  expect(await effects('once')).toBe(1)
})

test('the same key with another body or path is 422', async () => {
  await post('k2', 'a')
  const other = await post('k2', 'b')
  expect([other.status, other.body.code]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED'])
  await post('k3', 'a', { path: '/things/1' })
  expect((await post('k3', 'a', { path: '/things/2' })).body.code).toBe('IDEMPOTENCY_KEY_REUSED')
})

test('a key belongs to one actor of one tenant on one route', async () => {
  await post('k4', 'mine')
  await post('k4', 'mine', { headers: { authorization: 'Bearer bob' } })
  await post('k4', 'mine', { headers: { 'x-tenant': 'globex' } })
  await post('k4', 'mine', { path: '/things/1' })
  expect(await effects('mine')).toBe(4)
})

test('while the first request runs a repeat is 409 and told to wait', async () => {
  const { promise, resolve } = Promise.withResolvers<void>()
  meanwhile = () => promise
  const first = post('k5', 'slow')
  while ((await keyRow('k5')) === undefined) await sleep(5)
  const repeat = await post('k5', 'slow')
  expect([repeat.status, repeat.body.code, repeat.headers.get('retry-after')]).toEqual([
    409,
    'IDEMPOTENCY_IN_FLIGHT',
    '1',
  ])
  resolve()
  expect((await first).status).toBe(201)
  expect((await post('k5', 'slow')).status).toBe(201)
  expect(await effects('slow')).toBe(1)
})

test('200 keys, each sent ten times at once, have 200 effects', async () => {
  const calls = Array.from({ length: 2_000 }, (_, i) => `storm-${i % 200}`)
  const results: number[] = []
  const queue = calls.values()
  const sendAll = async () => {
    for (const key of queue) results.push((await post(key, key)).status)
  }
  await Promise.all(Array.from({ length: 40 }, sendAll))
  expect(await effects('storm-%')).toBe(200)
  expect(results.filter((status) => status !== 201 && status !== 409)).toEqual([])
  const replays = await Promise.all(
    Array.from({ length: 200 }, (_, i) => post(`storm-${i}`, `storm-${i}`)),
  )
  expect(new Set(replays.map(({ status }) => status))).toEqual(new Set([201]))
  expect(await effects('storm-%')).toBe(200)
})

test('a refusal is an answer: its effect is undone and the repeat is refused alike', async () => {
  meanwhile = () => Promise.reject(new CrmError({ code: 'NOT_TODAY', status: 409, message: 'No.' }))
  const first = await post('k6', 'refused')
  meanwhile = () => undefined
  const repeat = await post('k6', 'refused')
  expect([first.status, repeat.status, repeat.body.code]).toEqual([409, 409, 'NOT_TODAY'])
  expect(repeat.headers.get('content-type')).toBe('application/problem+json; charset=utf-8')
  expect(await effects('refused')).toBe(0)
})

test('a failure of ours frees the key: the repeat is done', async () => {
  meanwhile = () => Promise.reject(new Error('broken'))
  expect((await post('k7', 'retried')).status).toBe(500)
  meanwhile = () => undefined
  expect((await post('k7', 'retried')).status).toBe(201)
  expect(await effects('retried')).toBe(1)
})

test('a crash before the commit leaves neither effect nor note, and the key is free when its lock ends', async () => {
  // The connection dies under the transaction, and with it the settling of the key.
  meanwhile = async () => {
    await database.owner.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and application_name = 'crmkit:app'`,
    )
    await sleep(lockMs * 2)
  }
  const crashed = post('k8', 'crashed')
  await sleep(lockMs / 2)
  expect((await post('k8', 'crashed')).body.code).toBe('IDEMPOTENCY_IN_FLIGHT')
  expect((await crashed).status).toBe(503)
  meanwhile = () => undefined
  expect(await effects('crashed')).toBe(0)
  expect((await post('k8', 'crashed')).status).toBe(201)
  expect(await effects('crashed')).toBe(1)
})

test('a request that outlives its lock loses it: only one of the two has an effect', async () => {
  const { promise, resolve } = Promise.withResolvers<void>()
  meanwhile = () => promise
  const late = post('k9', 'late')
  await sleep(lockMs + 200)
  meanwhile = () => undefined
  expect((await post('k9', 'late')).status).toBe(201)
  resolve()
  expect((await late).body.code).toBe('IDEMPOTENCY_IN_FLIGHT')
  expect(await effects('late')).toBe(1)
  expect((await post('k9', 'late')).status).toBe(201)
})

test('it loses it also while the request that took over is still running', async () => {
  const [first, second] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  meanwhile = () => first.promise
  const late = post('k13', 'both')
  await sleep(lockMs + 200)
  meanwhile = () => second.promise
  const taker = post('k13', 'both')
  await sleep(100)
  first.resolve()
  expect((await late).body.code).toBe('IDEMPOTENCY_IN_FLIGHT')
  second.resolve()
  expect((await taker).status).toBe(201)
  expect(await effects('both')).toBe(1)
})

test('a key is kept for 24 hours by the clock of the database', async () => {
  await post('k10', 'day')
  await age('k10', '23 hours 59 minutes')
  await post('k10', 'day')
  expect(await effects('day')).toBe(1)
  await age('k10', '24 hours 1 minute')
  expect((await post('k10', 'another day')).status).toBe(201)
  await age('k10', '24 hours 1 minute')
  const { text } = expiredKeysStatement('crm')
  expect((await database.owner.query(text)).rowCount).toBeGreaterThanOrEqual(1)
  expect(await keyRow('k10')).toBeUndefined()
})

test('outside a transaction the answer is noted afterwards; switched off, the header is ignored', async () => {
  await post('k11', 'apart', { path: '/apart' })
  expect((await post('k11', 'apart', { path: '/apart' })).headers.get('idempotent-replayed')).toBe(
    'true',
  )
  expect(await effects('apart')).toBe(1)
  await post('k12', 'off', { path: '/off' })
  await post('k12', 'off', { path: '/off' })
  expect(await effects('off')).toBe(2)
})

test('a key that is empty, too long or not visible ASCII is 400', async () => {
  for (const key of ['', 'x'.repeat(256), 'a b', 'ä'])
    expect((await post(key, 'x')).body.code).toBe('IDEMPOTENCY_KEY_INVALID')
})

const keyRow = async (key: string) =>
  (await database.owner.query<object>('select * from crm.idempotency_keys where key = $1', [key]))
    .rows[0]
const age = (key: string, by: string) =>
  database.owner.query(
    `update crm.idempotency_keys set created_at = now() - $2::interval where key = $1`,
    [key, by],
  )
