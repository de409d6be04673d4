import { createServer, type Server } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'

import { afterAll, beforeAll, expect, test } from '@jest/globals'

import { LiveStream, MAX_WAITING_BYTES } from '../../src/live/live-stream.ts'
import { listen } from '../http/test-app.ts'
import { until } from './live-reader.ts'
import { createLiveWorld, type LiveWorld } from './live-world.ts'

let world: LiveWorld
let server: Server
beforeAll(async () => {
  world = await createLiveWorld()
  server = createServer(world.crm.callback())
  await listen(server)
})
afterAll(async () => {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
  await world.close()
})

test('a reader that does not read is told to load anew and cut off; the others miss nothing', async () => {
  const acme = world.t.as('acme')
  const reader = await world.listen('acme', {}, '?entities=author,book')
  const slow = openWithoutReading()
  await until('both streams', async () => (await metric('crmkit_live_connections')) === 2)

  const ids = new Set<string>()
  // 75 KB at once; the socket's own buffers take some MB before anything has to wait here.
  const home = { city: 'x'.repeat(1_500), country: null }
  const data = Array.from({ length: 50 }, (_, i) => ({ name: `Author ${i}`, home }))
  const operations = data.map((one) => ({ method: 'create', data: one }))
  while ((await metric('crmkit_live_resets_total{kind="slow"}')) === 0) {
    const answer = await acme.post('/authors/batch', { operations })
    for (const { data: made } of answer.body.data) ids.add(made.id)
    const last = answer.body.data.at(-1).data.id
    await reader.until('the last one', ({ data }) => data?.id === last)
    expect(ids.size).toBeLessThan(50_000)
  }
  await until(
    'the slow one to be gone',
    async () => (await metric('crmkit_live_connections')) === 1,
  )
  await world.settle(reader)
  const heard = reader.changes.filter(({ entity }) => entity === 'author').map(({ id }) => id)
  expect(new Set(heard)).toEqual(ids)

  // What it reads in the end: whole events, then the reset, then the end of the answer.
  const text = await readAll(slow)
  expect(text).toMatch(/\n\nid: \S+\nevent: reset\ndata: \{"reason":"slow"\}\n\n/)
  expect(text.match(/event: change\n/g)?.length).toBeLessThan(ids.size)
}, 120_000)

test('what waits for a reader is bounded, and one that never reads is destroyed', async () => {
  const stream = new LiveStream()
  const chunk = Buffer.alloc(10_000, 'x')
  let taken = 0
  while (stream.send(chunk)) taken += chunk.length
  expect(taken).toBeGreaterThan(MAX_WAITING_BYTES)
  expect(stream.waitingBytes).toBeLessThanOrEqual(MAX_WAITING_BYTES + chunk.length)
  stream.cutShort(Buffer.from('reset'))
  expect(stream.waitingBytes).toBeLessThanOrEqual(chunk.length + 5)
  await until('its end', () => stream.destroyed)
})

function openWithoutReading(): Socket {
  const actor = JSON.stringify({ tenant: 'acme', id: 'slow', roles: ['admin'] })
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
  socket.pause()
  socket.write(`GET /api/v1/live HTTP/1.1\r\nhost: x\r\nx-test-actor: ${actor}\r\n\r\n`)
  return socket
}

async function readAll(socket: Socket): Promise<string> {
  const chunks: Buffer[] = []
  socket.on('data', (chunk) => chunks.push(chunk))
  socket.on('error', () => undefined)
  socket.resume()
  await new Promise((resolve) => socket.once('close', resolve))
  // The transfer coding puts the length of each chunk between them.
  return Buffer.concat(chunks)
    .toString()
    .replaceAll(/\r\n[0-9a-f]+\r\n/g, '')
}

async function metric(name: string): Promise<number> {
  const { port } = server.address() as AddressInfo
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()
  const line = text.split('\n').find((one) => one.startsWith(`${name} `))
  return Number(line?.split(' ')[1])
}
