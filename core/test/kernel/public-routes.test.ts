import { afterAll, expect, test } from '@jest/globals'

import type { Call } from '../../src/http/route.ts'
import type { AnyRoute } from '../../src/kernel/any-plugin.ts'
import type { PluginContext } from '../../src/kernel/plugin-context.ts'
import { createTestCrm } from '../../src/testing/index.ts'
import { library } from '../support/library-plugin.ts'

const suggest: AnyRoute = {
  method: 'POST',
  path: '/suggestions/:tenant',
  operationId: 'suggestAuthor',
  summary: 'Suggest an author',
  access: 'public',
  tenantOf: ({ params }: Call) => params['tenant'],
  perClient: { points: 5, seconds: 60 },
  body: {
    kind: 'json',
    schema: { type: 'object', required: ['name'], properties: { name: { type: 'string' } } },
  },
  responses: { 202: { description: 'Taken.', schema: { type: 'object' } } },
  async handler(call: Call, context: PluginContext<never, never>) {
    call.setHeader('access-control-allow-origin', 'https://page.example')
    const { name } = call.body as { name: string }
    await context.records('author' as never).create({ name } as never)
    return { status: 202, body: { taken: true } }
  },
}

const t = await createTestCrm({ plugins: [await library({ plugin: { routes: [suggest] } })] })
await t.as('acme').get('/authors')
afterAll(() => t.close())

const send = (tenant: string, name: string) =>
  t.crm.inject({
    method: 'POST',
    url: `/api/v1/suggestions/${tenant}`,
    headers: {},
    body: { name },
  })

test('a route open to the world works as its plugin in the tenant its address names', async () => {
  expect((await send('acme', 'Ada')).status).toBe(202)
  const { body } = await t.as('acme').get('/authors')
  expect(body.data).toMatchObject([
    { name: 'Ada', ownerId: null, createdBy: { id: 'plugin:library' } },
  ])
  expect((await t.as('globex').get('/authors')).body.data).toEqual([])
})

test('a tenant there is none of is an address with nothing at it', async () => {
  const { status, body } = await send('nobody', 'Ada')
  expect([status, (body as { code: string }).code]).toEqual([404, 'NOTHING_HERE'])
})

test('what the handler says in headers stands on refusals too', async () => {
  const { status, headers } = await send('acme', 'x'.repeat(101))
  expect([status, headers['access-control-allow-origin']]).toEqual([422, 'https://page.example'])
})

test('a network that asks too often is told to wait', async () => {
  const answers = []
  for (let i = 0; i < 6; i++) answers.push(await send('acme', `Ben ${i}`))
  const last = answers.at(-1)
  expect([last?.status, (last?.body as { code: string }).code]).toEqual([429, 'RATE_LIMITED'])
  expect(last?.headers).toMatchObject({ 'ratelimit-limit': '5', 'ratelimit-remaining': '0' })
})
