import { afterAll, beforeAll, expect, test } from '@jest/globals'

import { fieldWorld, makeField } from '../custom-fields/field-world.ts'
import { saveView } from './view-world.ts'

const t = await fieldWorld()
const admin = t.as('acme')
// Reads authors, but not every field of them.
const clerk = t.as('acme', { id: 'clerk', roles: ['clerk'] })
afterAll(() => t.close())
let id: string

const content = {
  query: {
    filter: {
      name: { startsWith: 'A' },
      and: [{ 'custom.salary': { gte: 100 } }, { born: null }],
      or: [{ 'custom.salary': 1 }, { not: { 'custom.salary': 2 } }],
      not: { email: 'x@example.com' },
    },
    sort: '-custom.salary,name',
    search: 'ada',
  },
  columns: [{ key: 'name' }, { key: 'custom.salary' }, { key: 'email' }, { key: 'born' }],
}

beforeAll(async () => {
  await makeField(admin, 'salary', { type: 'integer' })
  await admin.put('/roles/clerk', {
    label: 'Clerk',
    permissions: { 'author.read': 'all' },
    fields: { 'author.custom.salary': 'none', 'author.email': 'none' },
  })
  id = (await saveView(admin, { name: 'Payroll', shared: true, ...content })).id
})

test('a reader gets what is left without the fields they may not read', async () => {
  const { body } = await clerk.get(`/views/${id}`)
  expect(body.data.query).toEqual({
    filter: { name: { startsWith: 'A' }, and: [{ born: null }] },
    sort: 'name',
    search: 'ada',
  })
  expect(body.data.columns).toEqual([{ key: 'name' }, { key: 'born' }])
  const { filter, sort, search } = body.data.query
  expect((await clerk.post('/authors/query', { filter, sort, q: search })).status).toBe(200)
})

test('they are told that something is missing and where, but not which field', async () => {
  const { body } = await clerk.get('/views?entity=author')
  const [view] = body.data as { warnings: { path: string; message: string }[] }[]
  expect(view?.warnings.map(({ path }) => path)).toEqual([
    '/query/filter/and/0',
    '/query/filter/or/0',
    '/query/filter/or/1/not',
    '/query/filter/not',
    '/query/sort',
    '/columns/1',
    '/columns/2',
  ])
  expect(JSON.stringify(body)).not.toMatch(/salary|email/)
})

test('a copy holds no more than its maker saw', async () => {
  const { body } = await clerk.post(`/views/${id}/duplicate`, {})
  const rows = await t.sql<{ text: string }>(
    `select v.query::text || v.columns::text as text from crm.views v where v.id = $1`,
    [body.data.id],
  )
  expect(rows[0]?.text).toContain('born')
  expect(rows[0]?.text).not.toMatch(/salary|email/)
})

test('the stored view stays whole for those who may read it', async () => {
  const { body } = await admin.get(`/views/${id}`)
  expect(body.data).toMatchObject({ ...content, warnings: [] })
})

test('an archived field is left out with its name for who wrote it, and comes back with the field', async () => {
  expect((await admin.delete('/schemas/author/fields/salary')).status).toBe(204)
  const { body } = await admin.get(`/views/${id}`)
  expect(body.data.columns).toEqual([{ key: 'name' }, { key: 'email' }, { key: 'born' }])
  expect(body.data.warnings[0].message).toContain('"custom.salary"')
  // What is not touched is not checked again.
  expect((await admin.patch(`/views/${id}`, { name: 'Still fine' })).status).toBe(200)
  await admin.post('/schemas/author/fields/salary/restore')
  expect((await admin.get(`/views/${id}`)).body.data).toMatchObject({ ...content, warnings: [] })
})
