import { afterAll, beforeAll, expect, test } from '@jest/globals'

import { createTestApp, route, startTestApp } from './test-app.ts'

const named = (name: string) => () => ({ status: 200, body: { route: name } })
const withParams = ({ params }: { params: object }) => ({ status: 200, body: params })

const routes = [
  route({ path: '/things', handler: named('list') }),
  route({ method: 'POST', path: '/things', handler: named('create') }),
  route({ path: '/things/:id', handler: withParams }),
  route({ path: '/things/export', handler: named('export') }),
  route({ path: '/things/by/:key/:value', handler: withParams }),
  route({ path: '/:plural/:id', method: 'PUT', handler: named('any entity') }),
]
let server: Awaited<ReturnType<typeof startTestApp>>
beforeAll(async () => (server = await startTestApp(routes)))
afterAll(() => server.stop())

const get = async (path: string) => (await server.call('GET', `/api/v1${path}`)).body

test('a fixed part goes before a parameter, whatever the order', async () => {
  expect(await get('/things/export')).toEqual({ route: 'export' })
  expect(await get('/things/42')).toEqual({ id: '42' })
  expect(await get('/things/by/email/a')).toEqual({ key: 'email', value: 'a' })
  // Below the fixed `by` there is no place of this length, so it is an id.
  expect(await get('/things/by')).toEqual({ id: 'by' })
})

test('a slash at the end is the same path, an empty part is none', async () => {
  expect(await get('/things/')).toEqual({ route: 'list' })
  expect(await get('/things/42/')).toEqual({ id: '42' })
  expect(await get('/things//')).toMatchObject({ code: 'ROUTE_NOT_FOUND' })
  expect(await get('/things/by//a')).toMatchObject({ code: 'ROUTE_NOT_FOUND' })
  expect(await get('')).toMatchObject({ code: 'ROUTE_NOT_FOUND' })
})

test('parts are decoded one by one, so an encoded slash stays inside its part', async () => {
  expect(await get('/things/by/na%6De/a%2Fb%20%C3%A9')).toEqual({ key: 'name', value: 'a/b é' })
  expect(await get('/th%69ngs/42')).toEqual({ id: '42' })
})

test.each(['/things/%', '/things/%zz', '/things/%ff', '/things/%C3', '/things/a%00b'])(
  'the malformed path %s is refused with 400',
  async (path) => {
    const answer = await server.call('GET', `/api/v1${path}`)
    expect(answer.status).toBe(400)
    expect(answer.body.code).toBe('MALFORMED_PATH')
  },
)

test('dot segments are never resolved by us', async () => {
  // fetch would resolve them itself.
  for (const path of ['/api/v1/things/../export', '/api/v1/things/%2e%2e', '/api/v1/./things']) {
    const answer = await server.wire(`GET ${path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`)
    expect(answer).toMatch(/^HTTP\/1.1 400 [^]*MALFORMED_PATH/)
  }
})

test('a method the path does not have is 405 and names those it has', async () => {
  const answer = await server.call('DELETE', '/api/v1/things')
  expect(answer.status).toBe(405)
  expect(answer.headers.get('allow')).toBe('GET, HEAD, POST, OPTIONS')
  expect(answer.body.code).toBe('METHOD_NOT_ALLOWED')
  expect((await server.call('POST', '/api/v1/things/42')).headers.get('allow')).toBe(
    'GET, HEAD, OPTIONS',
  )
})

test('a path of an entity is not taken over by a catch-all that has another method', async () => {
  expect((await server.call('PUT', '/api/v1/others/42')).body).toEqual({ route: 'any entity' })
  expect((await server.call('PUT', '/api/v1/things/42')).status).toBe(405)
})

test('OPTIONS tells the methods without asking who calls', async () => {
  const answer = await server.call('OPTIONS', '/api/v1/things', { headers: { authorization: '' } })
  expect([answer.status, answer.headers.get('allow')]).toEqual([204, 'GET, HEAD, POST, OPTIONS'])
  expect(answer.headers.get('content-length')).toBeNull()
})

test('HEAD is GET without the body, its length kept', async () => {
  const [head, whole] = [
    await server.call('HEAD', '/api/v1/things/42'),
    await server.call('GET', '/api/v1/things/42'),
  ]
  expect([head.status, head.text]).toEqual([200, ''])
  expect(head.headers.get('content-length')).toBe(String(whole.text.length))
})

test('the absolute form of a request target is taken too', async () => {
  const answer = await server.wire(
    'GET http://example.org/api/v1/things/42 HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ann\r\nconnection: close\r\n\r\n',
  )
  expect(answer).toMatch(/^HTTP\/1.1 200 [^]*"id":"42"/)
})

test('outside the prefix, and one character beside it, nothing is ours', async () => {
  for (const path of ['/', '/api/v1x/things', '/api/v2/things', '/things']) {
    expect((await server.call('GET', path)).body).toMatchObject({ code: 'ROUTE_NOT_FOUND' })
  }
})

test('routes that collide are reported all at once, at boot', () => {
  const twice = route({ path: '/a/:id', operationId: 'a', handler: named('') })
  const collide = () =>
    createTestApp([
      twice,
      { ...twice, path: '/a/:key' },
      { ...twice, method: 'POST', operationId: 'b' },
      { ...twice, method: 'POST', operationId: 'c' },
    ])
  expect(collide).toThrow(
    expect.objectContaining({
      code: 'ROUTES_CONFLICT',
      message: expect.stringMatching(
        /operationId a: [^]*GET \/a\/:key is taken[^]*POST \/a\/:id is taken, so c/,
      ),
    }),
  )
})
