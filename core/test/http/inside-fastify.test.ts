import { afterEach, expect, test } from '@jest/globals'
import fastify, { type FastifyInstance } from 'fastify'

import { toFastifyPlugin } from '../../src/kernel/mounts/fastify.ts'
import { createTestApp, echo, route } from './test-app.ts'

const routes = [
  echo(),
  route({
    path: '/things/:id',
    handler: ({ params, mountPath }) => ({ status: 200, body: { ...params, mountPath } }),
  }),
  route({
    method: 'POST',
    path: '/uploads',
    body: { kind: 'stream', contentTypes: ['text/csv'], description: '' },
    handler: async ({ stream }) => ({
      status: 200,
      body: { bytes: (await stream.toArray()).join('').length },
    }),
  }),
]

const start = async (prefix?: string) => {
  const { app } = createTestApp(routes)
  const logged: unknown[] = []
  host = fastify({
    logger: { level: 'warn', stream: { write: (line: string) => void logged.push(line) } },
  })
  host.addContentTypeParser('text/csv', { parseAs: 'string' }, (_request, body, done) =>
    done(null, body),
  )
  host.get('/before', () => 'before')
  host.post('/own', (request) => request.body)
  await host.register(toFastifyPlugin(app), prefix === undefined ? {} : { prefix })
  host.setNotFoundHandler((_request, reply) => reply.code(418).send('nobody'))
  return { origin: await host.listen({ port: 0, host: '127.0.0.1' }), logged }
}

let host: FastifyInstance
afterEach(() => host.close())

const headers = { authorization: 'Bearer ann' }
const json = { ...headers, 'content-type': 'application/json' }

test('a Fastify host keeps its own routes and parsers, and its 404 for what is not ours', async () => {
  const { origin, logged } = await start('/crm')
  const get = (path: string) => fetch(origin + path, { headers })
  expect(await (await get('/crm/api/v1/things/7')).json()).toEqual({ id: '7', mountPath: '/crm' })
  expect((await get('/crm/livez')).status).toBe(200)
  expect(await (await get('/before')).text()).toBe('before')
  for (const path of ['/crm/nowhere', '/nowhere', '/api/v1/things/7'])
    expect((await get(path)).status).toBe(418)
  const own = await fetch(`${origin}/own`, { method: 'POST', headers: json, body: '{"a":1}' })
  expect(await own.json()).toEqual({ a: 1 })
  expect(logged).toEqual([])
})

test('bodies reach us unread, whatever their type', async () => {
  const { origin, logged } = await start('/crm')
  const post = async (path: string, type: string, body: string) => {
    const answer = await fetch(`${origin}/crm/api/v1${path}`, {
      method: 'POST',
      headers: { ...headers, 'content-type': type },
      body,
    })
    return [answer.status, ((await answer.json()) as { code?: string }).code]
  }
  expect(await post('/things', 'application/json', '{"a":1}')).toEqual([201, undefined])
  expect(await post('/things', 'application/json', '{"a":')).toEqual([400, 'BODY_NOT_JSON'])
  expect(await post('/things', 'text/weird', 'x')).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE'])
  expect(await post('/uploads', 'text/csv', 'a,b\n')).toEqual([200, undefined])
  expect(logged).toEqual([])
})

test('without a prefix, and through inject, it works alike', async () => {
  await start()
  const answer = await host.inject({
    method: 'POST',
    url: '/api/v1/things',
    headers: json,
    payload: '{"a":1}',
  })
  expect([answer.statusCode, answer.json()]).toEqual([201, { data: { a: 1 } }])
  expect((await host.inject({ method: 'OPTIONS', url: '/api/v1/things' })).headers['allow']).toBe(
    'POST, OPTIONS',
  )
})
