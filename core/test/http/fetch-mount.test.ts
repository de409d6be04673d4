import { PassThrough, Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'

import { beforeEach, expect, test } from '@jest/globals'

import { handleFetch } from '../../src/kernel/mounts/fetch.ts'
import { inject } from '../../src/kernel/mounts/inject.ts'
import { createTestApp, echo, route } from './test-app.ts'

let feed: PassThrough
/** Chunks of an upload the handler has seen. */
let seen: string[]
let aborted: boolean
let produced: number
beforeEach(() => {
  feed = new PassThrough()
  seen = []
  aborted = false
  produced = 0
})

const { app } = createTestApp([
  echo(),
  route({
    path: '/things/:id',
    handler: ({ params }) => ({ status: 200, body: params, headers: { ETag: '"1"' } }),
  }),
  route({ path: '/nothing', handler: () => ({ status: 204 }) }),
  route({
    path: '/feed',
    handler: ({ signal }) => {
      signal.addEventListener('abort', () => (aborted = true))
      return { status: 200, body: feed, headers: { 'content-type': 'text/event-stream' } }
    },
  }),
  route({
    path: '/export',
    handler: () => ({
      status: 200,
      headers: { 'content-type': 'text/csv' },
      body: Readable.from(
        (function* () {
          for (; produced < 10_000; produced++) yield 'x'.repeat(10_000)
        })(),
      ),
    }),
  }),
  route({
    method: 'POST',
    path: '/uploads',
    body: { kind: 'stream', contentTypes: ['text/csv'], description: '' },
    handler: async ({ stream }) => {
      for await (const chunk of stream) seen.push(String(chunk))
      return { status: 200, body: { chunks: seen.length } }
    },
  }),
])

const call = (path: string, init: RequestInit = {}) =>
  handleFetch(
    app,
    new Request(`https://host.example/api/v1${path}`, {
      ...init,
      headers: { authorization: 'Bearer ann', ...init.headers },
    }),
  )
const until = async (condition: () => boolean) => {
  for (let i = 0; i < 200 && !condition(); i++) await sleep(10)
  expect(condition()).toBe(true)
}

test('a Request becomes a Response, with its headers', async () => {
  const answer = await call('/things/7')
  expect([answer.status, answer.headers.get('etag'), await answer.json()]).toEqual([
    200,
    '"1"',
    { id: '7' },
  ])
  expect(answer.headers.get('cache-control')).toBe('no-store')
  expect(answer.headers.get('connection')).toBeNull()
  expect((await call('/nowhere')).status).toBe(404)
  expect(await (await call('/nothing')).text()).toBe('')
  expect((await call('/things/7', { method: 'HEAD' })).headers.get('content-length')).toBe('10')
})

test('a JSON body is read and checked', async () => {
  const post = (body: string) =>
    call('/things', { method: 'POST', body, headers: { 'content-type': 'application/json' } })
  expect(await (await post('{"a":1}')).json()).toEqual({ data: { a: 1 } })
  expect((await post('{"a":')).status).toBe(400)
  expect((await post(`{"a":"${'x'.repeat(1_100_000)}"}`)).status).toBe(413)
  expect(
    (await call('/things', { method: 'POST', headers: { 'content-type': 'application/json' } }))
      .status,
  ).toBe(400)
})

test('an answer streams: the first event arrives before the second is made', async () => {
  const answer = await call('/feed')
  expect(answer.headers.get('content-type')).toBe('text/event-stream')
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader()
  feed.write('data: 1\n\n')
  expect((await reader?.read())?.value).toBe('data: 1\n\n')
  feed.end('data: 2\n\n')
  expect((await reader?.read())?.value).toBe('data: 2\n\n')
  expect((await reader?.read())?.done).toBe(true)
  await until(() => app.load.streams === 0)
})

test('an upload streams: the handler sees the first part before the last is sent', async () => {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>()
  const writer = writable.getWriter()
  const answer = call('/uploads', {
    method: 'POST',
    body: readable,
    duplex: 'half',
    headers: { 'content-type': 'text/csv' },
  })
  await writer.write(Buffer.from('a,b\n'))
  await until(() => seen.length === 1)
  await writer.write(Buffer.from('1,2\n'))
  await writer.close()
  expect(await (await answer).json()).toEqual({ chunks: 2 })
  expect(seen).toEqual(['a,b\n', '1,2\n'])
})

test('a slow reader slows the export down instead of filling the memory', async () => {
  const answer = await call('/export')
  const reader = answer.body?.getReader()
  await reader?.read()
  await sleep(100)
  expect(produced).toBeLessThan(100)
  let bytes = 10_000
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read())
    bytes += (part.value as Uint8Array).length
  expect([bytes, produced]).toEqual([100_000_000, 10_000])
})

test('a reader that cancels, and a request that is aborted, end the work', async () => {
  const cancelled = await call('/feed')
  await cancelled.body?.cancel()
  await until(() => aborted && feed.destroyed && app.load.streams === 0)

  feed = new PassThrough()
  aborted = false
  const controller = new AbortController()
  const answer = await call('/feed', { signal: controller.signal })
  controller.abort()
  await until(() => aborted && feed.destroyed && app.load.streams === 0)
  await expect(answer.text()).rejects.toThrow()
})

test('a call in process goes the same way as one over HTTP', async () => {
  const headers = { authorization: 'Bearer ann' }
  expect(
    await inject(app, { method: 'POST', url: '/api/v1/things', headers, body: { a: 1 } }),
  ).toMatchObject({
    status: 201,
    headers: { 'x-content-type-options': 'nosniff' },
    body: { data: { a: 1 } },
  })
  expect(await inject(app, { url: '/api/v1/nothing', headers })).toMatchObject({
    status: 204,
    body: undefined,
  })
  expect(await inject(app, { url: '/api/v1/things/1' })).toMatchObject({
    status: 401,
    body: { code: 'UNAUTHENTICATED' },
  })
  expect(await inject(app, { url: '/nowhere' })).toMatchObject({ status: 404 })
  // In process is not "from this machine": a host may pass on what strangers ask.
  expect((await inject(app, { url: '/metrics' })).status).toBe(403)
})
