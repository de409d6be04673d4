import { afterAll, expect, test } from '@jest/globals'

import { createActivity, createContact, createWorld, dataOf } from './support/world.ts'

const world = await createWorld()
const ada = await world.person('Ada')
const bob = await world.person('Bob')
afterAll(() => world.close())

test('deleting and restoring a record brings its timeline back', async () => {
  const contact = await createContact(ada, 'Byron')
  const { id } = await createActivity(ada, { subject: 'Call', links: [`contact:${contact}`] })
  await ada.post(`/comments/contact/${contact}`, { body: 'Nice.' })
  await ada.delete(`/contacts/${contact}`)
  await world.t.drain()
  await ada.post(`/contacts/${contact}/restore`)
  const entries = dataOf(await ada.get(`/timeline/contact/${contact}`))
  const kinds = entries.map((entry: { kind: string }) => entry.kind)
  expect(kinds).toEqual(['change', 'change', 'comment', 'task', 'change'])
  expect(entries[3].recordId).toBe(id)
})

test('purging a record takes its links, comments, followers and notifications with it', async () => {
  const contact = await createContact(ada, 'Byron')
  const kept = await createContact(ada, 'Babbage')
  const alone = await createActivity(ada, { subject: 'Only', links: [`contact:${contact}`] })
  const both = await createActivity(ada, {
    subject: 'Both',
    links: [`contact:${contact}`, `contact:${kept}`],
  })
  const trashed = await createActivity(ada, {
    subject: 'Trashed',
    links: [`contact:${contact}`, `contact:${kept}`],
  })
  await ada.delete(`/activities/${trashed.id}`)
  await bob.put(`/followers/contact/${contact}`)
  await ada.post(`/comments/contact/${contact}`, { body: 'Personal words.' })
  await ada.post(`/comments/activity/${alone.id}`, { body: 'More words.' })
  await world.t.drain()
  expect(dataOf(await bob.get('/notifications'))).toHaveLength(3)

  await ada.delete(`/contacts/${contact}?purge=true`)
  await world.t.drain()

  const left = await world.sql(
    `select 'link' as what from crm.activity_links where record_id = $1
     union all select 'comment' from crm.comments where record_id = any ($2)
     union all select 'follower' from crm.followers where record_id = any ($2)
     union all select 'notification' from crm.notifications where record_id = any ($2)
     union all select 'activity' from crm.activities where id = $3`,
    [contact, [contact, alone.id], alone.id],
  )
  expect(left).toEqual([])
  expect(dataOf(await ada.get(`/activities/${both.id}`)).links).toEqual([`contact:${kept}`])
  expect((await ada.get(`/activities/${alone.id}`)).status).toBe(404)
  expect((await ada.get(`/timeline/contact/${contact}`)).status).toBe(404)
  expect(dataOf(await bob.get('/notifications'))).toEqual([])
})

test('purging an activity takes its links with it at once', async () => {
  const contact = await createContact(ada, 'Byron')
  const { id } = await createActivity(ada, { links: [`contact:${contact}`] })
  await ada.delete(`/activities/${id}?purge=true`)
  expect(await world.sql('select 1 from crm.activity_links where activity_id = $1', [id])).toEqual(
    [],
  )
})
