import { afterEach, expect, test } from '@jest/globals'
import express, { raw as rawParser } from 'express'

import { toNodeHandler } from '../../src/kernel/mounts/node.ts'
import { createTestApp, echo, route, startServer } from './test-app.ts'

let server: Awaited<ReturnType<typeof startServer>>
afterEach(() => server.stop())

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

/** A host with its own routes before and after us. */
const start = async (
  prefix: string,
  options: { basePath?: string; parser?: express.RequestHandler } = {},
) => {
  const { app } = createTestApp(routes, options)
  const host = express()
  if (options.parser) host.use(options.parser)
  host.get('/before', (_req, res) => void res.send('before'))
  host.use(prefix, toNodeHandler(app))
  host.get(`${prefix}/after`, (_req, res) => void res.status(202).send('after'))
  host.get(`${prefix}/api/v1/host-route`, (_req, res) => void res.send('of the host'))
  host.use((_req, res) => void res.status(418).send('nobody'))
  server = await startServer(host)
}

test("the host's routes before and after us keep working, also below our prefix", async () => {
  await start('/crm')
  expect((await server.call('GET', '/crm/api/v1/things/7')).body).toEqual({
    id: '7',
    mountPath: '/crm',
  })
  expect((await server.call('GET', '/before')).text).toBe('before')
  expect(await server.call('GET', '/crm/after')).toMatchObject({ status: 202, text: 'after' })
  expect((await server.call('GET', '/crm/api/v1/host-route')).text).toBe('of the host')
  expect(await server.call('GET', '/crm/nowhere')).toMatchObject({ status: 418, text: 'nobody' })
  expect((await server.call('GET', '/api/v1/things/7')).status).toBe(418)
  expect((await server.call('GET', '/crm/livez')).status).toBe(200)
})

test('the prefix may also be our base path, or both may be given', async () => {
  await start('/', { basePath: '/crm' })
  expect((await server.call('GET', '/crm/api/v1/things/7')).body.mountPath).toBe('/crm')
  expect((await server.call('GET', '/livez')).status).toBe(418)
  await server.stop()
  await start('/crm', { basePath: '/crm' })
  expect((await server.call('GET', '/crm/api/v1/things/7')).body.mountPath).toBe('/crm')
  expect((await server.call('GET', '/crm/livez')).status).toBe(200)
})

const post = (path: string, body: string, type = 'application/json') =>
  server.call('POST', `/crm/api/v1${path}`, { body, headers: { 'content-type': type } })

test('a body that express.json() has read is used, with the same checks', async () => {
  await start('/crm', { parser: express.json() })
  expect((await post('/things', '{"a":1}')).body).toEqual({ data: { a: 1 } })
  expect((await post('/things', '{"a":"\\u0000"}')).body.code).toBe('VALIDATION_FAILED')
  expect((await post('/things', `{"a":${'['.repeat(40)}${']'.repeat(40)}}`)).body.code).toBe(
    'BODY_TOO_DEEP',
  )
  expect((await post('/things', 'a=1', 'application/x-www-form-urlencoded')).status).toBe(415)
})

test.each([
  ['express.text()', express.text({ type: '*/*' })],
  ['express.raw()', rawParser({ type: '*/*' })],
])('so is one that %s has read', async (_name, parser) => {
  await start('/crm', { parser })
  expect((await post('/things', '{"a":1}')).body).toEqual({ data: { a: 1 } })
  expect((await post('/things', '{"a":')).body.code).toBe('BODY_NOT_JSON')
})

test('a body that was read and thrown away does not hang the request', async () => {
  const parser: express.RequestHandler = (req, _res, next) => {
    req.on('end', next)
    req.resume()
  }
  await start('/crm', { parser })
  expect((await post('/things', '{"a":1}')).body.code).toBe('INTERNAL')
  expect((await post('/uploads', 'a,b', 'text/csv')).body.code).toBe('INTERNAL')
})

test('a stream route reads past a JSON parser', async () => {
  await start('/crm', { parser: express.json() })
  expect((await post('/uploads', 'a,b\n1,2\n', 'text/csv')).body).toEqual({ bytes: 8 })
  expect((await post('/uploads', '{}', 'application/xml')).status).toBe(415)
})

test("headers of the host's middleware stay on our answers", async () => {
  await start('/crm', {
    parser: (_req, res, next) => {
      res.setHeader('Strict-Transport-Security', 'max-age=1')
      res.setHeader('Cache-Control', 'public')
      next()
    },
  })
  const { headers } = await server.call('GET', '/crm/api/v1/things/7')
  expect(headers.get('strict-transport-security')).toBe('max-age=1')
  expect(headers.get('cache-control')).toBe('no-store')
})
