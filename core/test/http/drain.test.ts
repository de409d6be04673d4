import { Agent, request as httpRequest } from 'node:http'
import { PassThrough } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'

import { afterEach, expect, test } from '@jest/globals'

import { drainServer } from '../../src/http/drain.ts'
import { echo, route, startTestApp } from './test-app.ts'

const routes = [
  echo(),
  route({ path: '/quick', handler: () => ({ status: 200, body: {} }) }),
  route({ path: '/slow', handler: () => sleep(500).then(() => ({ status: 200, body: {} })) }),
  route({ path: '/stuck', handler: () => new Promise(() => undefined) }),
  route({
    path: '/feed',
    handler: ({ closing }) => {
      const feed = new PassThrough()
      feed.write('data: hello\n\n')
      closing.addEventListener('abort', () => feed.end('data: come back\n\n'))
      return { status: 200, body: feed, headers: { 'content-type': 'text/event-stream' } }
    },
  }),
]

let server: Awaited<ReturnType<typeof startTestApp>>
afterEach(() => server.stop())
const headers = { authorization: 'Bearer ann' }

test('under load, with slow requests, uploads and feeds open, nothing is cut off', async () => {
  for (let round = 0; round < 5; round++) {
    server = await startTestApp(routes)
    const { origin } = server
    const feed = fetch(`${origin}/api/v1/feed`, { headers }).then((answer) => answer.text())
    const slow = Array.from({ length: 10 }, () =>
      fetch(`${origin}/api/v1/slow`, { headers }).then(({ status }) => status),
    )
    const upload = slowUpload(origin)
    const load = sendUntilNotReady(origin)
    await sleep(250)
    const startedAt = performance.now()
    const clean = await drainServer(server.server, server.app.load, {
      timeoutMs: 5_000,
      graceMs: 300,
    })
    const { sent, failed } = await load
    expect({ clean, failed }).toEqual({ clean: true, failed: [] })
    expect(sent).toBeGreaterThan(5)
    expect(await feed).toBe('data: hello\n\ndata: come back\n\n')
    expect(await Promise.all(slow)).toEqual(Array(10).fill(200))
    expect(await upload).toBe(201)
    expect(performance.now() - startedAt).toBeLessThan(3_000)
  }
})

test('while stopping, /readyz is 503 and every answer closes its connection', async () => {
  server = await startTestApp(routes)
  const stopping = server.app.load.drain(1_000)
  expect(await server.call('GET', '/readyz')).toMatchObject({
    status: 503,
    body: { status: 'stopping' },
  })
  const answer = await server.wire(
    'GET /api/v1/quick HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ann\r\n\r\n',
  )
  expect(answer).toMatch(/^HTTP\/1.1 200 [^]*connection: close/i)
  expect(await stopping).toBe(true)
})

test('a request that never ends is cut off at the time-out, and the caller is told', async () => {
  server = await startTestApp(routes)
  const stuck = fetch(`${server.origin}/api/v1/stuck`, { headers }).catch((error: unknown) => error)
  while (server.app.load.inFlight === 0) await sleep(5)
  const startedAt = performance.now()
  expect(await drainServer(server.server, server.app.load, { timeoutMs: 300, graceMs: 50 })).toBe(
    false,
  )
  expect(performance.now() - startedAt).toBeLessThan(1_500)
  expect(await stuck).toBeInstanceOf(TypeError)
})

/** 200 requests a second over kept-alive connections, as a load balancer sends them: until readiness turns off. */
async function sendUntilNotReady(origin: string) {
  const agent = new Agent({ keepAlive: true, maxSockets: 16 })
  const failed: unknown[] = []
  const pending: Promise<void>[] = []
  let ready = true
  let sent = 0
  const check = async () => {
    while (ready) {
      ready = (await fetch(`${origin}/readyz`)).status === 200
      await sleep(20)
    }
  }
  const checking = check()
  while (ready) {
    sent++
    const call = statusOf(origin, agent).then((status) => {
      if (status !== 200) failed.push(status)
    })
    pending.push(call.catch((error: unknown) => void failed.push(error)))
    await sleep(5)
  }
  await Promise.all([...pending, checking])
  agent.destroy()
  return { sent, failed }
}

function statusOf(origin: string, agent: Agent): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(`${origin}/api/v1/quick`, { agent, headers }, (answer) => {
      answer.resume()
      answer.on('end', () => resolve(answer.statusCode))
    })
    request.on('error', reject)
    request.end()
  })
}

async function slowUpload(origin: string): Promise<number | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<number | undefined>()
  const type = { ...headers, 'content-type': 'application/json' }
  const request = httpRequest(
    `${origin}/api/v1/things`,
    { method: 'POST', headers: type },
    (answer) => resolve(answer.statusCode),
  )
  request.on('error', reject)
  for (const part of ['{"a"', ':', '[1,', '2]', '}']) {
    request.write(part)
    await sleep(120)
  }
  request.end()
  return promise
}
