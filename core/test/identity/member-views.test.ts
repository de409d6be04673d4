import { afterAll, expect, test } from '@jest/globals'

import { createTestCrm } from '@crmkit/core/testing'

import { library } from '../support/library-plugin.ts'

const t = await createTestCrm({ plugins: [await library()] })
const admin = t.as('acme')
afterAll(() => t.close())

const { body: made } = await admin.post('/authors', { name: 'Ada', email: 'ada@example.com' })
const author = made.data.id as string

async function person(id: string, roles: readonly string[]): Promise<string> {
  const { body } = await t.as('acme', { id, roles }).get('/me')
  return body.data.member.id as string
}
const seen = (memberId: string, fields?: readonly string[]) =>
  admin.run(async ({ viewOf }) => {
    const view = await viewOf(memberId)
    return view && { record: await view.get('author', author, fields && { fields }) }
  })

test('a member’s view is that of the roles of their last request', async () => {
  const bob = await person('bob', ['user'])
  expect(await seen(bob, ['id', 'name'])).toEqual({ record: { id: author, name: 'Ada' } })
  await person('bob', [])
  expect(await seen(bob)).toEqual({ record: undefined })
  await person('bob', ['guest'])
  expect((await seen(bob))?.record).toMatchObject({ id: author })
})

test('a role that changes changes the view, fields included', async () => {
  const carl = await person('carl', ['reader'])
  expect(await seen(carl)).toEqual({ record: undefined })
  const role = { label: 'Reader', permissions: { 'author.read': 'all' }, fields: {} }
  await admin.put('/roles/reader', { ...role, fields: { 'author.email': 'none' } })
  const deadline = Date.now() + 10_000
  let view = await seen(carl)
  // A changed role acts within a second.
  while (view?.record === undefined && Date.now() < deadline) view = await seen(carl)
  expect(view?.record).toMatchObject({ name: 'Ada' })
  expect(view?.record).not.toHaveProperty('email')
})

test('there is no view of who was never here, who left, or who is of another tenant', async () => {
  const { body: never } = await admin.post('/members', { name: 'Never' })
  expect(await seen(never.data.id)).toBeUndefined()
  const left = await person('left', ['user'])
  await admin.patch(`/members/${left}`, { active: false })
  expect(await seen(left)).toBeUndefined()
  await admin.patch(`/members/${left}`, { active: true })
  expect(await seen(left)).toBeDefined()
  const { body: stranger } = await t.as('globex').get('/me')
  expect(await seen(stranger.data.member.id)).toBeUndefined()
})

test('a key that acts as a member lends them none of its roles', async () => {
  const { body: member } = await admin.post('/members', { name: 'Robot' })
  const memberId = member.data.id as string
  const key = await t.crm.apiKeys.create('acme', { name: 'Robot', roles: ['admin'], memberId })
  const headers = { authorization: `Bearer ${key.text}` }
  expect((await t.crm.inject({ method: 'GET', url: '/api/v1/me', headers })).status).toBe(200)
  expect(await seen(memberId)).toBeUndefined()
})
