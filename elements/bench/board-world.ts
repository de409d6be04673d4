import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

import { build } from 'esbuild'
import pg from 'pg'
import { type Browser, chromium, type Page } from 'playwright-core'

import { chromiumPath } from '../test/server/chromium-path.ts'
import { startTestEngine } from '../test/server/test-engine.ts'

export interface BoardWorld {
  readonly browser: Browser
  /** A page of its own with the board of this tenant, as this person. */
  open(tenant: string, id: string): Promise<Page>
  /** Tenant, pipeline and stages with so many deals, evenly over the columns, made inside PostgreSQL. */
  seed(deals: number): Promise<Seeded>
  close(): Promise<void>
}

export interface Seeded {
  readonly tenant: string
  readonly pipelineId: string
  readonly stages: readonly string[]
}

/** What a page offers: see `page/board-page.ts`. */
export interface BoardInPage {
  mount(tenant: string, id: string): Promise<{ firstMs: number; wholeMs: number; nodes: number }>
  titles(column: number): string[]
  count(column: number): number
  focus(title: string): void
  scroll(): Promise<{ p95: number; over50: number }>
  moves(times: number): Promise<number[]>
  burst(size: number): Promise<number>
  /** ms since 1970 at which this title stood in this column. */
  seen(title: string, column: number): Promise<number>
}

const PAGE = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Board</title>
<body><script type="module" src="/board-page.js"></script>`

const NAMES = ['New', 'Qualified', 'Demo', 'Offer', 'Talks', 'Contract']

/** The real engine, a page with a board, and a browser. */
export async function createBoardWorld(): Promise<BoardWorld> {
  const [engine, files] = await Promise.all([startTestEngine(), bundle()])
  const server = createServer((req, res) => {
    const path = new URL(req.url ?? '/', 'http://localhost').pathname
    const file = files.get(path)
    if (file) res.setHeader('content-type', 'text/javascript').end(file)
    else if (path === '/') res.setHeader('content-type', 'text/html').end(PAGE)
    else
      void engine.middleware(
        { path, method: req.method ?? 'GET', req, res },
        async () => void res.writeHead(404).end(),
      )
  })
  await new Promise<void>((resolve) => server.listen(0, resolve))
  const url = `http://localhost:${(server.address() as AddressInfo).port}`
  const browser = await chromium.launch({
    executablePath: await chromiumPath(),
    args: ['--no-sandbox', '--disable-gpu'],
  })

  return {
    browser,
    async open(tenant, id) {
      const page = await browser.newPage({ viewport: { width: 1_700, height: 900 } })
      await page.goto(url)
      await page.waitForFunction('globalThis.bench')
      await page.evaluate(
        ([of, who]) => (globalThis as unknown as { bench: BoardInPage }).bench.mount(of, who),
        [tenant, id] as const,
      )
      return page
    },
    async seed(deals) {
      const { tenant } = await ask<{ tenant: string }>('/test/tenant', {})
      const post = async (path: string, body: object): Promise<string> =>
        (
          await ask<{ body: { data: { id: string } } }>('/test/api', {
            ...{ tenant, method: 'post', path, body },
          })
        ).body.data.id
      const pipelineId = await post('/pipelines', { name: 'Sales' })
      const stages: string[] = []
      for (const [index, name] of NAMES.entries())
        stages.push(await post('/stages', { name, pipelineId, probability: index * 15 }))
      if (deals > 0) await insert(tenant, pipelineId, stages, deals)
      return { tenant, pipelineId, stages }
    },
    async close() {
      await browser.close()
      server.close()
      server.closeAllConnections()
      await engine.close()
    },
  }

  async function ask<T>(path: string, body: object): Promise<T> {
    const response = await fetch(url + path, { method: 'POST', body: JSON.stringify(body) })
    return (await response.json()) as T
  }

  async function insert(
    tenant: string,
    pipelineId: string,
    stages: readonly string[],
    deals: number,
  ): Promise<void> {
    const client = new pg.Client({ connectionString: engine.databaseUrl })
    await client.connect()
    const maker = '{"kind":"system","id":"bench","through":"import"}'
    await client.query(
      `insert into crm.deals (tenant_id, id, title, amount, currency, expected_close_on, pipeline_id, stage_id, position, outcome,
         stage_entered_at, tag_ids, created_by, updated_by)
       select t.id, crm.uuid_v7(), 'Deal ' || i, 100000 + i, 'EUR', current_date + i % 90, $2, ($3::uuid[])[1 + i % $4],
         lpad(i::text, 9, '0') || '001', 'open', now(), '{}', $5, $5
       from generate_series(0, $6::int - 1) i, crm.tenants t where t.key = $1`,
      [tenant, pipelineId, stages, stages.length, maker, deals],
    )
    await client.query('vacuum analyze crm.deals')
    await client.end()
  }
}

async function bundle(): Promise<ReadonlyMap<string, Uint8Array>> {
  const { outputFiles } = await build({
    entryPoints: [new URL('page/board-page.ts', import.meta.url).pathname],
    ...{ bundle: true, minify: true, splitting: true, write: false },
    format: 'esm',
    outdir: 'out',
    target: 'es2022',
    conditions: ['crmkit-source', 'browser', 'production'],
    tsconfigRaw: { compilerOptions: { useDefineForClassFields: true } },
  })
  return new Map(
    outputFiles.map(({ path, contents }) => [`/${path.split('/').at(-1) ?? ''}`, contents]),
  )
}
