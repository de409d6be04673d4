import { afterAll, expect, test } from '@jest/globals'

import { createActivity, createContact, createWorld, dataOf, type Person } from './support/world.ts'

const world = await createWorld()
const { t } = world
const ada = await world.person('Ada')
const bob = await world.person('Bob', { roles: ['user'] })
const carl = await world.person('Carl', { roles: ['user'] })
afterAll(() => world.close())

const kindsOf = async (who: Person): Promise<string[]> => {
  await t.drain()
  return dataOf(await who.get('/notifications')).map(({ kind }: { kind: string }) => kind)
}
const reasons = async (contact: string) =>
  dataOf(await ada.get(`/followers/contact/${contact}`)).followers.map(
    ({ memberId, reason }: { memberId: string; reason: string }) => [memberId, reason],
  )

test('an owner follows what is theirs, others follow when they say so, and stop when they say so', async () => {
  const contact = await createContact(ada, 'Byron')
  expect(await reasons(contact)).toEqual([[ada.memberId, 'owner']])
  expect(dataOf(await bob.put(`/followers/contact/${contact}`)).following).toBe(true)
  expect(await reasons(contact)).toEqual([
    [ada.memberId, 'owner'],
    [bob.memberId, 'chosen'],
  ])
  expect(dataOf(await bob.delete(`/followers/contact/${contact}`)).following).toBe(false)
  await ada.delete(`/followers/contact/${contact}`)
  expect(await reasons(contact)).toEqual([])
})

test('followers hear of comments and of new activities, whoever did it does not', async () => {
  const contact = await createContact(ada, 'Babbage')
  await bob.put(`/followers/contact/${contact}`)
  await carl.post(`/comments/contact/${contact}`, { body: 'Hello.' })
  await createActivity(carl, { kind: 'note', body: 'Met them.', links: [`contact:${contact}`] })
  expect(await kindsOf(ada)).toEqual(['activity', 'comment'])
  expect(await kindsOf(bob)).toEqual(['activity', 'comment'])
  expect(await kindsOf(carl)).toEqual([])
})

test('who comments follows from then on, and who has stopped is not brought back', async () => {
  const contact = await createContact(ada, 'Somerville')
  await carl.post(`/comments/contact/${contact}`, { body: 'First.' })
  expect(await reasons(contact)).toContainEqual([carl.memberId, 'commented'])
  await carl.delete(`/followers/contact/${contact}`)
  await carl.post(`/comments/contact/${contact}`, { body: 'Second.' })
  expect(await reasons(contact)).not.toContainEqual([carl.memberId, 'commented'])
  await carl.put(`/followers/contact/${contact}`)
  expect(await reasons(contact)).toContainEqual([carl.memberId, 'chosen'])
})

test('whoever wants so follows nothing by itself', async () => {
  const contact = await createContact(ada, 'Lovelace')
  await carl.patch('/notifications/preferences', { autoFollow: false })
  await carl.post(`/comments/contact/${contact}`, { body: 'Hi.' })
  expect(await reasons(contact)).toEqual([[ada.memberId, 'owner']])
  await carl.patch('/notifications/preferences', { autoFollow: null })
})

test('a follower who has lost access hears nothing more', async () => {
  const contact = await createContact(ada, 'Herschel')
  const eve = await world.person('Eve', { roles: ['user'] })
  await eve.put(`/followers/contact/${contact}`)
  await world.person('Eve', { roles: [] })
  await bob.post(`/comments/contact/${contact}`, { body: 'Secret.' })
  await t.drain()
  const told = await world.sql('select 1 from crm.notifications where member_id = $1', [
    eve.memberId,
  ])
  expect(told).toEqual([])
})

test('an import tells nobody', async () => {
  const contact = await createContact(ada, 'Kelvin')
  await bob.put(`/followers/contact/${contact}`)
  const before = await kindsOf(bob)
  const csv = [
    'kind,subject,links,remindAt',
    `note,Long ago,contact:${contact},`,
    'task,Overdue for years,,2020-01-01T09:00:00Z\n',
  ].join('\n')
  const headers = { 'content-type': 'text/csv' }
  const { status, body } = await ada.post('/imports?entity=activity', csv, headers)
  expect(status).toBe(202)
  await t.drain()
  expect(dataOf(await ada.get(`/imports/${body.data.id}`))).toMatchObject({
    counters: { created: 2 },
  })
  const entries = dataOf(await ada.get(`/timeline/contact/${contact}?kinds=note`))
  expect(entries).toMatchObject([{ title: 'Long ago' }])
  await ada.run((context) => context.addJob('activities:remind-missed', {}))
  expect(await kindsOf(bob)).toEqual(before)
  expect(await kindsOf(ada)).not.toContain('reminder')
})
