import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { afterAll, beforeAll, expect, test } from '@jest/globals'

import { configOf, createProject, type Project } from './cli-project.ts'

let project: Project
beforeAll(async () => {
  project = await createProject()
  await project.crmkit('plugin new visits')
  await project.crmkit('plugin new orders')
  await project.write('crm.config.mjs', configOf(['visits', 'visits'], ['orders', 'orders']))
}, 60_000)
afterAll(() => project.remove())

const schemaFile = 'plugins/visits/src/visit/visit.schema.json'

async function change(
  edit: (properties: Record<string, object | undefined>) => void,
): Promise<void> {
  const path = join(project.dir, schemaFile)
  const schema = JSON.parse(await readFile(path, 'utf8'))
  edit(schema.properties)
  await writeFile(path, JSON.stringify(schema, null, 2))
}

test('looking makes nothing, not even the schema', async () => {
  const status = await project.crmkit('migrate status --json')
  expect(status.code).toBe(0)
  expect(status.json.pending.map((one: { plugin: string }) => one.plugin)).toEqual(
    expect.arrayContaining(['core', 'orders', 'visits']),
  )
  const plan = await project.crmkit('migrate plan')
  expect(plan.stdout).toContain('create table "crm".visits (')
  expect(await project.sql("select from pg_namespace where nspname = 'crm'")).toEqual([])
})

test('one plugin alone brings what it requires and nothing else', async () => {
  const { code, stdout, stderr } = await project.crmkit('migrate up --plugin visits')
  expect([code, stderr]).toEqual([0, expect.stringContaining('migrating plugin=visits')])
  expect(stdout).toContain('visits/0001_create_visits.sql')
  expect(stdout).not.toContain('orders')
  const status = await project.crmkit('migrate status --json')
  expect(status.json.pending).toMatchObject([{ plugin: 'orders', name: '0001_create_orders' }])
})

test('all the rest, and then nothing more', async () => {
  const rest = await project.crmkit('migrate up --json')
  expect(rest.json).toEqual([{ plugin: 'orders', name: '0001_create_orders' }])
  expect((await project.crmkit('migrate up')).stdout).toBe('The database was up to date.\n')
  expect((await project.crmkit('migrate plan')).stdout).toBe('Nothing is pending.\n')
})

test('a changed schema is shown, and written under a name', async () => {
  await change((properties) => {
    properties['budget'] = { type: ['integer', 'null'], 'x-crm': { id: 'visit-budget' } }
  })
  const shown = await project.crmkit('schema diff')
  expect(shown.stdout).toContain('add column visits.budget')
  const written = await project.crmkit('schema diff --name add_budget --json')
  expect(written.json).toMatchObject([
    {
      plugin: 'visits',
      class: 'additive',
      files: ['plugins/visits/migrations/0002_add_budget.sql'],
    },
    { plugin: 'orders', summary: [], files: [] },
  ])
  await project.crmkit('migrate up')
  await project.sql('select budget from crm.visits')
})

test('a new key with the old id is a rename, and keeps what is there', async () => {
  await change((properties) => {
    properties['cost'] = properties['budget']
    delete properties['budget']
  })
  const { stdout } = await project.crmkit('schema diff --plugin visits --name rename_budget')
  expect(stdout).toContain('rename column visits.budget to cost')
  expect((await project.crmkit('migrate up')).code).toBe(0)
  await project.sql('select cost from crm.visits')
})

test('what would delete data is written and run only on purpose', async () => {
  await change((properties) => delete properties['cost'])
  const refused = await project.crmkit('schema diff --name drop_cost')
  expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('visits.cost')])
  const written = await project.crmkit('schema diff --name drop_cost --allow-destructive')
  expect(written.stdout).toContain('the column visits.cost and its values go')

  const stopped = await project.crmkit('migrate up')
  expect([stopped.code, stopped.stderr]).toEqual([
    1,
    expect.stringContaining('--allow-destructive'),
  ])
  expect((await project.crmkit('migrate plan')).stdout).toContain('drops column')
  expect((await project.crmkit('migrate up --allow-destructive')).code).toBe(0)
})

test('a file that was changed after it ran is a problem, with exit code 1', async () => {
  const file = join(project.dir, 'plugins/visits/migrations/0001_create_visits.sql')
  const text = await readFile(file, 'utf8')
  await writeFile(file, `${text}\n-- later thought\n`)
  const { code, stdout } = await project.crmkit('migrate status')
  expect([code, stdout]).toEqual([1, expect.stringContaining('was changed after it was applied')])
  await writeFile(file, text)
})

test('types follow the schema, and --check tells when they do not', async () => {
  const stale = await project.crmkit('types --check')
  expect([stale.code, stale.stderr]).toEqual([0, ''])
  await change((properties) => {
    properties['place'] = {
      type: ['string', 'null'],
      maxLength: 50,
      'x-crm': { id: 'visit-place' },
    }
  })
  const check = await project.crmkit('types --check')
  expect([check.code, check.stderr]).toEqual([
    1,
    expect.stringContaining('plugins/visits/src/types.generated.ts'),
  ])
  const written = await project.crmkit('types --client web/crm --json')
  expect(written.json.written).toEqual([
    'plugins/visits/src/types.generated.ts',
    'web/crm/types.ts',
    'web/crm/client.ts',
  ])
  expect((await project.crmkit('types --client web/crm --check')).code).toBe(0)
  expect(await readFile(join(project.dir, 'web/crm/client.ts'), 'utf8')).toContain("'visits'")
})

test('a plugin that is not loaded is named with those that are', async () => {
  const { code, stderr } = await project.crmkit('schema diff --plugin nope')
  expect([code, stderr]).toEqual([2, expect.stringContaining('core, visits, orders')])
  await rm(join(project.dir, 'web'), { recursive: true })
})
