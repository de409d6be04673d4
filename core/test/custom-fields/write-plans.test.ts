import { afterAll, beforeAll, expect, test } from '@jest/globals'
import pg from 'pg'

import { compileFields } from '../../src/custom-fields/compile-fields.ts'
import type { FieldDefinition } from '../../src/custom-fields/field-definition.ts'
import { keptFields } from '../../src/entities/reader/tenant-fields.ts'
import { customRowsStatements } from '../../src/entities/writer/custom-rows.ts'
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

/** Tables nothing is known of yet, as on the day a tenant fills its first field: autovacuum looks at them after a minute. */
const RECORDS = 20_000
const plugin = await library()
const entity = composeManifest([plugin], ENGINE_VERSION).registry.get('author')
const t = await createTestCrm({ plugins: [plugin] })
const client = new pg.Client({ connectionString: t.databaseUrl })
const definition = (key: string): FieldDefinition => ({
  ...{ id: key, entity: 'author', key, schema: { type: 'string' }, retired: [] },
  ...{ required: false, indexed: true, unique: key === 'code', position: 0, status: 'active' },
  ...{ index: 'ready', claims: key === 'code' ? 'ready' : 'none', progress: null, failure: null },
  ...{ version: 1, createdAt: '', updatedAt: '', createdBy: {}, updatedBy: {} },
})
const fields = compileFields([definition('code'), definition('tier')], 1)
const rights = { key: 'all', scope: () => 'all' as const, field: () => 'write' as const }
const stamp = { json: '{}', through: 'http' as const, requestId: 'r' }
let tenantId: string
let id: string

beforeAll(async () => {
  await client.connect()
  const { body } = await t.as('acme').post('/authors', { name: 'Ada' })
  id = body.data.id as string
  const { rows } = await client.query<{ id: string }>(
    "select id from crm.tenants where key = 'acme'",
  )
  tenantId = rows[0]!.id
  await client.query("select set_config('app.tenant_id', $1, false)", [tenantId])
  for (const table of ['custom_unique', 'value_index'])
    await client.query(`alter table crm.${table} set (autovacuum_enabled = false)`)
  await client.query(
    `insert into crm.custom_unique (tenant_id, entity, field, v_hash, record_id)
     select $1, 'author', 'code', sha256(i::text::bytea), gen_random_uuid() from generate_series(1, $2::int) i`,
    [tenantId, RECORDS],
  )
  await client.query(
    `insert into crm.value_index (tenant_id, entity, field, record_id, v_text)
     select tenant_id, entity, f, record_id, 'x' from crm.custom_unique, unnest('{custom.code,custom.tier}'::text[]) f`,
  )
})
afterAll(async () => {
  await client.end()
  await t.close()
})

const update = (build: typeof updateStatement): Statement[] => {
  const values = { custom: { code: 'a', tier: 'b' } }
  const input: UpdateValues = { id, values, version: undefined, stamp, scope: 'all' }
  const actor = { tenantId, id: 'x', kind: 'user' as const, roles: [], memberId: null, teamIds: [] }
  const context = { tenantId, actor, rights, through: 'http' as const, requestId: 'r' }
  return [build({ schema: 'crm', entity, context, fields }, input)]
}
const writes: [string, () => Statement[]][] = [
  ['an update', () => update(updateStatement)],
  ['an update that returns the old row', () => update(blindUpdateStatement)],
  [
    'a batch',
    () => {
      const kept = keptFields(fields, 'author')
      return customRowsStatements({ schema: 'crm', entity, tenantId, ids: [id], kept })
    },
  ],
]

for (const mode of ['generic', 'custom']) {
  test.each(writes)(
    `%s finds index rows and claims by the record, not by the field (${mode} plan)`,
    async (_, statements) => {
      const scans: Scan[] = []
      for (const statement of statements()) scans.push(...(await scansOf(statement, mode)))
      expect([...new Set(scans.map(({ reads }) => reads))].sort()).toEqual([
        'custom_unique',
        'value_index',
      ])
      expect(scans.map(({ by }) => by)).toEqual(
        scans.map(() => expect.stringContaining('record_id =')),
      )
    },
  )
}

interface Node {
  readonly 'Node Type': string
  readonly 'Relation Name'?: string
  readonly 'Index Name'?: string
  readonly 'Index Cond'?: string
  readonly Plans?: readonly Node[]
}

interface Scan {
  readonly reads: string
  /** Condition of the index, `all` without one. */
  readonly by: string
}

/** How the plan reads what is beside the records. */
async function scansOf({ text, values }: Statement, mode: string): Promise<Scan[]> {
  await client.query(`set plan_cache_mode = force_${mode}_plan`)
  await client.query(`prepare explained as ${text}`)
  const literals = values.map((value) =>
    value === null ? 'null' : client.escapeLiteral(literal(value)),
  )
  const { rows } = await client.query<{ 'QUERY PLAN': [{ Plan: Node }] }>(
    `explain (format json) execute explained (${literals.join(', ')})`,
  )
  await client.query('deallocate explained')
  return flatten((rows[0] as { 'QUERY PLAN': [{ Plan: Node }] })['QUERY PLAN'][0].Plan).flatMap(
    (node) => {
      const reads = /^(value_index|custom_unique)/.exec(
        node['Index Name'] ?? node['Relation Name'] ?? '',
      )?.[0]
      // A bitmap heap scan reads what the index scan below it has found.
      const isScan = node['Node Type'].includes('Scan') && node['Node Type'] !== 'Bitmap Heap Scan'
      return reads && isScan ? [{ reads, by: node['Index Cond'] ?? 'all' }] : []
    },
  )
}

const flatten = (node: Node): Node[] => [node, ...(node.Plans ?? []).flatMap(flatten)]

function literal(value: unknown): string {
  return Array.isArray(value) ? `{${value.join(',')}}` : String(value)
}
