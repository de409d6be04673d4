import { createServer } from 'node:http'
import type { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

import { expect, test } from '@jest/globals'

import { listen } from '../http/test-app.ts'
import { follow } from './follow.ts'
import { until } from './live-reader.ts'
import { createLiveWorld } from './live-world.ts'

/** The whole of it, with 1,000 streams, is `npm run bench -- live`. */
const STREAMS = 50
const WRITES = 200
const DROPS = 100

test('no follower misses a change, however often its connection is cut', async () => {
  const world = await createLiveWorld()
  const server = createServer(world.crm.callback())
  const sockets = new Set<Socket>()
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  const origin = await listen(server)
  await world.crm.tenants.ensure('acme')
  const { text } = await world.crm.apiKeys.create('acme', { name: 'soak', roles: ['admin'] })
  const abort = new AbortController()
  const followers = Array.from({ length: STREAMS }, () => {
    const follower = { heard: new Set<string>(), loads: 0, done: Promise.resolve() }
    follower.done = follow({
      url: `${origin}/api/v1/live?entities=author`,
      token: async () => text,
      reload: async () => void follower.loads++,
      apply: ({ requestId }) => void follower.heard.add(requestId),
      signal: abort.signal,
    })
    return follower
  })
  await until('all loads', () => followers.every(({ loads }) => loads === 1))

  const acme = world.t.as('acme')
  const { id } = (await acme.post('/authors', { name: 'Zero' })).body.data
  let dropped = 0
  for (let i = 0; i < WRITES; i++) {
    const headers = { 'x-request-id': `w-${i}` }
    expect((await acme.patch(`/authors/${id}`, { name: `Name ${i}` }, headers)).status).toBe(200)
    if (i % Math.floor(WRITES / DROPS) > 0) continue
    const open = [...sockets]
    open[Math.floor(Math.random() * open.length)]?.destroy()
    dropped++
    await sleep(5)
  }
  expect(dropped).toBe(DROPS)
  const all = Array.from({ length: WRITES }, (_, i) => `w-${i}`)
  await until(
    'every change everywhere',
    () => followers.every(({ heard }) => all.every((one) => heard.has(one))),
    60_000,
  )
  // Nobody was helped out by loading anew.
  expect(followers.map(({ loads }) => loads)).toEqual(Array(STREAMS).fill(1))
  abort.abort()
  await Promise.all(followers.map(({ done }) => done))
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
  await world.close()
}, 120_000)
