import { afterAll, expect, test } from '@jest/globals'
import pg from 'pg'

import {
  blindUpdateStatement,
  updateStatement,
  type UpdateValues,
} from '../../src/entities/writer/update-statement.ts'
import { ENGINE_VERSION } from '../../src/kernel/engine-version.ts'
import { composeManifest } from '../../src/kernel/manifest.ts'
import type { Statement } from '../../src/tenancy/statement.ts'
import { createTestCrm } from '../../src/testing/index.ts'
import { library } from '../support/library-plugin.ts'

/** PostgreSQL 15 to 17 update with the first of the two, 18 with the second; here both run on one server. */
const plugin = await library()
const t = await createTestCrm({ plugins: [plugin] })
const acme = t.as('acme')
const client = new pg.Client({ connectionString: t.databaseUrl })
await client.connect()
const entity = composeManifest([plugin], ENGINE_VERSION).registry.get('author')
afterAll(async () => {
  await client.end()
  await t.close()
})

const patches: Record<string, unknown>[] = [
  { name: 'New name' },
  { name: 'Old name', born: '1999-01-01' },
  { email: 'new@example.com' },
  { home: { city: 'Paris' } },
  { custom: { score: 1, gone: null } },
  {},
]

test.each(patches)('both statements write and log the same: %j', async (values) => {
  const [locking, blind] = [
    await outcome(updateStatement, values),
    await outcome(blindUpdateStatement, values),
  ]
  expect(locking.log).toHaveLength(1)
  expect(blind).toEqual(locking)
})

test('a blind update answers nothing when nothing differs', async () => {
  expect((await outcome(blindUpdateStatement, { name: 'Old name' })).answer).toBeUndefined()
})

async function outcome(build: typeof updateStatement, values: Readonly<Record<string, unknown>>) {
  const { body } = await acme.post('/authors', {
    name: 'Old name',
    home: { city: 'Rome' },
  })
  const { id, ownerId } = body.data as { id: string; ownerId: string }
  await client.query(`update crm.authors set custom = '{"gone":1}' where id = $1`, [id])
  const { rows: tenants } = await client.query<{ id: string }>(
    "select id from crm.tenants where key = 'acme'",
  )
  const tenantId = tenants[0]!.id
  await client.query("select set_config('app.tenant_id', $1, false)", [tenantId])
  const rights = { key: 'all', scope: () => 'all' as const, field: () => 'write' as const }
  const actor = { tenantId, id: 'x', kind: 'user' as const, roles: [], memberId: null, teamIds: [] }
  const context = { tenantId, actor, rights, through: 'http' as const, requestId: 'r' }
  const stamp = {
    json: '{"kind":"user","id":"x","through":"http"}',
    through: 'http' as const,
    requestId: 'r',
  }
  const input: UpdateValues = { id, values, version: undefined, stamp, scope: 'all' }
  const [answer] = await run(build({ schema: 'crm', entity, context }, input))
  const log = await client.query(
    "select before, after, version from crm.changes where record_id = $1 and action = 'updated'",
    [id],
  )
  await acme.delete(`/authors/${id}?purge=true`)
  return { answer: answer && comparable(answer, id, ownerId), log: log.rows as unknown[] }
}

async function run({ text, values }: Statement): Promise<unknown[][]> {
  const { rows } = await client.query({ text, values: [...values], rowMode: 'array' })
  return rows as unknown[][]
}

/** Without what differs between two records by nature. */
function comparable(
  [before, after, json]: readonly unknown[],
  id: string,
  ownerId: string,
): unknown {
  const text = (json as string).replaceAll(id, 'ID').replaceAll(ownerId, 'OWNER')
  return [before, after, text.replace(/"(createdAt|updatedAt)":"[^"]+"/g, '"$1":"AT"')]
}
