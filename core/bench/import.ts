/**
 * Question: how fast does a CSV file of contacts with companies become records, against `COPY` of the same rows into the same table, and
 * does memory stay flat? Run: `npm run bench -- import [rows]`.
 */
import { once } from 'node:events'
import { Readable } from 'node:stream'

import pg from 'pg'
import { from as copyFrom, to as copyTo } from 'pg-copy-streams'
import { pino } from 'pino'

import { contacts } from '@crmkit/contacts'

import { createCrm } from '../src/index.ts'
import { benchDatabase } from './bench-database.ts'
import { cpuMs } from './cpu-time.ts'
import { saveResult } from './save-result.ts'

const ROWS = Number(process.argv[2] ?? 100_000)
const COMPANIES = 2_000

const database = await benchDatabase(1_000)
const crm = createCrm({
  plugins: [contacts()],
  database: { url: database.ownerUrl, appUrl: database.appUrl },
  worker: 'off',
  logger: pino({ level: 'silent' }),
})
const client = new pg.Client({ connectionString: database.superuserUrl })
try {
  await crm.ready()
  await client.connect()
  const tenant = await crm.tenants.ensure('import')
  const { text: key } = await crm.apiKeys.create('import', { name: 'bench', roles: ['admin'] })
  const results = []
  for (const mode of ['create', 'unchanged'] as const) results.push(await timeImport(mode, key))
  results.push(await timeCopy(tenant.id))
  const copy = results.at(-1)?.rowsPerSecond ?? 1
  await saveResult(
    'import',
    { rows: ROWS, companies: COMPANIES },
    results.map((row) => ({ ...row, ofCopy: Math.round((row.rowsPerSecond / copy) * 100) / 100 })),
  )
} finally {
  await client.end()
  await crm.close()
  await database.close()
}

/** `unchanged`: the same file again, by e-mail address. */
async function timeImport(scenario: 'create' | 'unchanged', key: string) {
  await client.query('checkpoint')
  const uploadedAt = performance.now()
  const answer = await crm.fetch(
    new Request(`http://bench/api/v1/imports?entity=contacts&mode=upsert&country=US`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'text/csv' },
      body: Readable.toWeb(Readable.from(lines())) as ReadableStream,
      duplex: 'half',
    }),
  )
  if (answer.status !== 202) throw new Error(await answer.text())
  const { data } = (await answer.json()) as { data: { id: string } }
  const startedAt = performance.now()
  const cpu = {
    node: cpuMs({ pid: process.pid }),
    postgres: cpuMs({ postgresIn: database.dataDir }),
  }
  const memory = watchMemory()
  await crm.worker.runOnce()
  const ms = performance.now() - startedAt
  const peakMiB = memory.stop()
  const done = (await (
    await crm.fetch(
      new Request(`http://bench/api/v1/imports/${data.id}`, {
        headers: { authorization: `Bearer ${key}` },
      }),
    )
  ).json()) as { data: { state: string; counters: object } }
  if (done.data.state !== 'done') throw new Error(JSON.stringify(done))
  return {
    scenario,
    rowsPerSecond: Math.round((ROWS / ms) * 1000),
    ms: Math.round(ms),
    uploadMs: Math.round(startedAt - uploadedAt),
    nodeUs: Math.round(((cpuMs({ pid: process.pid }) - cpu.node) / ROWS) * 1000),
    postgresUs: Math.round(
      ((cpuMs({ postgresIn: database.dataDir }) - cpu.postgres) / ROWS) * 1000,
    ),
    peakMiB,
    counters: JSON.stringify(done.data.counters),
  }
}

function* lines(): Iterable<string> {
  yield 'first_name,last_name,company_name,address,city,county,state,zip,phone1,phone2,email,web\n'
  for (let row = 0; row < ROWS; row++) {
    const company = row % COMPANIES
    const digits = String(row % 10_000_000).padStart(7, '2')
    yield `First${row},Last${row % 5000},"Company ${company}, Inc",${row} N Blue Gum St,New Orleans,Orleans,LA,70116,504-6${digits.slice(0, 2)}-${digits.slice(2, 6)},504-8${digits.slice(1, 3)}-${digits.slice(3)},person${row}@company${company}.example,http://www.company${company}.example\n`
  }
}

/** The limit: what the import has made, sent by `COPY` into the same table with the same indexes, for another tenant. */
async function timeCopy(tenantId: string) {
  const other = await crm.tenants.ensure('copy')
  const { rows } = await client.query<{ name: string }>(
    `select column_name as name from information_schema.columns
     where table_schema = 'crm' and table_name = 'contacts' and is_generated = 'NEVER' and column_name not in ('tenant_id', 'company_id') order by ordinal_position`,
  )
  const columns = rows.map(({ name }) => name).join(', ')
  const source = client.query(
    copyTo(
      `copy (select '${other.id}', ${columns} from crm.contacts where tenant_id = '${tenantId}') to stdout`,
    ),
  )
  const chunks = await source.toArray()
  await client.query('checkpoint')
  const startedAt = performance.now()
  const cpu = cpuMs({ postgresIn: database.dataDir })
  const sink = client.query(copyFrom(`copy crm.contacts (tenant_id, ${columns}) from stdin`))
  Readable.from(chunks).pipe(sink)
  await once(sink, 'finish')
  const ms = performance.now() - startedAt
  return {
    scenario: 'COPY into the same table',
    rowsPerSecond: Math.round((ROWS / ms) * 1000),
    ms: Math.round(ms),
    postgresUs: Math.round(((cpuMs({ postgresIn: database.dataDir }) - cpu) / ROWS) * 1000),
  }
}

function watchMemory(): { stop(): number } {
  let peak = 0
  const timer = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 50)
  return {
    stop() {
      clearInterval(timer)
      return Math.round(peak / 2 ** 20)
    },
  }
}
