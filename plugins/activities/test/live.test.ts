import { afterAll, expect, test } from '@jest/globals'

import { type Ear, listen } from './support/listen.ts'
import { createActivity, createContact, createWorld, dataOf, type Person } from './support/world.ts'

const world = await createWorld()
const { t } = world
const ada = await world.person('Ada')
const save = (name: string, permissions: object) =>
  ada.put(`/roles/${name}`, { label: name, permissions })
const reading = { 'contact.read': 'all', 'activity.read': 'all' }
await save('colleague', { ...reading, 'comment.*': 'all' })
await save('no-comments', reading)
await save('own-only', { 'contact.read': 'own', 'activity.read': 'own', 'comment.*': 'all' })

/** Somebody with a page open that listens. */
interface Listener extends Person, Ear {}

const listeners: Listener[] = []
async function listener(name: string, role: string, tenant = 'acme'): Promise<Listener> {
  const actor = { id: name.toLowerCase(), name, roles: [role] }
  const person = await world.person(name, actor, tenant)
  const one = Object.assign(await listen(t, tenant, actor), person)
  listeners.push(one)
  return one
}
afterAll(async () => {
  await Promise.all(listeners.map((one) => one.close()))
  await world.close()
})

/** What they have heard of comments; all that was written before has been told when they hear of a task they are given now. */
async function comments(by: Person, ...all: Listener[]): Promise<object[]> {
  return Promise.all(
    all.map(async (ear) => {
      const { memberId, events } = ear
      const told = () => events.filter(({ name }) => name === 'notification.created').length
      const before = told()
      await createActivity(by, { subject: 'A mark', ownerId: memberId })
      await t.drain()
      await ear.until('the mark', () => told() > before)
      return events.filter(({ name }) => name.startsWith('comment'))
    }),
  )
}

test('a comment is heard as it is made, changed and deleted, by who reads its record and comments, without its words', async () => {
  const bob = await listener('Bob', 'colleague')
  const dea = await listener('Dea', 'no-comments')
  const eve = await listener('Eve', 'own-only')
  const stranger = await listener('Stranger', 'admin', 'globex')
  const contact = await createContact(ada, 'Byron')
  const own = dataOf(await ada.post('/contacts', { lastName: 'Own', ownerId: eve.memberId }))
  const { id } = dataOf(await ada.post(`/comments/contact/${contact}`, { body: 'Secret words' }))
  await ada.patch(`/comments/${id}`, { body: 'Secret still' })
  await ada.delete(`/comments/${id}`)
  const hers = dataOf(await ada.post(`/comments/contact/${own.id}`, { body: 'Secret too' }))
  const [byBob, byDea, byEve] = await comments(ada, bob, dea, eve)
  const first = { entity: 'contact', id: contact, payload: { id } }
  const second = { entity: 'contact', id: own.id, payload: { id: hers.id } }
  expect(byBob).toMatchObject([
    { name: 'comment.created', ...first },
    { name: 'comment.updated', ...first },
    { name: 'comment.deleted', ...first },
    { name: 'comment.created', ...second },
  ])
  expect(byDea).toEqual([])
  expect(byEve).toMatchObject([{ name: 'comment.created', ...second }])
  const boss = await world.person('Boss', {}, 'globex')
  expect(await comments(boss, stranger)).toEqual([[]])
  expect(JSON.stringify(listeners.map(({ events }) => events))).not.toContain('Secret')
})

test('a comment on a record that left somebody’s reach is not heard by them any more', async () => {
  const fay = await listener('Fay', 'own-only')
  const gus = await listener('Gus', 'colleague')
  const { id } = dataOf(await ada.post('/contacts', { lastName: 'Lent', ownerId: fay.memberId }))
  await ada.post(`/comments/contact/${id}`, { body: 'One' })
  await fay.until('the comment', () => fay.events.length > 0)
  await ada.patch(`/contacts/${id}`, { ownerId: gus.memberId })
  await ada.post(`/comments/contact/${id}`, { body: 'Two' })
  const [byFay, byGus] = await comments(ada, fay, gus)
  expect([byFay, byGus].map((all) => (all as object[]).length)).toEqual([1, 2])

  await save('colleague', reading)
  await gus.until('the reset', () => gus.breaks.includes('rights'))
  await ada.post(`/comments/contact/${id}`, { body: 'Three' })
  const [later] = await comments(ada, gus)
  expect(later).toHaveLength(2)
  await save('colleague', { ...reading, 'comment.*': 'all' })
})

test('a notification is heard by its member alone, on each of their pages, and so is that it was read', async () => {
  const hal = await listener('Hal', 'colleague')
  const twin = await listener('Hal', 'colleague')
  const ivy = await listener('Ivy', 'colleague')
  const root = await listener('Root', 'admin')
  const contact = await createContact(ada, 'Lovelace')
  const mention = `@[Hal](member:${hal.memberId})`
  await ada.post(`/comments/contact/${contact}`, { body: mention })
  const [told] = dataOf(await hal.get('/notifications'))
  const ofHal = { entity: null, id: hal.memberId }
  for (const page of [hal, twin]) {
    await page.until('the notification', () => page.events.some(({ entity }) => entity === null))
    const [first] = page.events.filter(({ entity }) => entity === null)
    expect(first).toMatchObject({
      ...{ name: 'notification.created', ...ofHal },
      payload: { id: told.id },
    })
  }
  await hal.post('/notifications/read', {})
  await hal.post('/notifications/read', {})
  const marks = ({ events }: Ear) => events.filter(({ name }) => name === 'notification.marked')
  await comments(ada, twin, ivy, root)
  expect(marks(twin)).toMatchObject([{ ...ofHal, payload: { read: true } }])
  for (const { events, memberId } of [ivy, root])
    expect(events.filter((one) => one.entity === null && one.id !== memberId)).toEqual([])
})

test('one that goes by mail alone is no news on a page, and not read with the others', async () => {
  const jon = await listener('Jon', 'colleague')
  await jon.patch('/notifications/preferences', { kinds: { mention: { inApp: false } } })
  const contact = await createContact(ada, 'Babbage')
  await ada.post(`/comments/contact/${contact}`, { body: `@[Jon](member:${jon.memberId})` })
  await comments(ada, jon)
  expect(jon.events.filter(({ name }) => name === 'notification.created')).toHaveLength(1)
  await jon.post('/notifications/read', {})
  const unread = await world.sql(
    'select kind from crm.notifications where member_id = $1 and read_at is null',
    [jon.memberId],
  )
  expect(unread).toEqual([{ kind: 'mention' }])
})
