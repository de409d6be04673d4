import { afterAll, expect, test } from '@jest/globals'

import { contacts } from '@crmkit/contacts'
import { createTestCrm } from '@crmkit/core/testing'

import { projects } from '../src/index.ts'

const t = await createTestCrm({ plugins: [contacts(), projects()] })
const acme = t.as('acme')
afterAll(() => t.close())

const dayMs = 86_400_000
const soon = await dueIn(2)
const later = await dueIn(9)
const done = await dueIn(1)
await acme.patch(`/projects/${done}`, { status: 'done' })

test('the job reminds of active projects that are due within the days of the setting, once', async () => {
  expect(await reminded()).toEqual([soon])
  expect((await acme.get(`/projects/${soon}`)).body.data.remindedAt).not.toBeNull()
  expect(await reminded()).toEqual([soon])
})

test('a tenant sets the days', async () => {
  const { status, body } = await acme.patch('/settings/projects', { remindDaysBefore: 10 })
  expect([status, body.data.values]).toEqual([200, { remindDaysBefore: 10 }])
  expect((await acme.patch('/settings/projects', { remindDaysBefore: 61 })).status).toBe(422)

  expect(await reminded()).toEqual([soon, later])
  const { body: globex } = await t.as('globex').get('/settings/projects')
  expect(globex.data.values).toEqual({ remindDaysBefore: 3 })
})

test('the job runs every day, and only jobs set when a project was reminded of', async () => {
  expect(projects().jobs?.remind.cron).toBe('0 6 * * *')
  const patch = { remindedAt: new Date().toISOString() }
  expect((await acme.patch(`/projects/${soon}`, patch)).status).toBe(422)
})

async function dueIn(days: number): Promise<string> {
  const { body: contact } = await acme.post('/contacts', { firstName: 'Ada' })
  const dueOn = new Date(Date.now() + days * dayMs).toISOString().slice(0, 10)
  const project = { name: `Due in ${days}`, status: 'active', dueOn, contactId: contact.data.id }
  return (await acme.post('/projects', project)).body.data.id as string
}

/** Runs the job now, and gives the projects reminded of so far as the change log tells. */
async function reminded(): Promise<(string | null)[]> {
  await acme.run((context) => context.addJob('projects:remind', {}))
  await t.drain()
  const log = await t.changes('acme')
  return log.filter(({ name }) => name === 'project.due-soon').map(({ recordId }) => recordId)
}
