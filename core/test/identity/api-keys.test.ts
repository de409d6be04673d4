import { afterAll, beforeAll, expect, test } from '@jest/globals'

import type { TestCrm } from '../../src/testing/create-test-crm.ts'
import { createNotesCrm, eventsOf, until, withKey } from './notes-plugin.ts'

/** The promise is a second; a machine that runs other tests beside this one takes its part. */
const SOON_MS = 3_000

let t: TestCrm
beforeAll(async () => {
  t = await createNotesCrm()
})
afterAll(() => t.close())

const keyMaker = {
  label: 'Key maker',
  permissions: { 'api-key.manage': 'all', 'note.read': 'team', 'note.create': 'all' },
  fields: { 'note.phone': 'read' },
}

test('a key opens the door its roles say, and its text is answered once', async () => {
  const admin = t.as('acme')
  const made = await admin.post('/api-keys', { name: 'Shop', roles: ['user'] })
  expect(made.status).toBe(201)
  const { text, id, publicId } = made.body.data
  expect(text).toMatch(new RegExp(`^crm_live_${publicId}_`))

  const listed = await admin.get('/api-keys')
  expect(listed.body.data).toContainEqual(expect.objectContaining({ id, name: 'Shop' }))
  expect(JSON.stringify(listed.body)).not.toContain(text.slice(-20))

  const call = withKey(t, text)
  expect((await call('POST', '/notes', { title: 'From the shop' })).status).toBe(201)
  expect((await call('GET', '/api-keys')).status).toBe(403)
  expect((await call('GET', '/me')).body.data).toMatchObject({
    actor: { kind: 'key', id, name: 'Shop' },
    roles: [{ name: 'user' }],
    member: null,
  })
})

test('a key may be cut to single permissions', async () => {
  const { body } = await t.as('acme').post('/api-keys', {
    name: 'Reader',
    roles: ['admin'],
    permissions: ['note.read'],
  })
  const call = withKey(t, body.data.text)
  expect((await call('GET', '/notes')).status).toBe(200)
  expect((await call('POST', '/notes', { title: 'No' })).status).toBe(403)
  expect((await call('GET', '/me')).body.data.permissions).toEqual({ 'note.read': 'all' })
})

test('a key of one tenant reaches nothing of another, and is not seen there', async () => {
  const { body } = await t.as('acme').post('/api-keys', { name: 'Ours', roles: ['admin'] })
  const note = await t.as('globex').post('/notes', { title: 'Theirs' })
  const call = withKey(t, body.data.text)
  expect((await call('GET', `/notes/${note.body.data.id}`)).status).toBe(404)

  const globex = t.as('globex')
  expect((await globex.get('/api-keys')).body.data).toEqual([])
  expect((await globex.delete(`/api-keys/${body.data.id}`)).status).toBe(404)
  expect((await call('GET', '/notes')).status).toBe(200)
})

test('nobody makes a key that may do more than they may', async () => {
  await t.as('acme').put('/roles/key-maker', keyMaker)
  const maker = t.as('acme', { roles: ['key-maker'] })
  const make = (more: object) => maker.post('/api-keys', { name: 'Wide', ...more })

  const wide = await make({ roles: ['admin'] })
  expect([wide.status, wide.body.code]).toEqual([403, 'API_KEY_TOO_WIDE'])
  expect(wide.body.detail).toContain('* for "all" (held: no)')

  const reach = await make({ roles: ['admin'], permissions: ['note.read'] })
  expect(reach.body.detail).toContain('note.read for "all" (held: for "team")')

  const field = await make({ roles: ['admin'], permissions: ['note.create'] })
  expect(field.body.detail).toContain('write note.phone (held: read)')

  expect((await make({ roles: ['key-maker'] })).status).toBe(201)
  expect((await make({ roles: ['key-maker'], permissions: ['note.read'] })).status).toBe(201)
})

test('a key acting as another member must not reach what only that member reaches', async () => {
  await t.as('acme').put('/roles/key-maker', keyMaker)
  const maker = t.as('acme', { roles: ['key-maker'] })
  const [own, other] = await Promise.all([maker.get('/me'), t.as('acme', { id: 'bob' }).get('/me')])
  const make = (memberId: string) =>
    maker.post('/api-keys', {
      name: 'As',
      roles: ['key-maker'],
      permissions: ['note.read'],
      memberId,
    })
  expect((await make(own.body.data.member.id)).status).toBe(201)
  const refused = await make(other.body.data.member.id)
  expect([refused.status, refused.body.code]).toEqual([403, 'API_KEY_TOO_WIDE'])
})

test('a field hidden from the maker is not named in the refusal', async () => {
  await t.as('acme').put('/roles/blind-maker', {
    label: 'Blind',
    permissions: { 'api-key.manage': 'all', 'note.read': 'all' },
    fields: { 'note.phone': 'none' },
  })
  const { body } = await t
    .as('acme', { roles: ['blind-maker'] })
    .post('/api-keys', { name: 'K', roles: ['guest'], permissions: ['note.read'] })
  expect(body.code).toBe('API_KEY_TOO_WIDE')
  expect(body.detail).toContain('a field of note that is hidden from you')
  expect(JSON.stringify(body)).not.toContain('phone')
})

test('what does not exist is told with its place', async () => {
  const { status, body } = await t.as('acme').post('/api-keys', {
    name: 'Wrong',
    roles: ['user', 'usr'],
    permissions: ['note.reed'],
    memberId: '0199a000-0000-7000-8000-000000000000',
    expiresAt: '2001-01-01T00:00:00Z',
  })
  expect([status, body.code]).toEqual([422, 'API_KEY_INVALID'])
  expect(body.errors.map(({ path, code }: Record<string, string>) => [path, code])).toEqual([
    ['/roles/1', 'UNKNOWN_ROLE'],
    ['/permissions/0', 'UNKNOWN_PERMISSION'],
    ['/expiresAt', 'IN_THE_PAST'],
    ['/memberId', 'UNKNOWN_MEMBER'],
  ])
  expect(body.errors[1].message).toContain('note.read')
})

test('a revoked key is refused everywhere within a second, and stays in the list', async () => {
  const admin = t.as('acme')
  const { body } = await admin.post('/api-keys', { name: 'Lost', roles: ['user'] })
  const call = withKey(t, body.data.text)
  expect((await call('GET', '/notes')).status).toBe(200)

  expect((await admin.delete(`/api-keys/${body.data.id}`)).status).toBe(204)
  expect(await until(async () => (await call('GET', '/notes')).status === 401)).toBeLessThan(
    SOON_MS,
  )
  const [key] = (await admin.get('/api-keys')).body.data
  expect(key).toMatchObject({ id: body.data.id, revokedAt: expect.any(String) })
})

test('making and revoking are in the change log, the secret is not', async () => {
  const admin = t.as('initech', { id: 'ann', name: 'Ann' })
  const { body } = await admin.post('/api-keys', { name: 'Logged', roles: ['user'] })
  await admin.delete(`/api-keys/${body.data.id}`)
  await admin.delete(`/api-keys/${body.data.id}`)
  const events = await eventsOf(t, 'initech')
  expect(events.map(({ name, after }) => [name, after.name])).toEqual([
    ['api-key.created', 'Logged'],
    ['api-key.revoked', 'Logged'],
  ])
  expect(events[0]?.actor).toMatchObject({ kind: 'user', id: 'ann', name: 'Ann' })
  expect(JSON.stringify(events)).not.toContain(body.data.text.slice(-38, -6))
})

test('the same Idempotency-Key makes two keys, because no text is kept to answer again', async () => {
  const admin = t.as('hooli')
  const key = { 'idempotency-key': 'once' }
  const one = await admin.post('/api-keys', { name: 'A', roles: ['user'] }, key)
  const two = await admin.post('/api-keys', { name: 'A', roles: ['user'] }, key)
  expect(one.body.data.text).not.toBe(two.body.data.text)
})

test('without the permission there are no keys to see or make', async () => {
  const user = t.as('acme', { roles: ['user'] })
  expect((await user.get('/api-keys')).status).toBe(403)
  expect((await user.post('/api-keys', { name: 'X', roles: ['user'] })).status).toBe(403)
})
