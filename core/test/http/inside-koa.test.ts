import type { RequestListener } from 'node:http'

import { afterEach, expect, test } from '@jest/globals'
import Koa from 'koa'

import { toKoaMiddleware } from '../../src/kernel/mounts/koa.ts'
import { createTestApp, echo, route, startServer } from './test-app.ts'

let server: Awaited<ReturnType<typeof startServer>>
afterEach(() => server.stop())

const routes = [
  echo(),
  route({
    path: '/things/:id',
    handler: ({ params, mountPath }) => ({ status: 200, body: { ...params, mountPath } }),
  }),
]

test("a Koa host's middleware before and after us keeps working", async () => {
  const { app } = createTestApp(routes, { basePath: '/crm' })
  const host = new Koa()
  const seen: string[] = []
  host.use(async (context, next) => {
    await next()
    seen.push(`${context.path} ${context.res.statusCode}`)
  })
  host.use(toKoaMiddleware(app))
  host.use((context) => void (context.body = `host ${context.path}`))
  server = await startServer(listenerOf(host))

  expect((await server.call('GET', '/crm/api/v1/things/7')).body).toEqual({
    id: '7',
    mountPath: '/crm',
  })
  expect((await server.call('GET', '/crm/livez')).body).toEqual({ status: 'alive' })
  expect(await server.call('GET', '/crm/other')).toMatchObject({
    status: 200,
    text: 'host /crm/other',
  })
  expect(seen).toEqual(['/crm/api/v1/things/7 200', '/crm/livez 200', '/crm/other 200'])
})

test('below koa-mount the prefix is gone from the path and is found again', async () => {
  const { app } = createTestApp(routes)
  const host = new Koa()
  // What koa-mount 4 does.
  host.use(async (context, next) => {
    const { path } = context
    if (!path.startsWith('/crm/')) return next()
    context['mountPath'] = '/crm'
    context.path = path.slice(4)
    await toKoaMiddleware(app)(context, async () => {
      context.path = path
      await next()
      context.path = path.slice(4)
    })
    context.path = path
  })
  host.use((context) => void (context.body = `host ${context.path}`))
  server = await startServer(listenerOf(host))

  expect((await server.call('GET', '/crm/api/v1/things/7')).body).toEqual({
    id: '7',
    mountPath: '/crm',
  })
  expect((await server.call('GET', '/crm/livez')).status).toBe(200)
  expect((await server.call('GET', '/crm/other')).text).toBe('host /crm/other')
  expect((await server.call('GET', '/api/v1/things/7')).text).toBe('host /api/v1/things/7')
})

test('a body that a parser of the host has read is used', async () => {
  const { app } = createTestApp(routes)
  const host = new Koa()
  // What @koa/bodyparser and koa-bodyparser do.
  host.use(async (context, next) => {
    const chunks = await context.req.toArray()
    ;(context.request as { body?: unknown }).body = JSON.parse(Buffer.concat(chunks).toString())
    await next()
  })
  host.use(toKoaMiddleware(app))
  server = await startServer(listenerOf(host))
  const answer = await server.call('POST', '/api/v1/things', {
    body: '{"a":1}',
    headers: { 'content-type': 'application/json' },
  })
  expect(answer.body).toEqual({ data: { a: 1 } })
})

function listenerOf(host: Koa): RequestListener {
  const callback = host.callback()
  return (req, res) => void callback(req, res)
}
