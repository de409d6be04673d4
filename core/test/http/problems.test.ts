import { afterAll, beforeAll, expect, test } from '@jest/globals'

import { CrmError } from '../../src/base/crm-error.ts'
import { errors as databaseErrors } from '../../src/database/errors.ts'
import { route, startTestApp } from './test-app.ts'

const fail = (path: `/${string}`, error: unknown) =>
  route({
    path,
    handler: () => {
      throw error
    },
  })

const secret = Object.assign(new Error('connect ECONNREFUSED db.internal'), {
  body: 'password=hunter2',
  parameters: ['hunter2'],
  cause: new Error('the cause'),
})

let server: Awaited<ReturnType<typeof startTestApp>>
beforeAll(async () => {
  server = await startTestApp([
    fail(
      '/taken',
      new CrmError({
        code: 'THING_NAME_TAKEN',
        status: 409,
        message: 'Another thing has this name.',
        details: { field: 'name' },
        faults: [{ path: '/name', code: 'TAKEN', message: 'is taken' }],
      }),
    ),
    fail('/defect', secret),
    fail('/thrown-text', 'hunter2'),
    route({
      path: '/sync',
      handler: () => {
        throw new TypeError('x is not a function')
      },
    }),
    fail(
      '/setup',
      databaseErrors.DATABASE_URL_INVALID({ name: 'ownerUrl', url: 'postgres://db.internal' }),
    ),
    fail('/busy', databaseErrors.POOL_EXHAUSTED({ retryAfterS: 2 })),
    route({
      path: '/things',
      access: { permission: 'thing.read' },
      handler: () => ({ status: 204 }),
    }),
    route({
      path: '/secrets',
      access: { permission: 'secret.read' },
      handler: () => ({ status: 204 }),
    }),
    route({
      path: '/open',
      access: 'public',
      handler: ({ requestId }) => ({ status: 200, body: { requestId } }),
    }),
    route({
      path: '/open-wrong',
      access: 'public',
      handler: ({ context }) => ({ status: 200, body: context }),
    }),
  ])
})
afterAll(() => server.stop())

const get = (path: string, headers = {}) => server.call('GET', `/api/v1${path}`, { headers })

test('an error of ours is a problem document with all it knows', async () => {
  const { status, headers, body } = await get('/taken', { 'x-request-id': 'abc' })
  expect(status).toBe(409)
  expect(headers.get('content-type')).toBe('application/problem+json; charset=utf-8')
  expect(body).toEqual({
    type: 'https://crmkit.dev/errors/THING_NAME_TAKEN',
    title: 'Thing name taken',
    status: 409,
    code: 'THING_NAME_TAKEN',
    detail: 'Another thing has this name.',
    requestId: 'abc',
    errors: [{ path: '/name', code: 'TAKEN', message: 'is taken' }],
    details: { field: 'name' },
  })
})

test.each(['/defect', '/thrown-text', '/sync', '/setup'])(
  'the failure of %s is a bare 500, and logged under its request id',
  async (path) => {
    const { status, text, body } = await get(path)
    expect([status, body.code]).toEqual([500, 'INTERNAL'])
    expect(text).not.toMatch(/hunter2|internal\b|not a function/)
    const line = server.lines.find(
      ({ requestId, msg }) => requestId === body.requestId && msg === 'request failed',
    )
    expect(line).toMatchObject({ level: 50, err: { message: expect.any(String) } })
  },
)

test('the log holds the stack and the cause of a failure, and not the fields drivers add', async () => {
  const { body } = await get('/defect')
  const line = server.lines.find(({ requestId }) => requestId === body.requestId)
  expect(line).toMatchObject({
    // pino joins the message of the cause to that of the error.
    err: {
      message: `${secret.message}: the cause`,
      stack: expect.stringContaining('problems.test'),
    },
  })
  expect(JSON.stringify(server.lines)).not.toContain('password=hunter2')
})

test('a 503 says when to come back', async () => {
  const { status, headers, body } = await get('/busy')
  expect([status, headers.get('retry-after'), body.code]).toEqual([503, '2', 'POOL_EXHAUSTED'])
})

test('without credentials it is 401, without the permission 403', async () => {
  for (const authorization of ['', 'Bearer wrong']) {
    const { status, headers, body } = await get('/things', { authorization })
    expect([status, headers.get('www-authenticate'), body.code]).toEqual([
      401,
      'Bearer',
      'UNAUTHENTICATED',
    ])
  }
  expect((await get('/things')).status).toBe(204)
  const { status, body } = await get('/secrets')
  expect([status, body.code, body.details]).toEqual([
    403,
    'FORBIDDEN',
    { permission: 'secret.read' },
  ])
})

test('who is asked first: a refused caller learns nothing about the rest', async () => {
  const { status } = await server.call('GET', '/api/v1/secrets?unknown=1', {
    headers: { authorization: '' },
  })
  expect(status).toBe(401)
})

test('a public route has no actor, and asking for one is a defect', async () => {
  const { body } = await get('/open', { authorization: 'Bearer wrong', 'x-request-id': 'q' })
  expect(body).toEqual({ requestId: 'q' })
  expect((await get('/open-wrong')).body.code).toBe('INTERNAL')
})

test('every answer carries the headers that keep a browser from misusing it', async () => {
  for (const path of ['/things', '/taken', '/nowhere', '/secrets']) {
    const { headers } = await get(path)
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('content-security-policy')).toBe(
      "default-src 'none'; frame-ancestors 'none'",
    )
    expect(headers.get('referrer-policy')).toBe('no-referrer')
  }
})
