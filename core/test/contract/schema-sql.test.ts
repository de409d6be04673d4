import { expect, test } from '@jest/globals'
import pg from 'pg'

import { schemaSql } from '../../src/contract/schema-sql.ts'
import { createTestCrm } from '../../src/testing/create-test-crm.ts'

async function dumped(schema: string): Promise<string> {
  const t = await createTestCrm({ plugins: [], schema })
  const client = new pg.Client(t.databaseUrl)
  await client.connect()
  try {
    return await schemaSql(client, { schema, owner: 'crm_owner', app: 'crm_app' })
  } finally {
    await client.end()
    await t.close()
  }
}

test('the text names tables, walls and rights, and is the same under any schema name', async () => {
  const text = await dumped('crm')
  expect(text).toContain('create table members (')
  expect(text).toContain('alter table changes force row level security;')
  expect(text).toMatch(/create policy tenant on api_keys for all to :APP_ROLE\n {2}using \(/)
  expect(text).toMatch(/grant select on table changes to :APP_ROLE;/)
  expect(text).not.toMatch(/\bcrm\b|\bcrm_app\b/)
  expect(await dumped('other_name')).toBe(text)
})
