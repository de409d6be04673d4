import { afterAll, beforeAll, expect, test } from '@jest/globals'

import type { NewEmbedSession } from '../../src/kernel/new-embed-session.ts'
import { ada, createEmbedWorld, type EmbedWorld, page, server } from './embed-world.ts'

let t: EmbedWorld
let author: string
beforeAll(async () => {
  t = await createEmbedWorld()
  author = (await t.as('acme').post('/authors', { name: 'Byron' })).body.data.id as string
})
afterAll(() => t.close())

const keyOf = async (permissions: string[] = []) =>
  t.crm.apiKeys.create('acme', { name: 'Backend', roles: ['admin'], permissions })

/** Lets somebody in through a session, and gives their member. */
async function through(key: string, user: string, input: Partial<NewEmbedSession> = {}) {
  const { tenant: _, ...session } = ada({ user: { id: user, name: user }, ...input })
  const { body } = await server(t.crm, key)('POST', '/embed/sessions', session)
  const me = await page(t.crm, body.data.token)('GET', '/me')
  return (me.body as { data: { member: { id: string } } }).data.member.id
}

const sees = (memberId: string) =>
  t.as('acme').run(async ({ viewOf }) => {
    const view = await viewOf(memberId)
    return view && (await view.get('author', author)) !== undefined
  })

test('who comes through sessions alone can be told what a session of theirs may see', async () => {
  const { text } = await keyOf()
  const role = { label: 'Books', permissions: { 'book.read': 'all' }, fields: {} }
  await t.as('acme').put('/roles/books', role)
  expect(await sees(await through(text, 'bob'))).toBe(true)
  expect(await sees(await through(text, 'carl', { roles: ['books'] }))).toBe(false)
})

test('and not more than whoever lets them in', async () => {
  const { text } = await keyOf(['book.*', 'embed.*'])
  expect(await sees(await through(text, 'dora', { roles: ['admin'] }))).toBe(false)
})

test('a session cut to some permissions takes nothing from what its user is told', async () => {
  const { text } = await keyOf()
  const memberId = await through(text, 'eve')
  await through(text, 'eve', { permissions: ['book.read'] })
  expect(await sees(memberId)).toBe(true)
})

test('what the host says itself counts more than any session', async () => {
  const { text } = await keyOf()
  await t.as('acme', { id: 'fay', roles: [] }).get('/me')
  expect(await sees(await through(text, 'fay', { roles: ['admin'] }))).toBe(false)
})

test('with the key that let them in ends what they are told', async () => {
  const { text, id } = await keyOf()
  const memberId = await through(text, 'gus')
  expect(await sees(memberId)).toBe(true)
  await t.crm.apiKeys.revoke('acme', id)
  const deadline = Date.now() + 10_000
  // A revoked key ends within a second.
  while ((await sees(memberId)) && Date.now() < deadline);
  expect(await sees(memberId)).toBeUndefined()
})
