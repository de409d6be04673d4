import { afterAll, beforeAll, expect, test } from '@jest/globals'

import type { Cors } from '../../src/http/cors.ts'
import { echo, route, startTestApp } from './test-app.ts'

const PAGE = 'https://shop.example'
const cors: Cors = {
  preflight: (origin, { method }) =>
    origin === PAGE && method !== 'DELETE'
      ? {
          'access-control-allow-origin': origin,
          'access-control-allow-methods': method,
          vary: 'origin',
        }
      : undefined,
  answer: (origin, context) =>
    origin === PAGE
      ? { 'access-control-allow-origin': origin, 'x-for': context?.actor.id ?? 'nobody' }
      : undefined,
}

let server: Awaited<ReturnType<typeof startTestApp>>
beforeAll(async () => {
  server = await startTestApp(
    [echo(), route({ path: '/things/:id', handler: () => ({ status: 200, body: {} }) })],
    { cors },
  )
})
afterAll(() => server.stop())

// fetch would not let a page's headers through.
const wire = (line: string, headers: string) =>
  server.wire(`${line} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n${headers}\r\n`)

test('a preflight is answered without credentials, for the pages and methods that are allowed', async () => {
  const ask = (origin: string, method: string) =>
    wire(
      'OPTIONS /api/v1/things',
      `origin: ${origin}\r\naccess-control-request-method: ${method}\r\n`,
    )
  const allowed = await ask(PAGE, 'POST')
  expect(allowed).toMatch(/^HTTP\/1.1 204 /)
  expect(allowed).toContain('access-control-allow-methods: POST\r\nvary: origin')
  expect(await ask(PAGE, 'DELETE')).not.toContain('access-control')
  expect(await ask('https://evil.example', 'POST')).not.toContain('access-control')
})

test('answers and problems carry the headers of the origin, and know the actor once there is one', async () => {
  const get = (origin: string, more = '') =>
    wire('GET /api/v1/things/1', `origin: ${origin}\r\n${more}`)
  expect(await get(PAGE, 'authorization: Bearer ann\r\n')).toMatch(
    /^HTTP\/1.1 200 [^]*allow-origin: https:\/\/shop\.example\r\nx-for: ann/,
  )
  expect(await get(PAGE)).toMatch(
    /^HTTP\/1.1 401 [^]*allow-origin: https:\/\/shop\.example\r\nx-for: nobody/,
  )
  expect(await get('https://evil.example', 'authorization: Bearer ann\r\n')).not.toContain(
    'access-control',
  )
  expect(await wire('GET /api/v1/things/1', 'authorization: Bearer ann\r\n')).not.toContain(
    'access-control',
  )
})
