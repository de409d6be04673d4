import { setTimeout as sleep } from 'node:timers/promises'

import { afterAll, beforeAll, expect, test } from '@jest/globals'

import { isUuid } from '../../src/base/uuid-v7.ts'
import { echo, route, startTestApp, TENANT } from './test-app.ts'

let server: Awaited<ReturnType<typeof startTestApp>>
beforeAll(async () => {
  server = await startTestApp([
    echo(),
    route({ path: '/things/:id', rawQuery: true, handler: () => ({ status: 200, body: {} }) }),
    route({ path: '/slow', handler: () => sleep(1_050).then(() => ({ status: 204 })) }),
  ])
})
afterAll(() => server.stop())

const lineOf = (id: string) => server.lines.filter(({ requestId }) => requestId === id)

test('each request is one line, with the route in place of the path', async () => {
  await server.call('GET', '/api/v1/things/ann@example.org?secret=hunter2', {
    headers: { 'x-request-id': 'r1' },
  })
  expect(lineOf('r1')).toEqual([
    {
      level: 30,
      time: expect.any(Number),
      pid: expect.any(Number),
      hostname: expect.any(String),
      requestId: 'r1',
      tenantId: TENANT,
      actor: 'user:ann',
      route: 'get_things_id',
      method: 'GET',
      status: 200,
      durationMs: expect.any(Number),
      msg: 'request answered',
    },
  ])
})

test('no line holds a body, a query value or a credential', async () => {
  await server.call('POST', '/api/v1/things?token=hunter2', {
    headers: { 'content-type': 'application/json', authorization: 'Bearer hunter3' },
    body: '{"password":"hunter4"}',
  })
  await server.call('POST', '/api/v1/things', {
    headers: { 'content-type': 'application/json' },
    body: '{"password":"hunter5"',
  })
  expect(server.lines.length).toBeGreaterThan(1)
  expect(JSON.stringify(server.lines)).not.toMatch(/hunter[245]|Bearer/)
})

test('a request over a second is a warning', async () => {
  await server.call('GET', '/api/v1/slow', { headers: { 'x-request-id': 'slow' } })
  expect(lineOf('slow')).toMatchObject([{ level: 40, slow: true, status: 204 }])
})

test('a sane request id is kept, any other is replaced by one of ours', async () => {
  const idFor = async (given: string) =>
    (
      await server.call('GET', '/api/v1/things/1', { headers: { 'x-request-id': given } })
    ).headers.get('x-request-id')
  expect(await idFor('trace-1/2:3')).toBe('trace-1/2:3')
  expect(await idFor('x'.repeat(200))).toBe('x'.repeat(200))
  for (const given of ['', 'x'.repeat(201), 'a b', 'ä', 'a\tb'])
    expect(isUuid(await idFor(given))).toBe(true)
})
