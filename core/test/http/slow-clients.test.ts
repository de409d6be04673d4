import { type AddressInfo, connect, type Socket } from 'node:net'

import { afterEach, expect, test } from '@jest/globals'

import { echo, startTestApp } from './test-app.ts'

let server: Awaited<ReturnType<typeof startTestApp>>
afterEach(() => server.stop())

test('200 bodies that never end keep no one waiting, and all of them are cut off', async () => {
  server = await startTestApp([echo()], { limits: { bodyTimeoutMs: 2_000 } })
  const { port } = server.server.address() as AddressInfo
  const slow = Array.from({ length: 200 }, () => trickle(connect(port, '127.0.0.1')))
  while (server.app.load.inFlight < 200) await new Promise((resolve) => setTimeout(resolve, 5))

  const headers = { 'content-type': 'application/json' }
  const startedAt = performance.now()
  for (let i = 0; i < 50; i++) {
    expect((await server.call('POST', '/api/v1/things', { body: '{"a":1}', headers })).status).toBe(
      201,
    )
  }
  expect(performance.now() - startedAt).toBeLessThan(1_900)
  expect(new Set(await Promise.all(slow))).toEqual(new Set(['HTTP/1.1 408 Request Timeout']))
  expect(server.app.load.inFlight).toBe(0)
})

/** Sends a byte now and then; gives back the status line it gets in the end. */
function trickle(socket: Socket): Promise<string | undefined> {
  socket.write(
    'POST /api/v1/things HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ann\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n{"a":"',
  )
  const timer = setInterval(() => socket.write('x'), 100)
  let answer = ''
  socket.on('data', (chunk) => (answer += chunk.toString()))
  socket.on('error', () => undefined)
  return new Promise((resolve) => {
    socket.on('close', () => {
      clearInterval(timer)
      resolve(answer.split('\r\n')[0])
    })
  })
}
