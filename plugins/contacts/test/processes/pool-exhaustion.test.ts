import { setTimeout as sleep } from 'node:timers/promises'

import { afterAll, beforeAll, expect, test } from '@jest/globals'
import pg from 'pg'

import { contacts } from '@crmkit/contacts'
import { createTestCrm } from '@crmkit/core/testing'

import { type Answer, call } from './call.ts'
import { seedContacts } from './seed-contacts.ts'
import { slowDown } from './slow-contact.ts'
import { killServers, spawnServer } from './start-server.ts'

/** The promise is 50 ms for every answer; on two cores that other tests keep busy the test itself looks late. */
const LIVEZ_MS = 150

const t = await createTestCrm({ plugins: [contacts()] })
for (const tenant of ['acme', 'other']) await t.crm.tenants.ensure(tenant)
const { acme: known = [] } = await seedContacts(t.databaseUrl, 500)
const companies = await Promise.all(
  Array.from({ length: 40 }, async (_, n) => {
    const { body } = await t.as('acme').post('/companies', { name: `c${n}` })
    return body.data.id as string
  }),
)
const { text: key } = await t.crm.apiKeys.create('acme', { name: 'key', roles: ['admin'] })
const byKey = { authorization: `Bearer ${key}` }
const holder = new pg.Client({ connectionString: t.databaseUrl })
await holder.connect()
const server = spawnServer({ database: { url: t.databaseUrl } })
let origin: string

beforeAll(async () => {
  ;({ origin } = await server.listening())
  await call(origin, 'GET', '/api/v1/contacts')
})
afterAll(async () => {
  killServers()
  await holder.end()
  await t.close()
})

test('while slow transactions hold all connections of their kind, reads and plain writes go on, other transactions are refused in time, and all is well as soon as they end', async () => {
  await lock('companies', companies.slice(0, 20))
  const slow = Promise.all(companies.slice(0, 12).map((id) => rename(id)))
  await sleep(150)
  const watch = watchLiveness()
  const [reads, creates, renames] = await Promise.all([
    spread(100, (n) => call(origin, 'GET', `/api/v1/contacts/${known[n]}`, undefined, byKey)),
    spread(50, (n) => call(origin, 'POST', '/api/v1/contacts', { firstName: `n${n}` })),
    spread(50, (n) => rename(companies[20 + (n % 20)] ?? '')),
  ])
  const readiness = await call(origin, 'GET', '/readyz')
  await holder.query('rollback')
  const again = await rename(companies[20] ?? '')

  expect(statuses(reads)).toEqual(['200'])
  expect(statuses(creates)).toEqual(['201'])
  expect(statuses(renames)).toEqual(['503 POOL_EXHAUSTED'])
  expect(renames.filter(({ retryAfter }) => retryAfter === null)).toEqual([])
  expect(slowest([...reads, ...creates])).toBeLessThan(1_000)
  expect(slowest(renames)).toBeLessThan(2_500)
  // Whoever waited for a lock got it, or was refused like the others.
  expect(statuses(await slow)).toEqual(['200', '503 POOL_EXHAUSTED'])
  // A load balancer that took the process out now would send its readers to the next one, and that one's to another.
  expect(readiness.status).toBe(200)
  expect(again.status).toBe(200)
  expect(again.tookMs).toBeLessThan(1_000)
  expect(await watch.stop()).toBeLessThan(LIVEZ_MS)
})

test('two hundred writes that wait for one locked row hold up no reader', async () => {
  const [hot = '', ...others] = known
  await lock('contacts', [hot])
  const watch = watchLiveness()
  const [writes, reads] = await Promise.all([
    spread(200, (n) => call(origin, 'PATCH', `/api/v1/contacts/${hot}`, { about: `n${n}` })),
    spread(200, (n) => call(origin, 'GET', `/api/v1/contacts/${others[n % 90]}`)),
    sleep(1_500).then(() => holder.query('rollback')),
  ])
  expect(statuses(reads)).toEqual(['200'])
  // Half of the time the row is locked; a reader behind such a write would wait for all of it.
  expect(slowest(reads)).toBeLessThan(750)
  expect(statuses(writes)).toEqual(['200'])
  expect(await watch.stop()).toBeLessThan(LIVEZ_MS)
})

test('reads that take ten seconds hold up no other reader', async () => {
  const slow = known.slice(90, 94)
  await slowDown(holder, slow)
  // At once, so that every lane has some: quick ones end up behind slow ones.
  const crowd = Array.from({ length: 120 }, (_, n) => (n % 30 === 0 ? slow[n / 30] : known[n % 90]))
  const answers = await Promise.all(
    crowd.map(async (id) => {
      const options = { headers: { 'x-user': 'ann@acme' }, signal: AbortSignal.timeout(4_000) }
      const sentAt = performance.now()
      const { status } = await fetch(`${origin}/api/v1/contacts/${id}`, options).catch(() => ({
        status: 'given up',
      }))
      return { status, tookMs: performance.now() - sentAt }
    }),
  )
  const quick = answers.filter((_, n) => n % 30 !== 0)
  expect(new Set(quick.map(({ status }) => status))).toEqual(new Set([200]))
  expect(Math.max(...quick.map(({ tookMs }) => tookMs))).toBeLessThan(1_500)
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 'given up']))
})

async function lock(table: string, ids: readonly string[]): Promise<void> {
  await holder.query('begin')
  await holder.query(`select from crm.${table} where id = any ($1) for update`, [ids])
}

/** A company has a hook of its own, so its change takes a transaction. */
function rename(id: string): Promise<Answer> {
  return call(origin, 'PATCH', `/api/v1/companies/${id}`, { name: `renamed ${Math.random()}` })
}

/** So many calls over half a second. */
function spread(count: number, send: (n: number) => Promise<Answer>): Promise<Answer[]> {
  return Promise.all(
    Array.from({ length: count }, async (_, n) => {
      await sleep((n * 500) / count)
      return send(n)
    }),
  )
}

function statuses(answers: readonly Answer[]): string[] {
  return [
    ...new Set(answers.map(({ status, code }) => [status, code].filter(Boolean).join(' '))),
  ].sort()
}

function slowest(answers: readonly Answer[]): number {
  return Math.max(...answers.map(({ tookMs }) => tookMs))
}

/** Asks `/livez` 50 times a second; gives the ms within which 95 of 100 answers came. */
function watchLiveness() {
  const answers: Answer[] = []
  let watching = true
  const done = (async () => {
    while (watching) {
      answers.push(await call(origin, 'GET', '/livez'))
      await sleep(20)
    }
  })()
  return {
    async stop(): Promise<number> {
      watching = false
      await done
      const times = answers.map(({ tookMs }) => tookMs).sort((a, b) => a - b)
      return times[Math.floor(times.length * 0.95)] ?? Infinity
    },
  }
}
