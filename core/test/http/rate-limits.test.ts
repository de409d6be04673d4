import { afterEach, expect, test } from '@jest/globals'

import { clientAddress, clientNetwork } from '../../src/http/client-address.ts'
import { route, startTestApp, userOf } from './test-app.ts'

type Server = Awaited<ReturnType<typeof startTestApp>>
let server: Server
afterEach(() => server.stop())

const things = route({ path: '/things', handler: () => ({ status: 200, body: {} }) })
const start = async (options: Parameters<typeof startTestApp>[1]) =>
  (server = await startTestApp([things], options))
const as = (id: string, more = {}) =>
  server.call('GET', '/api/v1/things', { headers: { authorization: `Bearer ${id}`, ...more } })
const limitsOf = ({ headers }: { headers: Headers }) =>
  ['policy', 'limit', 'remaining', 'reset'].map((field) => headers.get(`ratelimit-${field}`))

test('each actor has its own count, told on every answer and refused with 429 past the limit', async () => {
  await start({ limits: { perActor: { points: 2, seconds: 60 } } })
  expect(limitsOf(await as('ann'))).toEqual(['2;w=60', '2', '1', '60'])
  expect(limitsOf(await as('ann'))).toEqual(['2;w=60', '2', '0', '60'])
  const refused = await as('ann')
  expect([refused.status, refused.body.code, refused.headers.get('retry-after')]).toEqual([
    429,
    'RATE_LIMITED',
    '60',
  ])
  expect(limitsOf(refused)[2]).toBe('0')
  expect((await as('bob')).status).toBe(200)
})

test('the same actor id in another tenant is another actor; a tenant has a count for all', async () => {
  await start({
    limits: { perTenant: { points: 3, seconds: 60 }, perActor: { points: 2, seconds: 60 } },
    authenticate: ({ headers }) =>
      userOf(String(headers.authorization), String(headers['x-tenant'])),
  })
  const statuses = async (...calls: [string, string][]) => {
    const result: number[] = []
    for (const [id, tenant] of calls) result.push((await as(id, { 'x-tenant': tenant })).status)
    return result
  }
  expect(await statuses(['ann', 'a'], ['ann', 'a'], ['ann', 'a'])).toEqual([200, 200, 429])
  expect(await statuses(['ann', 'b'], ['bob', 'b'], ['cid', 'b'], ['dan', 'b'])).toEqual([
    200, 200, 200, 429,
  ])
})

test('without a limit there are no limit headers', async () => {
  await start({})
  expect(limitsOf(await as('ann'))).toEqual([null, null, null, null])
})

test('after 20 wrong credentials from one address the 21st is 429, and right ones still pass', async () => {
  await start({})
  for (let i = 0; i < 20; i++) expect((await as('wrong')).status).toBe(401)
  const refused = await as('wrong')
  expect([refused.status, refused.body.code]).toEqual([429, 'TOO_MANY_AUTH_FAILURES'])
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(50)
  expect((await as('ann')).status).toBe(200)
})

test('behind a trusted proxy the address is the one the proxy saw, not one the client wrote', async () => {
  await start({ trustProxyHops: 1, limits: { authFailures: { points: 1, seconds: 60 } } })
  const from = async (chain: string) => (await as('wrong', { 'x-forwarded-for': chain })).status
  expect(await from('192.0.2.1')).toBe(401)
  expect(await from('1.1.1.1, 192.0.2.1')).toBe(429)
  expect(await from('192.0.2.1, 192.0.2.2')).toBe(401)
  // One host has the whole of its IPv6 /64.
  expect(await from('2001:db8:0:1::1')).toBe(401)
  expect(await from('[2001:0db8::1:0:0:0:2]:4711')).toBe(429)
  expect(await from('2001:db8:0:2::1')).toBe(401)
})

test.each([
  ['192.0.2.1', '192.0.2.1'],
  ['::ffff:192.0.2.1', '192.0.2.1'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:DB8::1', '2001:db8:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
])('the network of %s is %s', async (address, network) => {
  await start({})
  expect(clientNetwork(address)).toBe(network)
})

test('a forged or broken X-Forwarded-For falls back to the peer', async () => {
  await start({})
  const req = (header: string) =>
    ({ headers: { 'x-forwarded-for': header }, socket: { remoteAddress: '10.0.0.1' } }) as never
  expect(clientAddress(req('1.1.1.1'), 0)).toBe('10.0.0.1')
  expect(clientAddress(req('1.1.1.1, nonsense'), 1)).toBe('10.0.0.1')
  expect(clientAddress(req('1.1.1.1, 2.2.2.2, 3.3.3.3'), 2)).toBe('2.2.2.2')
  // Fewer entries than proxies: the leftmost is the best there is.
  expect(clientAddress(req('1.1.1.1'), 2)).toBe('1.1.1.1')
})
