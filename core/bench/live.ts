/**
 * Question: does one process serve 1,000 live streams at 200 writes a second, and is nothing missed when 1,000 of them are cut off?
 * Run: `npm run bench -- live [seconds]`. PostgreSQL, the engine, the readers and the writer share the machine.
 */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { Agent, request } from 'node:http'
import { loadavg } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'

import { pino } from 'pino'

import { contacts } from '@crmkit/contacts'

import { createCrm } from '../src/index.ts'
import { type BenchDatabase, benchDatabase } from './bench-database.ts'
import { cpuMs } from './cpu-time.ts'
import type { Report } from './live-readers.ts'
import { saveResult } from './save-result.ts'

const SECONDS = Number(process.argv[2] ?? 30)
const CONNECTIONS = 1_000
const WRITES_PER_SECOND = 200
const DROPS = 1_000
const CONTACTS_EACH = 20

const database = await benchDatabase(1_000)
const rows: object[] = []
try {
  for (const tenants of [20, 1]) rows.push(await measure(database, tenants))
  await saveResult(
    'live',
    { seconds: SECONDS, connections: CONNECTIONS, writesPerSecond: WRITES_PER_SECOND },
    rows,
  )
} finally {
  await database.close()
}

async function measure({ ownerUrl, appUrl }: BenchDatabase, tenantCount: number): Promise<object> {
  const tenants = await makeTenants(ownerUrl, appUrl, tenantCount)
  const server = start('live-server.ts', ['--expose-gc'], [ownerUrl, appUrl])
  const readers = start('live-readers.ts', [], [])
  try {
    const { port } = await answer<{ port: number }>(server)
    const ids = await Promise.all(tenants.map((key) => makeContacts(port, key)))
    const before = await memoryOf(server)
    const keys = Array.from({ length: CONNECTIONS }, (_, at) => tenants[at % tenants.length] ?? '')
    readers.send({ open: { port, keys } })
    await untilReady(readers, CONNECTIONS)
    await sleep(2_000)
    const idle = await memoryOf(server)

    const cpuBefore = cpuMs({ pid: server.pid ?? 0 })
    const startedAtMs = performance.now()
    const dropping = setInterval(
      // A timer is late now and then; a fifth more for that.
      () => readers.send({ drop: Math.ceil((DROPS * 1.2) / (SECONDS * 10)) }),
      100,
    )
    const { written, failed, tookMs, answeredAt } = await write(port, tenants, ids)
    clearInterval(dropping)
    const cpu = cpuMs({ pid: server.pid ?? 0 }) - cpuBefore
    const elapsedMs = performance.now() - startedAtMs
    const busy = await memoryOf(server)
    await untilReady(readers, CONNECTIONS)
    await sleep(3_000)
    readers.send({ report: true })
    const { report } = await answer<{ report: Report }>(readers)
    const resets = await resetsOf(port)
    const delaysMs = report.heardAt.map(([number, ms]) => ms - (answeredAt.get(number) ?? ms))
    return {
      tenants: tenantCount,
      connections: CONNECTIONS,
      writes: written.length,
      failedWrites: failed,
      writeP50Ms: percentile(tookMs, 0.5),
      writeP99Ms: percentile(tookMs, 0.99),
      writesPerSecond: Math.round((written.length / elapsedMs) * 1_000),
      events: report.events,
      drops: report.drops,
      toldToReload: report.reset.length,
      ...resets,
      missed: missed(report, written, tenantCount),
      // From the answer of the write to the reader, those included who were cut off meanwhile.
      delayP50Ms: percentile(delaysMs, 0.5),
      delayP99Ms: percentile(delaysMs, 0.99),
      delayMaxMs: percentile(delaysMs, 1),
      idleKiBPerConnection: kib(idle.rss - before.rss),
      idleHeapKiBPerConnection: kib(idle.heapUsed - before.heapUsed),
      busyKiBPerConnection: kib(busy.rss - before.rss),
      serverCpuMsPerSecond: Math.round((cpu / elapsedMs) * 1_000),
      // Above the number of cores, the machine had other work too.
      loadAverage: Math.round((loadavg()[0] ?? 0) * 10) / 10,
    }
  } finally {
    readers.disconnect()
    server.kill('SIGTERM')
    await once(server, 'exit')
  }
}

/** Events that a stream should have been told of, was not, and was not told to load anew either. */
function missed(
  { heard, reset }: Report,
  written: readonly { number: number; tenant: number }[],
  tenantCount: number,
): number {
  const excused = new Set(reset)
  return heard.reduce((sum, bits, at) => {
    if (excused.has(at)) return sum
    const bytes = Buffer.from(bits, 'base64')
    const mine = written.filter(({ tenant }) => tenant === at % tenantCount)
    return (
      sum + mine.filter(({ number }) => !((bytes[number >> 3] ?? 0) & (1 << (number & 7)))).length
    )
  }, 0)
}

/** At an even pace, whatever the answers take; gives the writes that were answered 200. */
async function write(
  port: number,
  keys: readonly string[],
  ids: readonly (readonly string[])[],
): Promise<{
  written: { number: number; tenant: number }[]
  failed: number
  tookMs: readonly number[]
  /** By number, in ms since 1970. */
  answeredAt: ReadonlyMap<number, number>
}> {
  const tookMs: number[] = []
  const answeredAt = new Map<number, number>()
  const agent = new Agent({ keepAlive: true, maxSockets: 32 })
  const written: { number: number; tenant: number }[] = []
  const pending: Promise<void>[] = []
  let failed = 0
  const startedAt = performance.now()
  for (let number = 0; number < SECONDS * WRITES_PER_SECOND; number++) {
    const dueMs = (number * 1_000) / WRITES_PER_SECOND - (performance.now() - startedAt)
    if (dueMs > 1) await sleep(dueMs)
    const tenant = number % keys.length
    const of = ids[tenant] ?? []
    const path = `/contacts/${of[Math.floor(number / keys.length) % of.length]}`
    const body = { title: `Title ${number}` }
    const headers = { 'x-request-id': `w-${number}` }
    const sentAtMs = performance.now()
    const sent = send({
      port,
      agent,
      key: keys[tenant] ?? '',
      method: 'PATCH',
      path,
      body,
      headers,
    })
    pending.push(
      sent.then(({ status }) => {
        tookMs.push(performance.now() - sentAtMs)
        answeredAt.set(number, Date.now())
        if (status === 200) written.push({ number, tenant })
        else failed++
      }),
    )
  }
  await Promise.all(pending)
  agent.destroy()
  return { written, failed, tookMs, answeredAt }
}

async function makeTenants(url: string, appUrl: string, count: number): Promise<string[]> {
  const crm = createCrm({
    plugins: [contacts()],
    database: { url, appUrl },
    migrate: 'off',
    worker: 'off',
    logger: pino({ level: 'silent' }),
  })
  await crm.ready()
  const keys: string[] = []
  for (let i = 0; i < count; i++) {
    const name = `live-${count}-${i}`
    await crm.tenants.ensure(name)
    keys.push((await crm.apiKeys.create(name, { name: 'bench', roles: ['admin'] })).text)
  }
  await crm.close()
  return keys
}

async function makeContacts(port: number, key: string): Promise<string[]> {
  const ids: string[] = []
  for (let i = 0; i < CONTACTS_EACH; i++) {
    const body = { firstName: 'Ada', lastName: `Number ${i}` }
    const { text } = await send({ port, key, method: 'POST', path: '/contacts', body })
    ids.push((JSON.parse(text) as { data: { id: string } }).data.id)
  }
  return ids
}

function send(call: {
  port: number
  agent?: Agent
  key: string
  method: string
  path: string
  body: object
  headers?: Record<string, string>
}): Promise<{ status: number; text: string }> {
  const { port, agent, key, method, path, body, headers } = call
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        port,
        host: '127.0.0.1',
        method,
        path: `/api/v1${path}`,
        ...(agent ? { agent } : {}),
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...headers },
      },
      (response) => {
        let text = ''
        response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text }))
      },
    )
    sent.on('error', reject)
    sent.end(JSON.stringify(body))
  })
}

function start(file: string, execArgv: readonly string[], args: readonly string[]): ChildProcess {
  return fork(new URL(file, import.meta.url), args, {
    execArgv: ['--conditions=crmkit-source', ...execArgv],
    serialization: 'advanced',
  })
}

async function answer<T>(child: ChildProcess): Promise<T> {
  const [message] = (await once(child, 'message')) as [T]
  return message
}

async function memoryOf(server: ChildProcess): Promise<NodeJS.MemoryUsage> {
  const told = answer<{ memory: NodeJS.MemoryUsage }>(server)
  server.send('memory')
  return (await told).memory
}

async function untilReady(readers: ChildProcess, count: number): Promise<void> {
  const deadline = performance.now() + 60_000
  for (;;) {
    const told = answer<{ ready: number }>(readers)
    readers.send({ ready: true })
    if ((await told).ready === count) return
    if (performance.now() > deadline)
      throw new Error(`Not all ${count} streams are open after a minute.`)
    await sleep(100)
  }
}

async function resetsOf(port: number): Promise<{ resetsMissed: number; resetsSlow: number }> {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()
  const of = (kind: string) =>
    Number(new RegExp(`^crmkit_live_resets_total\\{kind="${kind}"\\} (\\d+)`, 'm').exec(text)?.[1])
  return { resetsMissed: of('missed'), resetsSlow: of('slow') }
}

function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0)
}

function kib(bytes: number): number {
  return Math.round(bytes / 1_024 / CONNECTIONS)
}
