import { afterAll, beforeAll, expect, test } from '@jest/globals'

import { createTestCrm } from '../../src/testing/index.ts'
import { PAGE, page } from '../embed/embed-world.ts'
import { library } from '../support/library-plugin.ts'
import { saveView } from './view-world.ts'

const t = await createTestCrm({ plugins: [await library()] })
const ada = t.as('acme', { id: 'ada', roles: ['user'], name: 'Ada' })
let memberId: string
afterAll(() => t.close())

beforeAll(async () => {
  await saveView(ada, { name: 'Of Ada' })
  memberId = (await ada.get('/me')).body.data.member.id as string
})

async function withKey(member: string | null, method: string, path: string, body?: object) {
  const { text } = await t.crm.apiKeys.create('acme', {
    name: `Key ${String(member)} ${method} ${path}`,
    roles: ['user'],
    memberId: member,
  })
  const headers = { authorization: `Bearer ${text}` }
  return t.crm.inject({ method, url: `/api/v1${path}`, headers, body })
}

const names = (answer: { body: unknown }): string[] =>
  (answer.body as { data: { name: string }[] }).data.map(({ name }) => name)

test('a key that acts as a member has the views of the member', async () => {
  expect(names(await withKey(memberId, 'GET', '/views'))).toEqual(['Of Ada'])
  const view = { entity: 'author', name: 'By key' }
  expect((await withKey(memberId, 'POST', '/views', view)).status).toBe(201)
  expect(names(await ada.get('/views'))).toEqual(['Of Ada', 'By key'])
})

test('a key of its own has views of its own', async () => {
  expect(names(await withKey(null, 'GET', '/views'))).toEqual([])
  const made = await withKey(null, 'POST', '/views', { entity: 'author', name: 'Of a key' })
  expect(made.status).toBe(201)
  expect(names(await ada.get('/views'))).not.toContain('Of a key')
})

test('a person has the same views with other roles', async () => {
  const promoted = t.as('acme', { id: 'ada', roles: ['manager'] })
  expect(names(await promoted.get('/views'))).toContain('Of Ada')
})

test('in an embedded element a person has the views they have in the host’s own pages', async () => {
  const { token } = await t.crm.embedSession({
    tenant: 'acme',
    user: { id: 'ada', name: 'Ada' },
    roles: ['user'],
    origins: [PAGE],
  })
  const call = page(t.crm, token)
  expect(names(await call('GET', '/views'))).toContain('Of Ada')
  const view = { entity: 'author', name: 'From the page', isDefault: true }
  expect((await call('POST', '/views', view)).status).toBe(201)
  const { body } = await ada.get('/views')
  expect(body.data).toContainEqual(
    expect.objectContaining({ name: 'From the page', mine: true, isDefault: true }),
  )
  expect((await call('GET', '/layouts/author')).status).toBe(200)
  expect((await call('PUT', '/layouts/author', { sections: [] })).status).toBe(403)
})
