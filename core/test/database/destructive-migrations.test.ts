import { afterAll, beforeAll, expect, test } from '@jest/globals'

import { createMigrator } from '../../src/database/migrations.ts'
import type { Pools } from '../../src/database/pools.ts'
import { ensureAppRole } from '../../src/database/roles.ts'
import { createTestDatabase, migrationFolder } from './test-database.ts'

let database: Awaited<ReturnType<typeof createTestDatabase>>
let pools: Pools

beforeAll(async () => {
  database = await createTestDatabase()
  pools = database.pools()
  await ensureAppRole(pools.owner, { schema: 'crm', appRole: 'crm_app' })
})
afterAll(() => database.drop())

function migratorOf(plugin: string, dir: URL) {
  return createMigrator({
    ownerPool: pools.owner,
    schema: 'crm',
    appRole: 'crm_app',
    sources: [{ plugin, dir }],
  })
}

test('A migration that deletes data is refused with what would be lost, and runs when it is allowed', async () => {
  const folder = await migrationFolder({
    // Forced row-level security without a policy for the owner hides every row from him: they must be counted all the same.
    '0001_create.sql': `-- class: additive
      create table :SCHEMA.deals (id int, budget int);
      insert into :SCHEMA.deals select n, nullif(n % 4, 0) from generate_series(1, 2000) n;
      alter table :SCHEMA.deals enable row level security;
      alter table :SCHEMA.deals force row level security;
      create table :SCHEMA.drafts (id int);
      insert into :SCHEMA.drafts values (1), (2);`,
  })
  const migrator = migratorOf('deals', folder.dir)
  await migrator.up()
  await folder.write({
    '0002_drop.sql': `-- class: destructive
      alter table :SCHEMA.deals add column note text, drop column budget;
      drop table if exists :SCHEMA.drafts, :SCHEMA.never_there;`,
  })

  await expect(migrator.up()).rejects.toMatchObject({
    code: 'MIGRATION_DESTRUCTIVE',
    message: expect.stringMatching(
      /--allow-destructive[^]*deals\/0002_drop\.sql\n\s+drops column "crm"\.deals\.budget, 1,500 non-null values\n\s+drops table "crm"\.drafts, 2 rows$/,
    ),
  })
  expect(await migrator.plan()).toMatchObject([
    { name: '0002_drop', losses: [{ column: 'budget', count: 1500, exact: true }, { count: 2 }] },
  ])
  expect(await migrator.up({ allowDestructive: true })).toHaveLength(1)
  const { rows } = await pools.owner.query(
    `select relforcerowsecurity as forced from pg_class where oid = 'crm.deals'::regclass`,
  )
  expect(rows).toEqual([{ forced: true }])
})

test('A table too busy to be counted is told by the estimate instead of waiting', async () => {
  const folder = await migrationFolder({
    '0001_create.sql': `-- class: additive
      create table :SCHEMA.busy (id int);
      insert into :SCHEMA.busy select generate_series(1, 100);
      alter table :SCHEMA.busy enable row level security;
      alter table :SCHEMA.busy force row level security;`,
  })
  await migratorOf('busy', folder.dir).up()
  await folder.write({ '0002_drop.sql': '-- class: destructive\ndrop table :SCHEMA.busy;' })
  await pools.owner.query('analyze crm.busy')
  const reader = await pools.owner.connect()
  await reader.query('begin; lock table crm.busy in access share mode')
  try {
    await expect(migratorOf('busy', folder.dir).up()).rejects.toThrow(/at most about 100 rows/)
  } finally {
    await reader.query('rollback')
    reader.release()
  }
})

test('The first install of a plugin runs its whole history without asking', async () => {
  const { dir } = await migrationFolder({
    '0001_create.sql': '-- class: additive\ncreate table :SCHEMA.leads (id int, old text);',
    '0002_drop.sql': '-- class: destructive\nalter table :SCHEMA.leads drop column old;',
  })
  expect(await migratorOf('leads', dir).up()).toHaveLength(2)
})
