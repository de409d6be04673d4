import { afterAll, expect, test } from '@jest/globals'

import { createContact, createWorld, dataOf, type Person } from './support/world.ts'

const world = await createWorld()
const { t } = world
const ada = await world.person('Ada')
const bob = await world.person('Bob', { roles: ['user'] })
await ada.put('/roles/own-only', {
  label: 'Own contacts only',
  permissions: { 'contact.read': 'own', 'comment.*': 'all', 'activity.*': 'all' },
  fields: {},
})
const eve = await world.person('Eve', { roles: ['own-only'] })
const contact = await createContact(ada, 'Byron')
afterAll(() => world.close())

const mention = ({ memberId }: { memberId: string }, name = 'You') =>
  `@[${name}](member:${memberId})`
const comment = (body: string, by = ada) => by.post(`/comments/contact/${contact}`, { body })
const notifications = async (who: Person) => {
  await t.drain()
  return dataOf(await who.get('/notifications'))
}

test('a member who may read the record is told, with the words', async () => {
  const answer = dataOf(await comment(`${mention(bob, 'Bob')}, can you call them?`))
  expect(answer.mentions).toEqual([{ memberId: bob.memberId, hasAccess: true }])
  expect(await notifications(bob)).toMatchObject([
    {
      kind: 'mention',
      readAt: null,
      record: { entity: 'contact', id: contact, title: 'Byron' },
      by: { memberId: ada.memberId, name: 'Ada' },
      comment: { excerpt: '@Bob, can you call them?' },
    },
  ])
})

test('a member without access is told nothing and sees nothing, and the author learns that', async () => {
  const secret = 'The offer is 40,000.'
  const answer = dataOf(await comment(`${mention(eve)} ${secret}`))
  expect(answer.mentions).toEqual([{ memberId: eve.memberId, hasAccess: false }])
  expect(await notifications(eve)).toEqual([])
  for (const path of [
    '/notifications',
    '/activities',
    '/contacts',
    `/comments/contact/${contact}`,
    `/timeline/contact/${contact}`,
    `/followers/contact/${contact}`,
    `/contacts/${contact}/changes`,
  ]) {
    const { status, body } = await eve.get(path)
    expect(JSON.stringify(body)).not.toContain(secret)
    expect(JSON.stringify(body)).not.toContain('Byron')
    expect([200, 404]).toContain(status)
  }
  const stored = await world.sql(
    `select 1 from crm.notifications where member_id = $1
     union all select 1 from crm.followers where member_id = $1 union all select 1 from crm.mails`,
    [eve.memberId],
  )
  expect(stored).toEqual([])
})

test('nor is one who was never here, who left, or who is of another tenant', async () => {
  const never = dataOf(await ada.post('/members', { name: 'Never' }))
  const left = await world.person('Left')
  await ada.patch(`/members/${left.memberId}`, { active: false })
  const stranger = await world.person('Stranger', {}, 'globex')
  const people = [{ memberId: never.id as string }, left, stranger]
  const answer = dataOf(await comment(people.map((one) => mention(one)).join(' ')))
  expect(answer.mentions).toEqual(people.map(({ memberId }) => ({ memberId, hasAccess: false })))
  await t.drain()
  const told = await world.sql('select 1 from crm.notifications where member_id = any ($1)', [
    people.map(({ memberId }) => memberId),
  ])
  expect(told).toEqual([])
})

test('somebody mentioned twice, or again in an edit, is told once; somebody new in an edit is told', async () => {
  const before = (await notifications(bob)).length
  const { id } = dataOf(await comment(`${mention(bob)} ${mention(bob)}`))
  await ada.patch(`/comments/${id}`, { body: `${mention(bob)}!` })
  expect(await notifications(bob)).toHaveLength(before + 1)
  const carl = await world.person('Carl', { roles: ['user'] })
  await ada.patch(`/comments/${id}`, { body: `${mention(bob)} ${mention(carl)}` })
  expect(await notifications(carl)).toHaveLength(1)
})

test('who mentions themselves is not told', async () => {
  const answer = dataOf(await comment(mention(ada)))
  expect(answer.mentions).toEqual([{ memberId: ada.memberId, hasAccess: true }])
  const kinds = (await notifications(ada)).map(({ kind }: { kind: string }) => kind)
  expect(kinds).not.toContain('mention')
})

test('what only looks like a mention is text', async () => {
  const { mentions } = dataOf(
    await comment(
      `@Bob @[Bob](member:bob) [Bob](member:${bob.memberId}) @[](member:${bob.memberId})`,
    ),
  )
  expect(mentions).toEqual([])
})
