import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

import { afterAll, afterEach, expect, test } from '@jest/globals'
import pg from 'pg'

import { contacts } from '@crmkit/contacts'
import { createCrm, type Crm, type CrmOptions } from '@crmkit/core'
import { createTestCrm } from '@crmkit/core/testing'

import { createGate } from './gate.ts'
import type { Life } from './life-process.ts'
import { createSilentLogger } from './silent-logger.ts'

const t = await createTestCrm({ plugins: [contacts()] })
await t.crm.tenants.ensure('acme')
await t.crm.close()
const gate = await createGate(t.databaseUrl)
const dir = await mkdtemp(join(tmpdir(), 'crmkit-life-'))
const system = { tenant: 'acme', actor: 'system' } as const

afterEach(async () => {
  await gate.open()
  // Whatever a test did to its engine, nothing of it stays in the database.
  expect(await connections()).toBe(0)
})
afterAll(async () => {
  await gate.shut()
  await t.close()
  await rm(dir, { recursive: true, force: true })
})

test('a start that fails because the database is away may be tried again', async () => {
  const crm = engine()
  await gate.shut()
  const failed = await Promise.allSettled([crm.ready(), crm.ready()])
  expect(failed.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  await expect(crm.ready()).rejects.toMatchObject({
    code: 'DATABASE_NOT_REACHED',
    message: expect.not.stringContaining(new URL(gate.url).password),
  })
  await gate.open()
  await Promise.all([crm.ready(), crm.ready()])
  expect((await crm.inject({ url: '/livez' })).status).toBe(200)
  await crm.close()
})

test('before it is ready and after it is closed every request is told to come back, and calls in process say why', async () => {
  const crm = engine()
  const refused = { status: 503, headers: { 'retry-after': '1' }, body: { code: 'NOT_READY' } }
  expect(await crm.inject({ url: '/api/v1/contacts' })).toMatchObject(refused)
  await expect(crm.run(system, async () => 1)).rejects.toMatchObject({ code: 'NOT_READY' })
  expect(() => crm.worker).toThrow(expect.objectContaining({ code: 'NOT_READY' }))
  await crm.ready()
  expect(await crm.run(system, async () => 1)).toBe(1)
  await crm.close()
  expect(await crm.inject({ url: '/api/v1/contacts' })).toMatchObject(refused)
  await expect(crm.run(system, async () => 1)).rejects.toMatchObject({ code: 'CLOSED' })
  await expect(crm.ready()).rejects.toMatchObject({ code: 'CLOSED' })
})

test('an engine that is closed while it starts says so and leaves nothing behind', async () => {
  const crm = engine()
  const starting = crm.ready()
  const closed = [crm.close(), crm.close()]
  await expect(starting).rejects.toMatchObject({ code: 'CLOSED' })
  await Promise.all(closed)
  await crm.close()
})

test('what was opened is closed again when a plugin keeps the engine from starting', async () => {
  const calls: string[] = []
  let broken = true
  const crm = engine({
    plugins: [
      contacts(),
      plugin('first', { close: async () => void calls.push('first closed') }),
      plugin('second', {
        ready: async () => {
          if (broken) throw new Error('no licence')
        },
      }),
    ],
  })
  await expect(crm.ready()).rejects.toThrow('no licence')
  expect(calls).toEqual(['first closed'])
  expect(await connections()).toBe(0)
  broken = false
  await crm.ready()
  expect(crm.worker.status().state).toBe('running')
  await crm.close()
  expect(calls).toEqual(['first closed', 'first closed'])
})

test('a plugin that fails to close keeps nothing else open', async () => {
  const close = async () => {
    throw new Error('the mail server is away')
  }
  const crm = engine({ plugins: [contacts(), plugin('mail', { close })] })
  await crm.ready()
  await expect(crm.close()).rejects.toMatchObject({
    code: 'CLOSE_FAILED',
    message: expect.stringContaining('the mail server is away'),
  })
})

test('work that never ends is cut off when the time to close is up', async () => {
  const crm = engine()
  await crm.ready()
  const stuck = crm.run(system, ({ transaction, records }) =>
    transaction(async () => {
      await records('tag').create({ name: 'stuck' })
      await new Promise(() => undefined)
    }),
  )
  stuck.catch(() => undefined)
  await sleep(100)
  const startedAt = performance.now()
  await crm.close({ timeoutMs: 300 })
  expect(performance.now() - startedAt).toBeLessThan(3_000)
})

test('in a hostile environment the engine works, reads nothing of it, leaves no handler on the process and lets it end', async () => {
  const script = fileURLToPath(new URL('life-process.ts', import.meta.url))
  const args = ['--conditions=crmkit-source', '--disable-warning=ExperimentalWarning', script, dir]
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      ...process.env,
      ...{ PGHOST: 'nowhere.invalid', PGPORT: '1', PGUSER: 'x', PGPASSWORD: 'x', PGDATABASE: 'x' },
      ...{ PGSSLMODE: 'require', PGSSLNEGOTIATION: 'direct', PGOPTIONS: '-c statement_timeout=1' },
      ...{ PGCLIENT_ENCODING: 'LATIN1', PGAPPNAME: 'x', PGTZ: 'Asia/Tokyo', PGDATA: '/nowhere' },
      ...{ DATABASE_URL: 'postgres://x@nowhere.invalid/x', GRAPHILE_WORKER_SCHEMA: 'x', PORT: '1' },
    },
  })
  const chunks: Buffer[] = []
  let toldAt = Infinity
  child.stderr.on('data', (chunk: Buffer) => {
    chunks.push(chunk)
    toldAt = performance.now()
  })
  const [code] = (await once(child, 'close')) as [number]
  const { handlers, firstName, reads } = JSON.parse(Buffer.concat(chunks).toString()) as Life
  expect(code).toBe(0)
  expect(performance.now() - toldAt).toBeLessThan(2_000)
  expect(firstName).toBe('Zoë')
  const [before, during, after] = handlers
  expect([during, after]).toEqual([before, before])
  // Windows programs do not start without these two; handed to PostgreSQL, used for nothing.
  expect(reads.filter((name) => !['SystemRoot', 'TEMP'].includes(name))).toEqual([])
})

function engine(more: Partial<CrmOptions> = {}): Crm {
  return createCrm({
    plugins: [contacts()],
    database: { url: gate.url },
    logger: createSilentLogger(),
    ...more,
  })
}

function plugin(name: string, lifecycle: object): CrmOptions['plugins'][number] {
  return { name, version: '1.0.0', engine: '*', lifecycle }
}

async function connections(): Promise<number> {
  const client = new pg.Client({ connectionString: t.databaseUrl })
  await client.connect()
  try {
    // A connection that was closed just now may need a moment to go.
    for (let tries = 0; ; tries++) {
      const { rowCount } = await client.query(
        `select from pg_stat_activity where datname = current_database() and application_name like 'crmkit:%'`,
      )
      if (rowCount === 0 || tries === 50) return rowCount ?? 0
      await sleep(20)
    }
  } finally {
    await client.end()
  }
}
