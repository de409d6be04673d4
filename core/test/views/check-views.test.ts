import { afterAll, expect, test } from '@jest/globals'

import { createTestCrm } from '../../src/testing/index.ts'
import { library } from '../support/library-plugin.ts'
import { saveView } from './view-world.ts'

const t = await createTestCrm({ plugins: [await library()] })
const ada = t.as('acme', { id: 'ada', roles: ['user'] })
afterAll(() => t.close())

test.each([
  [
    { query: { filter: { amont: 1 } } },
    '/query/filter/amont',
    'UNKNOWN_FIELD',
    'Fields are: id, name',
  ],
  [
    { query: { filter: { and: [{}, { name: { like: 'a' } }] } } },
    '/query/filter/and/1/name/like',
    'UNKNOWN_OPERATOR',
    'Use one of: eq',
  ],
  [
    { query: { filter: { born: 'soon' } } },
    '/query/filter/born',
    'WRONG_TYPE',
    'must be a date such as',
  ],
  [{ query: { sort: 'nam' } }, '/query/sort', 'UNKNOWN_FIELD', 'Sort by one of: id, name'],
  [{ query: { sort: 'home' } }, '/query/sort', 'UNKNOWN_FIELD', 'has no order'],
  [
    { columns: [{ key: 'name' }, { key: 'nam' }] },
    '/columns/1/key',
    'UNKNOWN_FIELD',
    'Use one of: id, name',
  ],
  [
    { columns: [{ key: 'books.title' }] },
    '/columns/0/key',
    'UNKNOWN_FIELD',
    'is not a field of author',
  ],
  [
    { columns: [{ key: 'name' }, { key: 'name' }] },
    '/columns/1/key',
    'DUPLICATE',
    'Name each field once',
  ],
])('%j is refused with its place and what to do', async (content, path, code, fix) => {
  const { id } = await saveView(ada, { name: `Before ${path} ${code} ${fix}` })
  for (const { status, body } of [
    await ada.post('/views', { entity: 'author', name: `${path} ${code} ${fix}`, ...content }),
    await ada.patch(`/views/${id}`, content),
  ]) {
    expect([status, body.code]).toEqual([422, 'VIEW_INVALID'])
    expect(body.errors).toEqual([{ path, code, message: expect.stringContaining(fix) }])
  }
})

test('everything wrong is told at once', async () => {
  const { body } = await ada.post('/views', {
    entity: 'author',
    name: 'All wrong',
    query: { filter: { a: 1, b: 2 }, sort: 'c' },
    columns: [{ key: 'd' }],
  })
  expect(body.errors.map(({ path }: { path: string }) => path)).toEqual([
    '/query/filter/a',
    '/query/filter/b',
    '/query/sort',
    '/columns/0/key',
  ])
})

test.each([
  [{ name: '' }, '/name'],
  [{ name: '   ' }, '/name'],
  [{ name: 'x'.repeat(101) }, '/name'],
  [{ name: 'x', kind: 'table' }, '/kind'],
  [{ name: 'x', colour: 'red' }, '/colour'],
  [{ name: 'x', columns: [{ key: 'name', width: -1 }] }, '/columns/0/width'],
  [{ name: 'x', options: { deep: { er: 1 } } }, '/options/deep'],
])('the form %j is refused', async (view, path) => {
  const { status, body } = await ada.post('/views', { entity: 'author', ...view })
  expect([status, body.errors[0].path]).toEqual([422, path])
})

test('search words are refused where nothing is searched', async () => {
  const { status, body } = await ada.post('/views', {
    entity: 'shelf',
    name: 'Found',
    query: { search: 'top' },
  })
  expect([status, body.errors[0].path]).toEqual([422, '/query/search'])
})

test('a filter nobody could read back is refused', async () => {
  const values = Array.from({ length: 500 }, (_, index) => 'x'.repeat(150) + String(index))
  const { status, body } = await ada.post('/views', {
    entity: 'author',
    name: 'Heavy',
    query: { filter: { name: { in: values } } },
  })
  expect([status, body.errors[0].path]).toEqual([422, '/query'])
})

test('columns may look over a relation to one record', async () => {
  const { status } = await ada.post('/views', {
    entity: 'book',
    name: 'With authors',
    columns: [{ key: 'title' }, { key: 'author.name' }],
  })
  expect(status).toBe(201)
})
