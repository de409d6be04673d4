import { afterAll, beforeAll, expect, test } from '@jest/globals'

import { fieldWorld, makeAuthor, makeField, namesOf } from './field-world.ts'

const t = await fieldWorld()
const admin = t.as('acme')
// Reads and writes authors, but not every field of them.
const clerk = t.as('acme', { roles: ['clerk'] })
afterAll(() => t.close())
let id: string

beforeAll(async () => {
  await makeField(
    admin,
    'salary',
    { type: 'integer', 'x-crm': { permission: 'job.read' } },
    { indexed: true },
  )
  await makeField(admin, 'rating', { type: 'integer' }, { indexed: true })
  await makeField(admin, 'grade', { type: 'integer' })
  await makeField(admin, 'open', { type: 'string' })
  await admin.put('/roles/clerk', {
    label: 'Clerk',
    permissions: { 'author.*': 'all', 'change.read': 'all' },
    fields: { 'author.custom.rating': 'none', 'author.custom.grade': 'read' },
  })
  id = await makeAuthor(admin, 'Ada', { salary: 100, rating: 5, grade: 2, open: 'x' })
  await makeAuthor(admin, 'Ben', { salary: 50, rating: 1, grade: 1 })
})

test('a field the actor may not read is in no answer', async () => {
  const expected = { grade: 2, open: 'x' }
  expect((await clerk.get(`/authors/${id}`)).body.data.custom).toEqual(expected)
  expect((await clerk.get('/authors?sort=name&limit=1')).body.data[0].custom).toEqual(expected)
  expect((await clerk.patch(`/authors/${id}`, { name: 'Ada L.' })).body.data.custom).toEqual(
    expected,
  )
  expect(
    (await clerk.post('/authors', { name: 'Cyd', custom: { open: 'y' } })).body.data.custom,
  ).toEqual({ open: 'y' })
  const jsonl = String((await clerk.get('/authors/export?format=jsonl')).body)
  const csv = String((await clerk.get('/authors/export')).body)
  expect(`${jsonl}${csv}`).not.toMatch(/salary|rating/)
  expect(csv.split('\n')[0]).toContain('custom.grade')
  const changes = await clerk.get(`/authors/${id}/changes`)
  expect(JSON.stringify(changes.body)).not.toMatch(/salary|rating/)
  expect(JSON.stringify((await admin.get(`/authors/${id}/changes`)).body)).toMatch(/rating.*salary/)
})

test('it is no field of the schema or of OpenAPI', async () => {
  const { body: schema } = await clerk.get('/schemas/author')
  expect(Object.keys(schema.properties.custom.properties)).toEqual(['grade', 'open'])
  const { body: write } = await clerk.get('/schemas/author?part=patch')
  expect(Object.keys(write.properties.custom.properties)).toEqual(['open'])
  const { body: document } = await clerk.get('/openapi.json')
  expect(JSON.stringify(document.components.schemas.Author)).not.toMatch(/salary|rating/)
})

test('an explanation of rights names it to who may ask about others, and to nobody else', async () => {
  const question = '/permissions/explain?permission=author.update'
  const { body: asked } = await admin.get(`${question}&roles=clerk`)
  expect(asked.data.fields).toEqual({
    entity: 'author',
    hidden: ['custom.salary', 'custom.rating'],
    readOnly: ['custom.grade'],
  })
  const { body: own } = await clerk.get(question)
  expect(own.data.fields).toEqual({ entity: 'author', readOnly: ['custom.grade'] })
  const other = t.as('other')
  await other.put('/roles/clerk', { label: 'Clerk', permissions: { 'author.*': 'all' } })
  const { body: elsewhere } = await other.get(`${question}&roles=clerk`)
  expect(elsewhere.data.fields).toEqual({ entity: 'author', hidden: [], readOnly: [] })
})

test.each(['salary', 'rating'])(
  'custom.%s cannot be filtered, sorted or asked for',
  async (key) => {
    expect(
      (await clerk.post('/authors/query', { filter: { [`custom.${key}`]: 5 } })).body.errors[0]
        .code,
    ).toBe('UNKNOWN_FIELD')
    expect((await clerk.get(`/authors?sort=custom.${key}`)).body.errors[0].code).toBe(
      'UNKNOWN_FIELD',
    )
    expect((await clerk.get(`/authors?fields=custom.${key}`)).body.errors[0].code).toBe(
      'UNKNOWN_FIELD',
    )
  },
)

test.each(['salary', 'rating'])(
  'a write of custom.%s is refused as that of a field there is not',
  async (key) => {
    for (const answer of [
      await clerk.patch(`/authors/${id}`, { custom: { [key]: 1 } }),
      await clerk.post('/authors', { name: 'x', custom: { [key]: 1 } }),
    ]) {
      expect(answer.status).toBe(422)
      expect(answer.body.errors).toEqual([
        {
          path: `/custom/${key}`,
          code: 'UNKNOWN_FIELD',
          message: 'is no custom field of the author; it has grade, open',
        },
      ])
    }
  },
)

test('a field the actor may only read is read, filtered and not written', async () => {
  expect(await namesOf(clerk, { filter: { 'custom.grade': 1 } })).toEqual(['Ben'])
  const { status, body } = await clerk.patch(`/authors/${id}`, { custom: { grade: 3 } })
  expect([status, body.code]).toEqual([403, 'FIELD_FORBIDDEN'])
})

test('a replace leaves what the actor may not write as it is', async () => {
  const { body } = await clerk.put(`/authors/${id}`, { name: 'Ada', custom: {} })
  expect(body.data.custom).toEqual({ grade: 2 })
  expect((await admin.get(`/authors/${id}`)).body.data.custom).toEqual({
    salary: 100,
    rating: 5,
    grade: 2,
  })
})

test('whoever has the permission sees the field', async () => {
  await admin.put('/roles/payroll', {
    label: 'Payroll',
    permissions: { 'author.read': 'all', 'job.read': 'all' },
  })
  const payroll = t.as('acme', { roles: ['payroll'] })
  expect(await namesOf(payroll, { filter: { 'custom.salary': 50 } })).toEqual(['Ben'])
})
