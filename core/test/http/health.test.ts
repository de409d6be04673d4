import { afterEach, expect, test } from '@jest/globals'

import { route, startTestApp } from './test-app.ts'

type Server = Awaited<ReturnType<typeof startTestApp>>
let server: Server
afterEach(() => server.stop())

const start = async (options: Parameters<typeof startTestApp>[1] = {}) =>
  (server = await startTestApp(
    [
      route({
        path: '/things/:id',
        handler: ({ params }) => ({ status: params['id'] === 'x' ? 404 : 200, body: {} }),
      }),
      route({ path: '/broken', handler: () => Promise.reject(new Error('no')) }),
    ],
    options,
  ))
const get = (path: string, headers = {}) =>
  server.call('GET', path, { headers: { authorization: '', ...headers } })

test('/livez answers as long as the process does', async () => {
  await start({ readiness: { database: () => Promise.reject(new Error('down')) } })
  expect(await get('/livez')).toMatchObject({ status: 200, body: { status: 'alive' } })
})

test('/readyz asks every part and names the one that fails, without its words', async () => {
  let database = true
  await start({
    readiness: {
      database: () =>
        database ? Promise.resolve() : Promise.reject(new Error('postgres://user:hunter2@db')),
      worker: () => Promise.resolve(),
    },
  })
  const ok = { ok: true, durationMs: expect.any(Number) }
  expect(await get('/readyz')).toMatchObject({
    status: 200,
    body: { status: 'ready', checks: { database: ok, worker: ok } },
  })
  database = false
  const answer = await get('/readyz')
  expect(answer).toMatchObject({
    status: 503,
    body: { checks: { database: { ok: false, reason: 'failed' }, worker: ok } },
  })
  expect(answer.text).not.toContain('hunter2')
})

test('a part that does not answer within two seconds is not ready', async () => {
  await start({ readiness: { database: () => new Promise(() => undefined) } })
  const startedAt = performance.now()
  expect(await get('/readyz')).toMatchObject({
    status: 503,
    body: { checks: { database: { ok: false, reason: 'timeout' } } },
  })
  expect(performance.now() - startedAt).toBeLessThan(3_000)
})

test('/metrics shows requests, errors, load, gauges and the process, with routes in place of paths', async () => {
  await start({
    metrics: {
      gauges: [
        { name: 'crm_pool_connections', help: 'Connections.', read: () => ({ idle: 3, used: 2 }) },
        { name: 'crm_jobs_waiting', help: 'Jobs.', read: () => Promise.resolve(7) },
        { name: 'crm_broken', help: 'Broken.', read: () => Promise.reject(new Error('down')) },
      ],
    },
  })
  await server.call('GET', '/api/v1/things/1')
  await server.call('GET', '/api/v1/things/2')
  await server.call('GET', '/api/v1/things/x')
  await server.call('GET', '/api/v1/broken')
  const { status, headers, text } = await get('/metrics')
  expect([status, headers.get('content-type')]).toEqual([
    200,
    'text/plain; version=0.0.4; charset=utf-8',
  ])
  for (const line of [
    'http_requests_total{method="GET",route="/things/:id",status="200"} 2',
    'http_requests_total{method="GET",route="/things/:id",status="404"} 1',
    'http_request_duration_seconds_bucket{le="10",method="GET",route="/things/:id"} 3',
    'http_request_duration_seconds_bucket{le="+Inf",method="GET",route="/things/:id"} 3',
    'http_request_duration_seconds_count{method="GET",route="/things/:id"} 3',
    'http_request_errors_total{code="INTERNAL"} 1',
    'http_requests_in_flight 0',
    'crm_pool_connections{kind="idle"} 3',
    'crm_jobs_waiting 7',
    '# TYPE http_request_duration_seconds histogram',
    '# TYPE http_requests_total counter',
  ]) {
    expect(text.split('\n')).toContain(line)
  }
  expect(text).toMatch(/^process_cpu_seconds_total \d/m)
  expect(text).toMatch(/^nodejs_eventloop_lag_p99_seconds \d/m)
  expect((await get('/metrics')).status).toBe(200)
})

test('two engines in one process keep their numbers apart', async () => {
  const other = await startTestApp([])
  await start()
  await server.call('GET', '/api/v1/things/1')
  await get('/metrics')
  const { text } = await other.call('GET', '/metrics')
  expect(text).not.toContain('things')
  await other.stop()
})

test('/metrics is for this machine, or for whoever has the token', async () => {
  await start()
  expect((await get('/metrics', { 'x-forwarded-for': '127.0.0.1' })).status).toBe(403)
  await server.stop()
  await start({ metrics: { token: 'scraper' } })
  expect((await get('/metrics')).status).toBe(403)
  expect((await get('/metrics', { authorization: 'Bearer scrapes' })).status).toBe(403)
  expect((await get('/metrics', { authorization: 'Bearer scraper' })).status).toBe(200)
})

test('below a base path health lies there, and nowhere else', async () => {
  await start({ basePath: '/crm' })
  expect((await get('/crm/livez')).status).toBe(200)
  expect((await get('/livez')).status).toBe(404)
  expect((await server.call('GET', '/crm/api/v1/things/1')).status).toBe(200)
  expect((await server.call('GET', '/api/v1/things/1')).status).toBe(404)
})
