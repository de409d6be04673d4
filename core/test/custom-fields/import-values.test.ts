import { afterAll, beforeAll, expect, test } from '@jest/globals'

import type { TestClient } from '../../src/testing/index.ts'
import { choice, fieldWorld, makeAuthor, makeField, namesOf } from './field-world.ts'

const t = await fieldWorld()
const acme = t.as('acme')
afterAll(() => t.close())

beforeAll(async () => {
  for (const client of [acme, t.as('other')]) {
    await makeField(client, 'tier', choice('gold', 'silver'), { indexed: true })
    await makeField(
      client,
      'score',
      { type: 'integer', 'x-crm': { label: 'Score points' } },
      { indexed: true },
    )
    await makeField(
      client,
      'topics',
      { type: 'array', items: { type: 'string' } },
      { indexed: true },
    )
    await makeField(client, 'vat', { type: 'string' }, { unique: true })
  }
})

async function importCsv(client: TestClient, text: string, options: Record<string, string> = {}) {
  const query = new URLSearchParams({ entity: 'author', ...options }).toString()
  const { status, body } = await client.post(`/imports?${query}`, Buffer.from(text), {
    'content-type': 'text/csv',
  })
  expect([status, body.errors ?? []]).toEqual([202, []])
  await t.drain()
  return (await client.get(`/imports/${body.data.id}`)).body.data
}

async function customOf(client: TestClient, name: string): Promise<object> {
  const { body } = await client.post('/authors/query', { filter: { name } })
  return body.data[0]?.custom
}

/** Rows that index and claims lack, or have too many. */
function disagreements(): Promise<object[]> {
  return t.sql(`
    with wanted as (
      select a.tenant_id, a.id, r.field, r.ord, r.v_text, r.v_num, a.created_at from crm.authors a cross join lateral crm.custom_index_rows(
        a.custom, array['tier', 'score', 'topics', 'vat'], array['text', 'integer', 'text-list', 'text']) r)
    (table wanted except select tenant_id, record_id, field, ord, v_text, v_num, created_at from crm.value_index where entity = 'author')
    union all
    (select tenant_id, record_id, field, ord, v_text, v_num, created_at from crm.value_index where entity = 'author' except table wanted)`)
}

test('columns are found by key and by label, and cells are checked by the field', async () => {
  const done = await importCsv(
    acme,
    'Name,custom.tier,Score points,topics\nAda,gold,10,math; art\nBen,bronze,3,\nCyd,silver,x,\nDan,,,\n',
  )
  expect(done).toMatchObject({ state: 'done', counters: { created: 2, refused: 2 } })
  expect(await customOf(acme, 'Ada')).toEqual({ tier: 'gold', score: 10, topics: ['math', 'art'] })
  expect(await customOf(acme, 'Dan')).toEqual({})
  expect(await namesOf(acme, { filter: { 'custom.topics': { has: 'art' } } })).toEqual(['Ada'])
  expect(await namesOf(acme, { sort: '-custom.score', limit: 1 })).toEqual(['Ada'])
  expect(await namesOf(t.as('other'), {})).toEqual([])
  expect(await disagreements()).toEqual([])
})

test('an update changes the fields it names and their index rows, and undo brings both back', async () => {
  await makeAuthor(acme, 'Emmy', { tier: 'gold', score: 1, topics: ['a', 'b', 'c'] }).then((id) =>
    acme.patch(`/authors/${id}`, { email: 'emmy@x.example' }),
  )
  const done = await importCsv(acme, 'email,custom.tier,custom.topics\nemmy@x.example,silver,z\n', {
    mode: 'upsert',
    lists: 'replace',
  })
  expect(done.counters).toMatchObject({ updated: 1 })
  expect(await customOf(acme, 'Emmy')).toEqual({ tier: 'silver', score: 1, topics: ['z'] })
  expect(await namesOf(acme, { filter: { 'custom.tier': 'silver' } })).toEqual(['Emmy'])
  expect(await disagreements()).toEqual([])

  await acme.post(`/imports/${done.id}/undo`)
  await t.drain()
  expect(await customOf(acme, 'Emmy')).toEqual({ tier: 'gold', score: 1, topics: ['a', 'b', 'c'] })
  expect(await disagreements()).toEqual([])
})

test('a unique value is had once, within the file and beside it', async () => {
  await makeAuthor(acme, 'Holder', { vat: 'V1' })
  const done = await importCsv(acme, 'Name,custom.vat\nOne,V1\nTwo,V2\nThree,V2\nFour,V3\n')
  expect(done.counters).toMatchObject({ created: 2, refused: 2 })
  expect(
    (await namesOf(acme, { filter: { 'custom.vat': { in: ['V1', 'V2', 'V3'] } } })).filter(
      (name) => name === 'Holder' || name === 'Four',
    ),
  ).toEqual(['Four', 'Holder'])
})

test('what is exported can be imported: the same fields under the same names', async () => {
  const { body } = await acme.get(
    '/authors/export?fields=name,custom.tier,custom.score,custom.topics&filter=%7B%22name%22%3A%22Ada%22%7D',
  )
  const lines = String(body).trim().split('\n')
  expect(lines[0]).toBe('name,custom.tier,custom.score,custom.topics')
  const other = t.as('other')
  await importCsv(other, `${lines.join('\n')}\n`)
  expect(await customOf(other, 'Ada')).toEqual({ tier: 'gold', score: 10, topics: ['math', 'art'] })
})

test('columns nobody knows become fields of the tenant, when asked for', async () => {
  const done = await importCsv(acme, 'Name,Shoe size (EU),2nd name\nFay,38,Ann\n', {
    unknownColumns: 'keep',
  })
  expect(done.counters).toMatchObject({ created: 1 })
  expect(await customOf(acme, 'Fay')).toEqual({ shoeSizeEu: '38', ndName: 'Ann' })
  const { body } = await acme.get('/schemas/author/fields')
  expect(body.data.find(({ key }: { key: string }) => key === 'shoeSizeEu').label).toBe(
    'Shoe size (EU)',
  )
})
