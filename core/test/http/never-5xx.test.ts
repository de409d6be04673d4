import { gzipSync } from 'node:zlib'

import { afterAll, beforeAll, expect, test } from '@jest/globals'
import fc from 'fast-check'

import { echo, route, startTestApp } from './test-app.ts'

const ID = '0190a000-0000-7000-8000-00000000000f'
let server: Awaited<ReturnType<typeof startTestApp>>
beforeAll(async () => {
  server = await startTestApp([
    echo(),
    echo({
      method: 'PATCH',
      path: '/things/:id',
      operationId: 'patch',
      params: { id: { type: 'string', format: 'uuid' } },
      body: {
        kind: 'json',
        schema: {
          type: 'object',
          properties: { name: { type: 'string' } },
          additionalProperties: false,
        },
      },
    }),
    route({
      path: '/things/:id',
      query: { limit: { type: 'integer' }, q: { type: 'string' } },
      headers: { 'If-Match': { type: 'string', maxLength: 10 } },
      handler: ({ params, query }) => ({ status: 200, body: { params, query } }),
    }),
    route({
      method: 'POST',
      path: '/uploads',
      body: { kind: 'stream', contentTypes: ['text/csv'], description: '' },
      handler: async ({ stream }) => {
        let bytes = 0
        for await (const chunk of stream) bytes += (chunk as Buffer).length
        return { status: 200, body: { bytes } }
      },
    }),
  ])
})
afterAll(() => server.stop())

const nasty = fc.constantFrom(
  '\0',
  '\\u0000',
  '\ud800',
  '\u202e',
  '😀',
  '__proto__',
  'constructor',
  '1e400',
  '%',
  '%00',
  '%ff',
  '%2f',
  '..',
  ';',
  '&',
  '=',
  '"',
  '{',
  '[',
  '\t',
  "'",
  '`',
  ' ',
)
const text = fc
  .array(fc.oneof(fc.string({ maxLength: 8 }), nasty), { maxLength: 6 })
  .map((parts) => parts.join(''))
/** What a request line may hold without ending it. */
const target = text.map((part) =>
  [...Buffer.from(part)]
    .map((byte) =>
      byte > 0x20 && byte < 0x7f
        ? String.fromCharCode(byte)
        : `%${byte.toString(16).padStart(2, '0')}`,
    )
    .join(''),
)
const path = fc
  .tuple(
    fc.constantFrom('/things', '/things/', `/things/${ID}`, '/uploads', '/', ''),
    fc.oneof(fc.constant(''), target),
    fc.oneof(fc.constantFrom('', 'limit=1', 'q=a&q=b'), target),
  )
  .map(([base, more, query]) => `/api/v1${base}${more}?${query}`)
const headerValue = text.map((value) =>
  Buffer.from(value)
    .toString('latin1')
    .replaceAll(/[^\x20-\x7e]/g, '?'),
)
const body = fc.oneof(
  text.map((value) => Buffer.from(value)),
  fc.json().map((value) => Buffer.from(value)),
  fc.json().map((value) => gzipSync(value)),
  fc.uint8Array({ maxLength: 64 }).map((bytes) => Buffer.from(bytes)),
)
const request = fc.record({
  method: fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND'),
  path,
  type: fc.oneof(
    fc.constantFrom(
      'application/json',
      'text/csv',
      'application/merge-patch+json',
      'application/json; charset=utf-7',
    ),
    headerValue,
  ),
  encoding: fc.constantFrom('identity', 'identity', 'gzip', 'deflate', 'br', 'x'),
  ifMatch: headerValue,
  idempotencyKey: headerValue,
  body,
})

test('whatever a client sends, the answer is never a 5xx, and a refusal is a problem document', async () => {
  await fc.assert(
    fc.asyncProperty(
      request,
      async ({ method, path, type, encoding, ifMatch, idempotencyKey, body }) => {
        const head = [
          `${method} ${path} HTTP/1.1`,
          'host: x',
          'connection: close',
          'authorization: Bearer ann',
          `content-type: ${type}`,
          `content-encoding: ${encoding}`,
          `if-match: ${ifMatch}`,
          `idempotency-key: ${idempotencyKey}`,
          `content-length: ${body.length}`,
        ]
        const answer = await server.wire(
          Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), body]),
        )
        const status = Number(/^HTTP\/1.1 (\d+)/.exec(answer)?.[1])
        expect(status).toBeLessThan(500)
        if (status < 400 || method === 'HEAD') return
        const problem = JSON.parse(answer.slice(answer.indexOf('\r\n\r\n') + 4))
        expect(problem).toMatchObject({ status, code: expect.stringMatching(/^[A-Z_0-9]+$/) })
      },
    ),
    { numRuns: 1_500 },
  )
  expect(server.lines.filter(({ level }) => level >= 50)).toEqual([])
})
