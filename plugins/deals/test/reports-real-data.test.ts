import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { parse } from 'csv-parse/sync'
import pg from 'pg'

import { dealOptions, importFile, importSurroundings, realFile } from './support/real-sales.ts'
import { createSalesCrm, ok } from './support/sales.ts'

/** The day up to which the second tenant knows the data set: what closed later is open then, and expected on the day it closed. */
const KNOWN_UNTIL = '2017-08-15'

const t = await createSalesCrm()
const whole = t.as('whole')
const midway = t.as('midway')
const client = new pg.Client(t.databaseUrl)
await client.connect()
afterAll(async () => {
  await client.end()
  await t.close()
})

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- rows of every report, each checked against the OpenAPI document
type ReportRow = Record<string, any>

interface Row {
  opportunity_id: string
  sales_agent: string
  product: string
  account: string
  deal_stage: string
  engage_date: string
  close_date: string
  close_value: string
}

/** Independent of the engine: the CSV in a plain table, read by a library. */
beforeAll(async () => {
  const text = await realFile('sales_pipeline.csv')
  const rows = parse<Row>(text, { columns: true })
  await client.query(`create schema plain; create table plain.opportunities (
    id text, agent text, product text, account text, stage text, engaged date, closed date, value numeric, nth bigint)`)
  await client.query('set datestyle to mdy')
  const columns = [
    ...['opportunity_id', 'sales_agent', 'product', 'account', 'deal_stage'],
    ...['engage_date', 'close_date', 'close_value'],
  ] as (keyof Row)[]
  await client.query(
    `insert into plain.opportunities select id, agent, product, account, stage, nullif(engaged, '')::date, nullif(closed, '')::date, nullif(value, '')::numeric, nth
     from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[])
       with ordinality as t (id, agent, product, account, stage, engaged, closed, value, nth)`,
    columns.map((column) => rows.map((row) => row[column])),
  )
  for (const tenant of [whole, midway]) {
    const board = await importSurroundings(t, tenant)
    const file = tenant === whole ? text : asKnownThen(rows)
    const options = { ...dealOptions(board), dateFormat: 'M/d/yyyy' }
    const done = await importFile(t, tenant, options, file)
    expect(done.counters).toMatchObject({ created: tenant === whole ? 8_800 : 2_200, refused: 0 })
  }
}, 15 * 60_000)

const plain = async (sql: string): Promise<Record<string, unknown>[]> =>
  (await client.query(sql)).rows as Record<string, unknown>[]
const report = (tenant: typeof whole, name: string): Promise<never> =>
  ok(tenant.get(`/reports/deals/${name}`)) as Promise<never>

test('the win rate of every agent, and what they won, is that of the file', async () => {
  const rows = (await report(whole, 'win-rate?by=owner')) as ReportRow[]
  const members = (await ok(whole.get('/members?limit=200'))) as { id: string; name: string }[]
  const names = new Map(members.map(({ id, name }) => [id, name]))
  const mine = rows.map(({ group, won, lost, open, rate, sums }) => {
    const [usd] = sums as { currency: string; won: number }[]
    return { agent: names.get(group), won, lost, open, rate, amount: usd?.won }
  })
  const theirs = await plain(`select agent, count(*) filter (where stage = 'Won')::int as won,
    count(*) filter (where stage = 'Lost')::int as lost, count(*) filter (where stage in ('Prospecting', 'Engaging'))::int as open,
    (count(*) filter (where stage = 'Won'))::float8 / count(*) filter (where stage in ('Won', 'Lost')) as rate,
    (sum(value) filter (where stage = 'Won') * 100)::int as amount
    from plain.opportunities group by agent`)
  expect(mine.sort(byText('agent'))).toEqual(theirs.sort(byText('agent')))
  expect(mine).toHaveLength(30)
  const [all] = (await report(whole, 'win-rate')) as { rate: number; sums: object[] }[]
  const [sum] = await plain(`select (sum(value) * 100)::int as won,
    (count(*) filter (where stage = 'Won'))::float8 / count(*) filter (where stage in ('Won', 'Lost')) as rate from plain.opportunities`)
  expect(all).toMatchObject({ rate: sum?.['rate'], sums: [{ currency: 'USD', won: sum?.['won'] }] })
})

test('the cycle of every product is that of the file', async () => {
  const rows = (await report(whole, 'cycle-time?by=product')) as ReportRow[]
  const products = (await ok(whole.get('/products'))) as { id: string; name: string }[]
  const names = new Map(products.map(({ id, name }) => [id, name.replace(' ', '')]))
  const mine = rows.map(({ group, ...row }) => ({ ...row, product: names.get(group) }))
  const theirs =
    await plain(`select replace(product, ' ', '') as product, lower(stage) as outcome, count(*)::int as count,
      avg(closed - engaged)::float8 as "averageDays", percentile_cont(0.5) within group (order by closed - engaged) as "medianDays",
      percentile_cont(0.9) within group (order by closed - engaged) as "p90Days", min(closed - engaged) as "shortestDays", max(closed - engaged) as "longestDays"
    from plain.opportunities where stage in ('Won', 'Lost') group by 1, 2`)
  const name = (row: object): string => JSON.stringify(Object.entries(row).sort())
  const spaceless = theirs.map((row) => ({ ...row, product: spelled(names, row['product']) }))
  expect(mine.map(name).sort()).toEqual(spaceless.map(name).sort())
  expect(mine).toHaveLength(14)
})

test('what was won each month is that of the file, to the cent', async () => {
  const rows = (await report(whole, 'forecast')) as {
    month: string | null
    sums: { won: number }[]
  }[]
  const mine = rows.flatMap(({ month, sums: [usd] }) =>
    month && usd ? [{ month, won: usd.won }] : [],
  )
  const theirs =
    await plain(`select to_char(closed, 'YYYY-MM') as month, (sum(value) * 100)::int as won
    from plain.opportunities where stage = 'Won' group by 1 order by 1`)
  expect(mine).toEqual(theirs)
})

test('the weighted forecast of a day in the middle is that of the file, to the cent', async () => {
  const rows = (await report(midway, 'forecast')) as ReportRow[]
  const mine = rows.flatMap(({ month, openCount, wonCount, sums }) => {
    const [usd] = sums as { amount: number; weighted: number; won: number }[]
    return month && usd
      ? [{ month, openCount, wonCount, amount: usd.amount, weighted: usd.weighted, won: usd.won }]
      : []
  })
  const open = `closed > '${KNOWN_UNTIL}'`
  // 40 per cent in the stage Engaging, a quarter of it for what was lost in the end: that deal says so itself.
  const theirs =
    await plain(`select to_char(closed, 'YYYY-MM') as month, count(*) filter (where ${open})::int as "openCount",
      count(*) filter (where not ${open} and stage = 'Won')::int as "wonCount",
      coalesce(sum(value) filter (where ${open}) * 100, 0)::int as amount,
      coalesce(round(sum(value * 100 * case stage when 'Won' then 0.4 else 0.1 end) filter (where ${open})), 0)::int as weighted,
      coalesce(sum(value) filter (where not ${open} and stage = 'Won') * 100, 0)::int as won
    from plain.opportunities where nth % 4 = 1 and closed is not null and (${open} or stage = 'Won') group by 1 order by 1`)
  expect(theirs.filter(({ weighted }) => Number(weighted) > 0).length).toBeGreaterThan(3)
  expect(mine).toEqual(theirs)
})

test('the time in each stage is that of the file, to the second', async () => {
  const rows = (await report(whole, 'time-in-stage')) as ReportRow[]
  const mine = rows.map(
    ({ name, stays, totalSeconds, averageSeconds, medianSeconds, current }) => ({
      ...{ name, stays, totalSeconds, averageSeconds, medianSeconds, current },
    }),
  )
  const seconds = '(closed - engaged) * 86400.0'
  const [engaging] =
    await plain(`select count(*)::int as stays, sum(${seconds})::float8 as total, avg(${seconds})::float8 as average,
      percentile_cont(0.5) within group (order by ${seconds}) as median from plain.opportunities where stage in ('Won', 'Lost')`)
  const none = { stays: 0, totalSeconds: 0, averageSeconds: null, medianSeconds: null }
  expect(mine).toEqual([
    { name: 'Prospecting', ...none, current: 500 },
    {
      name: 'Engaging',
      stays: engaging?.['stays'],
      totalSeconds: engaging?.['total'],
      averageSeconds: engaging?.['average'],
      medianSeconds: engaging?.['median'],
      current: 1_589,
    },
    { name: 'Won', ...none, current: 4_238 },
    { name: 'Lost', ...none, current: 2_473 },
  ])
})

test('deals that wait too long are those of the file', async () => {
  const { body } = await whole.get('/reports/deals/stale?on=2017-12-31')
  const [late] = await plain(`select count(*)::int as late from plain.opportunities
    where stage = 'Engaging' and engaged + 60 < '2018-01-01'`)
  expect(body.total).toBe(late?.['late'])
})

test('a report with a filter counts what the list of that filter shows', async () => {
  const filter = encodeURIComponent(
    '{"and":[{"product.name":"GTX Pro"},{"closedOn":{"gte":"2017-07-01"}}]}',
  )
  const [row] = (await ok(whole.get(`/reports/deals/win-rate?filter=${filter}`))) as ReportRow[]
  const { body } = await whole.get(`/deals?filter=${filter}&count=exact&limit=1`)
  const { won, lost, open } = row as Record<string, number>
  expect(won! + lost! + open!).toBe(body.page.total)
  const [theirs] =
    await plain(`select count(*) filter (where stage = 'Won')::int as won from plain.opportunities
    where product = 'GTXPro' and closed >= '2017-07-01'`)
  expect(won).toBe(theirs?.['won'])
})

/** Every fourth row of the file, as it would have been exported then. */
function asKnownThen(rows: readonly Row[]): string {
  const header =
    'opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,expected_close_on,amount,probability'
  const some = rows.filter((_, index) => index % 4 === 0)
  const lines = some.map((row) => {
    const { opportunity_id, sales_agent, product, account, deal_stage, engage_date } = row
    const isLater = row.close_date !== '' && isoDay(row.close_date) > KNOWN_UNTIL
    return [
      ...[
        opportunity_id,
        sales_agent,
        product,
        account,
        isLater ? 'Engaging' : deal_stage,
        engage_date,
      ],
      isLater ? '' : row.close_date,
      isLater ? row.close_date : '',
      row.close_value,
      isLater && deal_stage === 'Lost' ? '10' : '',
    ].join(',')
  })
  return [header, ...lines].join('\n')
}

function isoDay(american: string): string {
  const [month = '', day = '', year = ''] = american.split('/')
  return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
}

function byText(key: string) {
  return (one: Record<string, unknown>, other: Record<string, unknown>): number =>
    String(one[key]) < String(other[key]) ? -1 : 1
}

function spelled(names: ReadonlyMap<string, string>, product: unknown): string | undefined {
  return [...names.values()].find(
    (name) => name.replaceAll(' ', '') === String(product).replaceAll(' ', ''),
  )
}
