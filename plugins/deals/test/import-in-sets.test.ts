import { afterAll, expect, test } from '@jest/globals'
import pg from 'pg'

import { contacts } from '@crmkit/contacts'
import { createTestCrm, type TestClient, type TestCrm } from '@crmkit/core/testing'
import { deals } from '@crmkit/deals'

import { importFile } from './support/real-sales.ts'
import { recordByRecord } from './support/record-by-record.ts'
import { type Board, makeBoard, ok } from './support/sales.ts'

const inSets = await createTestCrm({ plugins: [contacts(), deals()] })
const oneByOne = await createTestCrm({ plugins: [contacts(), recordByRecord(deals(), 'deal')] })
afterAll(async () => {
  await inSets.close()
  await oneByOne.close()
})

const STAGES = [
  { name: 'New', probability: 10 },
  { name: 'Offer', requiredFields: ['contact', 'amount'] },
  { name: 'Signed', requiredFields: ['lines'] },
  { name: 'Won', kind: 'won' },
  { name: 'Lost', kind: 'lost' },
]
const HEADER =
  'ref,title,stage,company,product,contact,amount,probability,startedOn,closedOn,lostReason,tags,owner'
const FIRST = [
  'A,Alpha,New,Acme,,,,,,,,,',
  'B,,New,Acme,Lamp,,1000,50,2017-01-02,,,vip; warm,Ann',
  'C,,,,Lamp,,,,,,,,',
  'D,,,,,,,,,,,,',
  'E,Echo,Offer,,,Lee,500,,,,,,Ben',
  'F,Foxtrot,Offer,,,,,,,,,,',
  'G,Golf,Signed,,,,700,,,,,,',
  'H,Hotel,Won,Globex,,Lee,900,,2017-01-02,2017-03-01,,,',
  'I,India,Lost,,,,900,,2017-05-02,2017-03-01,price,,',
  'J,Juliet,Lost,,,,,,2017-01-02,2017-03-01,weather,,',
  'K,Kilo,Lost,,,,,,2017-01-02,2017-03-01,,,',
  'L,Lima,New,,,Kim,10,,2017-04-01,2017-04-02,price,vip,',
  'A,,Won,Globex,,,250,,,,,,',
  'M,Mike,Elsewhere,,,,,,,,,,',
  'N,November,New,,,,,101,,,,,',
]
const SECOND = [
  // Changes of each kind, and rows that change nothing.
  'A,Alpha,Won,Globex,,,250,,,,,,',
  'B,Bravo,Offer,Acme,Lamp,Kim,1500,50,,,,vip; cold,Ben',
  'C,,Won,Acme,,,,,,2017-06-01,,,',
  'D,Delta,Signed,,,,,,,,,,',
  'E,Echo,Signed,,,,,,,,,,',
  'E,,Won,,,,,,,2017-07-01,,,Ann',
  'H,Hotel,Won,,,,,,,2017-02-01,,,',
  'I,India,New,,,,,,,,,,',
  'L,,New,,,,999,,,,,,',
  'O,Oscar,New,,,,,,,,,,',
  'B,,Lost,,,,,,,,weather,,',
]

test('deals imported in sets are what they are record by record: results, refusals, history, changes, order', async () => {
  const [sets, single] = await Promise.all([story(inSets), story(oneByOne)])
  expect(sets.imports[0]).toMatchObject({ counters: { rows: 15, created: 9, refused: 5 } })
  expect(sets.imports[1]).toMatchObject({ counters: { created: 1 } })
  expect(sets.refusals).toEqual(single.refusals)
  expect(sets.imports).toEqual(single.imports)
  for (const [name, rows] of Object.entries(sets.first))
    expect([name, rows]).toEqual([name, single.first[name]])
  for (const [name, rows] of Object.entries(sets.second))
    expect([name, rows]).toEqual([name, single.second[name]])
  for (const [name, rows] of Object.entries(sets.undone))
    expect([name, rows]).toEqual([name, single.undone[name]])
  expect(sets.first['stays']?.length).toBeGreaterThan(9)
  expect(sets.second['changes']?.length).toBeGreaterThan(sets.first['changes']?.length ?? 0)
})

/** Two imports and taking the second one back, with all that is in the database after each. */
async function story(t: TestCrm) {
  const acme = t.as('acme')
  const board = await surroundings(acme)
  const first = await importFile(t, acme, options(board), [HEADER, ...FIRST].join('\n'))
  const afterFirst = await contents(t)
  const line = await ok(acme.get('/deals/by/external:crm:deal/L'))
  await ok(acme.post('/dealLines', { dealId: line.id, name: 'Hour', unitPrice: 10, quantity: 1 }))
  const second = await importFile(t, acme, options(board), [HEADER, ...SECOND].join('\n'))
  const afterSecond = await contents(t)
  expect((await acme.post(`/imports/${second.id}/undo`)).status).toBe(202)
  await t.drain()
  const refusals = []
  for (const { id } of [first, second])
    refusals.push((await ok(acme.get(`/imports/${id}/errors?limit=200`))) as unknown)
  return {
    imports: [first, second].map(({ state, counters }) => ({ state, counters })),
    refusals,
    first: afterFirst,
    second: afterSecond,
    undone: await contents(t),
  }
}

async function surroundings(acme: TestClient): Promise<Board> {
  for (const name of ['Ann', 'Ben']) await ok(acme.post('/members', { name }))
  for (const name of ['Acme', 'Globex']) await ok(acme.post('/companies', { name }))
  for (const lastName of ['Lee', 'Kim']) await ok(acme.post('/contacts', { lastName }))
  await ok(acme.post('/products', { name: 'Lamp', price: 10, currency: 'EUR' }))
  const reasons = { lostReasonRequired: true, lostReasons: ['price', 'time'] }
  return makeBoard(acme, STAGES, { name: 'Sales', ...reasons })
}

function options({ pipelineId }: Board): Record<string, unknown> {
  return {
    entity: 'deals',
    mode: 'upsert',
    currency: 'EUR',
    mapping: {
      ref: 'external:crm:deal',
      stage: 'stage.name',
      company: 'company.name',
      product: 'product.name',
      contact: 'contact.lastName',
      owner: 'owner.name',
    },
    defaults: { pipelineId },
  }
}

/** Every row the imports could have written, with names in place of ids and without the time of the run. */
async function contents(t: TestCrm): Promise<Record<string, readonly string[]>> {
  const client = new pg.Client(t.databaseUrl)
  await client.connect()
  try {
    const names = new Map<string, string>()
    const rows = async (sql: string): Promise<string[]> =>
      (await client.query<{ row: object }>(sql)).rows.map(({ row }) => JSON.stringify(row))
    for (const [table, name] of [
      ...[
        [
          'deals',
          'coalesce((select external_id from crm.external_refs r where r.record_id = t.id), title)',
        ],
      ],
      ...['companies', 'products', 'stages', 'pipelines', 'members', 'tags'].map((table) => [
        table,
        'name',
      ]),
      ...[['contacts', 'last_name']],
      ...[
        [
          'deal_contacts',
          `'participant ' || (select external_id from crm.external_refs r where r.record_id = t.deal_id) || ' ' || t.contact_id`,
        ],
      ],
    ] as [string, string][]) {
      const found = await client.query<{ id: string; name: string }>(
        `select t.id, ${name} as name from crm.${table} t order by t.created_at, t.id`,
      )
      for (const { id, name } of found.rows) names.set(id, `${table} ${name}`)
    }
    const table = (name: string, less: string) =>
      rows(`select to_jsonb(t) ${less} as row from crm.${name} t`)
    const all = {
      deals: await table(
        'deals',
        "- 'position' || jsonb_build_object('has', position is not null)",
      ),
      order: await rows(
        "select jsonb_build_object('stage', stage_id, 'deals', json_agg(id order by position)) as row from crm.deals group by stage_id",
      ),
      stays: await table('stage_stays', "- 'id'"),
      participants: await table('deal_contacts', ''),
      references: await table('external_refs', ''),
      values: await rows("select to_jsonb(t) as row from crm.value_index t where entity = 'deal'"),
      changes: await rows(
        `select jsonb_build_object('entity', entity, 'record', record_id, 'action', action, 'name', name, 'actor', actor, 'through', through,
          'before', before - 'position', 'after', after - 'position', 'version', version) as row from crm.changes t where entity like 'deal%'`,
      ),
    }
    return Object.fromEntries(
      Object.entries(all).map(([name, found]) => [
        name,
        found.map((row) => named(row, names)).sort(),
      ]),
    )
  } finally {
    await client.end()
  }
}

const today = new Date().toISOString().slice(0, 10)

function named(row: string, names: ReadonlyMap<string, string>): string {
  return row
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}/g, (id) => names.get(id) ?? 'an id')
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}/g, (id) => names.get(id) ?? 'an id')
    .replace(/(\d{4}-\d\d-\d\d)T\d\d:\d\d:[\d.]+(\+00:00|Z)/g, (time, day: string) =>
      day === today ? 'now' : time,
    )
}
