import { type AddressInfo, connect } from 'node:net'
import { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { brotliCompressSync, gzipSync } from 'node:zlib'

import { afterAll, beforeAll, expect, test } from '@jest/globals'

import { echo, route, startTestApp } from './test-app.ts'

let aborts = 0
let closedStreams = 0
let server: Awaited<ReturnType<typeof startTestApp>>

beforeAll(async () => {
  server = await startTestApp([
    echo(),
    route({
      path: '/waiting',
      handler: async ({ context }) => {
        await new Promise<void>((resolve) => {
          context.signal?.addEventListener('abort', () => {
            aborts++
            resolve()
          })
        })
        return { status: 200, body: {} }
      },
    }),
    route({
      path: '/endless',
      handler: () => {
        const body = Readable.from(endless())
        body.on('close', () => closedStreams++)
        return { status: 200, body, headers: { 'content-type': 'text/csv' } }
      },
    }),
    route({
      path: '/quick',
      handler: ({ signal }) => ({ status: 200, body: { aborted: signal.aborted } }),
    }),
    route({
      path: '/breaks',
      handler: () => ({
        status: 200,
        body: Readable.from(breaking()),
        headers: { 'content-type': 'text/csv' },
      }),
    }),
  ])
})
afterAll(() => server.stop())

async function* endless() {
  for (;;) {
    await sleep(1)
    yield 'a,b\n'
  }
}

async function* breaking() {
  yield 'a,b\n'
  await sleep(20)
  throw new Error('the cursor died')
}

const until = async (condition: () => boolean) => {
  for (let i = 0; i < 300 && !condition(); i++) await sleep(10)
  expect(condition()).toBe(true)
}
const head = (line: string, more = '') =>
  `${line} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ann\r\n${more}\r\n`

/** Sends this over so many connections, and cuts them all as soon as `when` holds. */
async function cutOff(
  request: string | Buffer,
  when: () => boolean,
  connections = 1,
): Promise<void> {
  const { port } = server.server.address() as AddressInfo
  const sockets = Array.from({ length: connections }, () => connect(port, '127.0.0.1'))
  for (const socket of sockets) socket.on('error', () => undefined).write(request)
  await until(when)
  for (const socket of sockets) socket.destroy()
}

test('the signal of the context fires when the client goes away, a thousand times over', async () => {
  for (let batch = 0; batch < 10; batch++) {
    await cutOff(head('GET /api/v1/waiting'), () => server.app.load.inFlight === 100, 100)
    await until(() => aborts === (batch + 1) * 100)
  }
  await until(() => server.app.load.inFlight === 0)
  expect(server.lines.filter(({ status }) => status === 200)).toEqual([])
  expect(server.lines.filter(({ level }) => level >= 50)).toEqual([])
})

test('a stream is destroyed when its reader goes away', async () => {
  const before = server.lines.length
  await cutOff(head('GET /api/v1/endless'), () => server.app.load.streams === 1)
  await until(() => closedStreams === 1 && server.app.load.streams === 0)
  await until(() => server.lines.length > before)
  expect(server.lines.at(-1)).toMatchObject({ status: 499, level: 30 })
})

test('an upload that is cut off frees its request, compressed or not', async () => {
  const text = JSON.stringify({ a: 'x'.repeat(50) })
  const bodies = { identity: Buffer.from(text), gzip: gzipSync(text), br: brotliCompressSync(text) }
  for (const [encoding, body] of Object.entries(bodies)) {
    const before = server.lines.length
    const more = `content-type: application/json\r\ncontent-length: 100\r\ncontent-encoding: ${encoding}\r\n`
    const request = Buffer.concat([
      Buffer.from(head('POST /api/v1/things', more)),
      body.subarray(0, 12),
    ])
    await cutOff(request, () => server.app.load.inFlight === 1)
    await until(() => server.app.load.inFlight === 0)
    expect(server.lines.slice(before)).toMatchObject([{ status: 499, level: 30 }])
  }
})

test('after a complete answer nothing is aborted', async () => {
  expect((await server.call('GET', '/api/v1/quick')).body).toEqual({ aborted: false })
})

test('a stream that breaks on our side ends the connection, so that half an export does not pass for a whole one', async () => {
  const answer = await fetch(`${server.origin}/api/v1/breaks`, {
    headers: { authorization: 'Bearer ann' },
  })
  await expect(answer.text()).rejects.toThrow()
  await until(() => server.lines.some(({ msg }) => msg === 'request failed'))
  expect(server.lines.find(({ msg }) => msg === 'request failed')).toMatchObject({
    err: { message: 'the cursor died' },
  })
})
