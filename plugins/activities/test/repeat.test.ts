import { afterAll, expect, test } from '@jest/globals'

import { createActivity, createContact, createWorld, dataOf } from './support/world.ts'

const world = await createWorld()
const { t } = world
const ada = await world.person('Ada')
const contact = await createContact(ada, 'Byron')
afterAll(() => world.close())

const moment = (text: string): string => new Date(text).toISOString()

const weekly = (subject: string) =>
  createActivity(ada, {
    subject,
    links: [`contact:${contact}`],
    dueAt: '2037-10-19T09:00:00+02:00',
    endAt: '2037-10-19T09:30:00+02:00',
    timeZone: 'Europe/Berlin',
    reminder: 'PT15M',
    recurrence: 'FREQ=WEEKLY;BYDAY=MO',
    priority: 'high',
  })

const done = async (id: string) => dataOf(await ada.patch(`/activities/${id}`, { status: 'done' }))
const named = async (subject: string) => {
  const filter = JSON.stringify({ subject })
  return dataOf(await ada.get(`/activities?sort=dueAt&filter=${encodeURIComponent(filter)}`))
}

test('completing makes the next one, the same but for its time', async () => {
  const first = await weekly('Weekly')
  expect(first).toMatchObject({ occurrence: 1, seriesId: null })
  await done(first.id)
  await t.drain()
  const [old, next, ...more] = await named('Weekly')
  expect(more).toEqual([])
  expect(old).toMatchObject({ id: first.id, status: 'done' })
  expect(next).toMatchObject({
    status: 'open',
    links: [`contact:${contact}`],
    priority: 'high',
    ownerId: ada.memberId,
    seriesId: first.id,
    occurrence: 2,
    completedAt: null,
    remindedAt: null,
  })
  // The clocks have gone back meanwhile: nine is nine.
  expect(moment(next.dueAt)).toBe(moment('2037-10-26T09:00:00+01:00'))
  expect(moment(next.endAt)).toBe(moment('2037-10-26T09:30:00+01:00'))
  expect(moment(next.remindAt)).toBe(moment('2037-10-26T08:45:00+01:00'))
})

test('one that is done, undone and done again has one successor, also when that was deleted', async () => {
  const { id } = await weekly('Undone')
  await done(id)
  await t.drain()
  await ada.patch(`/activities/${id}`, { status: 'open' })
  await done(id)
  await t.drain()
  expect(await named('Undone')).toHaveLength(2)
  const [, next] = await named('Undone')
  await ada.delete(`/activities/${next.id}`)
  await ada.patch(`/activities/${id}`, { status: 'open' })
  await done(id)
  await t.drain()
  expect(await named('Undone')).toHaveLength(1)
})

test('a repeated request and two at once complete it once', async () => {
  const { id } = await weekly('Twice')
  const key = { 'idempotency-key': 'complete-once' }
  await Promise.all([done(id), done(id), ada.patch(`/activities/${id}`, { status: 'done' }, key)])
  await ada.patch(`/activities/${id}`, { status: 'done' }, key)
  await t.drain()
  expect(await named('Twice')).toHaveLength(2)
})

test('two people who complete it at once, and jobs that come twice, make one successor', async () => {
  const bob = await world.person('Bob')
  const { id } = await weekly('Together')
  const answers = await Promise.all(
    [ada, bob, ada, bob].map((who) => who.patch(`/activities/${id}`, { status: 'done' })),
  )
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200])
  const again = () => ada.run((context) => context.addJob('activities:repeat', { activityId: id }))
  await Promise.all([again(), again(), again()])
  await Promise.all([t.drain(), t.drain()])
  expect(await named('Together')).toHaveLength(2)
})

test.each([
  // In Berlin they go forward on 29 March 2037 and back on 25 October: between the reminder and its task.
  [
    'forward',
    '2037-03-23T09:00:00+01:00',
    '2037-03-30T09:00:00+02:00',
    '2037-03-28T09:00:00+01:00',
  ],
  ['back', '2037-10-19T09:00:00+02:00', '2037-10-26T09:00:00+01:00', '2037-10-24T09:00:00+02:00'],
])(
  'nine stays nine when the clocks go %s, and for the reminder two days before',
  async (...row) => {
    const [way, dueAt, next, reminded] = row
    const remindAt = new Date(Date.parse(dueAt) - 48 * 3_600_000).toISOString()
    for (const given of [{ reminder: 'P2D' }, { remindAt }]) {
      const subject = `${way} ${Object.keys(given).join()}`
      const zoned = { dueAt, timeZone: 'Europe/Berlin', recurrence: 'FREQ=WEEKLY;BYDAY=MO' }
      const { id } = await createActivity(ada, { subject, ...zoned, ...given })
      await done(id)
      await t.drain()
      const [, second] = await named(subject)
      expect(moment(second.dueAt)).toBe(moment(next))
      expect(moment(second.remindAt)).toBe(moment(reminded))
    }
  },
)

test('what was missed meanwhile is not made up for', async () => {
  const { id } = await createActivity(ada, {
    subject: 'Daily',
    dueAt: '2026-01-05T09:00:00Z',
    timeZone: 'UTC',
    recurrence: 'FREQ=DAILY',
  })
  await done(id)
  await t.drain()
  const [, next] = await named('Daily')
  expect(Date.parse(next.dueAt)).toBeGreaterThan(Date.now())
  expect(Date.parse(next.dueAt) - Date.now()).toBeLessThanOrEqual(24 * 3_600_000)
  expect(moment(next.dueAt)).toMatch(/T09:00:00\.000Z$/)
})

test('the last of a series has no successor, one that is cancelled neither', async () => {
  const last = await createActivity(ada, {
    subject: 'Last',
    dueAt: '2037-01-05T09:00:00Z',
    timeZone: 'UTC',
    recurrence: 'FREQ=DAILY;COUNT=1',
  })
  await done(last.id)
  const cancelled = await weekly('Cancelled')
  await ada.patch(`/activities/${cancelled.id}`, { status: 'cancelled' })
  await t.drain()
  expect(await named('Last')).toHaveLength(1)
  expect(await named('Cancelled')).toHaveLength(1)
})

test('a rule needs a due time, and a rule it must be', async () => {
  const without = await ada.post('/activities', { kind: 'task', recurrence: 'FREQ=DAILY' })
  expect([without.status, without.body.code]).toEqual([422, 'ACTIVITY_NEEDS_DUE'])
  const wrong = await ada.post('/activities', {
    kind: 'task',
    dueAt: '2037-01-05T09:00:00Z',
    recurrence: 'whenever',
  })
  expect([wrong.status, wrong.body.code]).toEqual([422, 'ACTIVITY_RECURRENCE_INVALID'])
})
