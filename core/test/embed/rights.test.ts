import { afterAll, beforeAll, expect, test } from '@jest/globals'

import type { NewEmbedSession } from '../../src/kernel/new-embed-session.ts'
import type { TestActor } from '../../src/testing/create-test-crm.ts'
import { ada, createEmbedWorld, type EmbedWorld, page, server } from './embed-world.ts'

let t: EmbedWorld
beforeAll(async () => {
  t = await createEmbedWorld()
})
afterAll(() => t.close())

type Role = { permissions: object; fields?: object }
const saveRole = (name: string, role: Role) =>
  t.as('acme').put(`/roles/${name}`, { label: name, fields: {}, ...role })

/** What a session that `by` made may do, as it says itself. */
async function rightsOf(by: { key: string } | TestActor, input: Partial<NewEmbedSession> = {}) {
  const { tenant: _, ...session } = ada(input)
  const { status, body } =
    'key' in by
      ? await server(t.crm, by.key)('POST', '/embed/sessions', session)
      : await t.as('acme', by).post('/embed/sessions', session)
  expect({ status, body }).toMatchObject({ status: 201 })
  const call = page(t.crm, body.data.token)
  return { call, me: (await call('GET', '/me')).body.data }
}

const keyOf = async (roles: string[], permissions: string[] = []) =>
  (await t.crm.apiKeys.create('acme', { name: 'Backend', roles, permissions })).text

test('without a word about rights it is that of the role user', async () => {
  const { me } = await rightsOf({ key: await keyOf(['admin']) })
  expect(me.roles).toEqual([{ name: 'user', label: 'User' }])
  expect(me.permissions).toMatchObject({ 'author.read': 'all', 'author.update': 'team' })
  expect(me.permissions).not.toHaveProperty('author.export')
})

test('roles grant, permissions cut, and what administrates is never in it', async () => {
  const key = await keyOf(['admin'])
  const whole = (await rightsOf({ key }, { roles: ['admin'] })).me.permissions
  expect(whole).toMatchObject({ 'author.purge': 'all', 'author.export': 'all' })
  const administrates = Object.keys(whole).filter((name) =>
    /\.import$|manage|job|embed|explain|change\.read|^(member|team)\.(?!read)/.test(name),
  )
  expect(administrates).toEqual([])
  const cut = await rightsOf(
    { key },
    { roles: ['admin'], permissions: ['author.read', '*.create'] },
  )
  expect(cut.me.permissions).toEqual({
    'author.read': 'all',
    'author.create': 'all',
    'book.create': 'all',
    'shelf.create': 'all',
  })
})

test('a session never reaches beyond the key that made it', async () => {
  const key = await keyOf(['admin'], ['embed.create', 'author.read'])
  const { me, call } = await rightsOf({ key }, { roles: ['admin'] })
  expect(me.permissions).toEqual({ 'author.read': 'all' })
  expect((await call('POST', '/authors', { name: 'No' })).status).toBe(403)
})

test('what the maker reaches as itself only, it cannot hand to somebody else', async () => {
  await saveRole('own-makers', {
    permissions: { 'embed.create': 'all', 'author.read': 'own', 'book.read': 'all' },
  })
  const maker = { roles: ['own-makers'], id: '7', name: 'Maker' }
  const other = await rightsOf(maker, { roles: ['admin'] })
  expect(other.me.permissions).toEqual({ 'book.read': 'all' })
  const self = await rightsOf(maker, { roles: ['admin'], user: { id: '7', name: 'Maker' } })
  expect(self.me.permissions).toEqual({ 'author.read': 'own', 'book.read': 'all' })
})

test('of own records the session reaches those of its user', async () => {
  const mine = await t.as('acme', { id: '42', name: 'Ada' }).post('/authors', { name: 'Mine' })
  await t.as('acme', { id: 'other' }).post('/authors', { name: 'Not mine' })
  await saveRole('own-readers', { permissions: { 'author.read': 'own' } })
  const { call } = await rightsOf({ key: await keyOf(['admin']) }, { roles: ['own-readers'] })
  const list = (await call('GET', '/authors')).body.data as { id: string }[]
  expect(list.map(({ id }) => id)).toEqual([mine.body.data.id])
})

test('a field hidden from the maker is hidden from the session', async () => {
  await saveRole('no-mail', {
    permissions: { 'embed.create': 'all', 'author.*': 'all' },
    fields: { 'author.email': 'none', 'author.born': 'read' },
  })
  const { body } = await t.as('acme').post('/authors', { name: 'Secret', email: 'a@b.example' })
  const { me, call } = await rightsOf({ key: await keyOf(['no-mail']) }, { roles: ['admin'] })
  expect(me.fields.author).toMatchObject({ born: 'read', name: 'write' })
  expect(me.fields.author).not.toHaveProperty('email')
  const record = (await call('GET', `/authors/${body.data.id}`)).body.data
  expect(record).not.toHaveProperty('email')
  expect(record).toHaveProperty('born')
})

test('who may not make sessions makes none', async () => {
  const { tenant: _, ...session } = ada()
  for (const role of ['manager', 'user', 'guest'])
    expect((await t.as('acme', { roles: [role] }).post('/embed/sessions', session)).status).toBe(
      403,
    )
  const key = await keyOf(['admin'], ['author.read'])
  expect((await server(t.crm, key)('POST', '/embed/sessions', session)).status).toBe(403)
})

test('the answer to one session is not repeated to another with other rights', async () => {
  const key = await keyOf(['admin'])
  await saveRole('no-mail', {
    permissions: { 'embed.create': 'all', 'author.*': 'all' },
    fields: { 'author.email': 'none' },
  })
  const wide = await rightsOf({ key }, { roles: ['admin'] })
  const narrow = await rightsOf({ key }, { roles: ['no-mail'] })
  const author = { name: 'Once' }
  const once = { 'idempotency-key': 'the-same' }
  expect((await wide.call('POST', '/authors', author, once)).status).toBe(201)
  const refreshed = await rightsOf({ key }, { roles: ['admin'] })
  const again = await refreshed.call('POST', '/authors', author, once)
  expect([again.status, again.headers['idempotent-replayed']]).toEqual([201, 'true'])
  const refused = await narrow.call('POST', '/authors', author, once)
  expect([refused.status, refused.body.code]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED'])
})
