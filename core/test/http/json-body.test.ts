import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'

import { afterAll, beforeAll, expect, test } from '@jest/globals'

import { type Body, echo, startTestApp } from './test-app.ts'

let server: Awaited<ReturnType<typeof startTestApp>>
beforeAll(async () => {
  server = await startTestApp(
    [
      echo(),
      echo({ path: '/things/:id', method: 'PATCH', operationId: 'patchThing' }),
      echo({
        path: '/optional',
        operationId: 'optional',
        body: { kind: 'json', schema: {}, optional: true },
      }),
      echo({
        path: '/checked',
        operationId: 'checked',
        body: { kind: 'json', schema: { $ref: '#/components/schemas/Thing' } },
      }),
    ],
    {
      components: {
        Thing: {
          type: 'object',
          properties: {
            name: { type: 'string', maxLength: 5 },
            tags: { type: 'array', items: { type: 'string' } },
          },
          required: ['name'],
          additionalProperties: false,
        },
      },
    },
  )
})
afterAll(() => server.stop())

const post = (body: Body | undefined, headers: Record<string, string> = {}, path = '/things') =>
  server.call('POST', `/api/v1${path}`, {
    ...(body === undefined ? {} : { body }),
    headers: { 'content-type': 'application/json', ...headers },
  })

test('a JSON body arrives as it was sent', async () => {
  const value = { text: 'Zoë 😀 \u2028', list: [1, -0.5, 1e300, null, true], nested: { a: {} } }
  const answer = await post(JSON.stringify(value))
  expect([answer.status, answer.body.data]).toEqual([201, value])
  expect((await post(`\uFEFF${JSON.stringify(value)}`)).body.data).toEqual(value)
})

test.each([
  ['gzip', gzipSync],
  ['deflate', deflateSync],
  ['br', brotliCompressSync],
])('a body compressed with %s is read', async (encoding, compress) => {
  const answer = await post(compress('{"a":1}'), { 'content-encoding': encoding })
  expect(answer.body).toEqual({ data: { a: 1 } })
})

test('a body of exactly 1 MiB passes, one byte more is 413', async () => {
  const text = (bytes: number) => JSON.stringify({ a: 'x'.repeat(bytes - '{"a":""}'.length) })
  expect((await post(text(1_048_576))).status).toBe(201)
  const answer = await post(text(1_048_577))
  expect([answer.status, answer.body.code]).toEqual([413, 'BODY_TOO_LARGE'])
})

test('a chunked body without a length is cut off at the limit', async () => {
  let sent = 0
  const endless = new ReadableStream({
    pull(controller) {
      sent += 65_536
      if (sent > 20_000_000) controller.close()
      else controller.enqueue(new Uint8Array(65_536).fill(0x20))
    },
  })
  expect((await post(endless)).status).toBe(413)
})

test('50 MB packed into 48 kB are refused before they are unpacked', async () => {
  const bomb = gzipSync(Buffer.alloc(50_000_000, 0x20))
  expect(bomb.length).toBeLessThan(60_000)
  const startedAt = performance.now()
  const answer = await post(bomb, { 'content-encoding': 'gzip' })
  expect([answer.status, answer.body.code]).toEqual([413, 'BODY_TOO_LARGE'])
  expect(performance.now() - startedAt).toBeLessThan(5_000)
})

test('32 levels pass, 33 do not, and a thousand are refused as fast', async () => {
  const nested = (levels: number) => '['.repeat(levels - 1) + ']'.repeat(levels - 1)
  const inObject = (levels: number) => `{"a":${nested(levels)}}`
  expect((await post(inObject(32))).status).toBe(201)
  for (const levels of [33, 1_000, 100_000]) {
    const answer = await post(inObject(levels))
    expect([answer.status, answer.body.code]).toEqual([400, 'BODY_TOO_DEEP'])
  }
  // Brackets inside a text are no levels.
  expect((await post(JSON.stringify({ a: '[{'.repeat(100), '\\"[[': 1 }))).status).toBe(201)
})

test('malformed JSON is 400 and tells where, without repeating the text', async () => {
  const answer = await post('{\n  "password": "hunter2" "x"\n}')
  expect([answer.status, answer.body.code]).toEqual([400, 'BODY_NOT_JSON'])
  expect(answer.body.details).toEqual({ position: 26, line: 2 })
  expect(answer.text).not.toContain('hunter2')
})

test.each([
  ['application/xml', '<a/>'],
  ['text/plain', '{}'],
  ['application/json; charset=utf-16', '{}'],
  ['application/json; charset=iso-8859-1', '{}'],
  ['multipart/form-data; boundary=x', '--x\r\n'],
  ['application/x-www-form-urlencoded', 'a=1'],
  ['application/jsonp', '{}'],
  ['application/merge-patch+json', '{}'],
])('the content type %s is 415', async (type, body) => {
  const answer = await post(body, { 'content-type': type })
  expect([answer.status, answer.body.code]).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE'])
})

test('a body without a content type is 415', async () => {
  const answer = await server.call('POST', '/api/v1/things', { body: new Uint8Array([123, 125]) })
  expect(answer.status).toBe(415)
})

test.each(['application/json;charset=UTF-8', 'Application/JSON; charset="utf-8"'])(
  'the content type %s is JSON',
  async (type) => expect((await post('{}', { 'content-type': type })).status).toBe(201),
)

test('PATCH also takes a merge patch', async () => {
  const headers = { 'content-type': 'application/merge-patch+json' }
  const answer = await server.call('PATCH', '/api/v1/things/1', { body: '{"a":null}', headers })
  expect(answer.body).toEqual({ data: { a: null } })
})

test('an unknown content encoding is 415', async () => {
  const answer = await post('{}', { 'content-encoding': 'compress' })
  expect([answer.status, answer.body.code]).toEqual([415, 'UNSUPPORTED_CONTENT_ENCODING'])
})

test('no body is 400, unless the route can do without', async () => {
  for (const body of [undefined, '']) {
    const answer = await post(body)
    expect([answer.status, answer.body.code]).toEqual([400, 'BODY_EMPTY'])
    expect((await post(body, {}, '/optional')).body).toEqual({ data: null })
  }
})

test('a body that breaks the schema is 422 with a path for each fault', async () => {
  const answer = await post('{"name":"too long","tags":["a",1],"__no":1}', {}, '/checked')
  expect([answer.status, answer.body.code]).toEqual([422, 'VALIDATION_FAILED'])
  expect(
    answer.body.errors
      .map((fault: { path: string; code: string }) => [fault.path, fault.code])
      .sort(),
  ).toEqual([
    ['/__no', 'additionalProperties'],
    ['/name', 'maxLength'],
    ['/tags/1', 'type'],
  ])
  expect((await post('{"name":"ok"}', {}, '/checked')).status).toBe(201)
})

test('a body that comes too slowly is cut off', async () => {
  const slow = await startTestApp([echo()], { limits: { bodyTimeoutMs: 100 } })
  const answer = await slow.wire(
    'POST /api/v1/things HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ann\r\ncontent-type: application/json\r\ncontent-length: 10\r\n\r\n{"a"',
  )
  expect(answer).toMatch(/^HTTP\/1.1 408 [^]*connection: close[^]*BODY_TIMEOUT/i)
  await slow.stop()
})

test('a refused upload leaves its connection usable, told its length or not', async () => {
  const big = `{"a":"${'x'.repeat(2_000_000)}"}`
  const head = (header: string) =>
    `POST /api/v1/things HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ann\r\ncontent-type: application/json\r\n${header}\r\n`
  const known = `${head(`content-length: ${big.length}\r\n`)}${big}`
  const chunk = `${big.length.toString(16)}\r\n${big}\r\n`
  const chunked = `${head('transfer-encoding: chunked\r\n')}${chunk}${chunk}0\r\n\r\n`
  const small = `${head('connection: close\r\ncontent-length: 7\r\n')}{"a":1}`
  const answers = await server.wire(known + chunked + small)
  expect(answers.match(/HTTP\/1.1 \d+/g)).toEqual(['HTTP/1.1 413', 'HTTP/1.1 413', 'HTTP/1.1 201'])
})
