import { afterAll, expect, test } from '@jest/globals'

import { createActivity, createWorld, dataOf } from './support/world.ts'

// Friday 20 November 2026, 23:30 in New York, and Saturday 05:30 in Berlin.
const now = Date.parse('2026-11-21T04:30:00Z')
const world = await createWorld({ clock: { now: () => now } })
const ada = await world.person('Ada')
const bob = await world.person('Bob')
afterAll(() => world.close())

const subjects = ({ items }: { items: { subject: string }[] }) =>
  items.map(({ subject }) => subject)
const groups = async (query = '') => {
  const data = dataOf(await ada.get(`/activities/my-tasks${query}`))
  const { overdue, dueToday, upcoming, undated } = data
  return {
    today: data.today,
    overdue: subjects(overdue),
    dueToday: subjects(dueToday),
    upcoming: subjects(upcoming),
    undated: subjects(undated),
  }
}

const due = (subject: string, dueAt: string | null, more: object = {}) =>
  createActivity(ada, { subject, dueAt, timeZone: 'Europe/Berlin', ...more })

await due('An hour ago', '2026-11-21T03:30:00Z')
await due('In half an hour', '2026-11-21T05:00:00Z')
await due('Saturday noon in Berlin', '2026-11-21T12:00:00+01:00')
await due('Sunday in Berlin', '2026-11-22T12:00:00+01:00')
await due('All Friday', '2026-11-20T00:00:00+01:00', { allDay: true })
await due('All Saturday', '2026-11-21T00:00:00+01:00', { allDay: true })
await due('Some day', null)
await due('Done', '2026-11-21T03:00:00Z', { status: 'done' })
await due('A note', null, { kind: 'note' })
await due('For Bob', '2026-11-21T03:00:00Z', { ownerId: bob.memberId })

test('what is overdue, due today and to come is told by the days of Berlin', async () => {
  expect(await groups('?timeZone=Europe/Berlin')).toEqual({
    today: '2026-11-21',
    overdue: ['All Friday', 'An hour ago'],
    dueToday: ['All Saturday', 'In half an hour', 'Saturday noon in Berlin'],
    upcoming: ['Sunday in Berlin'],
    undated: ['Some day'],
  })
})

test('and by those of New York, where it is still Friday; an all-day task keeps its day', async () => {
  expect(await groups('?timeZone=America/New_York')).toEqual({
    today: '2026-11-20',
    overdue: ['An hour ago'],
    dueToday: ['All Friday'],
    upcoming: ['All Saturday', 'In half an hour', 'Saturday noon in Berlin', 'Sunday in Berlin'],
    undated: ['Some day'],
  })
})

test('without a zone it is that of one’s preferences', async () => {
  await ada.patch('/notifications/preferences', { timeZone: 'America/New_York' })
  expect((await groups()).today).toBe('2026-11-20')
})

test('a group tells how many there are beyond those shown', async () => {
  const data = dataOf(await ada.get('/activities/my-tasks?timeZone=Europe/Berlin&limit=1'))
  expect(data.dueToday).toMatchObject({ count: 3, items: [{ subject: 'All Saturday' }] })
})

test('kinds narrow it, an unknown zone is refused', async () => {
  expect((await groups('?kinds=meeting')).upcoming).toEqual([])
  const { status, body } = await ada.get('/activities/my-tasks?timeZone=Mars/Olympus')
  expect([status, body.code]).toEqual([422, 'ACTIVITY_ZONE_UNKNOWN'])
})
