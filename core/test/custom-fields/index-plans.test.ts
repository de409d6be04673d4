import { afterAll, beforeAll, expect, test } from '@jest/globals'

import { compileFields } from '../../src/custom-fields/compile-fields.ts'
import type { FieldDefinition } from '../../src/custom-fields/field-definition.ts'
import type { TenantFieldsSource } from '../../src/entities/reader/tenant-fields.ts'
import { insertMany } from '../reader/many-contacts.ts'
import { ACME, contextOf, createWorld, SCHEMA, type World } from '../reader/reader-world.ts'

const everybody = contextOf()
const definition = (key: string, schema: object): FieldDefinition => ({
  ...{ id: key, entity: 'contact', key, schema: schema as FieldDefinition['schema'], retired: [] },
  ...{ required: false, indexed: true, unique: false, position: 0, status: 'active' },
  ...{ index: 'ready', claims: 'none', progress: null, failure: null, version: 1 },
  ...{ createdAt: '', updatedAt: '', createdBy: {}, updatedBy: {} },
})
const fields = compileFields(
  [
    definition('tier', { type: 'string' }),
    definition('seats', { type: 'integer' }),
    definition('rank', { type: 'integer' }),
    definition('maybe', { type: 'integer' }),
  ],
  1,
)
const tenantFields: TenantFieldsSource = { of: () => fields }
let world: World

/** `tier` has two values, `seats` a hundred, `rank` is another for every record, `maybe` is there for one in a thousand. */
beforeAll(async () => {
  world = await createWorld({ tenantFields })
  await insertMany(world)
  for (const tenantId of [ACME]) {
    await world.tenantDb.dedicated(tenantId, async (client) => {
      await client.query('set statement_timeout = 0')
      await client.query(
        `update ${SCHEMA}.contacts set custom = custom || jsonb_build_object('rank', extract(epoch from created_at)::bigint % 1000003)
           || case when score = 17 then '{"maybe": 1}' else '{}' end::jsonb where tenant_id = $1`,
        [tenantId],
      )
      await client.query(
        `insert into ${SCHEMA}.value_index (tenant_id, entity, field, record_id, ord, v_text, v_num, v_ts, created_at)
         select c.tenant_id, 'contact', r.field, c.id, r.ord, r.v_text, r.v_num, r.v_ts, c.created_at from ${SCHEMA}.contacts c
         cross join lateral ${SCHEMA}.custom_index_rows(c.custom, '{tier,seats,rank,maybe}', '{text,integer,integer,integer}') r where c.tenant_id = $1`,
        [tenantId],
      )
      await client.query('reset statement_timeout')
    })
  }
  await world.owner.query('set statement_timeout = 0')
  for (const name of ['contacts', 'value_index'])
    await world.owner.query(`vacuum analyze ${SCHEMA}.${name}`)
}, 240_000)
afterAll(() => world.close())

interface Node {
  readonly 'Node Type': string
  readonly 'Relation Name'?: string
  readonly 'Index Name'?: string
  readonly 'Actual Rows': number
  readonly 'Actual Loops': number
  readonly 'Rows Removed by Filter'?: number
  readonly Plans?: readonly Node[]
}

const flatten = (node: Node): Node[] => [node, ...(node.Plans ?? []).flatMap(flatten)]

/** Rows of tables that the page looks at, by the generic plan and by the plan for its values, and the indexes it uses. */
async function explain(query: object, mode: 'generic' | 'custom') {
  world.sent()
  await world.list(everybody, world.contact, query)
  // A page that is asked for again is read as versions first, then what is not known of them.
  const [sent] = world.sent()
  if (!sent) throw new Error('Nothing was sent.')
  return world.tenantDb.dedicated(ACME, async (client) => {
    await client.query(`set plan_cache_mode = force_${mode}_plan`)
    await client.query(`prepare explained as ${sent.text}`)
    const values = sent.values.map((value) => (value === null ? 'null' : `'${text(value)}'`))
    const { rows } = await client.query<{ 'QUERY PLAN': [{ Plan: Node }] }>(
      `explain (analyze, format json) execute explained (${values.join(', ')})`,
    )
    await client.query('deallocate explained')
    const nodes = flatten(
      (rows[0] as { 'QUERY PLAN': [{ Plan: Node }] })['QUERY PLAN'][0].Plan,
    ).filter((node) => node['Actual Loops'] > 0)
    return {
      indexes: [...new Set(nodes.flatMap((node) => node['Index Name'] ?? []))],
      touched: nodes
        .filter((node) => node['Node Type'].includes('Scan') && node['Relation Name'])
        .reduce(
          (sum, node) =>
            sum +
            (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops'],
          0,
        ),
    }
  })
}

function text(value: unknown): string {
  return Array.isArray(value) ? `{${value.join(',')}}` : String(value)
}

// Query, an index it must use, rows of tables it may look at: 26 index entries and 26 records make a page.
const cases: [string, object, string, number][] = [
  ['a value one in two has', { filter: { 'custom.tier': 'gold' } }, 'value_index_text', 110],
  ['a value one in a hundred has', { filter: { 'custom.seats': 42 } }, 'value_index_num', 110],
  ['a value one record has', { filter: { 'custom.rank': 5 } }, 'value_index_num', 110],
  ['a value nobody has', { filter: { 'custom.seats': -1 } }, 'value_index_num', 0],
  ['a sort', { sort: 'custom.rank' }, 'value_index_num', 110],
  ['a sort downwards', { sort: '-custom.rank' }, 'value_index_num', 110],
  ['a sort by texts', { sort: '-custom.tier' }, 'value_index_text', 110],
  [
    'a range in its own order',
    { filter: { 'custom.rank': { lt: 500_000 } }, sort: '-custom.rank' },
    'value_index_num',
    110,
  ],
  [
    'a rare range, newest first',
    { filter: { 'custom.rank': { between: [1, 300] } } },
    'value_index_num',
    1_200,
  ],
  [
    'a wide range, newest first',
    { filter: { 'custom.rank': { gt: 1_000 } } },
    'contacts_created_at_idx',
    900,
  ],
  [
    'a frequent value and a rare one',
    { filter: { 'custom.tier': 'gold', 'custom.maybe': 1 } },
    'value_index_num',
    2_600,
  ],
  [
    'two frequent values',
    { filter: { 'custom.tier': 'gold', 'custom.seats': { lt: 50 } } },
    'value_index_text',
    1_700,
  ],
  [
    'a rare value in the order of another field',
    { filter: { 'custom.maybe': 1 }, sort: 'custom.rank' },
    'value_index_num',
    2_600,
  ],
  [
    'a column and a field',
    { filter: { status: 'former', 'custom.tier': 'gold' } },
    'contacts_status_idx',
    1_200,
  ],
]

test.each(cases)('%s is read from an index, by whatever plan', async (_, query, index, most) => {
  for (const mode of ['generic', 'custom'] as const) {
    const plan = await explain(query, mode)
    expect(plan.indexes).toContain(index)
    expect(plan.touched).toBeLessThanOrEqual(most)
  }
})

test.each(['custom.rank', '-custom.rank', '-custom.tier'])(
  'page 3,000 of sort=%s costs what the first costs',
  async (sort) => {
    const query = { sort, limit: 25 }
    const key = sort.replace(/^-?custom\./, '')
    const direction = sort.startsWith('-') ? 'desc' : 'asc'
    const value = key === 'rank' ? `(custom ->> 'rank')::numeric` : `custom ->> 'tier'`
    const { rows } = await world.owner.query<{ key: unknown[] }>(
      `select json_build_array(${key === 'rank' ? `(${value})::text` : value}, created_at, id) as key from ${SCHEMA}.contacts where tenant_id = '${ACME}'
     order by ${value} ${direction}, created_at ${direction}, id ${direction} offset 74_974 limit 1`.replace(
        '74_974',
        '74974',
      ),
    )
    const first = await world.list(everybody, world.contact, query)
    const [fingerprint, forward] = JSON.parse(
      Buffer.from(first.page.next ?? '', 'base64url').toString(),
    ) as unknown[]
    const cursor = Buffer.from(
      JSON.stringify([fingerprint, forward, ...(rows[0]?.key ?? [])]),
    ).toString('base64url')
    expect((await explain({ ...query, cursor }, 'generic')).touched).toBeLessThanOrEqual(110)
  },
)

// The paged list is the one plain SQL gives.
test.each([
  [{ sort: 'custom.maybe' }, 'true', `(custom ->> 'maybe')::numeric nulls last, created_at, id`],
  [
    { sort: '-custom.maybe' },
    'true',
    `(custom ->> 'maybe')::numeric desc nulls last, created_at desc, id desc`,
  ],
  [
    { sort: '-custom.rank', filter: { 'custom.tier': 'gold' } },
    `custom ->> 'tier' = 'gold'`,
    `(custom ->> 'rank')::numeric desc, created_at desc, id desc`,
  ],
  [
    { filter: { 'custom.tier': 'gold', 'custom.maybe': 1 } },
    `custom @> '{"tier":"gold","maybe":1}'`,
    'created_at desc, id desc',
  ],
])('%j pages through the records plain SQL finds', async (query, where, order) => {
  const { rows } = await world.owner.query<{ id: string }>(
    `select id from ${SCHEMA}.contacts where tenant_id = '${ACME}' and ${where} order by ${order} limit 600`,
  )
  let cursor: string | null = null
  const ids: unknown[] = []
  for (let page = 0; page < 3; page++) {
    const answer = await world.list(everybody, world.contact, {
      ...query,
      limit: 200,
      ...(cursor ? { cursor } : {}),
    })
    ids.push(...answer.data.map((record) => record['id'] as unknown))
    cursor = answer.page.next
    if (cursor === null) break
  }
  expect(ids).toEqual(rows.map((row) => row.id))
})
