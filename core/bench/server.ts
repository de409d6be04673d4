/** Question: what share of a bare `node:http` + `pg` server does the engine answer, with everything on? Run: `npm run bench -- server`. */
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

import { contacts } from '@crmkit/contacts'

import { compileEntities } from '../src/entities/compile-entities.ts'
import { entitySources } from '../src/kernel/manifest.ts'
import { type BenchDatabase, benchDatabase } from './bench-database.ts'
import { cpuMs } from './cpu-time.ts'
import { load, type Measured, type Scenario } from './load.ts'
import { saveResult } from './save-result.ts'

const ROWS = Number(process.env['BENCH_ROWS'] ?? 100_000)
const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 3)
const SECONDS = Number(process.env['BENCH_SECONDS'] ?? 5)
const only = process.argv.slice(2)

const database = await benchDatabase(ROWS)
const scenarios = allScenarios(database).filter(
  ({ name }) => only.length === 0 || only.some((word) => name.includes(word)),
)
try {
  const bare = await start('bare-server.ts', [
    database.superuserUrl,
    database.tenantId,
    contactColumns(),
  ])
  const crm = await start('crm-server.ts', [database.ownerUrl, database.appUrl])
  const servers = {
    bare: { ...bare, headers: {} },
    crm: {
      ...crm,
      base: `${crm.base}/api/v1`,
      headers: { authorization: `Bearer ${database.apiKey}` },
    },
  }
  const rows: Row[] = []
  for (const scenario of scenarios) rows.push(await compare(servers, scenario))
  crm.stop()
  bare.stop()
  await saveResult(
    'server',
    { rows: ROWS, rounds: ROUNDS, seconds: SECONDS, connections: 32 },
    rows,
  )
} finally {
  await database.close()
}

interface Row {
  readonly scenario: string
  readonly bareRps: number
  readonly crmRps: number
  readonly ofBare: number
  /** CPU time a request costs the server process and PostgreSQL, in microseconds: what is left of the noise of neighbours. */
  readonly bareCpuUs: number
  readonly crmCpuUs: number
  readonly bareP99Ms: number
  readonly crmP99Ms: number
  readonly failed: number
}

type Servers = Readonly<
  Record<
    'bare' | 'crm',
    { readonly base: string; readonly pid: number; readonly headers: Record<string, string> }
  >
>
type Sample = Measured & { readonly cpuUs: number }

/** Rounds A B A B after a warm-up, medians: the machine's speed drifts, the ratio of neighbours does not. */
async function compare(servers: Servers, scenario: Scenario): Promise<Row> {
  const measured: Record<'bare' | 'crm', Sample[]> = { bare: [], crm: [] }
  for (let round = 0; round <= ROUNDS; round++) {
    for (const name of ['bare', 'crm'] as const) {
      const { base, headers, pid } = servers[name]
      const before = cpuMs({ pid }) + cpuMs({ postgresIn: database.dataDir })
      const one = await load(base, headers, scenario, round === 0 ? 2 : SECONDS)
      const usedMs = cpuMs({ pid }) + cpuMs({ postgresIn: database.dataDir }) - before
      if (round > 0)
        measured[name].push({ ...one, cpuUs: (usedMs * 1_000) / (one.requestsPerSecond * SECONDS) })
    }
  }
  const ratios = measured.crm.map(
    (one, i) => one.requestsPerSecond / measured.bare[i]!.requestsPerSecond,
  )
  const row: Row = {
    scenario: scenario.name,
    bareRps: Math.round(median(measured.bare.map((one) => one.requestsPerSecond))),
    crmRps: Math.round(median(measured.crm.map((one) => one.requestsPerSecond))),
    ofBare: Math.round(median(ratios) * 100) / 100,
    bareCpuUs: Math.round(median(measured.bare.map((one) => one.cpuUs))),
    crmCpuUs: Math.round(median(measured.crm.map((one) => one.cpuUs))),
    bareP99Ms: median(measured.bare.map((one) => one.p99Ms)),
    crmP99Ms: median(measured.crm.map((one) => one.p99Ms)),
    failed: [...measured.bare, ...measured.crm].reduce((sum, one) => sum + one.failed, 0),
  }
  console.log(JSON.stringify(row))
  return row
}

function allScenarios({ ids }: BenchDatabase): Scenario[] {
  const id = (): string => ids[Math.floor(Math.random() * ids.length)]!
  const filter = (document: object): string =>
    `/contacts?filter=${encodeURIComponent(JSON.stringify(document))}`
  let made = 0
  return [
    { name: 'get one', method: 'GET', path: () => `/contacts/${id()}` },
    { name: 'list 25', method: 'GET', path: () => '/contacts' },
    { name: 'filter on a column', method: 'GET', path: () => filter({ status: 'customer' }) },
    {
      name: 'filter on an indexed custom field',
      method: 'GET',
      path: () => filter({ 'custom.score': Math.floor(Math.random() * 500) }),
    },
    {
      name: 'create one',
      method: 'POST',
      path: () => '/contacts',
      body: () => ({
        firstName: 'Ada',
        lastName: 'Lovelace',
        email: `ada${process.pid}-${Date.now()}-${made++}@example.com`,
        status: 'lead',
        title: 'Countess',
      }),
    },
    {
      name: 'update one',
      method: 'PATCH',
      path: () => `/contacts/${id()}`,
      body: () => ({ title: `Title ${made++}` }),
    },
  ]
}

/** The columns the engine answers, under the names it answers them by. */
function contactColumns(): string {
  const contact = compileEntities(entitySources([contacts()])).find(
    ({ name }) => name === 'contact',
  )!
  return [...contact.properties.values()]
    .map(({ column, key }) => `${column} as "${key}"`)
    .join(', ')
}

async function start(
  file: string,
  args: readonly string[],
): Promise<{ base: string; pid: number; stop(): void }> {
  const child = spawn(
    process.execPath,
    ['--conditions=crmkit-source', new URL(file, import.meta.url).pathname, ...args],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  for await (const line of createInterface({ input: child.stdout })) {
    const port = /^listening (\d+)$/.exec(line)?.[1]
    if (port !== undefined)
      return {
        base: `http://127.0.0.1:${port}`,
        pid: child.pid!,
        stop: () => child.kill('SIGTERM'),
      }
  }
  throw new Error(`${file} did not start`)
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!
}
