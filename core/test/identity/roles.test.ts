import { afterAll, beforeAll, expect, test } from '@jest/globals'

import type { TestCrm } from '../../src/testing/create-test-crm.ts'
import { createNotesCrm, eventsOf, until } from './notes-plugin.ts'

/** The promise is a second; a machine that runs other tests beside this one takes its part. */
const SOON_MS = 3_000

let t: TestCrm
beforeAll(async () => {
  t = await createNotesCrm()
})
afterAll(() => t.close())

const support = {
  label: 'Support',
  permissions: { 'note.read': 'all', 'note.update': 'own' },
  fields: { 'note.phone': 'read' },
}

test('a tenant has four roles and those it makes', async () => {
  const admin = t.as('acme')
  const saved = await admin.put('/roles/support', support)
  expect([saved.status, saved.body.data]).toEqual([
    200,
    { name: 'support', ...support, builtIn: false },
  ])
  const { body } = await admin.get('/roles')
  expect(
    body.data.map(({ name, builtIn }: { name: string; builtIn: boolean }) => [name, builtIn]),
  ).toEqual([
    ['admin', true],
    ['manager', true],
    ['user', true],
    ['guest', true],
    ['support', false],
  ])
  expect((await t.as('globex').get('/roles')).body.data).toHaveLength(4)
})

test('a changed role acts within a second', async () => {
  const admin = t.as('acme')
  await admin.put('/roles/changing', support)
  const agent = t.as('acme', { roles: ['changing'] })
  expect((await agent.post('/notes', { title: 'No' })).status).toBe(403)

  const permissions = { ...support.permissions, 'note.create': 'all' }
  await admin.put('/roles/changing', { ...support, permissions })
  const mayCreate = async () => (await agent.post('/notes', { title: 'Yes' })).status === 201
  expect(await until(mayCreate)).toBeLessThan(SOON_MS)

  expect((await admin.delete('/roles/changing')).status).toBe(204)
  const mayNothing = async () => (await agent.get('/notes')).status === 403
  expect(await until(mayNothing)).toBeLessThan(SOON_MS)
})

test('a field a role only reads is answered and not written; one it hides does not exist', async () => {
  const admin = t.as('acme')
  await admin.put('/roles/reads', {
    ...support,
    permissions: { 'note.*': 'all' },
    fields: { 'note.phone': 'read', 'note.title': 'read' },
  })
  await admin.put('/roles/blind', {
    label: 'Blind',
    permissions: { 'note.read': 'all' },
    fields: { 'note.phone': 'none' },
  })
  const { body } = await admin.post('/notes', { title: 'Field', phone: '0800' })
  const path = `/notes/${body.data.id}`
  const reader = t.as('acme', { roles: ['reads'] })
  expect((await reader.get(path)).body.data.phone).toBe('0800')
  expect((await reader.patch(path, { phone: '0900' })).status).toBe(403)

  const blind = t.as('acme', { roles: ['blind'] })
  expect((await blind.get(path)).body.data).not.toHaveProperty('phone')
  const filter = encodeURIComponent('{"phone":"0800"}')
  expect((await blind.get(`/notes?filter=${filter}`)).status).toBe(400)
})

test('what does not exist, or has no meaning, is told with its place', async () => {
  const { status, body } = await t.as('acme').put('/roles/wrong', {
    label: 'Wrong',
    permissions: {
      'note.reed': 'all',
      'nothing.*': 'all',
      '*.*': 'all',
      'note.*': 'own',
      'job.read': 'team',
    },
    fields: {
      'note.fone': 'none',
      'notes.phone': 'none',
      'note.id': 'none',
      'note.custom.size': 'read',
      'note.ext.deals.x': 'read',
    },
  })
  expect([status, body.code]).toEqual([422, 'ROLE_INVALID'])
  expect(body.errors.map(({ path, code }: Record<string, string>) => [path, code])).toEqual([
    ['/permissions/note.reed', 'UNKNOWN_PERMISSION'],
    ['/permissions/nothing.*', 'UNKNOWN_PERMISSION'],
    ['/permissions/*.*', 'UNKNOWN_PERMISSION'],
    ['/permissions/job.read', 'SCOPE_WITHOUT_MEANING'],
    ['/fields/note.fone', 'UNKNOWN_FIELD'],
    ['/fields/notes.phone', 'UNKNOWN_ENTITY'],
    ['/fields/note.id', 'FIELD_ALWAYS_READABLE'],
    ['/fields/note.ext.deals.x', 'UNKNOWN_FIELD'],
  ])
})

test('nobody gives a role more than they hold', async () => {
  await t.as('acme').put('/roles/lead', {
    label: 'Lead',
    permissions: { 'role.manage': 'all', 'note.*': 'team' },
    fields: { 'note.phone': 'none', 'note.custom.wage': 'read' },
  })
  const lead = t.as('acme', { roles: ['lead'] })
  const save = async (permissions: object, fields: object = {}) => {
    const { status, body } = await lead.put('/roles/mine', { label: 'Mine', permissions, fields })
    return status === 200 ? 'saved' : `${body.code}: ${body.detail}`
  }
  const refused = (what: string) => `ROLE_TOO_WIDE: Nobody can grant more than they hold: ${what}.`
  const hidden = { 'note.phone': 'none', 'note.custom.wage': 'read' }
  expect(await save({ '*': 'own' })).toBe(refused('* for "own" (held: no)'))
  expect(await save({ 'note.read': 'all' })).toBe(refused('note.read for "all" (held: for "team")'))
  expect(await save({ 'note.read': 'own' })).toBe(
    refused('a field of note that is hidden from you, write note.custom.wage (held: read)'),
  )
  expect(await save({ 'note.*': 'team' }, hidden)).toBe('saved')

  const own = await lead.put('/roles/lead', { label: 'Lead', permissions: { '*': 'all' } })
  expect(own.status).toBe(403)
})

test('built-in roles stay as they are, and what is not there cannot go', async () => {
  const admin = t.as('acme')
  expect((await admin.put('/roles/admin', support)).body.code).toBe('ROLE_BUILT_IN')
  expect((await admin.delete('/roles/user')).body.code).toBe('ROLE_BUILT_IN')
  expect((await admin.delete('/roles/nobody')).body.code).toBe('ROLE_NOT_FOUND')
  expect((await admin.put('/roles/Not%20A%20Name', support)).status).toBe(400)
})

test('roles of one tenant mean nothing in another', async () => {
  await t.as('acme').put('/roles/local', support)
  expect((await t.as('globex').delete('/roles/local')).status).toBe(404)
  expect((await t.as('globex', { roles: ['local'] }).get('/notes')).status).toBe(403)
})

test('making, changing and deleting are in the change log, with what was before', async () => {
  const admin = t.as('initech')
  await admin.put('/roles/support', support)
  await admin.put('/roles/support', { ...support, label: 'Help' })
  await admin.delete('/roles/support')
  const events = await eventsOf(t, 'initech')
  expect(events.map(({ name, after }) => [name, after.label, after.before?.label])).toEqual([
    ['role.created', 'Support', undefined],
    ['role.updated', 'Help', 'Support'],
    ['role.deleted', undefined, 'Help'],
  ])
})
