import { afterAll, expect, test } from '@jest/globals'

import { createTestCrm } from '../../src/testing/index.ts'
import { library } from '../support/library-plugin.ts'
import { namesOfViews, saveView } from './view-world.ts'

const t = await createTestCrm({ plugins: [await library()] })
const ada = t.as('acme', { id: 'ada', roles: ['user'], name: 'Ada' })
afterAll(() => t.close())

const content = {
  name: 'Poets',
  query: {
    filter: { or: [{ name: { startsWith: 'A' } }, { born: null }] },
    sort: '-born,name',
    search: 'ada',
  },
  columns: [
    { key: 'name', width: 240, pinned: 'start' },
    { key: 'email', hidden: true },
  ],
  options: { density: 'compact', groups: ['a', 'b'], folded: false, depth: 2, none: null },
}

test('a view opens by its id as it was saved', async () => {
  const saved = await ada.post('/views', { entity: 'author', ...content })
  expect(saved.status).toBe(201)
  expect(saved.headers['etag']).toBe('"1"')
  const { status, body, headers } = await ada.get(`/views/${saved.body.data.id}`)
  expect([status, headers['etag'], body]).toEqual([200, '"1"', saved.body])
  expect(body.data).toMatchObject({
    ...content,
    entity: 'author',
    kind: 'list',
    shared: false,
    mine: true,
    editable: true,
    isDefault: false,
    owner: { name: 'Ada' },
    version: 1,
    warnings: [],
  })
})

test('what a view holds is what a list takes', async () => {
  const { body } = await ada.get('/views?entity=author')
  const { filter, sort, search } = body.data[0].query
  const { status } = await ada.post('/authors/query', { filter, sort, q: search })
  expect(status).toBe(200)
})

test('a change replaces what it names and leaves the rest', async () => {
  const { id } = await saveView(ada, { ...content, name: 'Changed' })
  const { body, headers } = await ada.patch(`/views/${id}`, {
    name: 'Renamed',
    query: { filter: { name: 'Ada' }, search: null },
    columns: [{ key: 'email' }],
  })
  expect(headers['etag']).toBe('"2"')
  expect(body.data).toMatchObject({
    name: 'Renamed',
    columns: [{ key: 'email' }],
    options: content.options,
    version: 2,
  })
  expect(body.data.query).toEqual({ filter: { name: 'Ada' }, sort: '-born,name' })
})

test('a change of an older version than the stored one is refused', async () => {
  const { id } = await saveView(ada, { name: 'Twice' })
  const first = await ada.patch(`/views/${id}`, { name: 'Once' }, { 'if-match': '"1"' })
  const second = await ada.patch(`/views/${id}`, { name: 'Lost' }, { 'if-match': '"1"' })
  expect([first.status, second.status, second.body.code]).toEqual([200, 412, 'VERSION_STALE'])
  const gone = await ada.delete(`/views/${id}`, { 'if-match': '"1"' })
  expect([gone.status, (await ada.get(`/views/${id}`)).body.data.name]).toEqual([412, 'Once'])
})

test('a deleted view is gone, and its name is free again', async () => {
  const { id } = await saveView(ada, { name: 'Short-lived' })
  expect((await ada.delete(`/views/${id}`)).status).toBe(204)
  expect((await ada.get(`/views/${id}`)).body.code).toBe('VIEW_NOT_FOUND')
  expect((await ada.delete(`/views/${id}`)).status).toBe(404)
  expect(await namesOfViews(ada)).not.toContain('Short-lived')
  await saveView(ada, { name: 'Short-lived' })
})

test('two views of one list have two names, whatever their case and spaces', async () => {
  await saveView(ada, { name: 'Große  Liste' })
  const again = await ada.post('/views', { entity: 'author', name: ' GROSSE liste' })
  const twin = await ada.post('/views', { entity: 'author', name: 'große Liste ' })
  expect([again.status, twin.status, twin.body.code]).toEqual([201, 409, 'VIEW_NAME_TAKEN'])
  const other = await saveView(ada, { name: 'Other' })
  const renamed = await ada.patch(`/views/${other.id}`, { name: 'GROẞE LISTE' })
  expect([renamed.status, renamed.body.code]).toEqual([409, 'VIEW_NAME_TAKEN'])
  // Itself, another kind, another entity and another person may have it.
  expect((await ada.patch(`/views/${other.id}`, { name: 'OTHER' })).status).toBe(200)
  await saveView(ada, { name: 'other', kind: 'board' })
  expect((await ada.post('/views', { entity: 'book', name: 'other' })).status).toBe(201)
  await saveView(t.as('acme', { id: 'ben', roles: ['user'] }), { name: 'other' })
})

test('views are listed by entity and kind', async () => {
  expect(await namesOfViews(ada, 'entity=author&kind=board')).toEqual(['other'])
  expect(await namesOfViews(ada, 'entity=book')).toEqual(['other'])
  expect(await namesOfViews(ada, '')).toEqual(expect.arrayContaining(['other', 'Poets']))
})

test('an entity there is not is refused with those there are', async () => {
  const listed = await ada.get('/views?entity=nothing')
  const saved = await ada.post('/views', { entity: 'nothing', name: 'Lost' })
  expect([listed.status, saved.status]).toEqual([400, 422])
  const message = 'is no entity. Use one of: member, team, author, book, shelf.'
  expect(listed.body.errors).toEqual([{ path: 'entity', code: 'UNKNOWN_ENTITY', message }])
  expect(saved.body.errors).toEqual([{ path: '/entity', code: 'UNKNOWN_ENTITY', message }])
})
