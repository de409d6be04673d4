import { afterAll, expect, test } from '@jest/globals'

import { createActivity, createContact, createWorld, dataOf } from './support/world.ts'

const world = await createWorld()
const { t } = world
const ada = await world.person('Ada')
const bob = await world.person('Bob', { roles: ['user'] })
const contact = await createContact(ada, 'Byron')
afterAll(() => world.close())

const comment = async (body: string) => {
  const path = `/comments/contact/${contact}`
  const data = dataOf(await ada.post(path, { body: `@[Bob](member:${bob.memberId}) ${body}` }))
  await t.drain()
  return data.id as string
}
const list = (query = '') => bob.get(`/notifications${query}`)

test('notifications come newest first, page by page, with how many are unread', async () => {
  for (const body of ['One', 'Two', 'Three']) await comment(body)
  const first = await list('?limit=2')
  expect(first.body.unread).toBe(3)
  const second = await list(`?limit=2&cursor=${first.body.page.next}`)
  const excerpts = [...dataOf(first), ...dataOf(second)].map(
    ({ comment: { excerpt } }: { comment: { excerpt: string } }) => excerpt,
  )
  expect(excerpts).toEqual(['@Bob Three', '@Bob Two', '@Bob One'])
  expect(second.body.page.next).toBeNull()
  expect((await list('?cursor=nonsense')).status).toBe(400)
})

test('one, some or all are marked as read, and as unread again', async () => {
  const [newest, ...older] = dataOf(await list())
  const mark = async (body: object) => dataOf(await bob.post('/notifications/read', body))
  expect(await mark({ ids: [newest.id] })).toEqual({ unread: 2 })
  const unread = dataOf(await list('?unread=true'))
  expect(unread.map(({ id }: { id: string }) => id)).toEqual(
    older.map(({ id }: { id: string }) => id),
  )
  expect(await mark({})).toEqual({ unread: 0 })
  expect(await mark({ ids: [newest.id], read: false })).toEqual({ unread: 1 })
  expect(await mark({ ids: [] })).toEqual({ unread: 1 })
})

test('nobody reads or marks what is another’s', async () => {
  const [newest] = dataOf(await list())
  expect(dataOf(await ada.get('/notifications'))).toEqual([])
  await ada.post('/notifications/read', { ids: [newest.id] })
  await ada.post('/notifications/read', {})
  expect((await list()).body.unread).toBe(1)
})

test('what one may not see any more is not shown, whatever it said', async () => {
  await comment('The offer is 40,000.')
  const shut = await world.person('Bob', { roles: [] })
  const { body } = await shut.get('/notifications')
  expect(body.data.length).toBeGreaterThan(0)
  for (const one of body.data) {
    expect(one).toMatchObject({ record: null, by: null, activity: null, comment: null })
  }
  expect(JSON.stringify(body)).not.toContain('40,000')
  await world.person('Bob', { roles: ['user'] })
})

test('a title one may not read is left out, the rest stays', async () => {
  await ada.put('/roles/nameless', {
    label: 'Nameless',
    permissions: { 'contact.read': 'all' },
    fields: { 'contact.name': 'none' },
  })
  const masked = await world.person('Bob', { roles: ['nameless'] })
  const [newest] = dataOf(await masked.get('/notifications'))
  expect(newest.record).toEqual({ entity: 'contact', id: contact, title: null })
  await world.person('Bob', { roles: ['user'] })
})

test('a deleted comment leaves a notification without words', async () => {
  const id = await comment('Delete me.')
  await ada.delete(`/comments/${id}`)
  const [newest] = dataOf(await list())
  expect(newest).toMatchObject({ kind: 'mention', record: { id: contact }, comment: null })
})

test('each kind is chosen for itself; what nobody wants is not even stored', async () => {
  const defaults = dataOf(await bob.get('/notifications/preferences'))
  expect(defaults).toMatchObject({
    timeZone: 'UTC',
    autoFollow: true,
    mailIsOn: false,
    kinds: { mention: { inApp: true, email: true }, comment: { inApp: true, email: false } },
  })
  const before = (await list()).body.unread
  const off = { kinds: { mention: { inApp: false } } }
  const chosen = dataOf(await bob.patch('/notifications/preferences', off))
  expect(chosen.kinds.mention).toEqual({ inApp: false, email: true })
  await comment('By mail alone.')
  expect((await list()).body.unread).toBe(before)
  await bob.patch('/notifications/preferences', { kinds: { mention: { email: false } } })
  await comment('Not at all.')
  const stored = await world.sql(
    `select in_app from crm.notifications where member_id = $1 and not in_app`,
    [bob.memberId],
  )
  expect(stored).toEqual([{ in_app: false }])
})

test('a key that acts as nobody has none', async () => {
  const key = await t.crm.apiKeys.create('acme', { name: 'Robot', roles: ['admin'] })
  const answer = await t.crm.inject({
    method: 'GET',
    url: '/api/v1/notifications',
    headers: { authorization: `Bearer ${key.text}` },
  })
  expect([answer.status, (answer.body as { code: string }).code]).toEqual([403, 'MEMBER_NEEDED'])
})

test('being given an activity is told, taking it oneself is not, and giving it again is', async () => {
  const carl = await world.person('Carl', { roles: ['user'] })
  const told = async () => {
    await t.drain()
    return dataOf(await carl.get('/notifications')).map(
      ({ kind, activity }: { kind: string; activity: { subject: string } }) =>
        `${kind} ${activity.subject}`,
    )
  }
  const { id } = await createActivity(ada, { subject: 'Given', ownerId: carl.memberId })
  expect(await told()).toEqual(['assigned Given'])
  await createActivity(carl, { subject: 'Own' })
  await ada.patch(`/activities/${id}`, { ownerId: ada.memberId })
  await ada.patch(`/activities/${id}`, { ownerId: carl.memberId })
  expect(await told()).toEqual(['assigned Given', 'assigned Given'])
})
