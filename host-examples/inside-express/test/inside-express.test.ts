import type { AddressInfo } from 'node:net'

import { afterAll, expect, test } from '@jest/globals'

import { contacts } from '@crmkit/contacts'
import { createTestCrm } from '@crmkit/core/testing'

import { createApp } from '../app.ts'
import { authenticate, signIn } from '../session.ts'

const t = await createTestCrm({ plugins: [contacts()], authenticate })
for (const tenant of ['acme', 'globex']) await t.crm.tenants.ensure(tenant)
const server = createApp(t.crm).listen(0)
const close = () => new Promise((done) => server.close(done))
const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
afterAll(async () => {
  await close()
  await t.close()
})

const passwords: Readonly<Record<string, string>> = { ada: 'analytical', bob: 'builder' }
const cookieOf = (name: string) => `session=${signIn(name, passwords[name] ?? '') ?? ''}`
const get = (path: string, name?: string) =>
  fetch(origin + path, name ? { headers: { cookie: cookieOf(name) } } : {})
const post = (path: string, name: string, body: object) =>
  fetch(origin + path, {
    method: 'POST',
    headers: { cookie: cookieOf(name), 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })

test('the routes of the application work, before and behind the engine and below its prefix', async () => {
  expect(await (await get('/')).text()).toContain('Sign in')
  expect(await (await get('/reports')).text()).toBe('our reports')
  expect(await (await get('/crm/about')).text()).toBe('our own page below the same prefix')
  expect(await (await post('/orders', 'ada', { sku: 7 })).json()).toEqual({ ordered: { sku: 7 } })
})

test('the application’s users work in the engine, each in their own tenant', async () => {
  const created = await post('/crm/api/v1/contacts', 'ada', {
    firstName: 'Grace',
    email: 'grace@example.com',
  })
  const { data } = (await created.json()) as { data: { id: string; createdBy: object } }
  expect([created.status, data.createdBy]).toEqual([
    201,
    { kind: 'user', id: 'u-1', name: 'Ada', through: 'http' },
  ])
  expect((await get(`/crm/api/v1/contacts/${data.id}`, 'ada')).status).toBe(200)
  expect((await get(`/crm/api/v1/contacts/${data.id}`, 'bob')).status).toBe(404)
  expect((await get('/crm/api/v1/contacts')).status).toBe(401)
})

test('an export streams through', async () => {
  const text = await (await get('/crm/api/v1/contacts/export?fields=name,email', 'ada')).text()
  expect(text).toBe('name,email\nGrace,grace@example.com\n')
})
