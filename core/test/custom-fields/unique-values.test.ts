import { afterAll, beforeAll, expect, test } from '@jest/globals'

import { fieldWorld, makeAuthor, makeField } from './field-world.ts'

const t = await fieldWorld()
const acme = t.as('acme')
const other = t.as('other')
afterAll(() => t.close())

beforeAll(async () => {
  for (const client of [acme, other]) {
    await makeField(client, 'vat', { type: 'string' }, { unique: true })
    await makeField(client, 'code', { type: 'integer' }, { unique: true })
  }
})

test('of many records created at once with one value exactly one is made', async () => {
  const answers = await Promise.all(
    Array.from({ length: 12 }, (_, i) =>
      acme.post('/authors', { name: `a${i}`, custom: { vat: 'DE1' } }),
    ),
  )
  expect(answers.map(({ status }) => status).sort()).toEqual([
    201,
    ...Array.from({ length: 11 }, () => 409),
  ])
  const { body } = answers.find(({ status }) => status === 409) ?? { body: {} }
  expect(body).toMatchObject({
    code: 'UNIQUE_TAKEN',
    errors: [{ path: '/custom/vat', code: 'UNIQUE_TAKEN' }],
  })
})

test('of many records changed at once to one value exactly one gets it', async () => {
  const ids = await Promise.all(
    Array.from({ length: 8 }, (_, i) => makeAuthor(acme, `b${i}`, { code: 100 + i })),
  )
  const answers = await Promise.all(
    ids.map((id) => acme.patch(`/authors/${id}`, { custom: { code: 7 } })),
  )
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
  expect(
    answers.filter(({ status, body }) => status === 409 && body.errors[0].path === '/custom/code'),
  ).toHaveLength(7)
})

test('the field that is taken is named, of several', async () => {
  await makeAuthor(acme, 'first', { vat: 'X1', code: 501 })
  const { body } = await acme.post('/authors', { name: 'second', custom: { vat: 'X2', code: 501 } })
  expect(body.errors).toEqual([expect.objectContaining({ path: '/custom/code' })])
})

test('another tenant may have the same value', async () => {
  await makeAuthor(other, 'there', { vat: 'DE1', code: 7 })
})

test('a value that is given up is free again, and setting one it has changes nothing', async () => {
  const id = await makeAuthor(acme, 'mover', { vat: 'M1' })
  expect((await acme.patch(`/authors/${id}`, { custom: { vat: 'M1' } })).body.data.version).toBe(1)
  await acme.patch(`/authors/${id}`, { custom: { vat: 'M2' } })
  const next = await makeAuthor(acme, 'next', { vat: 'M1' })
  await acme.patch(`/authors/${next}`, { custom: { vat: null } })
  await makeAuthor(acme, 'last', { vat: 'M1' })
})

test('a deleted record holds no value; restoring it takes the value back or is refused', async () => {
  const id = await makeAuthor(acme, 'gone', { vat: 'G1' })
  await acme.delete(`/authors/${id}`)
  const taker = await makeAuthor(acme, 'taker', { vat: 'G1' })
  const refused = await acme.post(`/authors/${id}/restore`)
  expect([refused.status, refused.body.code]).toEqual([409, 'UNIQUE_TAKEN'])
  await acme.delete(`/authors/${taker}`)
  expect((await acme.post(`/authors/${id}/restore`)).status).toBe(200)
  expect((await acme.post('/authors', { name: 'x', custom: { vat: 'G1' } })).status).toBe(409)
  await acme.delete(`/authors/${id}?purge=true`)
  await makeAuthor(acme, 'heir', { vat: 'G1' })
})

test('a batch that gives one value twice is refused whole', async () => {
  const operations = ['one', 'two'].map((name) => ({
    method: 'create',
    data: { name, custom: { vat: 'B1' } },
  }))
  const { status, body } = await acme.post('/authors/batch', { operations })
  expect([status, body.errors[0].path]).toEqual([422, '/operations/1/data/custom/vat'])
  await makeAuthor(acme, 'after', { vat: 'B1' })
})

test('two records exchange their values in three steps, whatever the order they commit in', async () => {
  const [one, two] = [
    await makeAuthor(acme, 'p', { vat: 'P' }),
    await makeAuthor(acme, 'q', { vat: 'Q' }),
  ]
  expect((await acme.patch(`/authors/${one}`, { custom: { vat: 'Q' } })).status).toBe(409)
  await acme.patch(`/authors/${one}`, { custom: { vat: null } })
  await acme.patch(`/authors/${two}`, { custom: { vat: 'P' } })
  expect((await acme.patch(`/authors/${one}`, { custom: { vat: 'Q' } })).status).toBe(200)
})

test('a record is found, made and changed by its unique value', async () => {
  const made = await acme.put('/authors/by/custom.vat/U1', { name: 'Upserted' })
  expect([made.status, made.body.data.custom.vat]).toEqual([201, 'U1'])
  const again = await acme.put('/authors/by/custom.vat/U1', { name: 'Renamed' })
  expect([again.status, again.body.data.id]).toEqual([200, made.body.data.id])
  expect((await acme.get('/authors/by/custom.vat/U1')).body.data.name).toBe('Renamed')
  expect(
    (await acme.put('/authors/by/custom.code/901', { name: 'Number' })).body.data.custom.code,
  ).toBe(901)
  expect((await acme.get('/authors/by/custom.code/901')).status).toBe(200)
  expect((await acme.get('/authors/by/custom.code/x')).status).toBe(404)
  expect((await other.get('/authors/by/custom.vat/U1')).status).toBe(404)
  const unknown = await acme.get('/authors/by/custom.nope/1')
  expect([unknown.status, unknown.body.code]).toEqual([400, 'UNKNOWN_KEY'])
  expect(unknown.body.detail).toContain('custom.vat')
})
