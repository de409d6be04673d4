import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'

import { createMigrator, type MigratorOptions } from '../../src/database/migrations.ts'
import type { Pools } from '../../src/database/pools.ts'
import { ensureAppRole } from '../../src/database/roles.ts'
import { createTestDatabase, migrationFolder } from './test-database.ts'

const CREATE = `-- class: additive
create table :SCHEMA.notes (id int primary key, body text);
grant select on :SCHEMA.notes to :APP_ROLE;
insert into :SCHEMA.notes values (1, 'kept'), (2, null);
`

let database: Awaited<ReturnType<typeof createTestDatabase>>
let pools: Pools
let schemas = 0
/** A schema of each test's own; also shows that the name is free. */
let schema: string

beforeAll(async () => {
  database = await createTestDatabase()
  pools = database.pools()
})
afterAll(() => database.drop())
beforeEach(async () => {
  schema = `engine_${++schemas}`
  await ensureAppRole(pools.owner, { schema, appRole: 'crm_app' })
})

function migratorOf(dir: URL, more: Partial<MigratorOptions> = {}) {
  const sources = [{ plugin: 'notes', dir }]
  return createMigrator({ ownerPool: pools.owner, schema, appRole: 'crm_app', sources, ...more })
}

test('Pending files are told by check and applied by up, in a schema of any name', async () => {
  const { dir } = await migrationFolder({ '0001_create.sql': CREATE })
  const migrator = migratorOf(dir)
  await expect(migrator.check()).rejects.toMatchObject({
    code: 'MIGRATIONS_PENDING',
    message: expect.stringMatching(/crmkit migrate up[^]*notes\/0001_create\.sql/),
  })
  expect(await migrator.up()).toEqual([{ plugin: 'notes', name: '0001_create' }])
  await migrator.check()
  expect(await migrator.up()).toEqual([])
  const { rows } = await pools.app.query(`select count(*) as count from ${schema}.notes`)
  expect(rows).toEqual([{ count: 2 }])
})

test('Of two processes migrating at once one waits, and each file runs once', async () => {
  const { dir } = await migrationFolder({
    '0001_create.sql': CREATE,
    '0002_slow.sql': '-- class: additive\nselect pg_sleep(0.3);',
    '0003_index.sql':
      '-- class: additive\n-- transaction: none\ncreate index concurrently if not exists notes_body_idx on :SCHEMA.notes (body);',
  })
  // Pools of their own, as two processes have.
  const other = database.pools()
  const applied = await Promise.all([
    migratorOf(dir).up(),
    migratorOf(dir, { ownerPool: other.owner }).up(),
  ])
  expect(applied.map((files) => files.length).sort()).toEqual([0, 3])
})

test('A file that fails changes nothing and is told by its line; the ones before it stay', async () => {
  const folder = await migrationFolder({
    '0001_create.sql': CREATE,
    '0002_broken.sql':
      '-- class: additive\ndelete from :SCHEMA.notes;\nselect nonsense from :SCHEMA.notes;',
  })
  const migrator = migratorOf(folder.dir)
  await expect(migrator.up()).rejects.toMatchObject({
    code: 'MIGRATION_FAILED',
    message: expect.stringMatching(/notes\/0002_broken\.sql failed at line 3: .*nonsense/),
  })
  const { rows } = await pools.owner.query(`select count(*) as count from ${schema}.notes`)
  expect(rows).toEqual([{ count: 2 }])
  const status = await migrator.status()
  expect(status).toMatchObject({
    applied: [{ name: '0001_create' }],
    pending: [{ name: '0002_broken' }],
  })
})

test('A changed file, a missing one and a late one are told together', async () => {
  const folder = await migrationFolder({
    '0001_create.sql': CREATE,
    '0002_one.sql': '-- class: additive\nselect 1;',
    '0003_two.sql': '-- class: additive\nselect 2;',
  })
  await migratorOf(folder.dir).up()
  await folder.write({ '0001_create.sql': `${CREATE}-- changed` })
  await folder.remove('0002_one.sql')
  await folder.write({ '0002_late.sql': '-- class: additive\nselect 3;' })
  await expect(migratorOf(folder.dir).up()).rejects.toMatchObject({
    code: 'MIGRATIONS_BROKEN',
    message: expect.stringMatching(
      /0001_create\.sql: was changed after[^]*0002_one\.sql: was applied at .* and is gone[^]*0002_late\.sql: was not applied but the later 0003_two was/,
    ),
  })
})

test('Faults of the files themselves are told before anything runs', async () => {
  const { dir } = await migrationFolder({
    '0001_no_class.sql': 'select 1;',
    '0003_gap.sql': '-- class: additive\nselect 1;',
    '0003_lies.sql': '-- class: additive\nalter table :SCHEMA.notes drop column body;',
    '0004_commits.sql': '-- class: additive\ncommit;',
  })
  await expect(migratorOf(dir).check()).rejects.toMatchObject({
    code: 'MIGRATIONS_BROKEN',
    message: expect.stringMatching(
      /0003_gap\.sql: expected 0002_[^]*0001_no_class\.sql: expected a first line[^]*0003_lies\.sql: says "-- class: additive" but drops column :SCHEMA\.notes\.body[^]*0004_commits\.sql: says "commit"/,
    ),
  })
})

test('A plugin that is not loaded any more is no fault', async () => {
  const { dir } = await migrationFolder({ '0001_create.sql': CREATE })
  await migratorOf(dir).up()
  const without = migratorOf(dir, { sources: [] })
  await without.check()
  expect(await without.status()).toMatchObject({ removedPlugins: ['notes'], problems: [] })
})

test('A lock that another transaction holds for a moment is waited for without holding others up', async () => {
  const folder = await migrationFolder({ '0001_create.sql': CREATE })
  await migratorOf(folder.dir).up()
  await folder.write({
    '0002_column.sql': '-- class: additive\nalter table :SCHEMA.notes add column more text;',
  })
  const reader = await pools.owner.connect()
  await reader.query(`begin; lock table ${schema}.notes in access share mode`)
  const up = migratorOf(folder.dir).up()
  // Longer than one attempt (3 s), so that the second one has to succeed.
  setTimeout(() => void reader.query('commit').then(() => reader.release()), 3_200)
  expect(await up).toEqual([{ plugin: 'notes', name: '0002_column' }])
})

test('An index that a crash left invalid is built again', async () => {
  const index =
    '-- class: additive\n-- transaction: none\ncreate unique index concurrently if not exists notes_body_key on :SCHEMA.notes (body);'
  const folder = await migrationFolder({
    '0001_create.sql': `${CREATE}insert into :SCHEMA.notes values (3, 'kept');`,
  })
  await migratorOf(folder.dir).up()
  await folder.write({ '0002_index.sql': index })
  await expect(migratorOf(folder.dir).up()).rejects.toMatchObject({ code: 'MIGRATION_FAILED' })
  await pools.owner.query(`delete from ${schema}.notes where id = 3`)
  await migratorOf(folder.dir).up()
  const { rows } = await pools.owner.query(
    `select indisvalid from pg_index where indexrelid = '${schema}.notes_body_key'::regclass`,
  )
  expect(rows).toEqual([{ indisvalid: true }])
})
