/**
 * Question: what does a board of many deals cost — its columns (exact counts and sums), the cards of a column, a move — beside the same sums
 * written by hand for a superuser without tenants? Run: `node --conditions=crmkit-source plugins/deals/bench/columns.ts [deals]`.
 */
import { execFileSync } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { cpus, loadavg } from 'node:os'

import pg from 'pg'

import { contacts } from '@crmkit/contacts'
import { createTestCrm } from '@crmkit/core/testing'

import { deals } from '../src/index.ts'

const DEALS = Number(process.argv[2] ?? 50_000)
const ROUNDS = 200
const STAGES = ['New', 'Demo', 'Offer', 'Talks', 'Signing', 'Closing']

const t = await createTestCrm({ plugins: [contacts(), deals()] })
const client = new pg.Client(t.databaseUrl)
try {
  await client.connect()
  await save(await measure())
} finally {
  await client.end()
  await t.close()
}

/* eslint-disable @typescript-eslint/no-unsafe-member-access, @typescript-eslint/no-unsafe-assignment -- answers of the engine, as in tests */
async function measure() {
  const bench = t.as('bench')
  const pipelineId = (await bench.post('/pipelines', { name: 'Bench' })).body.data.id as string
  const stages: string[] = []
  for (const name of STAGES)
    stages.push((await bench.post('/stages', { pipelineId, name })).body.data.id as string)
  const { body } = await bench.post('/deals', { title: 'first', stageId: stages[0] })
  await fill(body.data.id as string, stages)
  const columns = `/pipelines/${pipelineId}/columns`
  const filter = (document: object): string => encodeURIComponent(JSON.stringify(document))
  const cards = `/deals?filter=${filter({ stageId: stages[2] })}&sort=position&limit=25`
  const some = (await bench.get(cards)).body.data as { id: string }[]
  const byHand = `select stage_id, currency, count(*), sum(amount), round(sum(amount * coalesce(probability, 50)) / 100.0)
    from crm.deals where pipeline_id = '${pipelineId}' and deleted_at is null group by 1, 2`
  let turn = 0
  const move = () =>
    bench.post('/deals/move', {
      ids: [some[turn++ % some.length]?.id],
      stageId: stages[turn % stages.length],
      afterId: null,
    })
  return [
    await time('columns', () => bench.get(columns)),
    await time('columns, filtered by amount', () =>
      bench.get(`${columns}?filter=${filter({ amount: { gte: 50_000 } })}`),
    ),
    await time('the same sums by hand', () => client.query(byHand)),
    await time('25 cards of a column', () => bench.get(cards)),
    await time('move one card', move),
  ]
}

/** Deals as moves leave them, made inside PostgreSQL. */
async function fill(first: string, stages: readonly string[]): Promise<void> {
  await client.query(
    `insert into crm.deals (tenant_id, id, title, amount, currency, pipeline_id, stage_id, position, outcome, owner_id, tag_ids, created_by, updated_by)
     select d.tenant_id, gen_random_uuid(), 'Deal ' || n, n * 7 % 100000, (array['EUR', 'USD', 'JPY'])[1 + n % 3], d.pipeline_id,
       ($2::uuid[])[1 + n % ${stages.length}], lpad(n::text, 9, '0'), 'open', d.owner_id, '{}', d.created_by, d.updated_by
     from crm.deals d, generate_series(1, $3::int) n where d.id = $1`,
    [first, stages, DEALS],
  )
  // As autovacuum leaves it; the first may meet a transaction that is still open.
  for (let i = 0; i < 5; i++) {
    await client.query('vacuum analyze crm.deals')
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
}

async function time(what: string, ask: () => Promise<unknown>) {
  for (let i = 0; i < 20; i++) await ask()
  const took: number[] = []
  for (let i = 0; i < ROUNDS; i++) {
    const from = performance.now()
    await ask()
    took.push(performance.now() - from)
  }
  took.sort((a, b) => a - b)
  const at = (share: number): number =>
    Math.round((took[Math.floor(took.length * share)] ?? 0) * 100) / 100
  return { what, p50Ms: at(0.5), p95Ms: at(0.95) }
}

async function save(rows: readonly object[]): Promise<void> {
  const git = (...args: string[]): string => execFileSync('git', args, { encoding: 'utf8' }).trim()
  const result = {
    name: 'columns',
    at: new Date().toISOString(),
    machine: { cpu: cpus()[0]?.model, cores: cpus().length, load: loadavg()[0] },
    versions: { node: process.version, commit: git('rev-parse', '--short', 'HEAD') },
    settings: { deals: DEALS, stages: STAGES.length, rounds: ROUNDS },
    rows,
  }
  await mkdir(new URL('results/', import.meta.url), { recursive: true })
  await writeFile(
    new URL('results/columns.json', import.meta.url),
    `${JSON.stringify(result, undefined, 2)}\n`,
  )
  console.table(rows)
}
