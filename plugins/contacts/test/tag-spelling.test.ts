import { afterAll, expect, test } from '@jest/globals'

import { contacts } from '@crmkit/contacts'
import { createTestCrm } from '@crmkit/core/testing'

const crm = await createTestCrm({ plugins: [contacts()] })
const acme = crm.as('acme', { roles: ['admin'] })
afterAll(() => crm.close())

test('a tag has one spelling', async () => {
  const { body: first } = await acme.post('/tags', { name: ' Key  account ' })
  expect(first.data).toMatchObject({ name: 'Key account', nameKey: 'key account', color: 'gray' })
  const { status, body } = await acme.post('/tags', { name: 'KEY ACCOUNT' })
  expect(status).toBe(409)
  expect(JSON.stringify(body)).toContain(first.data.id)
})

test('a tag of blanks is refused', async () => {
  const { status, body } = await acme.post('/tags', { name: ' \u3000\t' })
  expect([status, body.errors[0].path]).toEqual([422, '/name'])
})

test('an upsert by key finds the tag in any spelling', async () => {
  const { body: first } = await acme.put('/tags/by/nameKey/vip', { name: 'VIP', color: 'purple' })
  const { body: second } = await acme.put('/tags/by/nameKey/vip', { name: 'Vip' })
  expect(second.data).toMatchObject({ id: first.data.id, name: 'Vip', color: 'purple' })
})

test('a caller cannot set the key', async () => {
  const { status, body } = await acme.post('/tags', { name: 'Gold', nameKey: 'silver' })
  expect(status).toBe(422)
  expect(body.errors).toMatchObject([{ path: '/nameKey' }])
})

test('a tag is put on a contact once', async () => {
  const { body } = await acme.post('/tags', { name: 'Newsletter' })
  const tagIds = [body.data.id, body.data.id]
  const { status } = await acme.post('/contacts', { firstName: 'Ada', tagIds })
  expect(status).toBe(422)
})

test('only managers rename a tag', async () => {
  const { body } = await acme.post('/tags', { name: 'Partner' })
  const user = crm.as('acme', { roles: ['user'] })
  expect((await user.patch(`/tags/${body.data.id}`, { name: 'Mine' })).status).toBe(403)
  const manager = crm.as('acme', { roles: ['manager'] })
  expect((await manager.patch(`/tags/${body.data.id}`, { name: 'Partners' })).status).toBe(200)
})

test('another tenant has its own tags', async () => {
  await acme.post('/tags', { name: 'Shared word' })
  const globex = crm.as('globex', { roles: ['admin'] })
  expect((await globex.post('/tags', { name: 'shared word' })).status).toBe(201)
  expect((await globex.get('/tags')).body.data).toHaveLength(1)
})
