import { afterAll, beforeAll, expect, test } from '@jest/globals'
import pg from 'pg'

import { createSalesCrm, makeBoard, ok } from './support/sales.ts'

const DEALS = 50_000

const t = await createSalesCrm()
const acme = t.as('acme')
const client = new pg.Client(t.databaseUrl)
await client.connect()
afterAll(async () => {
  await client.end()
  await t.close()
})
const board = await makeBoard(acme)
const ids = Object.values(board.stages)

/** Straight into the table: what is asked here is how they are read. */
beforeAll(async () => {
  const mine = await ok(acme.post('/deals', { title: 'first', stageId: ids[0] }))
  await client.query(
    `insert into crm.deals (tenant_id, id, title, amount, currency, probability, pipeline_id, stage_id, position, outcome, owner_id, tag_ids, created_by, updated_by)
     select d.tenant_id, gen_random_uuid(), 'Deal ' || n, n * 7 % 100000, (array['EUR', 'USD', 'JPY'])[1 + n % 3], case when n % 10 = 0 then 33 end,
       d.pipeline_id, ($2::uuid[])[1 + n % 4], lpad(n::text, 9, '0'), 'open', case when n % 2 = 0 then d.owner_id end, '{}', d.created_by, d.updated_by
     from crm.deals d, generate_series(1, ${DEALS}) n where d.id = $1`,
    [mine.id, ids],
  )
  await vacuumed()
}, 120_000)

/** As autovacuum leaves the table a minute later: its pages are known to hold no dead rows. A transaction that is still open may ask for another look. */
async function vacuumed(): Promise<void> {
  const deadline = Date.now() + 60_000
  for (;;) {
    await client.query('vacuum analyze crm.deals')
    const { rows } = await client.query(
      "select relallvisible >= 0.95 * relpages as clean from pg_class where relname = 'deals'",
    )
    if (rows[0].clean) return
    if (Date.now() > deadline) throw new Error('Somebody holds an old snapshot.')
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}

interface Counted {
  stageId: string
  count: number
  sums: { currency: string; amount: number; weighted: number }[]
}

const columns = async (path: string, as = acme) =>
  (await ok(as.get(`/pipelines/${board.pipelineId}/columns${path}`))) as Counted[]

test('counts and sums of 50,000 deals are exact, for every column and currency', async () => {
  const mine = await columns('')
  const { rows } =
    await client.query(`select d.stage_id, d.currency, count(*)::int, sum(d.amount)::float8 as amount,
      round(sum(d.amount * coalesce(d.probability, s.probability)) / 100.0)::float8 as weighted
    from crm.deals d join crm.stages s on s.id = d.stage_id group by 1, 2 order by 2`)
  expect(mine.map(({ stageId }) => stageId)).toEqual(ids)
  expect(mine.reduce((sum, { count }) => sum + count, 0)).toBe(DEALS + 1)
  for (const { stageId, sums } of mine) {
    const theirs = rows.filter((row) => row.stage_id === stageId && row.currency !== null)
    expect(sums).toEqual(
      theirs.map(({ currency, amount, weighted }) => ({ currency, amount, weighted })),
    )
  }
})

test('a filter counts what its list shows, and an actor what they may see', async () => {
  const filter = encodeURIComponent('{"amount":{"gte":90000},"currency":"EUR"}')
  const mine = await columns(`?filter=${filter}`)
  const { body } = await acme.get(`/deals?filter=${filter}&count=exact&limit=1`)
  expect(mine.reduce((sum, { count }) => sum + count, 0)).toBe(body.page.total)
  await ok(
    acme.put('/roles/own-only', {
      label: 'Own only',
      permissions: { 'deal.read': 'own', 'pipeline.read': 'all' },
    }),
  )
  const own = t.as('acme', { roles: ['own-only'], id: 'own-only' })
  expect((await columns('', own)).map(({ count }) => count)).toEqual([0, 0, 0, 0])
  await ok(
    acme.put('/roles/no-amount', {
      label: 'No amount',
      permissions: { 'deal.read': 'all', 'pipeline.read': 'all' },
      fields: { 'deal.amount': 'none' },
    }),
  )
  const blind = t.as('acme', { roles: ['no-amount'], id: 'no-amount' })
  expect((await columns('', blind))[0]).toMatchObject({ count: DEALS / 4 + 1, sums: [] })
  expect((await blind.get('/reports/deals/forecast')).body.code).toBe('FIELD_UNREADABLE')
})

test('a search counts what its list shows, and every column is counted owner by owner', async () => {
  const mine = (await ok(
    acme.get(`/pipelines/${board.pipelineId}/columns?q=deal%2049&by=ownerId`),
  )) as (Counted & { owners: (Counted & { ownerId: string | null })[] })[]
  const { body } = await acme.get('/deals?q=deal%2049&count=exact&limit=1')
  expect(body.page.total).toBeGreaterThan(1_000)
  expect(body.page.total).toBeLessThan(DEALS / 2)
  expect(mine.reduce((sum, { count }) => sum + count, 0)).toBe(body.page.total)
  const { rows } =
    await client.query(`select d.stage_id, d.owner_id, d.currency, count(*)::int, sum(d.amount)::float8 as amount,
      round(sum(d.amount * coalesce(d.probability, s.probability)) / 100.0)::float8 as weighted
    from crm.deals d join crm.stages s on s.id = d.stage_id where lower(d.title) like '%deal%' and d.title like '%49%' group by 1, 2, 3 order by 3`)
  const seen = mine.flatMap(({ stageId, owners = [] }) =>
    owners.flatMap(({ ownerId, sums }) =>
      sums.map((sum) => ({ stage_id: stageId, owner_id: ownerId, ...sum })),
    ),
  )
  const inOrder = (list: object[]): string[] => list.map((one) => JSON.stringify(one)).sort()
  expect(inOrder(seen)).toEqual(
    inOrder(
      rows.map(({ stage_id, owner_id, currency, amount, weighted }) => ({
        ...{ stage_id, owner_id, currency, amount, weighted },
      })),
    ),
  )
  for (const { count, owners } of mine)
    expect(owners.reduce((sum, one) => sum + one.count, 0)).toBe(count)
  expect(new Set(seen.map(({ owner_id }) => owner_id)).size).toBe(2)
})

test('a search that could find nothing is refused, and so are owners the actor may not read', async () => {
  await ok(
    acme.put('/roles/no-owner', {
      label: 'No owner',
      permissions: { 'deal.read': 'all', 'pipeline.read': 'all' },
      fields: { 'deal.ownerId': 'none', 'deal.title': 'none' },
    }),
  )
  const blind = t.as('acme', { roles: ['no-owner'], id: 'no-owner' })
  const path = `/pipelines/${board.pipelineId}/columns`
  expect(await blind.get(`${path}?q=deal`)).toMatchObject({
    status: 400,
    body: { code: 'INVALID_QUERY', errors: [{ path: 'q', code: 'NOT_SEARCHABLE' }] },
  })
  expect((await blind.get(`${path}?by=ownerId`)).body.code).toBe('FIELD_UNREADABLE')
})

test('one statement answers, from the index of the columns, and cards come from that of their order', async () => {
  for (const path of ['', '?by=ownerId']) {
    const statements = await explained(() => columns(path))
    expect(statements).toHaveLength(1)
    expect(statements[0]).toContain('Index Only Scan using deals_columns_idx')
    expect(statements[0]).not.toMatch(/Seq Scan on deals/)
  }
  const filter = encodeURIComponent(JSON.stringify({ stageId: ids[1] }))
  const [cards] = await explained(() => acme.get(`/deals?filter=${filter}&sort=position&limit=25`))
  expect(cards).toContain('Index Scan using deals_stage_id_position_idx')
  expect(cards).not.toContain('Sort  (')
})

/** The plans PostgreSQL would make for the statements on deals that `work` sends. */
async function explained(work: () => Promise<unknown>): Promise<string[]> {
  const sent: { text: string; values: unknown[] }[] = []
  // eslint-disable-next-line @typescript-eslint/unbound-method -- called on the client it was taken from
  const query = pg.Client.prototype.query as (...given: unknown[]) => unknown
  const watch = function (this: unknown, ...given: unknown[]): unknown {
    const [first] = given as [{ text?: string; values?: unknown[] }]
    if (first?.text?.includes('"deals" a'))
      sent.push({ text: first.text, values: first.values ?? [] })
    return query.apply(this, given)
  }
  Object.assign(pg.Client.prototype, { query: watch })
  try {
    await work()
  } finally {
    Object.assign(pg.Client.prototype, { query })
  }
  await client.query('set role crm_app')
  try {
    const { rows: tenants } = await client.query('select id from crm.find_tenant($1)', ['acme'])
    await client.query("select set_config('app.tenant_id', $1, false)", [tenants[0].id])
    const plans: string[] = []
    for (const { text, values } of sent) {
      const { rows } = await client.query({ text: `explain ${text}`, values } as pg.QueryConfig)
      plans.push(rows.map((row) => (row as Record<string, string>)['QUERY PLAN']).join('\n'))
    }
    return plans
  } finally {
    await client.query('reset role')
  }
}
