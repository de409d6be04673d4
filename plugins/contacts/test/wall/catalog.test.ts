import { afterAll, expect, test } from '@jest/globals'
import pg from 'pg'

import { contacts } from '@crmkit/contacts'
import { createTestCrm, sweepCatalog } from '@crmkit/core/testing'

const t = await createTestCrm({ plugins: [contacts()] })
const client = new pg.Client({ connectionString: t.databaseUrl })
await client.connect()
afterAll(async () => {
  await client.end()
  await t.close()
})

test('every table of every tenant stands behind the wall', async () => {
  expect(await sweepCatalog(t.databaseUrl)).toEqual([])
})

const breaches = [
  ['a policy is dropped', 'drop policy tenant on crm.contacts', 'is bound by a policy'],
  [
    'a policy lets all rows through',
    'alter policy tenant on crm.companies using (true)',
    'is bound by a policy',
  ],
  [
    'a policy checks no writes',
    'alter policy tenant on crm.tags with check (true)',
    'is bound by a policy',
  ],
  [
    'a policy is opened to everybody',
    'create policy open on crm.tags for select to public using (true)',
    'open to everybody',
  ],
  ['force is lifted', 'alter table crm.contacts no force row level security', 'on and forced'],
  [
    'row-level security is switched off',
    'alter table crm.value_index disable row level security',
    'on and forced',
  ],
  ['the change log may be rewritten', 'grant update on crm.changes to crm_app', 'append-only'],
  ['a table may be emptied', 'grant truncate on crm.contacts to crm_app', 'truncate'],
  [
    'a unique index forgets the tenant',
    'create unique index loose on crm.contacts (email)',
    'begin with tenant_id',
  ],
  [
    'a foreign key forgets the tenant',
    'alter table crm.companies add column x uuid; create unique index loose_id on crm.tags (tenant_id, id); alter table crm.tags add constraint solo unique (id); alter table crm.companies add constraint x_fkey foreign key (x) references crm.tags (id)',
    'carry the tenant',
  ],
  [
    'a definer function is open',
    'create function crm.peek() returns bigint language sql security definer as $$ select count(*) from crm.contacts $$',
    'definer functions',
  ],
  [
    'a view looks with the rights of its owner',
    'create view crm.everyone as select * from crm.contacts',
    'views look',
  ],
  [
    'a table without a tenant is readable',
    'create table crm.notes (id int); grant select on crm.notes to crm_app',
    'without a tenant',
  ],
] as const

test.each(breaches)('the sweep sees it when %s', async (_, sql, rule) => {
  await client.query(`begin; ${sql}; commit`)
  try {
    expect((await sweepCatalog(t.databaseUrl)).join('\n')).toContain(rule)
  } finally {
    await undo(sql)
  }
  expect(await sweepCatalog(t.databaseUrl)).toEqual([])
})

async function undo(sql: string): Promise<void> {
  const policy = "(tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))"
  const repairs: Record<string, string> = {
    'drop policy tenant on crm.contacts': `create policy tenant on crm.contacts to crm_app using ${policy} with check ${policy}`,
    'alter policy tenant on crm.companies using (true)': `alter policy tenant on crm.companies using ${policy}`,
    'alter policy tenant on crm.tags with check (true)': `alter policy tenant on crm.tags with check ${policy}`,
    'create policy open on crm.tags for select to public using (true)':
      'drop policy open on crm.tags',
    'alter table crm.contacts no force row level security':
      'alter table crm.contacts force row level security',
    'alter table crm.value_index disable row level security':
      'alter table crm.value_index enable row level security',
    'grant update on crm.changes to crm_app': 'revoke update on crm.changes from crm_app',
    'grant truncate on crm.contacts to crm_app': 'revoke truncate on crm.contacts from crm_app',
    'create unique index loose on crm.contacts (email)': 'drop index crm.loose',
    'create view crm.everyone as select * from crm.contacts': 'drop view crm.everyone',
    'create table crm.notes (id int); grant select on crm.notes to crm_app': 'drop table crm.notes',
  }
  const other = sql.startsWith('create function')
    ? 'drop function crm.peek()'
    : 'alter table crm.companies drop column x; alter table crm.tags drop constraint solo; drop index crm.loose_id'
  await client.query(repairs[sql] ?? other)
}
