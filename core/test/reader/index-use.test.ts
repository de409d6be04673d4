import { afterAll, beforeAll, expect, test } from '@jest/globals'

import { insertMany } from './many-contacts.ts'
import { ACME, contextOf, createWorld, SCHEMA, type World } from './reader-world.ts'

const everybody = contextOf()
let world: World

beforeAll(async () => {
  world = await createWorld()
  await insertMany(world)
}, 180_000)
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

/** Runs the page and explains its statement as the app role, with the plan a prepared statement gets after a few runs. */
async function explain(query: object) {
  await world.list(everybody, world.contact, query)
  const sent = world.sent().at(-1)
  if (!sent) throw new Error('Nothing was sent.')
  return world.tenantDb.dedicated(ACME, async (client) => {
    await client.query('set plan_cache_mode = force_generic_plan')
    await client.query(`prepare explained as ${sent.text}`)
    // `explain` of a statement with bound values would plan for these values: only `execute` shows the generic plan.
    const { rows } = await client.query(
      `explain (analyze, format json) execute explained (${sent.values.map(literal).join(', ')})`,
    )
    await client.query('deallocate explained')
    await client.query('reset plan_cache_mode')
    const [{ Plan }] = (rows[0] as { 'QUERY PLAN': [{ Plan: Node }] })['QUERY PLAN']
    const nodes = flatten(Plan).filter((node) => node['Actual Loops'] > 0)
    return {
      indexes: new Set(nodes.flatMap((node) => node['Index Name'] ?? [])),
      scanned: nodes
        .filter((node) => node['Node Type'] === 'Seq Scan')
        .map((node) => node['Relation Name']),
      /** Rows of the tenant's tables looked at, kept or not. */
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

function literal(value: unknown): string {
  if (value === null) return 'null'
  const text = Array.isArray(value)
    ? `{${value.map((item) => JSON.stringify(item)).join(',')}}`
    : (value as string | number | boolean).toString()
  return `'${text.replaceAll("'", "''")}'`
}

function flatten(node: Node): Node[] {
  return [node, ...(node.Plans ?? []).flatMap(flatten)]
}

// Query, an index its plan must use, rows of tables it may look at.
const cases: [string, object, string, number][] = [
  ['the default list', {}, 'contacts_created_at_idx', 26],
  ['a filter on an indexed column', { filter: { status: 'lead' } }, 'contacts_status_idx', 26],
  [
    'a filter on a rare value of an indexed column',
    { filter: { status: 'former' } },
    'contacts_status_idx',
    26,
  ],
  ['a sort by an indexed column', { sort: 'lastName' }, 'contacts_last_name_idx', 26],
  [
    'a sort by an indexed column with nulls, downwards',
    { sort: '-score' },
    'contacts_score_idx',
    26,
  ],
  ['a unique value', { filter: { email: 'p77777@example27.com' } }, 'contacts_email_key', 1],
  ['a sort by a unique column', { sort: 'email' }, 'contacts_email_key', 100],
  ['a sort by two columns', { sort: 'lastName,firstName' }, 'contacts_last_name_idx', 100],
  [
    'a filter on an indexed column and another',
    { filter: { status: 'lead', vip: true } },
    'contacts_status_idx',
    200,
  ],
  ['a rare fragment', { q: 'p77777@' }, 'contacts_created_at_idx', 800],
  ['a frequent fragment', { q: 'example' }, 'contacts_created_at_idx', 60],
  ['two words', { q: 'last5 p777' }, 'contacts_created_at_idx', 2_000],
  ['a rare label', { filter: { labels: { has: 'rare' } } }, 'value_index_text', 900],
  ['a frequent label', { filter: { labels: { has: 't7' } } }, 'contacts_created_at_idx', 600],
  [
    'a frequent fragment of a field without an index',
    { filter: { firstName: { contains: 'irst1' } } },
    'contacts_created_at_idx',
    500,
  ],
  [
    'two frequent values of fields without an index',
    { filter: { firstName: { contains: 'irst1' }, 'custom.tier': 'gold' }, sort: 'lastName' },
    'contacts_last_name_idx',
    1_000,
  ],
  [
    'a label of one in sixty',
    { filter: { labels: { has: 'some' } } },
    'contacts_created_at_idx',
    3_500,
  ],
  [
    'a rare status by name',
    { filter: { status: 'former' }, sort: 'lastName' },
    'contacts_status_idx',
    1_000,
  ],
  [
    'a frequent status by name',
    { filter: { status: 'lead' }, sort: 'lastName' },
    'contacts_last_name_idx',
    1_500,
  ],
  [
    'a narrow range, newest first',
    { filter: { score: { between: [17, 19] } } },
    'contacts_score_idx',
    900,
  ],
  [
    'a wide range, newest first',
    { filter: { score: { gt: 100 } } },
    'contacts_created_at_idx',
    1_500,
  ],
  [
    'the contacts of one company',
    { filter: { 'company.name': 'Company 77' } },
    'contacts_company_id_idx',
    4_000,
  ],
  [
    'the contacts of an industry',
    { filter: { 'company.industry': 'tech' } },
    'contacts_created_at_idx',
    6_000,
  ],
  [
    'a fragment of a searchable name',
    { filter: { lastName: { startsWith: 'Last5000' } } },
    'contacts_created_at_idx',
    800,
  ],
]

test.each(cases)('%s is read from an index', async (_, query, index, most) => {
  const plan = await explain(query)
  expect([...plan.indexes]).toContain(index)
  expect(plan.scanned.filter((table) => table === 'contacts')).toEqual([])
  expect(plan.touched).toBeLessThanOrEqual(most)
})

test('a page 4,000 deep reads as few rows as the first', async () => {
  for (const sort of ['-createdAt', 'lastName', 'score', '-score']) {
    const query = { sort, limit: 25 }
    const { rows } = await world.owner.query<{ key: unknown[] }>(deepKey(sort))
    const first = await world.list(everybody, world.contact, query)
    const cursor = withValues(first.page.next ?? '', rows[0]?.key ?? [])
    expect((await explain({ ...query, cursor })).touched).toBeLessThanOrEqual(52)
  }
})

test.each([
  [{ sort: '-createdAt' }, 'contacts_created_at_idx'],
  [{ sort: 'lastName' }, 'contacts_last_name_idx'],
])('a jump over 50,000 records of %j reads their index and no record', async (query, index) => {
  await world.owner.query(`vacuum ${SCHEMA}.contacts`)
  await world.list(everybody, world.contact, { ...query, skip: 50_000, limit: 25 })
  const anchor = world.sent().find(({ text }) => text.includes('offset'))
  if (!anchor) throw new Error('No jump was sent.')
  const plan = await world.tenantDb.dedicated(ACME, async (client) => {
    const text = `explain (analyze, buffers, format json) ${anchor.text}`
    const { rows } = await client.query(text, [...anchor.values])
    const [{ Plan }] = (rows[0] as { 'QUERY PLAN': [{ Plan: Node }] })['QUERY PLAN']
    return flatten(Plan)
  })
  const scans = plan.filter((node) => node['Node Type'].includes('Scan') && node['Relation Name'])
  expect(scans.map((node) => [node['Node Type'], node['Index Name']])).toEqual([
    ['Index Only Scan', index],
  ])
  expect(scans[0]?.['Actual Rows']).toBe(50_000)
})

/** Sort values of the record 4,000 pages into the list. */
function deepKey(sort: string): string {
  const column = { createdAt: 'created_at', lastName: 'last_name', score: 'score' }[
    sort.replace('-', '')
  ]
  const direction = sort.startsWith('-') ? 'desc' : 'asc'
  const keys = column === 'created_at' ? ['created_at', 'id'] : [column, 'created_at', 'id']
  const values = keys.map((key) => (key === 'score' ? 'score::text' : key)).join(', ')
  return `select json_build_array(${values}) as key from ${SCHEMA}.contacts where tenant_id = '${ACME}'
    order by ${keys.map((key) => `${key} ${direction}`).join(', ')} offset ${4_000 * 25 - 26} limit 1`
}

function withValues(cursor: string, values: readonly unknown[]): string {
  const [fingerprint, direction] = JSON.parse(
    Buffer.from(cursor, 'base64url').toString(),
  ) as unknown[]
  return Buffer.from(JSON.stringify([fingerprint, direction, ...values])).toString('base64url')
}

// Walked in order, candidates many: the other half of each statement.
test.each([
  [
    { filter: { status: 'lead' }, sort: 'lastName' },
    `status = 'lead'`,
    'last_name, created_at, id',
  ],
  [
    { filter: { score: { gt: 100 } }, sort: '-score' },
    'score > 100',
    'score desc, created_at desc, id desc',
  ],
  [
    { filter: { labels: { has: 't7' } }, sort: 'score' },
    `'t7' = any(labels)`,
    'score, created_at, id',
  ],
  [{ q: 'example' }, `search_text like '%example%'`, 'created_at desc, id desc'],
  // Too few for a full page among the first records, too many to sort.
  [{ filter: { labels: { has: 'some' } } }, `'some' = any(labels)`, 'created_at desc, id desc'],
  [
    { filter: { labels: { has: 'some' } }, sort: 'score' },
    `'some' = any(labels)`,
    'score, created_at, id',
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
  }
  expect(ids).toEqual(rows.map((row) => row.id))
})

test('after a few runs a prepared page is planned no more, whatever its values', async () => {
  const values = ['rare', 't7', 'some', 'none', 'rare', 't1', 't2', 'some', 'rare', 't3']
  await world.tenantDb.transaction(ACME, async () => {
    for (const label of values) {
      await world.list(everybody, world.contact, { filter: { labels: { has: label } } })
    }
    const name = world.sent().at(-1)?.name
    const text =
      'select generic_plans::int, custom_plans::int from pg_prepared_statements where name = $1'
    const [[generic, custom] = []] = await world.tenantDb.query(ACME, { text, values: [name] })
    expect([generic, custom]).toEqual([5, 5])
  })
})
