import { afterAll, beforeAll, expect, test } from '@jest/globals'

import { createTestCrm } from '../../src/testing/index.ts'
import { library } from '../support/library-plugin.ts'
import { namesOfViews, saveView } from './view-world.ts'

const t = await createTestCrm({ plugins: [await library()] })
const ada = t.as('acme', { id: 'ada', roles: ['user', 'sharer'], name: 'Ada' })
const ben = t.as('acme', { id: 'ben', roles: ['user'] })
const boss = t.as('acme', { id: 'boss', roles: ['manager'] })
afterAll(() => t.close())

beforeAll(async () => {
  await t.as('acme').put('/roles/sharer', { label: 'Sharer', permissions: { 'view.share': 'all' } })
})

test('a private view exists for nobody else, not even for an administrator', async () => {
  const { id } = await saveView(ada, { name: 'Private' })
  for (const other of [ben, boss, t.as('acme')]) {
    expect(await namesOfViews(other)).not.toContain('Private')
    const answers = [
      await other.get(`/views/${id}`),
      await other.patch(`/views/${id}`, { name: 'Mine now' }),
      await other.patch(`/views/${id}`, { isDefault: true }),
      await other.post(`/views/${id}/duplicate`, {}),
      await other.delete(`/views/${id}`),
    ]
    expect(answers.map(({ status, body }) => [status, body.code])).toEqual(
      answers.map(() => [404, 'VIEW_NOT_FOUND']),
    )
  }
})

test('a shared view is seen by all who may read its entity', async () => {
  const { id } = await saveView(ada, { name: 'For all', shared: true })
  const { body } = await ben.get(`/views/${id}`)
  expect(body.data).toMatchObject({
    name: 'For all',
    shared: true,
    mine: false,
    editable: false,
    owner: { name: 'Ada' },
  })
  expect(await namesOfViews(ben)).toContain('For all')
  await t.as('acme').put('/roles/blind', { label: 'Blind', permissions: { 'book.read': 'all' } })
  const blind = t.as('acme', { id: 'blind', roles: ['blind'] })
  expect((await blind.get(`/views/${id}`)).status).toBe(404)
  expect(await namesOfViews(blind, '')).toEqual([])
})

test('sharing needs the permission', async () => {
  const refused = await ben.post('/views', { entity: 'author', name: 'Mine', shared: true })
  expect([refused.status, refused.body.code]).toEqual([403, 'VIEW_SHARING_FORBIDDEN'])
  const { id } = await saveView(ben, { name: 'Mine' })
  const later = await ben.patch(`/views/${id}`, { shared: true })
  expect([later.status, later.body.code]).toEqual([403, 'VIEW_SHARING_FORBIDDEN'])
  expect((await ben.get(`/views/${id}`)).body.data.shared).toBe(false)
})

test('whoever may no longer share cannot change what others see, but take it back', async () => {
  const { id } = await saveView(ada, { name: 'Published', shared: true })
  const demoted = t.as('acme', { id: 'ada', roles: ['user'], name: 'Ada' })
  const changed = await demoted.patch(`/views/${id}`, { query: { sort: 'name' } })
  expect([changed.status, changed.body.code]).toEqual([403, 'VIEW_SHARING_FORBIDDEN'])
  const both = await demoted.patch(`/views/${id}`, { query: { sort: 'name' }, shared: false })
  expect(both.status).toBe(200)
  expect((await ben.get(`/views/${id}`)).status).toBe(404)
})

test('a shared view is changed and deleted by its owner and by who may manage views', async () => {
  const { id } = await saveView(ada, { name: 'Common', shared: true })
  const changed = await ben.patch(`/views/${id}`, { name: 'Hijacked' })
  expect([changed.status, changed.body.code]).toEqual([403, 'VIEW_NOT_YOURS'])
  expect((await ben.delete(`/views/${id}`)).status).toBe(403)
  expect((await boss.patch(`/views/${id}`, { name: 'Approved' })).status).toBe(200)
  expect((await ada.get(`/views/${id}`)).body.data).toMatchObject({ name: 'Approved', mine: true })
  expect((await boss.delete(`/views/${id}`)).status).toBe(204)
  expect((await ada.get(`/views/${id}`)).status).toBe(404)
})
