import { beforeAll, expect, test } from '@jest/globals'

import type { ConformanceReport } from '@crmkit/core/testing'

import { broken, messagesOf, route, withProperties } from './broken-projects.ts'

let report: ConformanceReport
beforeAll(async () => {
  report = await broken((plugin) => ({
    ...withProperties(plugin, {
      dueOn: { type: ['string', 'null'], format: 'date', 'x-crm': { index: true } },
      phase: { type: ['string', 'null'], 'x-crm': { id: 'project-phase' } },
    }),
    permissions: { ...plugin.permissions, mayStart: { label: 'Start' } },
    events: { ...plugin.events, ProjectLate: { payload: {} } },
    subscribers: { giveCode: plugin.subscribers?.['give-code'] },
    routes: [
      ...(plugin.routes ?? []),
      route({ path: '/project-count', operationId: 'count_projects', access: 'public' }),
      route({ path: '/project-names', operationId: 'nameProjects', access: 'actor' }),
    ],
    jobs: {
      remind: { ...plugin.jobs?.['remind'], cron: 'every morning' },
      RemindMore: { cron: '0 7 * * *', payload: { type: 'object', required: ['id'] } },
    },
  }))
}, 60_000)

const id = 'every property has an id, so that a rename is a rename'
const names = 'names are spelled as everywhere'
const migrations = 'the migrations are as new as the schemas'
const types = 'the generated types are as new as the schemas'
const schedule = 'a schedule is a crontab, and its job takes an empty payload'
const open = 'no route is open but those the test names'

test.each([
  ['a property without an id', id, 'project.dueOn has no x-crm.id.'],
  ['a permission that names no verb', names, 'The permission "mayStart" is not spelled like'],
  ['an event in another spelling', names, 'The event "ProjectLate" is not spelled like'],
  ['a job in another spelling', names, 'The job "RemindMore" is not spelled like'],
  ['a subscriber in another spelling', names, 'The subscriber "giveCode" is not spelled like'],
  ['an operation in another spelling', names, 'The operation "count_projects" is not spelled'],
  ['a property no migration makes', migrations, 'add column projects.phase'],
  ['types drawn before the change', types, 'src/types.generated.ts is not what the schemas say.'],
  ['a schedule that is no crontab', schedule, '"remind" has no five-field crontab in UTC'],
  ['a scheduled job that needs a payload', schedule, '"RemindMore" has a crontab, so its payload'],
  ['a route open to the world', open, 'GET /project-count is open to all the world.'],
  ['a route open to the signed in', open, 'GET /project-names is open to whoever is signed in.'],
])('the suite tells %s', (_, check, text) => {
  expect(messagesOf(report, check)).toContainEqual(expect.stringContaining(text))
})

test('the suite tells an id that two properties have', async () => {
  const phase = { type: ['string', 'null'], 'x-crm': { id: 'project-status' } }
  const twice = await broken((plugin) => withProperties(plugin, { phase }))
  expect(messagesOf(twice, id)).toEqual([
    'project.phase and project.status have the x-crm.id "project-status" both.',
  ])
}, 60_000)

test('a route that is open on purpose is named, and only such a one', async () => {
  const names = route({ path: '/project-names', operationId: 'nameProjects', access: 'actor' })
  const handler = () => Promise.resolve({ status: 200, body: {} })
  const change = () => ({ routes: [{ ...names, handler }] })
  expect(messagesOf(await broken(change, { open: ['GET /project-names'] }), open)).toEqual([])
  expect(messagesOf(await broken(() => ({}), { open: ['GET /project-names'] }), open)).toEqual([
    'No route GET /project-names is open, so it need not be named in { open }.',
  ])
}, 60_000)
