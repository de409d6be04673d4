import { execFileSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { cpus, loadavg, totalmem } from 'node:os'

import { build } from 'esbuild'
import pg from 'pg'
import { chromium, type Page } from 'playwright-core'

import { chromiumPath } from '../test/server/chromium-path.ts'
import { startTestEngine, type TestEngine } from '../test/server/test-engine.ts'
import type { Measured } from './measured.ts'

/**
 * The list of 100,000 contacts of the real engine, over HTTP, beside two libraries that hold the same rows in memory, in one
 * browser: `node --conditions=crmkit-source elements/bench/list.ts [rows] [rounds]`.
 */
const rows = Number(process.argv[2] ?? 100_000)
const rounds = Number(process.argv[3] ?? 5)

const PAGE = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Bench</title>
<link rel="stylesheet" href="/bench.css"><body><script type="module" src="/list-page.js"></script>`

/** What each library documents as its own style, as little as it needs to stand in rows and columns. */
const STYLE = `
body { margin: 20px; font: 13px/1.45 system-ui, sans-serif }
.place { width: 1240px }
.scroller { height: 600px }
.virtual { height: 600px }
.virtual .row { display: grid; grid-template-columns: repeat(8, 150px); width: 100%; height: 38px; line-height: 38px; border-bottom: 1px solid #eee; box-sizing: border-box }
.virtual .cell, .tabulator-cell { overflow: hidden; white-space: nowrap; text-overflow: ellipsis; padding: 0 10px; box-sizing: border-box }
.tabulator { position: relative; overflow: hidden }
.tabulator-header { position: relative; overflow: hidden; white-space: nowrap }
.tabulator-col, .tabulator-cell { display: inline-block; vertical-align: middle }
.tabulator-tableholder { position: relative; overflow: auto; width: 100% }
.tabulator-row { position: relative; height: 38px; line-height: 38px; white-space: nowrap; border-bottom: 1px solid #eee; box-sizing: border-box }
`

const engine = await startTestEngine()
const server = await serve(engine, await bundle())
const browser = await chromium.launch({
  executablePath: await chromiumPath(),
  args: ['--no-sandbox', '--disable-gpu'],
})
try {
  const { port } = server.address() as AddressInfo
  const tenant = await seed(`http://localhost:${port}`)
  const page = await browser.newPage({ viewport: { width: 1_300, height: 800 } })
  await page.goto(`http://localhost:${port}/`)
  await page.waitForFunction('globalThis.bench')
  await page.evaluate(
    (given) => (globalThis as unknown as { bench: InPage }).bench.prepare(given),
    { tenant, total: rows },
  )
  await save(await run(page))
} finally {
  await browser.close()
  server.close()
  await engine.close()
}

/** Round after round through all of them, so that a busy minute of the machine meets each. */
async function run(page: Page): Promise<Map<string, Measured[]>> {
  const names = await page.evaluate(() => (globalThis as unknown as { bench: InPage }).bench.names)
  const found = new Map<string, Measured[]>(names.map((name) => [name, []]))
  // The first of each compiles code and fills caches.
  for (const name of names)
    await page.evaluate(
      (one) => (globalThis as unknown as { bench: InPage }).bench.measure(one),
      name,
    )
  for (let round = 0; round < rounds; round++)
    for (const name of names) {
      const measured = await page.evaluate(
        (one) => (globalThis as unknown as { bench: InPage }).bench.measure(one),
        name,
      )
      found.get(name)?.push(measured)
    }
  return found
}

async function save(found: Map<string, Measured[]>): Promise<void> {
  const table = [...found].map(([candidate, all]) => ({
    candidate,
    firstRowsMs: middle(all, 'firstRowsMs'),
    wholeMs: middle(all, 'wholeMs'),
    nodes: middle(all, 'nodes'),
    frameP95Ms: middle(all, 'frameP95Ms'),
    framesOver50: middle(all, 'framesOver50'),
    jumpMs: middle(all, 'jumpMs'),
  }))
  const result = {
    name: 'list',
    at: new Date().toISOString(),
    machine: {
      cpu: cpus()[0]?.model ?? 'unknown',
      cores: cpus().length,
      memoryGiB: Math.round(totalmem() / 2 ** 30),
      load: loadavg()
        .map((load) => load.toFixed(1))
        .join(' '),
    },
    versions: {
      node: process.version,
      browser: browser.version(),
      commit: execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim(),
    },
    settings: { rows, rounds, columns: 8, rowPx: 38, viewPx: 600, frames: 240, pxAFrame: 700 },
    // Median, and from the least to the most.
    rows: table,
  }
  const text = `${JSON.stringify(result, undefined, 2)}\n`
  await writeFile(new URL('results/list.json', import.meta.url), text)
  console.table(
    table.map((row) =>
      Object.fromEntries(
        Object.entries(row).map(([key, value]) => [
          key,
          typeof value === 'string' ? value : `${value.median} (${value.least}–${value.most})`,
        ]),
      ),
    ),
  )
}

function middle(all: readonly Measured[], key: keyof Measured) {
  const sorted = all.map((one) => Math.round(one[key] * 10) / 10).sort((a, b) => a - b)
  return {
    median: sorted[Math.floor(sorted.length / 2)] ?? 0,
    least: sorted[0] ?? 0,
    most: sorted.at(-1) ?? 0,
  }
}

async function bundle(): Promise<ReadonlyMap<string, Uint8Array>> {
  const { outputFiles } = await build({
    entryPoints: [new URL('page/list-page.ts', import.meta.url).pathname],
    bundle: true,
    minify: true,
    splitting: true,
    format: 'esm',
    outdir: 'out',
    write: false,
    target: 'es2022',
    conditions: ['crmkit-source', 'browser', 'production'],
    tsconfigRaw: { compilerOptions: { useDefineForClassFields: true } },
  })
  return new Map(
    outputFiles.map(({ path, contents }) => [`/${path.split('/').at(-1) ?? ''}`, contents]),
  )
}

async function serve(
  engineBelow: TestEngine,
  files: ReadonlyMap<string, Uint8Array>,
): Promise<Server> {
  const made = createServer((req, res) => {
    const path = new URL(req.url ?? '/', 'http://localhost').pathname
    const file = files.get(path)
    if (file) res.setHeader('content-type', 'text/javascript').end(file)
    else if (path === '/bench.css') res.setHeader('content-type', 'text/css').end(STYLE)
    else if (path === '/') res.setHeader('content-type', 'text/html').end(PAGE)
    else {
      const exchange = { path, method: req.method ?? 'GET', req, res }
      void engineBelow.middleware(exchange, async () => void res.writeHead(404).end())
    }
  })
  await new Promise<void>((resolve) => made.listen(0, resolve))
  return made
}

/** A tenant with so many contacts as an import leaves them, made inside PostgreSQL; the last one is the newest. */
async function seed(url: string): Promise<string> {
  const response = await fetch(`${url}/test/tenant`, { method: 'POST', body: '{}' })
  const { tenant } = (await response.json()) as { tenant: string }
  const client = new pg.Client({ connectionString: engine.databaseUrl })
  await client.connect()
  const maker = '{"kind":"system","id":"bench","through":"import"}'
  await client.query(
    `insert into crm.contacts (tenant_id, id, name, first_name, last_name, title, email, emails, phone, phones, status, source,
       tag_ids, addresses, email_consent, email_opt_out, phone_opt_out, created_at, created_by, updated_by, custom)
     select t.id, crm.uuid_v7(), 'First' || i || ' Last' || i % 1000, 'First' || i, 'Last' || i % 1000, 'Engineer',
       'person' || i || '@example.com',
       jsonb_build_array(jsonb_build_object('value', 'person' || i || '@example.com', 'type', 'work', 'primary', true)),
       '+4930' || 1000000 + i, '[]', 'lead', 'website', '{}', '[]', 'granted', false, false,
       now() - (($2::int - i) || ' seconds')::interval, $3, $3, '{}'
     from generate_series(0, $2::int - 1) i, crm.tenants t where t.key = $1`,
    [tenant, rows, maker],
  )
  await client.query('vacuum analyze crm.contacts')
  await client.end()
  return tenant
}

interface InPage {
  readonly names: readonly string[]
  measure(name: string): Promise<Measured>
  prepare(given: { tenant: string; total: number }): void
}
