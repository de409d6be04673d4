import { beforeAll, expect, test } from '@jest/globals'

import type { Answer, Call, PluginContext } from '@crmkit/core'
import type { ConformanceReport } from '@crmkit/core/testing'

import { broken, messagesOf, route } from './broken-projects.ts'

/** What a careless plugin keeps between requests. */
const remembered = new Map<string, object>()
let counter = 0

let report: ConformanceReport
beforeAll(async () => {
  report = await broken((plugin) => ({
    entities: {
      project: {
        ...plugin.entities?.['project'],
        hooks: {
          complete: {
            fields: ['name'],
            run: (data: { name?: string }) => void (data.name = `${data.name} ${++counter}`),
          },
        },
      },
    },
    routes: [
      route({ path: '/project-report', operationId: 'reportProjects', handler: rememberedList }),
      route({ path: '/projects/:id/sum', operationId: 'sumProject', handler: rememberedRecord }),
      route({
        path: '/project-feed',
        operationId: 'feedProjects',
        access: 'actor',
        handler: rememberedList,
      }),
    ],
    jobs: { remind: { ...plugin.jobs?.['remind'], run: emitsAlways } },
    subscribers: {
      'give-code': {
        on: 'project.created',
        run: () => Promise.reject(new Error('The mailer is not configured.')),
      },
    },
  }))
}, 60_000)

const life = 'a record is written, read, changed, deleted, restored and logged'
const routes = 'no route tells one tenant of another'
const twice = 'what is delivered twice is done once'

test.each([
  ['a hook that completes anew', life, 'project: saving what is there already changes the record.'],
  ['a list kept for all tenants', routes, 'GET /project-report tells another tenant of records'],
  ['a record kept for all tenants', routes, 'GET /projects/:id/sum answers 200 to another tenant'],
  ['an open route with records', routes, 'GET /project-feed tells an actor without rights of'],
  ['a job that works twice', twice, '"remind" writes 1 more change when it is delivered again.'],
  ['a subscriber that fails', twice, '"give-code" fails when it is delivered first: Error: The m'],
])('the suite tells %s', (_, check, text) => {
  expect(messagesOf(report, check)).toContainEqual(expect.stringContaining(text))
})

type Context = PluginContext<'projects', 'contacts'>

async function rememberedList(_call: Call, context: Context): Promise<Answer> {
  if (!remembered.has('list')) remembered.set('list', await context.records('project').list())
  return { status: 200, body: remembered.get('list') }
}

async function rememberedRecord({ params }: Call, context: Context): Promise<Answer> {
  const { id = '' } = params
  if (!remembered.has(id)) remembered.set(id, await context.records('project').get(id))
  return { status: 200, body: remembered.get(id) }
}

async function emitsAlways(_payload: object, context: Context): Promise<void> {
  await context.emit('project.due-soon', { id: context.request.tenantId, dueOn: null })
}
