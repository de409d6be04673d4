import { createServer } from 'node:http'

import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { pino } from 'pino'

import { createCrm } from '../../src/kernel/create-crm.ts'
import type { Crm } from '../../src/kernel/crm.ts'
import type { LoadedPlugin } from '../../src/kernel/crm-options.ts'
import { createTestCrm, type TestCrm } from '../../src/testing/create-test-crm.ts'
import { listen } from '../http/test-app.ts'
import { library } from '../support/library-plugin.ts'
import { type LiveReader, readLive, until } from './live-reader.ts'

let t: TestCrm
let plugin: LoadedPlugin
const lines: { route?: string; level: number; status?: number; streamed?: boolean }[] = []
beforeAll(async () => {
  plugin = await library()
  t = await createTestCrm({ plugins: [plugin] })
  await t.crm.tenants.ensure('acme')
})
afterAll(() => t.close())

async function start(): Promise<Crm> {
  const crm = createCrm({
    plugins: [plugin],
    worker: 'off',
    logger: pino({}, { write: (line: string) => void lines.push(JSON.parse(line)) }),
    migrate: 'off',
    database: { url: t.databaseUrl, acquireTimeoutMs: 15_000 },
    authenticate: () => ({ tenant: 'acme', id: 'ann', roles: ['admin'] }),
  })
  await crm.ready()
  return crm
}

test('an engine that stops ends its streams with a word to come back, cuts none off and waits for none', async () => {
  const crm = await start()
  const server = createServer(crm.callback())
  const origin = await listen(server)
  const open = async (): Promise<LiveReader> => {
    const abort = new AbortController()
    const answer = await fetch(`${origin}/api/v1/live`, { signal: abort.signal })
    const reader = readLive(answer, abort)
    await reader.until('ready', ({ event }) => event === 'ready')
    return reader
  }
  await (await open()).close()
  const readers = await Promise.all(Array.from({ length: 20 }, open))
  const { id } = (await t.as('acme').post('/authors', { name: 'The last one' })).body.data
  for (const reader of readers) await reader.until('the author', ({ data }) => data?.id === id)
  await crm.close({ server, timeoutMs: 20_000 })

  const ends = await Promise.all(
    readers.map((reader) => reader.until('the end', ({ event }) => event === 'end')),
  )
  expect(ends.map(({ data }) => data)).toEqual(Array(20).fill({ reason: 'closing' }))
  // Not all at once: each is told another time, so that the next process is not overrun.
  const waits = ends.map(({ retry = 0 }) => retry)
  expect(Math.min(...waits)).toBeGreaterThanOrEqual(1_000)
  expect(new Set(waits).size).toBeGreaterThan(10)
  await until('all streams to end', () => readers.every(({ ended }) => ended))
  // And each of them has a place to go on from.
  expect(readers.every((reader) => (reader.lastId() ?? '').length === 32)).toBe(true)

  const ofStreams = lines.filter(({ route }) => route === 'streamChanges')
  expect(ofStreams).toHaveLength(21)
  // However long a stream lasts, that is no slowness worth a warning; nor is leaving it a fault.
  for (const line of ofStreams)
    expect(line).toMatchObject({ level: 30, status: 200, streamed: true })
})

test('an engine that serves through fetch stops as well, and one that has stopped opens no stream', async () => {
  const crm = await start()
  const open = async (): Promise<LiveReader> => {
    const abort = new AbortController()
    const request = new Request('http://crm.test/api/v1/live', { signal: abort.signal })
    return readLive(await crm.fetch(request), abort)
  }
  const reader = await open()
  await reader.until('ready', ({ event }) => event === 'ready')
  await crm.close({ timeoutMs: 20_000 })
  expect((await reader.until('the end', ({ event }) => event === 'end')).data).toEqual({
    reason: 'closing',
  })
  await until('the stream to end', () => reader.ended)
  expect((await open()).status).toBe(503)
})
