import { afterAll, expect, test } from '@jest/globals'

import { createActivity, createWorld, dataOf, runLater } from './support/world.ts'

const world = await createWorld()
const { t } = world
const ada = await world.person('Ada')
const bob = await world.person('Bob')
afterAll(() => world.close())

const soon = (ms: number): string => new Date(Date.now() + ms).toISOString()
const hour = 3_600_000

async function reminded(who = ada): Promise<string[]> {
  const all = dataOf(await who.get('/notifications?limit=100'))
  return all
    .filter(({ kind }: { kind: string }) => kind === 'reminder')
    .map(({ activity }: { activity: { subject: string } }) => activity.subject)
}

/** When jobs about an activity will run. */
async function waitingFor(id: string): Promise<string[]> {
  const jobs = await world.sql<{ at: Date }>(
    `select run_at as at from crm_jobs._private_jobs where payload -> 'payload' ->> 'activityId' = $1`,
    [id],
  )
  return jobs.map(({ at }) => at.toISOString())
}

test('a reminder waits for its time and comes once', async () => {
  await createActivity(ada, { subject: 'Once', dueAt: soon(hour), reminder: 'PT10M' })
  await t.drain()
  expect(await reminded()).toEqual([])
  const [job] = await world.sql<{ at: Date }>(
    `select j.run_at as at from crm_jobs._private_jobs j join crm_jobs._private_tasks k on k.id = j.task_id
     where k.identifier = 'activities:remind'`,
  )
  expect(job!.at.getTime()).toBeGreaterThan(Date.now() + hour - 11 * 60_000)
  expect(job!.at.getTime()).toBeLessThan(Date.now() + hour - 9 * 60_000)
})

test('one whose time has come is in the notifications of its owner, and says so itself', async () => {
  const { id } = await createActivity(ada, {
    subject: 'Now',
    dueAt: soon(60_000),
    reminder: 'PT10M',
    ownerId: bob.memberId,
  })
  await t.drain()
  expect(await reminded(bob)).toEqual(['Now'])
  expect(await reminded(ada)).toEqual([])
  expect(dataOf(await ada.get(`/activities/${id}`)).remindedAt).not.toBeNull()
})

test('a new time takes the place of the old one', async () => {
  const { id } = await createActivity(ada, { subject: 'Moved', remindAt: soon(hour) })
  await t.drain()
  await ada.patch(`/activities/${id}`, { remindAt: soon(2 * hour) })
  await t.drain()
  expect(await waitingFor(id)).toHaveLength(1)
})

test('a job of a time that no longer counts does nothing', async () => {
  const { id } = await createActivity(ada, { subject: 'Stale', remindAt: soon(hour) })
  await ada.run((context) =>
    context.addJob('activities:remind', { activityId: id, remindAt: soon(-hour) }),
  )
  await t.drain()
  expect(await reminded()).not.toContain('Stale')
})

test('what is done, cancelled or deleted is not reminded of', async () => {
  const [finished, cancelled, deleted] = await Promise.all(
    ['Done', 'Cancelled', 'Deleted'].map((subject) =>
      createActivity(ada, { subject, remindAt: soon(hour) }),
    ),
  )
  await ada.patch(`/activities/${finished.id}`, { status: 'done' })
  await ada.patch(`/activities/${cancelled.id}`, { status: 'cancelled' })
  await ada.delete(`/activities/${deleted.id}`)
  await runLater(world)
  await ada.run((context) => context.addJob('activities:remind-missed', {}))
  await t.drain()
  const told = await reminded()
  for (const subject of ['Done', 'Cancelled', 'Deleted']) expect(told).not.toContain(subject)
})

test('a time zone that changes over a reminder moves it, and it comes once, at the new time', async () => {
  const dueAt = '2037-07-01T09:00:00+02:00'
  const { id } = await createActivity(ada, {
    subject: 'Travels',
    dueAt,
    timeZone: 'Europe/Berlin',
    reminder: 'PT1H',
  })
  await t.drain()
  await ada.patch(`/activities/${id}`, { timeZone: 'America/New_York' })
  await t.drain()
  expect(await waitingFor(id)).toEqual(['2037-07-01T12:00:00.000Z'])
  await runLater(world)
  await runLater(world)
  expect((await reminded()).filter((subject) => subject === 'Travels')).toHaveLength(1)
})

test.each([
  // Berlin puts its clocks forward on 29 March 2037 and back on 25 October 2037.
  ['forward', '2037-03-29T12:00:00+02:00', 'P1D', '2037-03-28T12:00:00+01:00'],
  ['forward', '2037-03-29T12:00:00+02:00', 'PT24H', '2037-03-28T11:00:00+01:00'],
  ['back', '2037-10-25T12:00:00+01:00', 'P1D', '2037-10-24T12:00:00+02:00'],
  ['back', '2037-10-25T12:00:00+01:00', 'PT24H', '2037-10-24T13:00:00+02:00'],
])('a job waits for the right moment when the clocks go %s: %s less %s', async (...row) => {
  const [way, dueAt, reminder, moment] = row
  const task = { subject: `${way} ${reminder}`, dueAt, reminder, timeZone: 'Europe/Berlin' }
  const { id } = await createActivity(ada, task)
  await t.drain()
  expect(await waitingFor(id)).toEqual([new Date(moment).toISOString()])
})

test.each([
  // Half past two is left out in Berlin on that day, and comes twice on the other: the first counts.
  ['left out', '2037-03-29', '2037-03-29T01:30:00.000Z', '2037-03-29T01:20:00.000Z'],
  ['shown twice', '2037-10-25', '2037-10-25T00:30:00.000Z', '2037-10-25T00:20:00.000Z'],
])('a new time zone in which its time is %s moves task and reminder', async (...row) => {
  const [what, day, due, moment] = row
  const task = { subject: what, reminder: 'PT10M', timeZone: 'Asia/Tokyo' }
  const { id } = await createActivity(ada, { ...task, dueAt: `${day}T02:30:00+09:00` })
  const moved = dataOf(await ada.patch(`/activities/${id}`, { timeZone: 'Europe/Berlin' }))
  await t.drain()
  expect(new Date(moved.dueAt).toISOString()).toBe(due)
  expect(await waitingFor(id)).toEqual([moment])
  // And back: the day has the time again.
  await ada.patch(`/activities/${id}`, { timeZone: 'Asia/Tokyo' })
  await t.drain()
  expect(await waitingFor(id)).toHaveLength(1)
})

test('a new due time after a reminder is reminded of again', async () => {
  const { id } = await createActivity(ada, { subject: 'Again', remindAt: soon(-60_000) })
  await t.drain()
  expect((await reminded()).filter((subject) => subject === 'Again')).toHaveLength(1)
  const { remindedAt } = dataOf(await ada.patch(`/activities/${id}`, { remindAt: soon(-30_000) }))
  expect(remindedAt).toBeNull()
  await t.drain()
  expect((await reminded()).filter((subject) => subject === 'Again')).toHaveLength(2)
})

test('a job that was lost is made good by the hourly look, and two of those at once tell once', async () => {
  const { id } = await createActivity(ada, { subject: 'Lost', remindAt: soon(hour) })
  await t.drain()
  await world.sql('delete from crm_jobs._private_jobs')
  // Its time comes while no job waits for it.
  await world.sql(
    `update crm.activities set remind_at = now() - interval '1 minute' where id = $1`,
    [id],
  )
  await Promise.all(
    [1, 2, 3].map(() => ada.run((context) => context.addJob('activities:remind-missed', {}))),
  )
  await t.drain()
  expect((await reminded()).filter((subject) => subject === 'Lost')).toHaveLength(1)
})

test('whoever may not see activities any more is not reminded, and the reminder is over', async () => {
  const eve = await world.person('Eve', { roles: ['user'] })
  const { id } = await createActivity(ada, {
    subject: 'Gone',
    remindAt: soon(hour),
    ownerId: eve.memberId,
  })
  await world.person('Eve', { roles: [] })
  await runLater(world)
  expect(dataOf(await ada.get(`/activities/${id}`)).remindedAt).not.toBeNull()
  const rows = await world.sql(
    `select 1 from crm.notifications where member_id = $1 and kind = 'reminder'`,
    [eve.memberId],
  )
  expect(rows).toEqual([])
})
