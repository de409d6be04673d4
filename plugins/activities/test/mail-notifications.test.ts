import { afterAll, expect, test } from '@jest/globals'

import type { OutgoingMail } from '@crmkit/core'

import { createActivity, createContact, createWorld, dataOf, type Person } from './support/world.ts'

const sent: OutgoingMail[] = []
const world = await createWorld({
  // The post office is the outside world; core tests it against a real SMTP server.
  mail: {
    transport: { deliver: async (mail) => void sent.push(mail) },
    from: 'crm@acme.example',
  },
  settings: { activities: { recordUrl: 'https://app.acme.example/{entity}/{id}' } },
})
const { t } = world
const ada = await world.person('Ada')
const bob = await world.person('Bob', { roles: ['user'] })
const contact = await createContact(ada, 'Byron')
afterAll(() => world.close())

const mention = async (who: Person, words: string) => {
  const body = `@[You](member:${who.memberId}) ${words}`
  return dataOf(await ada.post(`/comments/contact/${contact}`, { body }))
}
const mailsTo = (who: string) => sent.filter(({ to }) => to === `${who}@acme.example`)

test('a mention goes to the member by mail, with the words and the way there', async () => {
  await mention(bob, 'can you call <them>?')
  await t.drain()
  expect(mailsTo('bob')).toHaveLength(1)
  const [mail] = mailsTo('bob')
  expect(mail?.subject).toBe('Ada mentioned you on Byron')
  expect(mail?.text).toContain('> @You can you call <them>?')
  expect(mail?.text).toContain(`https://app.acme.example/contact/${contact}`)
  expect(mail?.html).toContain('can you call &lt;them&gt;?')
})

test('a reminder tells when, in the zone of who reads it', async () => {
  await bob.patch('/notifications/preferences', { timeZone: 'Asia/Tokyo' })
  await createActivity(ada, {
    subject: 'Call Byron',
    ownerId: bob.memberId,
    dueAt: '2037-01-05T09:00:00Z',
    timeZone: 'UTC',
    remindAt: '2026-01-01T00:00:00Z',
  })
  await t.drain()
  const reminder = mailsTo('bob').find(({ subject }) => subject.startsWith('Reminder'))
  expect(reminder?.subject).toBe('Reminder: Call Byron')
  expect(reminder?.text).toContain('Due on 5 January 2037, 18:00 (Asia/Tokyo).')
  expect(mailsTo('bob').map(({ subject }) => subject)).toContain('Ada gave you Call Byron')
})

test('who has lost access before the mail is written gets none', async () => {
  const eve = await world.person('Eve', { roles: ['user'] })
  const { mentions } = await mention(eve, 'The offer is 40,000.')
  expect(mentions).toEqual([{ memberId: eve.memberId, hasAccess: true }])
  await world.person('Eve', { roles: [] })
  await t.drain()
  expect(mailsTo('eve')).toEqual([])
})

test('a title the reader may not see is not in the mail', async () => {
  await ada.put('/roles/nameless', {
    label: 'Nameless',
    permissions: { 'contact.read': 'all', 'member.read': 'all' },
    fields: { 'contact.name': 'none', 'contact.lastName': 'none' },
  })
  const nick = await world.person('Nick', { roles: ['nameless'] })
  await mention(nick, 'look')
  await t.drain()
  expect(mailsTo('nick').map(({ subject }) => subject)).toEqual(['Ada mentioned you on a contact'])
})

test('what was read in the product, is not wanted by mail, or has no address, is not mailed', async () => {
  const before = sent.length
  await mention(bob, 'read already')
  await bob.post('/notifications/read', {})
  await t.drain()
  await bob.patch('/notifications/preferences', { kinds: { mention: { email: false } } })
  await mention(bob, 'not by mail')
  await t.drain()
  await bob.patch('/notifications/preferences', { kinds: { mention: { email: true } } })
  await ada.patch(`/members/${bob.memberId}`, { email: null })
  await mention(bob, 'no address')
  await t.drain()
  expect(sent.length).toBe(before)
})

test('a job that is delivered twice mails once', async () => {
  const carl = await world.person('Carl', { roles: ['user'] })
  await mention(carl, 'twice')
  const [row] = await world.sql<{ id: string }>(
    `select id from crm.notifications where member_id = $1`,
    [carl.memberId],
  )
  for (let time = 1; time <= 3; time++) {
    const payload = { notificationId: row!.id }
    await ada.run((context) => context.addJob('activities:mail-notification', payload))
  }
  await t.drain()
  expect(mailsTo('carl')).toHaveLength(1)
})
