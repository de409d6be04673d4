import { afterAll, beforeAll, expect, test } from '@jest/globals'

import { route, startTestApp } from './test-app.ts'

const answer = ({
  params,
  query,
  rawQuery,
}: {
  params: object
  query: object
  rawQuery: string
}) => ({
  status: 200,
  body: { params, query, rawQuery },
})

let server: Awaited<ReturnType<typeof startTestApp>>
beforeAll(async () => {
  server = await startTestApp([
    route({
      path: '/things/:id',
      params: { id: { type: 'string', format: 'uuid' } },
      query: {
        count: { type: 'integer', minimum: 1, maximum: 10, default: 5 },
        ratio: { type: 'number' },
        dry: { type: 'boolean' },
        text: { type: 'string', maxLength: 5 },
        kind: { enum: ['a', 'b'] },
      },
      headers: { 'If-Match': { type: 'string', pattern: '^"\\d+"$' } },
      handler: answer,
    }),
    route({ path: '/raw', rawQuery: true, query: { limit: { type: 'integer' } }, handler: answer }),
    route({ path: '/none', handler: answer }),
    route({
      path: '/years/:year',
      params: { year: { type: 'integer', minimum: 1900 } },
      handler: answer,
    }),
    route({ path: '/free/:text', handler: answer }),
  ])
})
afterAll(() => server.stop())

const ID = '0190a000-0000-7000-8000-00000000000f'
const get = (path: string, headers: Record<string, string> = {}) =>
  server.call('GET', `/api/v1${path}`, { headers })
const query = (text: string) => get(`/things/${ID}?${text}`)

test('values become what their schema says, and defaults are filled in', async () => {
  const { body } = await query('ratio=-0.5&dry=true&text=a+b%2B&kind=b')
  expect(body.query).toEqual({ count: 5, ratio: -0.5, dry: true, text: 'a b+', kind: 'b' })
  expect((await get(`/things/${ID}`)).body.query).toEqual({ count: 5 })
})

test.each([
  ['count=0', 'count', 'minimum'],
  ['count=1.5', 'count', 'type'],
  ['count=', 'count', 'type'],
  ['count=0x5', 'count', 'type'],
  ['count=5e0', 'count', 'type'],
  ['count=99999999999999999999', 'count', 'type'],
  ['dry=1', 'dry', 'type'],
  ['dry', 'dry', 'type'],
  ['text=abcdef', 'text', 'maxLength'],
  ['kind=c', 'kind', 'enum'],
  ['count=1&count=2', 'count', 'REPEATED'],
  ['count=1&co%75nt=2', 'count', 'REPEATED'],
  ['other=1', 'other', 'UNKNOWN_PARAMETER'],
  ['__proto__=1', '__proto__', 'UNKNOWN_PARAMETER'],
  ['constructor=1', 'constructor', 'UNKNOWN_PARAMETER'],
  ['text[]=1', 'text[]', 'UNKNOWN_PARAMETER'],
  ['text=%00', '', 'NUL_CHARACTER'],
  ['text=%ff', '', 'MALFORMED'],
  ['%zz=1', '', 'MALFORMED'],
])('the query %s is refused with 400', async (text, path, code) => {
  const { status, body } = await query(text)
  expect([status, body.code]).toEqual([400, 'INVALID_PARAMETER'])
  expect(body.errors).toContainEqual({ path, code, message: expect.any(String) })
})

test('a repeated __proto__ does not change a prototype', async () => {
  const { status } = await query('__proto__=1&__proto__=2')
  expect([status, ({} as { 1?: unknown })[1]]).toEqual([400, undefined])
})

test('a route that declares no query takes none', async () => {
  expect((await get('/none?')).status).toBe(200)
  expect((await get('/none?a=1')).body.errors[0].message).toMatch(/takes none/)
})

test('a route with rawQuery is handed the text, unchecked', async () => {
  expect((await get('/raw?limit=x&a=%7B&a=1')).body.rawQuery).toBe('limit=x&a=%7B&a=1')
})

test('path parts are checked by their schemas', async () => {
  expect((await get(`/things/${ID.toUpperCase()}`)).status).toBe(200)
  for (const id of ['42', `urn:uuid:${ID}`, `${ID}0`, `{${ID}}`]) {
    const { status, body } = await get(`/things/${id}`)
    expect([status, body.errors]).toEqual([
      400,
      [{ path: 'id', code: 'format', message: 'must be a UUID' }],
    ])
  }
  expect((await get('/years/1999')).body.params).toEqual({ year: '1999' })
  expect((await get('/years/1800')).body.errors[0]).toMatchObject({ path: 'year', code: 'minimum' })
  expect((await get(`/free/${'x'.repeat(200)}`)).status).toBe(200)
  expect((await get(`/free/${'x'.repeat(201)}`)).status).toBe(400)
})

test('declared headers are checked, others are none of our business', async () => {
  expect((await get(`/things/${ID}`, { 'if-match': '"3"', 'x-other': '1' })).status).toBe(200)
  const { status, body } = await get(`/things/${ID}`, { 'if-match': 'W/3' })
  expect([status, body.errors[0].path]).toEqual([400, 'If-Match'])
})
