import { afterAll, expect, test } from '@jest/globals'

import { createActivity, createContact, createWorld, dataOf } from './support/world.ts'

const world = await createWorld()
const ada = await world.person('Ada')
afterAll(() => world.close())

const contact = await createContact(ada, 'Byron')
const other = await createContact(ada, 'Babbage')
const company = dataOf(await ada.post('/companies', { name: 'Analytical' })).id as string

const timelineOf = async (entity: string, id: string): Promise<string[]> =>
  dataOf(await ada.get(`/timeline/${entity}/${id}?kinds=task`)).map(
    (entry: { recordId: string }) => entry.recordId,
  )

test('one activity about three records shows in the timeline of each, and once in the list', async () => {
  const links = [`contact:${contact}`, `contact:${other}`, `company:${company}`]
  const { id } = await createActivity(ada, { subject: 'Call all', links })
  expect(await timelineOf('contact', contact)).toEqual([id])
  expect(await timelineOf('contact', other)).toEqual([id])
  expect(await timelineOf('company', company)).toEqual([id])
  const listed = dataOf(await ada.get('/activities'))
  expect(listed.map((one: { id: string }) => one.id)).toEqual([id])
})

test('a list is filtered by the record an activity is about', async () => {
  const { id } = await createActivity(ada, { subject: 'Only him', links: [`contact:${other}`] })
  const filter = { links: { has: `contact:${other}` }, subject: 'Only him' }
  const found = dataOf(await ada.get(`/activities?filter=${JSON.stringify(filter)}`))
  expect(found.map((one: { id: string }) => one.id)).toEqual([id])
})

test('a link that is taken away leaves its timeline, one that is added enters it', async () => {
  const { id } = await createActivity(ada, { subject: 'Moves', links: [`contact:${contact}`] })
  await ada.patch(`/activities/${id}`, { links: [`company:${company}`] })
  expect(await timelineOf('contact', contact)).not.toContain(id)
  expect(await timelineOf('company', company)).toContain(id)
})

test('a link leads to a record there is, and that one may read', async () => {
  const nobody = '01890a5d-ac96-774b-bcce-b302099a8057'
  const globex = await world.person('Eve', {}, 'globex')
  const theirs = await createContact(globex, 'Elsewhere')
  const guest = await world.person('Gus', { roles: ['user'] })
  for (const link of [`contact:${nobody}`, `spaceship:${contact}`, `contact:${theirs}`]) {
    const { status, body } = await guest.post('/activities', { kind: 'note', links: [link] })
    expect([status, body.code, body.errors[0].path]).toEqual([
      422,
      'ACTIVITY_LINK_UNKNOWN',
      '/links/0',
    ])
  }
})

test('a record out of one’s reach cannot be linked to', async () => {
  await ada.put('/roles/own-only', {
    label: 'Own only',
    permissions: { 'contact.read': 'own', 'activity.*': 'all' },
    fields: {},
  })
  const bob = await world.person('Bob', { roles: ['own-only'] })
  const { status, body } = await bob.post('/activities', {
    kind: 'note',
    links: [`contact:${contact}`],
  })
  expect([status, body.code]).toEqual([422, 'ACTIVITY_LINK_UNKNOWN'])
})
