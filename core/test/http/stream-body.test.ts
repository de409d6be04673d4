import { brotliCompressSync, gzipSync } from 'node:zlib'

import { afterAll, beforeAll, expect, test } from '@jest/globals'

import { type Body, route, startTestApp } from './test-app.ts'

let server: Awaited<ReturnType<typeof startTestApp>>
beforeAll(async () => {
  server = await startTestApp([
    route({
      method: 'POST',
      path: '/uploads',
      body: { kind: 'stream', contentTypes: ['text/csv', 'multipart/form-data'], description: '' },
      handler: async ({ stream }) => {
        let bytes = 0
        for await (const chunk of stream) bytes += (chunk as Buffer).length
        return { status: 200, body: { bytes } }
      },
    }),
  ])
})
afterAll(() => server.stop())

const upload = (body: Body, encoding = 'identity', type = 'text/csv') =>
  server.call('POST', '/api/v1/uploads', {
    body,
    headers: { 'content-type': type, 'content-encoding': encoding },
  })
const csv = Buffer.from('name,city\nZoë,Köln\n'.repeat(100_000))

test('a stream route reads what comes, without the limit of JSON bodies, compressed or not', async () => {
  for (const answer of [
    await upload(csv),
    await upload(gzipSync(csv), 'gzip'),
    await upload(brotliCompressSync(gzipSync(csv)), 'br'),
    await upload(csv, 'identity', 'multipart/form-data; boundary=x'),
  ]) {
    expect(answer.status).toBe(200)
  }
  expect((await upload(gzipSync(csv), 'gzip')).body).toEqual({ bytes: csv.length })
})

test('a damaged or shortened upload is the fault of the client', async () => {
  const packed = gzipSync(csv)
  for (const [body, encoding] of [
    [Buffer.from('no gzip at all'), 'gzip'],
    [packed.subarray(0, packed.length - 20), 'gzip'],
    [brotliCompressSync(csv).subarray(0, 30), 'br'],
    [Buffer.from('no brotli'), 'br'],
  ] as const) {
    const answer = await upload(body, encoding)
    expect([answer.status, answer.body.code]).toEqual([400, 'BODY_INCOMPLETE'])
  }
  expect(server.lines.filter(({ level }) => level >= 50)).toEqual([])
})

test('another content type or encoding is 415', async () => {
  expect((await upload('{}', 'identity', 'application/json')).status).toBe(415)
  expect((await upload('a', 'zstd')).status).toBe(415)
})
