import { afterAll, expect, test } from '@jest/globals'

import { createActivity, createWorld, dataOf } from './support/world.ts'

const world = await createWorld()
const ada = await world.person('Ada')
afterAll(() => world.close())

const moment = (text: string): string => new Date(text).toISOString()
const changed = async (id: string, patch: object) =>
  dataOf(await ada.patch(`/activities/${id}`, patch))

test('a task is open, a note is done, and a task that is done says when', async () => {
  expect((await createActivity(ada, {})).status).toBe('open')
  const note = await createActivity(ada, { kind: 'note', body: '\n  First line  \nSecond' })
  expect(note).toMatchObject({ status: 'done', subject: 'First line', completedAt: null })
  const { id } = await createActivity(ada, {})
  expect((await changed(id, { status: 'done' })).completedAt).not.toBeNull()
  expect((await changed(id, { status: 'open' })).completedAt).toBeNull()
})

test('a time without a zone is meant in that of who writes it', async () => {
  const plain = await createActivity(ada, { dueAt: '2026-12-01T23:30:00Z' })
  expect(plain).toMatchObject({ timeZone: 'UTC', dueOn: '2026-12-01' })
  await ada.patch('/notifications/preferences', { timeZone: 'Europe/Berlin' })
  const local = await createActivity(ada, { dueAt: '2026-12-01T23:30:00Z' })
  expect(local).toMatchObject({ timeZone: 'Europe/Berlin', dueOn: '2026-12-02' })
  expect(await createActivity(ada, {})).toMatchObject({ timeZone: null, dueOn: null })
})

test('an all-day task is due at the midnight of its day', async () => {
  const timeZone = 'America/New_York'
  const due = { allDay: true, dueAt: '2026-12-01T15:00:00-05:00', timeZone }
  const task = await createActivity(ada, due)
  expect(task.dueOn).toBe('2026-12-01')
  expect(moment(task.dueAt)).toBe(moment('2026-12-01T00:00:00-05:00'))
})

test('nothing ends before it begins', async () => {
  const { status, body } = await ada.post('/activities', {
    kind: 'meeting',
    dueAt: '2026-12-01T10:00:00Z',
    endAt: '2026-12-01T09:59:59Z',
  })
  expect([status, body.code, body.errors[0].path]).toEqual([
    422,
    'ACTIVITY_ENDS_BEFORE_DUE',
    '/endAt',
  ])
})

test('another time zone keeps the time on the clock, of the reminder too', async () => {
  const meeting = await createActivity(ada, {
    kind: 'meeting',
    dueAt: '2027-07-01T09:00:00+02:00',
    endAt: '2027-07-01T10:00:00+02:00',
    timeZone: 'Europe/Berlin',
    reminder: 'PT30M',
  })
  const moved = await changed(meeting.id, { timeZone: 'America/Los_Angeles' })
  expect(moment(moved.dueAt)).toBe(moment('2027-07-01T09:00:00-07:00'))
  expect(moment(moved.endAt)).toBe(moment('2027-07-01T10:00:00-07:00'))
  expect(moment(moved.remindAt)).toBe(moment('2027-07-01T08:30:00-07:00'))
})

test('a zone that comes with a new time only says where that time is', async () => {
  const { id } = await createActivity(ada, {
    dueAt: '2027-07-01T09:00:00+02:00',
    timeZone: 'Europe/Berlin',
  })
  const dueAt = '2027-07-02T12:00:00Z'
  const moved = await changed(id, { timeZone: 'Asia/Tokyo', dueAt })
  expect(moment(moved.dueAt)).toBe(moment(dueAt))
  expect(moved.dueOn).toBe('2027-07-02')
})

test('a zone nobody knows is refused', async () => {
  for (const timeZone of ['Mars/Olympus', 'Berlin', '+02:00x']) {
    const due = { kind: 'task', dueAt: '2026-12-01T10:00:00Z', timeZone }
    const { status, body } = await ada.post('/activities', due)
    expect([status, body.code]).toEqual([422, 'ACTIVITY_ZONE_UNKNOWN'])
  }
  const { status } = await ada.patch('/notifications/preferences', { timeZone: 'Mars/Olympus' })
  expect(status).toBe(422)
})
