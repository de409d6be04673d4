import { afterAll, expect, test } from '@jest/globals'

import { createTestCrm } from '../../src/testing/index.ts'
import { library } from '../support/library-plugin.ts'

const t = await createTestCrm({ plugins: [await library()] })
const acme = t.as('acme')
const other = t.as('other')
afterAll(() => t.close())

async function author(name: string, more: object = {}): Promise<{ id: string; version: number }> {
  const { status, body } = await acme.post('/authors', { name, ...more })
  expect(status).toBe(201)
  return body.data as { id: string; version: number }
}

test('a patch that changes nothing keeps the version and writes no change row', async () => {
  const { id } = await author('Ada', { born: '1815-12-10' })
  const before = (await t.changes('acme')).length
  const { body } = await acme.patch(`/authors/${id}`, { name: 'Ada', born: '1815-12-10' })
  expect(body.data.version).toBe(1)
  expect(await t.changes('acme')).toHaveLength(before)
})

test('a change row holds what differed, before and after, and nothing else', async () => {
  const { id } = await author('Grace', { born: '1906-12-09' })
  await acme.patch(`/authors/${id}`, { name: 'Grace Hopper', born: '1906-12-09' })
  const change = (await t.changes('acme')).at(-1)
  expect(change).toMatchObject({
    name: 'author.updated',
    before: { name: 'Grace' },
    after: { name: 'Grace Hopper' },
    version: 2,
  })
})

test('personal data is masked in the change log', async () => {
  const { id } = await author('Alan', { email: 'alan@example.com' })
  await acme.patch(`/authors/${id}`, { email: 'turing@example.com' })
  const log = JSON.stringify((await t.changes('acme')).filter(({ recordId }) => recordId === id))
  expect(log).not.toContain('example.com')
  expect(log).toContain('"email":"***"')
})

test('objects merge key by key, lists replace', async () => {
  const { id } = await author('Karl', { home: { city: 'Trier', country: 'DE' } })
  const { body } = await acme.patch(`/authors/${id}`, { home: { city: 'London', country: null } })
  expect(body.data.home).toEqual({ city: 'London' })
})

test('a replace clears what it leaves out', async () => {
  const { id } = await author('Emmy', { born: '1882-03-23' })
  const { body } = await acme.put(`/authors/${id}`, { name: 'Emmy Noether' })
  expect(body.data).toMatchObject({ name: 'Emmy Noether', born: null, version: 2 })
})

test('a stale version is refused and names both versions', async () => {
  const { id } = await author('Sofia')
  await acme.patch(`/authors/${id}`, { name: 'Sofia K.' })
  const { status, body } = await acme.patch(`/authors/${id}`, { name: 'S.' }, { 'if-match': '"1"' })
  expect([status, body.code, body.details]).toEqual([
    412,
    'VERSION_STALE',
    { entity: 'author', yours: 1, current: 2 },
  ])
})

test('of a hundred patches at once none is lost', async () => {
  const { id } = await author('Busy')
  await Promise.all(
    Array.from({ length: 100 }, (_, i) => acme.patch(`/authors/${id}`, { name: `Busy ${i}` })),
  )
  const changes = (await t.changes('acme')).filter(
    (change) => change.recordId === id && change.name === 'author.updated',
  )
  expect((await acme.get(`/authors/${id}`)).body.data.version).toBe(101)
  const chain = changes.sort((a, b) => (a.version ?? 0) - (b.version ?? 0))
  for (const [at, change] of chain.entries()) {
    if (at > 0) expect(change.before).toEqual(chain[at - 1]!.after)
  }
})

test('of many creates with one unique value exactly one succeeds, and the others name the record', async () => {
  const answers = await Promise.all(
    Array.from({ length: 20 }, () =>
      acme.post('/authors', { name: 'Twin', email: 'Twin@Example.com' }),
    ),
  )
  const made = answers.filter(({ status }) => status === 201)
  expect(made).toHaveLength(1)
  const refused = answers.filter(({ status }) => status === 409)
  expect(refused).toHaveLength(19)
  expect(refused.every(({ body }) => body.details.id === made[0]!.body.data.id)).toBe(true)
})

test('a deleted record frees its unique value', async () => {
  const { id } = await author('First', { email: 'free@example.com' })
  await acme.delete(`/authors/${id}`)
  await author('Second', { email: 'free@example.com' })
  const { status, body } = await acme.post(`/authors/${id}/restore`)
  expect([status, body.code]).toEqual([409, 'UNIQUE_TAKEN'])
})

test('a reference to a record of another tenant is refused like one to nothing', async () => {
  const { body } = await other.post('/authors', { name: 'Theirs' })
  const theirs = await acme.post('/books', { title: 'Mine', authorId: body.data.id })
  const nothing = await acme.post('/books', {
    title: 'Mine',
    authorId: '01890a5d-ac96-774b-bcce-b302099a8057',
  })
  expect(theirs.status).toBe(422)
  expect({ ...theirs.body, requestId: '' }).toEqual({ ...nothing.body, requestId: '' })
})

test('an upsert creates once, then updates, also by external reference', async () => {
  const first = await acme.put('/authors/by/external:shop:customer/42', { name: 'Shopper' })
  const second = await acme.put('/authors/by/external:shop:customer/42', { name: 'Shopper Two' })
  expect([first.status, second.status, second.body.data.id]).toEqual([201, 200, first.body.data.id])
})

test('parallel upserts of one key make one record', async () => {
  const answers = await Promise.all(
    Array.from({ length: 10 }, (_, i) =>
      acme.put('/authors/by/email/race@example.com', { name: `Racer ${i}` }),
    ),
  )
  expect(new Set(answers.map(({ body }) => body.data.id)).size).toBe(1)
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(1)
})
