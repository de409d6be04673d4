import { afterAll, expect, test } from '@jest/globals'
import pg from 'pg'

import type { LifecycleContext } from '../../src/kernel/plugin.ts'
import { createTestCrm, type TestCrm } from '../../src/testing/index.ts'
import { agency, library } from '../support/library-plugin.ts'

const SCREENS = ['views', 'view_orders', 'layouts']
const lifecycle = {
  boot: async ({ knex, schema }: LifecycleContext) => {
    await knex.schema.withSchema(schema).createTable('agency_notes', (table) => table.text('note'))
  },
  uninstall: async ({ knex, schema }: LifecycleContext) => {
    await knex.schema.withSchema(schema).dropTable('agency_notes')
  },
}
const owner = await library()
const alone = await createTestCrm({ plugins: [owner] })
const t = await createTestCrm({ plugins: [owner, await agency(owner, { lifecycle })] })
afterAll(async () => {
  await alone.close()
  await t.close()
})

test('a plugin that others require, the engine’s own and one that is not loaded stay', async () => {
  const uninstall = (name: string): Promise<void> => t.crm.migrations.uninstall(name)
  await expect(uninstall('library')).rejects.toMatchObject({ code: 'PLUGIN_NEEDED' })
  await expect(uninstall('core')).rejects.toMatchObject({ code: 'PLUGIN_NOT_LOADED' })
  await expect(uninstall('billing')).rejects.toMatchObject({ code: 'PLUGIN_NOT_LOADED' })
})

test('what a plugin hung on entities of others goes, and they stay', async () => {
  const acme = t.as('acme')
  const ext = { ext: { agency: { motto: 'First' } } }
  const { body } = await acme.post('/authors', { name: 'Ada', ...ext })
  expect(body.data).toMatchObject(ext)
  expect(await tablesOf(t)).toEqual([
    'agency_author_ext',
    'agency_notes',
    'authors',
    'books',
    'shelves',
  ])
  await t.crm.migrations.uninstall('agency')
  expect(await tablesOf(t)).toEqual(['authors', 'books', 'shelves'])
})

test('records go with all the engine kept of them, and the change log stays', async () => {
  const acme = alone.as('acme')
  const externalRefs = [{ system: 'shop', type: 'customer', id: '1' }]
  await acme.post('/authors', { name: 'Ada', externalRefs })
  await acme.post('/books', { title: 'Notes', keywords: ['engine'] })
  await acme.post('/views', { entity: 'author', name: 'All', isDefault: true })
  await acme.put('/layouts/author', { sections: [{ fields: [{ key: 'name' }] }] })
  expect(await Promise.all(SCREENS.map((table) => countOf(alone, table)))).toEqual([1, 1, 1])
  expect(await countOf(alone, 'value_index')).toBe(1)
  expect(await countOf(alone, "external_refs where entity = 'author'")).toBe(1)

  await alone.crm.migrations.uninstall('library')
  expect(await tablesOf(alone)).toEqual([])
  expect(await countOf(alone, 'value_index')).toBe(0)
  expect(await Promise.all(SCREENS.map((table) => countOf(alone, table)))).toEqual([0, 0, 0])
  expect(await countOf(alone, "external_refs where entity = 'author'")).toBe(0)
  expect(await countOf(alone, "migrations where plugin = 'library'")).toBe(0)
  expect(await countOf(alone, "changes where entity = 'author'")).toBe(1)
})

async function tablesOf(of: TestCrm): Promise<string[]> {
  const rows = await query<{ name: string }>(
    of,
    `select tablename as name from pg_tables
     where schemaname = 'crm' and tablename ~ '^(agency_|authors|books|shelves)' order by 1`,
  )
  return rows.map(({ name }) => name)
}

async function countOf(of: TestCrm, table: string): Promise<number> {
  const [row] = await query<{ n: number }>(of, `select count(*)::int as n from crm.${table}`)
  return row?.n ?? 0
}

async function query<R extends pg.QueryResultRow>(of: TestCrm, text: string): Promise<R[]> {
  const client = new pg.Client(of.databaseUrl)
  await client.connect()
  try {
    // Under forced row-level security the owner sees nothing of a tenant: the app role, bound to it, does.
    const { id } = await of.crm.tenants.resolve('acme')
    await client.query("select set_config('app.tenant_id', $1, false)", [id])
    if (!text.includes('migrations')) await client.query('set role crm_app')
    return (await client.query<R>(text)).rows
  } finally {
    await client.end()
  }
}
