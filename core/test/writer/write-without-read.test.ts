import { afterAll, expect, test } from '@jest/globals'

import { createTestCrm } from '../../src/testing/index.ts'
import { library } from '../support/library-plugin.ts'

const t = await createTestCrm({ plugins: [await library()] })
const admin = t.as('acme')
afterAll(() => t.close())

const role = (name: string, permissions: object, fields: object = {}) =>
  admin.put(`/roles/${name}`, { label: name, permissions, fields })

test('who may write but not read is answered with the id and the version alone', async () => {
  await role('writer', { 'author.create': 'all', 'author.update': 'all' })
  const writer = t.as('acme', { roles: ['writer'] })
  const created = await writer.post('/authors', { name: 'Ada', email: 'ada@example.com' })
  const { id } = created.body.data as { id: string }
  expect(created.body.data).toEqual({ id })
  const changed = await writer.patch(`/authors/${id}`, { name: 'Augusta' })
  expect([changed.body.data, changed.headers['etag']]).toEqual([{ id }, '"2"'])
})

test('a replace leaves alone what the caller may not write', async () => {
  await role(
    'editor',
    { 'author.read': 'all', 'author.update': 'all' },
    { 'author.email': 'none', 'author.born': 'read' },
  )
  const { body } = await admin.post('/authors', {
    name: 'Grace',
    email: 'grace@example.com',
    born: '1906-12-09',
  })
  const editor = t.as('acme', { roles: ['editor'] })
  expect((await editor.put(`/authors/${body.data.id}`, { name: 'Grace Hopper' })).status).toBe(200)
  const after = (await admin.get(`/authors/${body.data.id}`)).body.data
  expect(after).toMatchObject({
    name: 'Grace Hopper',
    email: 'grace@example.com',
    born: '1906-12-09',
  })
})

test('an export reaches no further than the right to export', async () => {
  await role('taker', { 'author.read': 'all', 'author.create': 'all', 'author.export': 'own' })
  const taker = t.as('acme', { roles: ['taker'], id: 'taker' })
  await taker.post('/authors', { name: 'Mine' })
  expect((await taker.get('/authors')).body.data.length).toBeGreaterThan(1)
  expect((await taker.get('/authors/export?fields=name')).body).toBe('name\nMine\n')
})
