import { afterAll, expect, test } from '@jest/globals'

import { makeField } from '../custom-fields/field-world.ts'
import { layoutWorld, sections } from './layout-world.ts'

const t = await layoutWorld()
const { admin, clerk } = t
const layoutOf = async (client: typeof admin) => (await client.get('/layouts/author')).body.data
afterAll(() => t.close())

test('a layout stored for everybody is drawn by everybody', async () => {
  const saved = await admin.put('/layouts/author', { sections, aside: ['createdAt'] })
  expect([saved.status, saved.headers['etag']]).toEqual([200, '"1"'])
  const { role, version, aside, header, ...layout } = await layoutOf(admin)
  expect({ role, version, aside }).toEqual({ role: '*', version: 1, aside: ['createdAt'] })
  expect(layout.sections).toEqual([
    sections[0],
    { key: 'section-2', columns: 2, fields: sections[1]?.fields },
  ])
  // A part that is not stored is drawn.
  expect(header).toEqual(['name', 'email'])
  expect((await layoutOf(t.as('other'))).role).toBe(null)
})

test('a reader gets it without what they may not read, and with what they may not write marked', async () => {
  const layout = await layoutOf(clerk)
  expect(layout.sections[0].fields).toEqual([
    { key: 'name' },
    // Its rule looks at a field that does not exist for the clerk.
    { key: 'born', readonly: true },
  ])
  expect(JSON.stringify(layout)).not.toContain('email')
})

test('fields made later come in a last section, unless the layout leaves them out', async () => {
  await makeField(admin, 'tier', { type: 'string' })
  await makeField(admin, 'inner', { type: 'string' })
  await makeField(admin, 'unseen', { type: 'string' }, { status: 'hidden' })
  await admin.put('/layouts/author', { sections, hidden: ['custom.inner'] })
  const last = { key: 'more', title: 'More', columns: 2, fields: [{ key: 'custom.tier' }] }
  expect((await layoutOf(admin)).sections.at(-1)).toEqual(last)
  const placed = { key: 'more', title: 'Also', columns: 1, fields: [{ key: 'born' }] }
  const [person = {}, home = {}] = sections
  const { fields } = person as { fields: { key: string }[] }
  const rest = { ...person, fields: fields.filter(({ key }) => key !== 'born') }
  await admin.put('/layouts/author', { sections: [rest, placed, home], hidden: ['custom.inner'] })
  expect((await layoutOf(admin)).sections[1]).toEqual({
    ...placed,
    fields: [{ key: 'born' }, { key: 'custom.tier' }],
  })
})

test('an archived field vanishes and the stored layout keeps it', async () => {
  await admin.put('/layouts/author', {
    sections: [{ fields: [{ key: 'name' }, { key: 'custom.tier' }] }],
    header: ['name', 'custom.tier'],
  })
  await admin.delete('/schemas/author/fields/tier')
  const { sections: shown, header } = await layoutOf(admin)
  expect([shown[0].fields, header]).toEqual([[{ key: 'name' }], ['name']])
  const { body } = await admin.get('/layouts/author/stored')
  expect(body.data.layout.header).toEqual(['name', 'custom.tier'])
})

test('the layout of the first of the roles that has one goes before the one for everybody', async () => {
  const only = (key: string) => ({ sections: [{ key, fields: [{ key: 'name' }] }] })
  await admin.put('/layouts/author?role=user', only('of-users'))
  await admin.put('/layouts/author?role=clerk', only('of-clerks'))
  const shown = async (roles: string[]) => {
    const { role, sections: all } = await layoutOf(t.as('acme', { roles }))
    return [role, all[0].key]
  }
  expect(await shown(['guest', 'clerk', 'user'])).toEqual(['clerk', 'of-clerks'])
  expect(await shown(['user', 'clerk'])).toEqual(['user', 'of-users'])
  expect((await shown(['guest']))[0]).toBe('*')
  const { body } = await admin.get('/layouts')
  expect(body.data.map(({ entity, role }: Record<string, string>) => [entity, role])).toEqual([
    ['author', '*'],
    ['author', 'clerk'],
    ['author', 'user'],
  ])
  await admin.delete('/layouts/author?role=clerk')
  expect((await shown(['clerk']))[0]).toBe('*')
})

test('a layout that has changed since it was read is not overwritten', async () => {
  const layout = { sections: [{ fields: [{ key: 'name' }] }] }
  const path = '/layouts/author?role=manager'
  await admin.put(path, layout)
  expect((await admin.put(path, layout, { 'if-match': '"1"' })).headers['etag']).toBe('"2"')
  const stale = await admin.put(path, layout, { 'if-match': '"1"' })
  expect([stale.status, stale.body.code]).toEqual([412, 'VERSION_STALE'])
  expect((await admin.delete(path, { 'if-match': '"1"' })).status).toBe(412)
  expect((await admin.delete(path, { 'if-match': '"2"' })).status).toBe(204)
  expect((await admin.put(path, layout, { 'if-match': '"2"' })).status).toBe(412)
  expect((await admin.delete(path)).body.code).toBe('LAYOUT_NOT_FOUND')
})

test('a rule that asks about whoever asks is told with their own id', async () => {
  const rule = (condition: object) => ({ effect: 'show', condition })
  const path = '/layouts/author?role=guest'
  const not = { ownerId: { in: ['me', null] } }
  const given = rule({ or: [{ ownerId: 'me' }, { not }], name: 'me' })
  const saved = await admin.put(path, { sections: [{ fields: [{ key: 'born', rule: given }] }] })
  expect(saved.body.data.layout.sections[0].fields[0].rule).toEqual(given)
  const guest = t.as('acme', { id: 'gast', roles: ['guest'] })
  const { id } = (await guest.get('/me')).body.data.member
  const { sections: shown } = await layoutOf(guest)
  expect(shown[0].fields[0].rule).toEqual(
    rule({ or: [{ ownerId: id }, { not: { ownerId: { in: [id, null] } } }], name: 'me' }),
  )
})
