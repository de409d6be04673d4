import { afterAll, beforeAll, expect, test } from '@jest/globals'

import { choice, fieldWorld, makeAuthor, makeField, namesOf } from './field-world.ts'

const t = await fieldWorld()
afterAll(() => t.close())

const fields: Record<string, object> = {
  note: { type: 'string' },
  tier: choice('gold', 'silver', 'bronze'),
  score: { type: 'integer' },
  ratio: { type: 'number' },
  vip: { type: 'boolean' },
  since: { type: 'string', format: 'date' },
  seenAt: { type: 'string', format: 'date-time' },
  topics: { type: 'array', items: { type: 'string' } },
}
const records: Record<string, object> = {
  ada: {
    note: 'Hello World',
    tier: 'gold',
    score: 10,
    ratio: 0.5,
    vip: true,
    since: '2026-01-05',
    seenAt: '2026-01-05T10:00:00Z',
    topics: ['math', 'Physics'],
  },
  ben: {
    note: 'hello world',
    tier: 'silver',
    score: -3,
    ratio: 1e12,
    vip: false,
    since: '2026-02-01',
    seenAt: '2026-01-05T12:00:00+02:00',
    topics: ['physics'],
  },
  cyd: { note: 'Émile', tier: 'bronze', score: 0, ratio: -0.25, since: '2025-12-31', topics: [] },
  dan: {},
}
// Field, operators, who meets them.
const cases: [string, unknown, string[]][] = [
  ['note', 'Hello World', ['ada']],
  ['note', { eq: 'hello world' }, ['ben']],
  ['note', { ne: 'Hello World' }, ['ben', 'cyd', 'dan']],
  ['note', { in: ['Hello World', 'Émile'] }, ['ada', 'cyd']],
  ['note', { in: ['x', null] }, ['dan']],
  ['note', { in: [] }, []],
  ['note', { notIn: ['Émile'] }, ['ada', 'ben', 'dan']],
  ['note', { contains: 'WORLD' }, ['ada', 'ben']],
  ['note', { startsWith: 'hello' }, ['ada', 'ben']],
  ['note', { isNull: true }, ['dan']],
  ['note', null, ['dan']],
  ['tier', 'gold', ['ada']],
  ['tier', { in: ['gold', 'bronze'] }, ['ada', 'cyd']],
  ['tier', 'nobody has this', []],
  ['tier', { isNull: false }, ['ada', 'ben', 'cyd']],
  ['score', 0, ['cyd']],
  ['score', { ne: 0 }, ['ada', 'ben', 'dan']],
  ['score', { gt: 0 }, ['ada']],
  ['score', { gte: 0 }, ['ada', 'cyd']],
  ['score', { lt: 0 }, ['ben']],
  ['score', { lte: 0 }, ['ben', 'cyd']],
  ['score', { between: [-3, 0] }, ['ben', 'cyd']],
  ['score', { in: [10, -3] }, ['ada', 'ben']],
  ['score', { notIn: [10] }, ['ben', 'cyd', 'dan']],
  ['score', { gt: -5, lt: 5 }, ['ben', 'cyd']],
  ['ratio', 0.5, ['ada']],
  ['ratio', { gt: 0.4 }, ['ada', 'ben']],
  ['ratio', { lte: -0.25 }, ['cyd']],
  ['vip', true, ['ada']],
  ['vip', false, ['ben']],
  ['vip', { ne: true }, ['ben', 'cyd', 'dan']],
  ['vip', { in: [true, false] }, ['ada', 'ben']],
  ['since', '2026-01-05', ['ada']],
  ['since', { lt: '2026-01-05' }, ['cyd']],
  ['since', { between: ['2025-12-31', '2026-01-05'] }, ['ada', 'cyd']],
  ['since', { within: 'last 1000 years' }, ['ada', 'ben', 'cyd']],
  ['seenAt', '2026-01-05T10:00:00Z', ['ada', 'ben']],
  ['seenAt', '2026-01-05T11:00:00+01:00', ['ada', 'ben']],
  ['seenAt', { gt: '2026-01-05T10:00:00Z' }, []],
  ['seenAt', { gte: '2026-01-05T09:59:59.999Z' }, ['ada', 'ben']],
  ['topics', { has: 'physics' }, ['ben']],
  ['topics', { has: 'Physics' }, ['ada']],
  ['topics', { isNull: true }, ['dan']],
]

const tenants = { indexed: t.as('indexed'), plain: t.as('plain') }

beforeAll(async () => {
  for (const [name, client] of Object.entries(tenants)) {
    for (const [key, schema] of Object.entries(fields))
      await makeField(client, key, schema, { indexed: name === 'indexed' })
    for (const [author, custom] of Object.entries(records)) await makeAuthor(client, author, custom)
  }
})

test.each(cases)(
  'custom.%s %j finds the same with and without an index, in any order',
  async (key, asked, names) => {
    for (const client of Object.values(tenants)) {
      const filter = { [`custom.${key}`]: asked }
      expect(await namesOf(client, { filter })).toEqual(names)
      expect((await namesOf(client, { filter, sort: '-createdAt' })).sort()).toEqual(names)
      if (key !== 'topics')
        expect((await namesOf(client, { filter, sort: `custom.${key}` })).sort()).toEqual(names)
      const { body } = await client.post('/authors/query', { filter, count: 'exact' })
      expect(body.page.total).toBe(names.length)
    }
  },
)

const orders: [string, string[]][] = [
  ['custom.note', ['cyd', 'ada', 'ben', 'dan']],
  ['-custom.note', ['ben', 'ada', 'cyd', 'dan']],
  ['custom.score', ['ben', 'cyd', 'ada', 'dan']],
  ['-custom.score', ['ada', 'cyd', 'ben', 'dan']],
  ['-custom.ratio', ['ben', 'ada', 'cyd', 'dan']],
  ['custom.vip', ['ben', 'ada', 'cyd', 'dan']],
  ['custom.since', ['cyd', 'ada', 'ben', 'dan']],
  ['-custom.seenAt', ['ben', 'ada', 'dan', 'cyd']],
  ['custom.tier,name', ['cyd', 'ada', 'ben', 'dan']],
]

test.each(orders)(
  'sort=%s puts records without a value last in either direction',
  async (sort, names) => {
    for (const client of Object.values(tenants))
      expect(await namesOf(client, { sort })).toEqual(names)
  },
)

test.each(orders)('the pages of sort=%s are the list, there and back', async (sort, names) => {
  for (const client of Object.values(tenants)) {
    const page = (cursor?: string) =>
      client.post('/authors/query', { sort, limit: 1, ...(cursor ? { cursor } : {}) })
    const seen: string[] = []
    let answer = await page()
    for (;;) {
      seen.push(answer.body.data[0].name)
      if (answer.body.page.next === null) break
      answer = await page(answer.body.page.next)
    }
    expect(seen).toEqual(names)
    const back: string[] = []
    for (let cursor = answer.body.page.prev; cursor !== null;) {
      const { body } = await page(cursor)
      back.unshift(body.data[0].name)
      cursor = body.page.prev
    }
    expect(back).toEqual(names.slice(0, -1))
  }
})

test('a filter on another field joins a sort by an indexed one', async () => {
  const { indexed } = tenants
  expect(
    await namesOf(indexed, { filter: { 'custom.score': { gte: -3 } }, sort: '-custom.score' }),
  ).toEqual(['ada', 'cyd', 'ben'])
  expect(
    await namesOf(indexed, { filter: { 'custom.score': { isNull: true } }, sort: '-custom.score' }),
  ).toEqual(['dan'])
  expect(
    await namesOf(indexed, {
      filter: { 'custom.tier': { in: ['gold', 'silver'] } },
      sort: 'custom.score',
    }),
  ).toEqual(['ben', 'ada'])
  expect(
    await namesOf(indexed, {
      filter: { or: [{ 'custom.tier': 'gold' }, { 'custom.score': { isNull: true } }] },
      sort: 'custom.note',
    }),
  ).toEqual(['ada', 'dan'])
  expect(
    await namesOf(indexed, {
      filter: { 'custom.vip': true, 'custom.tier': 'gold' },
      sort: '-createdAt',
    }),
  ).toEqual(['ada'])
})

test('custom fields are reached through relations', async () => {
  const { indexed } = tenants
  const { body } = await indexed.post('/authors/query', { filter: { name: 'ada' } })
  await indexed.post('/books', { title: 'Notes', authorId: body.data[0].id })
  const found = await indexed.post('/books/query', {
    filter: { 'author.custom.tier': 'gold' },
    include: ['author'],
  })
  expect(
    found.body.data.map(({ author }: { author: { custom: object } }) => author.custom),
  ).toMatchObject([{ tier: 'gold' }])
})

const refused: [string, object, string][] = [
  ['a key there is not', { 'custom.nope': 1 }, 'filter/custom.nope'],
  ['a value of another type', { 'custom.score': 'x' }, 'filter/custom.score'],
  ['an operator of another type', { 'custom.vip': { gt: true } }, 'filter/custom.vip/gt'],
  ['a list compared as a value', { 'custom.topics': 'math' }, 'filter/custom.topics'],
]

test.each(refused)('a filter with %s is a 400 that names the place', async (_, filter, path) => {
  const { status, body } = await tenants.indexed.post('/authors/query', { filter })
  expect([status, body.errors[0].path]).toEqual([400, path])
})
