import { afterAll, beforeAll, expect, test } from '@jest/globals'

import { createTestCrm, type TestClient } from '../../src/testing/index.ts'
import { library } from '../support/library-plugin.ts'

const members = (id: string, index: boolean) => ({
  type: 'array',
  default: [],
  items: { type: 'string', format: 'uuid' },
  'x-crm': { id, index, relation: { entity: 'member', kind: 'manyToMany' } },
})
const author = {
  schema: {
    type: 'object',
    additionalProperties: false,
    'x-crm': {
      plural: 'authors',
      label: { one: 'Author', many: 'Authors' },
      titleField: 'name',
      owned: true,
    },
    required: ['name'],
    properties: {
      name: { type: 'string', maxLength: 50, 'x-crm': { id: 'name', index: true } },
      readerIds: members('readers', true),
      criticIds: members('critics', false),
    },
  },
}
const t = await createTestCrm({ plugins: [await library({ author })] })
const ada = t.as('acme', { id: 'ada', roles: ['manager'], name: 'Ada' })
const ben = t.as('acme', { id: 'ben', roles: ['manager'], name: 'Ben' })
afterAll(() => t.close())

beforeAll(async () => {
  const own = { ada: await memberOf(ada), ben: await memberOf(ben) }
  await ada.post('/authors', { name: 'A', ownerId: own.ada, readerIds: [own.ben] })
  await ben.post('/authors', { name: 'B', ownerId: own.ben, criticIds: [own.ada, own.ben] })
  await ada.post('/authors', { name: 'C', ownerId: null, readerIds: [own.ada] })
  const [{ id: authorId }] = (await ada.get('/authors?sort=name')).body.data
  await ada.post('/books', { title: 'About A', authorId })
})

async function memberOf(client: TestClient): Promise<string> {
  return (await client.get('/me')).body.data.member.id as string
}

async function names(client: TestClient, filter: object): Promise<string[]> {
  const { status, body } = await client.post('/authors/query', { filter, sort: 'name' })
  expect([status, body.errors]).toEqual([200, undefined])
  return (body.data as { name: string }[]).map(({ name }) => name)
}

test.each([
  [{ ownerId: 'me' }, ['A'], ['B']],
  [{ ownerId: { ne: 'me' } }, ['B', 'C'], ['A', 'C']],
  [{ ownerId: { in: ['me', null] } }, ['A', 'C'], ['B', 'C']],
  [{ ownerId: { notIn: ['me'] } }, ['B', 'C'], ['A', 'C']],
  [{ or: [{ ownerId: 'me' }, { readerIds: { has: 'me' } }] }, ['A', 'C'], ['A', 'B']],
  [{ readerIds: { has: 'me' } }, ['C'], ['A']],
  [{ criticIds: { has: 'me' } }, ['B'], ['B']],
  [{ not: { criticIds: { has: 'me' } } }, ['A', 'C'], ['A', 'C']],
])('%j asks about whoever asks', async (filter, adas, bens) => {
  // Twice: the second run is of the kept plan.
  for (let run = 0; run < 2; run++) {
    expect([await names(ada, filter), await names(ben, filter)]).toEqual([adas, bens])
  }
})

test('it is asked behind a relation, counted and exported too', async () => {
  const filter = encodeURIComponent(JSON.stringify({ 'author.ownerId': 'me' }))
  expect((await ada.get(`/books?filter=${filter}`)).body.data).toHaveLength(1)
  expect((await ben.get(`/books?filter=${filter}`)).body.data).toHaveLength(0)
  const mine = encodeURIComponent(JSON.stringify({ ownerId: 'me' }))
  expect((await ben.get(`/authors?filter=${mine}&count=exact`)).body.page.total).toBe(1)
  expect(String((await ben.get(`/authors/export?filter=${mine}`)).body)).toMatch(/\n[^\n]*,B,/)
})

test('who acts as no member has nothing that is theirs', async () => {
  const { text } = await t.crm.apiKeys.create('acme', { name: 'Sync', roles: ['manager'] })
  const ask = async (filter: object): Promise<string[]> => {
    const { body } = await t.crm.inject({
      method: 'POST',
      url: '/api/v1/authors/query',
      headers: { authorization: `Bearer ${text}` },
      body: { filter, sort: 'name' },
    })
    return (body as { data: { name: string }[] }).data.map(({ name }) => name)
  }
  expect(await ask({ ownerId: 'me' })).toEqual([])
  expect(await ask({ ownerId: { in: ['me'] } })).toEqual([])
  expect(await ask({ readerIds: { has: 'me' } })).toEqual([])
  expect(await ask({ ownerId: { notIn: ['me'] } })).toEqual(['A', 'B', 'C'])
})

test('elsewhere the word is a value like any other', async () => {
  expect(await names(ada, { name: 'me' })).toEqual([])
  const { status, body } = await ada.post('/authors/query', { filter: { id: 'me' } })
  expect([status, body.errors[0].path]).toEqual([400, 'filter/id'])
  const wrong = await ada.post('/authors/query', { filter: { ownerId: 'you' } })
  expect(wrong.body.errors[0].message).toContain('or "me"; came "you"')
})

test('a shared view shows everybody their own', async () => {
  const view = {
    entity: 'author',
    name: 'Mine',
    shared: true,
    query: { filter: { ownerId: 'me' } },
  }
  const { body } = await ada.post('/views', view)
  const shared = await ben.get(`/views/${body.data.id}`)
  expect(await names(ben, shared.body.data.query.filter)).toEqual(['B'])
})
