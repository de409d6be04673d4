import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

import { afterAll, expect, test } from '@jest/globals'

import { REAL_STAGES, realFile } from './support/real-sales.ts'
import { createSalesCrm, makeBoard, ok } from './support/sales.ts'

/** Rows of the real file: enough for every stage. */
const ROWS = 400

const t = await createSalesCrm()
const acme = t.as('acme')
const folder = await mkdtemp(join(tmpdir(), 'crmkit-deals-'))
afterAll(async () => {
  await rm(folder, { recursive: true })
  await t.close()
})

const CONFIG = 'plugins/deals/test/support/crm.config.ts'
const root = fileURLToPath(new URL('../../../', import.meta.url))

/** The command as a shell runs it, on the database of this test. */
async function crmkit(...words: readonly string[]): Promise<Record<string, unknown>> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['core/bin/crmkit.js', ...words, '-t', 'acme', '--json', '--config', CONFIG],
    { cwd: root, env: { ...process.env, NODE_OPTIONS: '', DATABASE_URL: t.databaseUrl } },
  )
  return JSON.parse(stdout) as Record<string, unknown>
}

async function file(name: string, rows?: number): Promise<string> {
  const path = join(folder, name)
  const lines = (await realFile(name)).split('\n')
  await writeFile(path, lines.slice(0, rows === undefined ? undefined : rows + 1).join('\n'))
  return path
}

test('from a shell, teams, agents, products, accounts and opportunities land in this order', async () => {
  const { pipelineId } = await makeBoard(acme, REAL_STAGES)
  const people = await file('sales_teams.csv')
  const map = (...pairs: string[]): string[] => pairs.flatMap((pair) => ['--map', pair])
  const upsert = ['--mode', 'upsert', '--match', 'name']
  await crmkit(
    'import',
    'teams',
    people,
    ...upsert,
    ...map('manager=name', 'regional_office=parent.name', 'sales_agent='),
  )
  await crmkit(
    'import',
    'members',
    people,
    ...upsert,
    ...map('sales_agent=name', 'manager=teams.name', 'regional_office='),
  )
  await crmkit(
    'import',
    'products',
    await file('products.csv'),
    '--currency',
    'USD',
    ...map('series=category'),
  )
  await crmkit(
    'import',
    'companies',
    await file('accounts.csv'),
    '--currency',
    'USD',
    ...map('office_location='),
  )
  const done = await crmkit(
    ...['import', 'deals', await file('sales_pipeline.csv', ROWS), '--currency', 'USD'],
    ...['--mode', 'upsert', '--default', `pipelineId=${pipelineId}`],
    ...map('opportunity_id=external:crm:opportunity'),
  )
  expect(done).toMatchObject({ state: 'done', rows: ROWS, created: ROWS, refused: 0, linked: 0 })
  const deal = await ok(acme.get('/deals/by/external:crm:opportunity/1C1I7A6R'))
  expect(deal).toMatchObject({ title: 'Cancity – GTX Plus Basic', outcome: 'won' })
}, 180_000)
