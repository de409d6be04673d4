import { readFile } from 'node:fs/promises'

import { afterAll, beforeAll, expect, test } from '@jest/globals'
import type pg from 'pg'

import { RESERVED } from '../../src/database/ddl.ts'
import { createMigrator } from '../../src/database/migrations.ts'
import { ensureAppRole } from '../../src/database/roles.ts'
import { readSnapshot, writeMigration } from '../../src/database/schema-diff-files.ts'
import type { Snapshot, TableDef } from '../../src/database/schema-snapshot.ts'
import { createTestDatabase, migrationFolder } from './test-database.ts'

const ACME = '00000000-0000-7000-8000-00000000000a'
const OTHER = '00000000-0000-7000-8000-00000000000b'

let database: Awaited<ReturnType<typeof createTestDatabase>>
let folder: Awaited<ReturnType<typeof migrationFolder>>
let owner: pg.Pool
let app: pg.Pool

beforeAll(async () => {
  database = await createTestDatabase()
  folder = await migrationFolder({})
  ;({ owner, app } = database.pools())
  await ensureAppRole(owner, { schema: 'crm', appRole: 'crm_app' })
})
afterAll(() => database.drop())

test('A written migration makes tables in which the app role sees only its tenant', async () => {
  const written = await write('create_companies', { tables: [companies('name')] })
  expect(written).toMatchObject({ files: ['0001_create_companies.sql'], class: 'additive' })
  await migrate()

  await insert(ACME, 'Acme')
  await insert(OTHER, 'Other')
  expect(await namesSeenBy(ACME)).toEqual(['Acme'])
  expect(await namesSeenBy(undefined)).toEqual([])
  await expect(insert(OTHER, 'smuggled', ACME)).rejects.toMatchObject({ code: '42501' })
})

test('A rename keeps the values, and what reads the whole table gets a file of its own', async () => {
  const written = await write('name_title', {
    tables: [
      {
        ...companies('title'),
        indexes: [{ name: 'companies_title_idx', columns: ['tenant_id', 'title'], unique: false }],
      },
    ],
  })
  expect(written.files).toEqual(['0002_name_title.sql', '0003_name_title_afterwards.sql'])
  const second = await readFile(new URL('0003_name_title_afterwards.sql', folder.dir), 'utf8')
  expect(second).toMatch(/^-- class: additive\n-- transaction: none\n/)
  await migrate()
  const { rows } = await owner.query('select title from crm.companies order by title')
  expect(rows).toEqual([{ title: 'Acme' }, { title: 'Other' }])
})

test('Computing a generated column again is additive', async () => {
  const withSearch = (generated: string): Snapshot => ({
    tables: [
      {
        ...companies('title'),
        columns: [
          ...companies('title').columns,
          { id: 'search', name: 'search_text', type: 'text', nullable: true, generated },
        ],
      },
    ],
  })
  await write('add_search', withSearch('lower(title)'))
  await write('shout', withSearch('upper(title)'))
  await migrate()
  const { rows } = await owner.query('select search_text from crm.companies order by 1')
  expect(rows).toEqual([{ search_text: 'ACME' }, { search_text: 'OTHER' }])
})

test('Nothing is written when nothing changed', async () => {
  const snapshot = await readSnapshot(folder.dir)
  expect(await write('nothing', snapshot)).toMatchObject({ files: [], summary: [] })
})

test('Every word that PostgreSQL does not take as a name is quoted', async () => {
  const { rows } = await owner.query<{ word: string }>(
    `select word from pg_get_keywords() where catcode in ('R', 'T')`,
  )
  expect(rows.map(({ word }) => word).filter((word) => !RESERVED.has(word))).toEqual([])
})

async function write(name: string, after: Snapshot) {
  return writeMigration({ dir: folder.dir, name, before: await readSnapshot(folder.dir), after })
}

function migrate() {
  const sources = [{ plugin: 'contacts', dir: folder.dir }]
  return createMigrator({ ownerPool: owner, schema: 'crm', appRole: 'crm_app', sources }).up()
}

async function asTenant<T>(
  tenant: string | undefined,
  work: (client: pg.PoolClient) => Promise<T>,
) {
  const client = await app.connect()
  try {
    await client.query('begin')
    await client.query(`select set_config('app.tenant_id', $1, true)`, [tenant ?? ''])
    const result = await work(client)
    await client.query('commit')
    return result
  } catch (error) {
    await client.query('rollback')
    throw error
  } finally {
    client.release()
  }
}

function insert(tenant: string, name: string, boundTo = tenant) {
  return asTenant(boundTo, (client) =>
    client.query('insert into crm.companies (tenant_id, name) values ($1, $2)', [tenant, name]),
  )
}

function namesSeenBy(tenant: string | undefined) {
  return asTenant(tenant, async (client) => {
    const { rows } = await client.query<{ name: string }>('select name from crm.companies')
    return rows.map((row) => row.name)
  })
}

function companies(nameColumn: string): TableDef {
  return {
    id: 'company',
    name: 'companies',
    columns: [
      { id: 'tenant', name: 'tenant_id', type: 'uuid', nullable: false },
      { id: 'id', name: 'id', type: 'uuid', nullable: false, default: 'gen_random_uuid()' },
      { id: 'name', name: nameColumn, type: 'text', nullable: false },
    ],
    primaryKey: ['tenant_id', 'id'],
    indexes: [],
    foreignKeys: [],
    tenantScoped: true,
  }
}
