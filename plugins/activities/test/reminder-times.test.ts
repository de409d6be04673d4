import { afterAll, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { DateTime } from 'luxon'

import { atLocalTime, earlier, sameClock } from '../src/activity/zoned-time.ts'
import { createActivity, createWorld, dataOf } from './support/world.ts'

const world = await createWorld()
const ada = await world.person('Ada')
afterAll(() => world.close())

const moment = (text: string): string => new Date(text).toISOString()

test.each([
  // In Berlin the clocks go forward on 28 March 2027 and back on 31 October 2027.
  [
    'a day before, over the hour that is lost',
    '2027-03-28T12:00:00+02:00',
    'P1D',
    '2027-03-27T12:00:00+01:00',
  ],
  [
    'a day before, over the hour that comes twice',
    '2027-10-31T12:00:00+01:00',
    'P1D',
    '2027-10-30T12:00:00+02:00',
  ],
  ['a week before', '2027-03-30T09:00:00+02:00', 'P1W', '2027-03-23T09:00:00+01:00'],
  [
    '24 hours before are 24 hours',
    '2027-03-28T12:00:00+02:00',
    'PT24H',
    '2027-03-27T11:00:00+01:00',
  ],
  [
    'a day before a time that day does not have',
    '2027-03-29T02:30:00+02:00',
    'P1D',
    '2027-03-28T03:30:00+02:00',
  ],
  ['at the time itself', '2027-03-28T12:00:00+02:00', 'PT0M', '2027-03-28T12:00:00+02:00'],
])('a reminder %s', async (_what, dueAt, reminder, remindAt) => {
  const task = await createActivity(ada, { dueAt, reminder, timeZone: 'Europe/Berlin' })
  expect(moment(task.remindAt)).toBe(moment(remindAt))
})

test('a reminder follows its due time, goes with it, and stands alone without a duration', async () => {
  const { id } = await createActivity(ada, {
    dueAt: '2027-05-03T09:00:00Z',
    reminder: 'PT1H',
    timeZone: 'UTC',
  })
  const changed = async (patch: object) => dataOf(await ada.patch(`/activities/${id}`, patch))
  const moved = await changed({ dueAt: '2027-05-04T09:00:00Z' })
  expect(moment(moved.remindAt)).toBe(moment('2027-05-04T08:00:00Z'))
  const off = await changed({ reminder: null })
  expect(off.remindAt).toBeNull()
  const alone = await changed({ remindAt: '2027-05-01T10:00:00Z' })
  expect(moment(alone.remindAt)).toBe(moment('2027-05-01T10:00:00Z'))
})

test('a reminder needs something to be before', async () => {
  const { status, body } = await ada.post('/activities', { kind: 'task', reminder: 'PT5M' })
  expect([status, body.code]).toEqual([422, 'ACTIVITY_NEEDS_DUE'])
  for (const reminder of ['15 minutes', 'P', 'PT', '-PT5M', 'PT5S', 'P1Y']) {
    const task = { kind: 'task', dueAt: '2027-05-03T09:00:00Z', reminder }
    const refused = await ada.post('/activities', task)
    expect([reminder, refused.status]).toEqual([reminder, 422])
  }
})

const zones = [
  'Europe/Berlin',
  'America/New_York',
  'Australia/Lord_Howe',
  'Africa/Casablanca',
  'Asia/Kathmandu',
]
const anyMoment = fc.integer({ min: Date.UTC(2024, 0), max: Date.UTC(2035, 0) })
const anyZone = fc.constantFrom(...zones)

test('days before show the same time on the clock, wherever that time exists', () => {
  fc.assert(
    fc.property(anyMoment, anyZone, fc.integer({ min: 1, max: 400 }), (ms, zone, days) => {
      const due = DateTime.fromMillis(ms - (ms % 60_000), { zone })
      const at = DateTime.fromISO(earlier(due.toISO() ?? '', `P${days}D`, zone), { zone })
      const wanted = due.minus({ days })
      expect(at.toISODate()).toBe(wanted.toISODate())
      // In the hour that is lost no clock shows it.
      if (wanted.hour === due.hour) expect(at.toFormat('HH:mm')).toBe(due.toFormat('HH:mm'))
    }),
  )
})

test('a clock time is the first moment that shows it, and never an earlier clock time', () => {
  fc.assert(
    fc.property(anyMoment, anyZone, (ms, zone) => {
      const local = DateTime.fromMillis(ms - (ms % 60_000), { zone: 'utc' })
      const found = atLocalTime(local, zone)
      const shown = found.toFormat('yyyy-MM-dd HH:mm')
      const wanted = local.toFormat('yyyy-MM-dd HH:mm')
      expect(shown >= wanted).toBe(true)
      const hourBefore = found.minus({ minutes: 60 })
      expect(hourBefore.toFormat('yyyy-MM-dd HH:mm')).not.toBe(wanted)
    }),
    { numRuns: 2_000 },
  )
})

test('there and back again is where one was, outside the hours that change', () => {
  fc.assert(
    fc.property(anyMoment, anyZone, anyZone, (ms, from, to) => {
      const start = DateTime.fromMillis(ms - (ms % 60_000), { zone: from })
      const there = sameClock(start.toISO() ?? '', from, to)
      const isShown =
        DateTime.fromISO(there, { zone: to }).toFormat('HH:mm') === start.toFormat('HH:mm')
      const back = DateTime.fromISO(sameClock(there, to, from), { zone: from })
      if (isShown)
        expect(back.toFormat('yyyy-MM-dd HH:mm')).toBe(start.toFormat('yyyy-MM-dd HH:mm'))
    }),
    { numRuns: 2_000 },
  )
})
