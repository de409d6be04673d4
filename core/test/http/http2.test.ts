import { connect, createServer, type Http2Server } from 'node:http2'
import type { AddressInfo } from 'node:net'

import { afterAll, beforeAll, expect, test } from '@jest/globals'

import { toNodeHandler } from '../../src/kernel/mounts/node.ts'
import { createTestApp, echo, route } from './test-app.ts'

const { app } = createTestApp([
  echo(),
  route({
    path: '/things/:id',
    handler: ({ params, signal }) => ({
      status: 200,
      body: { ...params, aborted: signal.aborted },
    }),
  }),
])
let server: Http2Server
beforeAll(async () => {
  server = createServer(toNodeHandler(app) as never)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})
afterAll(() => new Promise((resolve) => server.close(resolve)))

async function call(method: string, path: string, body?: string) {
  const session = connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  const stream = session.request({
    ':method': method,
    ':path': path,
    authorization: 'Bearer ann',
    'content-type': 'application/json',
  })
  stream.end(body)
  const [headers, chunks] = await Promise.all([
    new Promise<Record<string, unknown>>((resolve) => stream.on('response', resolve)),
    stream.toArray(),
  ])
  session.close()
  return {
    status: headers[':status'],
    headers,
    body: JSON.parse(Buffer.concat(chunks as Buffer[]).toString()),
  }
}

test('a host that speaks HTTP/2 is served alike, also while it stops', async () => {
  expect(await call('GET', '/api/v1/things/7')).toMatchObject({
    status: 200,
    body: { id: '7', aborted: false },
  })
  expect(await call('POST', '/api/v1/things', '{"a":1}')).toMatchObject({
    status: 201,
    body: { data: { a: 1 } },
  })
  expect(await call('POST', '/api/v1/things', '{"a":')).toMatchObject({
    status: 400,
    body: { code: 'BODY_NOT_JSON' },
  })
  expect(await call('POST', '/api/v1/things')).toMatchObject({
    status: 400,
    body: { code: 'BODY_EMPTY' },
  })
  expect(await call('GET', '/nowhere')).toMatchObject({ status: 404 })
  await app.load.drain(1_000)
  const last = await call('GET', '/api/v1/things/8')
  expect([last.status, last.headers['connection']]).toEqual([200, undefined])
})
