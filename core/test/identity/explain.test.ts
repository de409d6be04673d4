import { afterAll, beforeAll, expect, test } from '@jest/globals'

import type { TestClient, TestCrm } from '../../src/testing/create-test-crm.ts'
import { createNotesCrm } from './notes-plugin.ts'

let t: TestCrm
let ids: Record<'ada' | 'bob' | 'eve', string>
let noteOf: Record<'ada' | 'bob' | 'eve' | 'nobody', string>

const agent = {
  label: 'Agent',
  permissions: { 'note.read': 'all', 'note.update': 'team', 'note.delete': 'own' },
  fields: { 'note.phone': 'read', 'note.salary': 'none' },
}
const person = (id: string): TestClient => t.as('acme', { id, name: id, roles: ['agent'] })

beforeAll(async () => {
  t = await createNotesCrm()
  const admin = t.as('acme')
  await admin.put('/roles/agent', agent)
  const team = await admin.post('/teams', { name: 'Sales' })
  const other = await admin.post('/teams', { name: 'Support' })
  // Made before they are first seen: which team somebody is in is remembered for five seconds.
  const member = async (id: string, teamId: string) => {
    const externalRefs = [{ system: 'host', type: 'user', id }]
    const made = await admin.post('/members', { name: id, teamIds: [teamId], externalRefs })
    return made.body.data.id as string
  }
  ids = {
    ada: await member('ada', team.body.data.id),
    bob: await member('bob', team.body.data.id),
    eve: await member('eve', other.body.data.id),
  }
  const note = async (ownerId: string | null) =>
    (await admin.post('/notes', { title: 'N', ownerId })).body.data.id as string
  noteOf = {
    ada: await note(ids.ada),
    bob: await note(ids.bob),
    eve: await note(ids.eve),
    nobody: await note(null),
  }
})
afterAll(() => t.close())

test('me: who I am here, what I may do and which fields there are', async () => {
  const { body } = await t
    .as('acme', { id: 'ada', name: 'ada', roles: ['agent', 'pilot'] })
    .get('/me')
  expect(body.data).toMatchObject({
    tenant: { key: 'acme' },
    actor: { id: 'ada', kind: 'user', name: 'ada' },
    roles: [{ name: 'agent', label: 'Agent' }],
    ignoredRoles: ['pilot'],
    member: { id: ids.ada, name: 'ada' },
    permissions: agent.permissions,
  })
  expect(Object.keys(body.data.fields)).toEqual(['note'])
  expect(body.data.fields.note).toMatchObject({ id: 'read', title: 'write', phone: 'read' })
  expect(body.data.fields.note).not.toHaveProperty('salary')
})

test('the catalogue names every permission and what brings it', async () => {
  const { body } = await person('ada').get('/permissions')
  const found = body.data.filter(({ name }: { name: string }) =>
    ['note.read', 'role.manage'].includes(name),
  )
  expect(found).toEqual([
    { name: 'note.read', label: 'Read notes', plugin: 'notes', scoped: true, embed: true },
    {
      name: 'role.manage',
      label: 'Make and change roles',
      plugin: 'core',
      scoped: false,
      embed: false,
    },
  ])
})

test('a role that grants is named, with what follows', async () => {
  const { body } = await person('ada').get('/permissions/explain?permission=note.update')
  expect(body.data).toEqual({
    permission: 'note.update',
    allowed: true,
    scope: 'team',
    roles: ['agent'],
    grants: [{ role: 'agent', pattern: 'note.update', scope: 'team', counts: true }],
    fields: { entity: 'note', readOnly: ['phone'] },
    because: ['The role "agent" grants note.update for "team".', 'So ada may note.update.'],
  })
})

test('one’s own record, a colleague’s, a stranger’s and nobody’s', async () => {
  const ask = async (id: string) => {
    const path = `/permissions/explain?permission=note.update&id=${id}&roles=agent&member=${ids.ada}`
    const { body } = await t.as('acme').get(path)
    const { allowed, record, because } = body.data
    return [allowed, record.via, because[1]]
  }
  const subject = 'somebody with the roles agent'
  expect(await ask(noteOf.ada)).toEqual([
    true,
    'own',
    `The note belongs to ada, as whom ${subject} acts.`,
  ])
  expect(await ask(noteOf.bob)).toEqual([
    true,
    'team',
    `The note belongs to bob, who is in "Sales" with ${subject}, so "team" reaches it.`,
  ])
  expect(await ask(noteOf.eve)).toEqual([
    false,
    null,
    `The note belongs to eve; ${subject} acts as somebody else and shares no team with them, so "team" does not reach it.`,
  ])
  expect(await ask(noteOf.nobody)).toEqual([
    false,
    null,
    'The note has no owner, so "team" does not reach it.',
  ])
})

test('the explanation and the call agree', async () => {
  for (const id of Object.values(noteOf)) {
    for (const name of ['ada', 'eve']) {
      const client = person(name)
      const { body } = await client.get(`/permissions/explain?permission=note.update&id=${id}`)
      const { status } = await client.patch(`/notes/${id}`, { title: `by ${name}` })
      expect([name, id, status === 200]).toEqual([name, id, body.data.allowed])
    }
  }
})

test('a record out of reach does not differ from one that is not there', async () => {
  const ask = async (id: string) => {
    const { body } = await person('ada').get(`/permissions/explain?permission=note.delete&id=${id}`)
    return { ...body.data, record: { ...body.data.record, id: '' } }
  }
  const missing = await ask('0199a000-0000-7000-8000-000000000000')
  expect(await ask(noteOf.eve)).toEqual(missing)
  expect(missing.record.found).toBe(false)
})

test('a record of another tenant is not there, whoever asks', async () => {
  const theirs = await t.as('globex').post('/notes', { title: 'Theirs' })
  const path = `/permissions/explain?permission=note.read&id=${theirs.body.data.id}`
  const { body } = await t.as('acme').get(path)
  expect(body.data).toMatchObject({ allowed: false, record: { found: false, owner: null } })
})

test('a key is explained with its limits', async () => {
  const made = await t
    .as('acme')
    .post('/api-keys', { name: 'Shop', roles: ['admin'], permissions: ['note.read'] })
  const ask = async (permission: string) => {
    const path = `/permissions/explain?permission=${permission}&key=${made.body.data.id}`
    return (await t.as('acme').get(path)).body.data
  }
  expect((await ask('note.update')).because).toEqual([
    'The role "admin" grants note.update (by *) for "all".',
    'The key "Shop" is cut to "note.read", which does not cover note.update.',
    'So the key "Shop" may not note.update.',
  ])
  expect(await ask('note.read')).toMatchObject({
    allowed: true,
    fields: { hidden: ['salary'], readOnly: [] },
  })
})

test('a reach without a meaning is told as such', async () => {
  await t.as('acme').put('/roles/all-own', { label: 'Own', permissions: { '*': 'own' } })
  const path = '/permissions/explain?permission=job.read&roles=all-own,ghost'
  const { body } = await t.as('acme').get(path)
  expect(body.data).toMatchObject({
    allowed: false,
    scope: null,
    grants: [{ role: 'all-own', pattern: '*', scope: 'own', counts: false }],
    because: [
      '"ghost": no role of this tenant has such a name, so it grants nothing.',
      'The role "all-own" grants job.read (by *) for "own".',
      'job.read has no owner to compare, so only "all" counts.',
      'So somebody with the roles all-own, ghost may not job.read.',
    ],
  })
})

test('asking about others needs the permission, about oneself none', async () => {
  const ask = (query: string) =>
    person('ada').get(`/permissions/explain?permission=note.read${query}`)
  expect((await ask('')).status).toBe(200)
  expect((await ask('&roles=admin')).status).toBe(403)
  expect((await ask(`&member=${ids.bob}&roles=admin`)).status).toBe(403)
})

test('a question that cannot be answered is refused with its place', async () => {
  const ask = async (query: string) => {
    const { status, body } = await t.as('acme').get(`/permissions/explain?${query}`)
    return [status, body.errors[0].path, body.errors[0].code]
  }
  expect(await ask('')).toEqual([400, 'permission', 'required'])
  expect(await ask('permission=note.reed')).toEqual([400, 'permission', 'UNKNOWN_PERMISSION'])
  expect(await ask('permission=note.*')).toEqual([400, 'permission', 'UNKNOWN_PERMISSION'])
  expect(await ask('permission=note.read&entity=memo')).toEqual([400, 'entity', 'UNKNOWN_ENTITY'])
  expect(await ask(`permission=job.read&id=${noteOf.ada}`)).toEqual([400, 'entity', 'required'])
  expect(await ask(`permission=note.read&member=${ids.bob}`)).toEqual([400, 'roles', 'required'])
})
