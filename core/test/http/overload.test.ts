import { PassThrough } from 'node:stream'

import { afterAll, beforeAll, expect, test } from '@jest/globals'

import { route, startTestApp } from './test-app.ts'

let release = Promise.withResolvers<void>()
let server: Awaited<ReturnType<typeof startTestApp>>
const feeds: PassThrough[] = []
beforeAll(async () => {
  server = await startTestApp(
    [
      route({ path: '/slow', handler: () => release.promise.then(() => ({ status: 204 })) }),
      route({ path: '/quick', handler: () => ({ status: 204 }) }),
      route({
        path: '/feed',
        handler: () => {
          const feed = new PassThrough()
          feeds.push(feed)
          return { status: 200, body: feed, headers: { 'content-type': 'text/event-stream' } }
        },
      }),
    ],
    { limits: { inFlight: 5 } },
  )
})
afterAll(() => server.stop())

const get = (path: string) => server.call('GET', path)

test('past the cap a request is told at once to come back, and /livez still answers', async () => {
  release = Promise.withResolvers()
  const busy = Array.from({ length: 5 }, () => get('/api/v1/slow'))
  while (server.app.load.inFlight < 5) await new Promise(setImmediate)

  const refused = await get('/api/v1/quick')
  expect([refused.status, refused.body.code, refused.headers.get('retry-after')]).toEqual([
    503,
    'OVERLOADED',
    '1',
  ])
  const durations: number[] = []
  for (let i = 0; i < 9; i++) {
    const startedAt = performance.now()
    expect((await get('/livez')).status).toBe(200)
    durations.push(performance.now() - startedAt)
  }
  // The median: the first ones also pay for compiling.
  expect(durations.sort((a, b) => a - b)[4]).toBeLessThan(50)

  release.resolve()
  expect((await Promise.all(busy)).map(({ status }) => status)).toEqual([204, 204, 204, 204, 204])
  expect((await get('/api/v1/quick')).status).toBe(204)
  expect(server.app.load.inFlight).toBe(0)
})

test('open feeds are no load: with many of them the API answers', async () => {
  const open = Array.from({ length: 10 }, () =>
    fetch(`${server.origin}/api/v1/feed`, { headers: { authorization: 'Bearer ann' } }),
  )
  const answers = await Promise.all(open)
  expect([server.app.load.inFlight, server.app.load.streams]).toEqual([0, 10])
  expect((await get('/api/v1/quick')).status).toBe(204)
  for (const feed of feeds) feed.end('data: bye\n\n')
  expect(await Promise.all(answers.map((answer) => answer.text()))).toEqual(
    Array(10).fill('data: bye\n\n'),
  )
  expect(server.app.load.streams).toBe(0)
})
