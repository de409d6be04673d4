import { type ClientRequest, request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'

import { afterAll, beforeAll, expect, test } from '@jest/globals'
import pg from 'pg'

import { contacts } from '@crmkit/contacts'
import { createTestCrm } from '@crmkit/core/testing'

import { type Answer, call } from './call.ts'
import { seedContacts } from './seed-contacts.ts'
import { slowDown, slowStatements } from './slow-contact.ts'
import { killServers, spawnServer } from './start-server.ts'

const ABORTS = process.env['CRMKIT_LONG'] ? 1_000 : 300

const t = await createTestCrm({ plugins: [contacts()] })
for (const tenant of ['acme', 'other']) await t.crm.tenants.ensure(tenant)
const { acme: known = [] } = await seedContacts(t.databaseUrl, 5_000)
const { body: company } = await t.as('acme').post('/companies', { name: 'Acme' })
const admin = new pg.Client({ connectionString: t.databaseUrl })
await admin.connect()
// Of the engine of this process; those of the server come later.
const before = await appBackends()
const MAX_CONNECTIONS = 8
const server = spawnServer({
  database: { url: t.databaseUrl, max: MAX_CONNECTIONS },
  worker: 'off',
})
let origin: string

beforeAll(async () => {
  ;({ origin } = await server.listening())
  await call(origin, 'GET', '/api/v1/contacts')
})
afterAll(async () => {
  killServers()
  await admin.end()
  await t.close()
})

/** What callers give up on, in turn: reads and writes of all kinds, at different moments. */
const kinds = [
  ['GET', '/contacts/export?format=csv'],
  ['GET', '/contacts/export?format=jsonl'],
  ['GET', '/contacts?limit=200&count=exact'],
  ['GET', `/contacts?filter=${encodeURIComponent('{"about":{"contains":"nobody"}}')}`],
  ['GET', `/contacts/${known[0]}`],
  ['POST', '/contacts', { firstName: 'given up' }],
  ['PATCH', `/companies/${company.data.id}`, { name: 'given up' }],
] as const

test(`${ABORTS} requests whose callers go away leave no transaction, no connection and no stream behind`, async () => {
  let open = 0
  for (let n = 0; n < ABORTS; n++) {
    const [method, path, body] = kinds[n % kinds.length] ?? kinds[0]
    open++
    void send(method, path, body, (req) => {
      // From before the head is sent to the middle of the answer.
      setTimeout(() => req.destroy(), (n * 7) % 60)
    }).finally(() => open--)
    if (n % 20 === 0) await sleep(20)
  }
  while (open > 0) await sleep(5)
  await settled()
  expect(await backends()).toEqual({ active: 0, inTransaction: 0 })
  expect((await call(origin, 'GET', `/api/v1/contacts/${known[1]}`)).status).toBe(200)
  expect((await rename()).status).toBe(200)
  expect(server.errors()).toBe('')
})

test('a slow read whose caller has gone is ended within a second, and nobody else’s with it', async () => {
  await slowDown(admin, known.slice(2, 3))
  const others = Array.from({ length: 200 }, async (_, n) => {
    await sleep(n * 10)
    return (await call(origin, 'GET', `/api/v1/contacts/${known[3 + (n % 90)]}`)).status
  })
  for (let round = 0; round < 5; round++) {
    const abandoned = Array.from({ length: 4 }, () =>
      send('GET', `/contacts/${known[2]}`, undefined, (req) => {
        setTimeout(() => req.destroy(), 100)
      }),
    )
    await Promise.all(abandoned)
    const goneAt = performance.now()
    while ((await slowStatements(admin)) > 0) await sleep(20)
    expect(performance.now() - goneAt).toBeLessThan(1_000)
  }
  expect(new Set(await Promise.all(others))).toEqual(new Set([200]))
})

function rename(): Promise<Answer> {
  return call(origin, 'PATCH', `/api/v1/companies/${company.data.id}`, { name: 'Acme again' })
}

/** Resolves when the request has ended, however it did. */
function send(
  method: string,
  path: string,
  body: object | undefined,
  then: (req: ClientRequest) => void,
): Promise<void> {
  return new Promise((resolve) => {
    const headers = { 'x-user': 'ann@acme', ...(body && { 'content-type': 'application/json' }) }
    const req = request(`${origin}/api/v1${path}`, { method, headers }, (res) => {
      res.on('error', () => undefined).resume()
    })
    req.on('error', () => undefined).on('close', resolve)
    req.end(body && JSON.stringify(body))
    then(req)
  })
}

async function settled(): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    const metrics = await (await fetch(`${origin}/metrics`)).text()
    const of = (name: string) => Number(new RegExp(`^${name} (\\d+)`, 'm').exec(metrics)?.[1])
    if (of('http_requests_in_flight') + of('http_streams_open') === 0) return
    await sleep(50)
  }
  throw new Error('expected all requests to have ended')
}

/** What the connections of requests are at; there are never more than the pool may have. */
async function backends(): Promise<{ active: number; inTransaction: number }> {
  const rows = (await appBackends()).filter(({ pid }) => !before.some((one) => one.pid === pid))
  expect(rows.length).toBeLessThanOrEqual(MAX_CONNECTIONS)
  const of = (start: string) => rows.filter(({ state }) => state.startsWith(start)).length
  return { active: of('active'), inTransaction: of('idle in transaction') }
}

async function appBackends(): Promise<{ pid: number; state: string }[]> {
  const { rows } = await admin.query<{ pid: number; state: string }>(
    `select pid, state from pg_stat_activity
     where datname = current_database() and application_name = 'crmkit:app'`,
  )
  return rows
}
