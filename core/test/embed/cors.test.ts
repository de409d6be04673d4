import { afterAll, beforeAll, expect, test } from '@jest/globals'

import type { Crm } from '../../src/kernel/crm.ts'
import { ada, createEmbedWorld, type EmbedWorld, FOREIGN, PAGE, page } from './embed-world.ts'

let t: EmbedWorld
beforeAll(async () => {
  t = await createEmbedWorld()
})
afterAll(() => t.close())

const preflight = async (crm: Crm, origin: string, method = 'PATCH') => {
  const { status, headers } = await crm.inject({
    method: 'OPTIONS',
    url: '/api/v1/authors',
    headers: { origin, 'access-control-request-method': method },
  })
  return { status, headers, allowed: headers['access-control-allow-origin'] }
}

/** Without it: what no page of another origin may see. */
const named = (headers: object) =>
  Object.keys(headers).filter((name) => name.startsWith('access-control-'))

test('a page may ask before it calls once a session was made for it, in every process', async () => {
  const other = await t.another()
  const shop = 'https://shop.example'
  expect((await preflight(t.crm, shop)).allowed).toBeUndefined()
  await t.token({ origins: [shop] })
  const { status, headers, allowed } = await preflight(other, shop)
  expect([status, allowed, headers['vary']]).toEqual([204, shop, 'Origin'])
  expect(headers['access-control-allow-headers']).toMatch(/\bAuthorization\b.*\bIf-Match\b/)
  expect(headers['access-control-allow-methods']).toContain('PATCH')
  expect(headers['access-control-allow-credentials']).toBeUndefined()
})

test('a page that no session was made for is told nothing', async () => {
  await t.token()
  for (const origin of [FOREIGN, 'null', `${PAGE}.evil.example`, 'http://app.example', '*', '%']) {
    const { status, headers } = await preflight(t.crm, origin)
    expect([origin, status, named(headers), headers['vary']]).toEqual([origin, 204, [], 'Origin'])
  }
})

test('the page reads its answers, their ETag, and why it was refused', async () => {
  const call = page(t.crm, await t.token({ permissions: ['author.read'] }))
  const answers = await Promise.all([
    call('GET', '/authors'),
    call('GET', '/books'),
    call('GET', '/nothing'),
    page(t.crm, `${await t.token()}x`)('GET', '/authors'),
  ])
  expect(answers.map(({ status }) => status)).toEqual([200, 403, 404, 401])
  for (const { headers } of answers) {
    expect(headers['access-control-allow-origin']).toBe(PAGE)
    expect(headers['access-control-expose-headers']).toContain('ETag')
    expect(headers['vary']).toBe('Origin')
  }
})

test('answers to keys and to the host’s own users are not readable on another page', async () => {
  await t.token()
  const { text } = await t.crm.apiKeys.create('acme', { name: 'K', roles: ['user'] })
  const byKey = await page(t.crm, text)('GET', '/authors')
  const byUser = await t.as('acme').get('/authors', { origin: PAGE })
  expect([byKey.status, byUser.status]).toEqual([200, 200])
  expect([...named(byKey.headers), ...named(byUser.headers)]).toEqual([])
})

test('a session is readable on its own pages only, not on those of other sessions', async () => {
  await t.token({ origins: ['https://one.example'] })
  const token = await t.token({ origins: ['https://two.example'] })
  const { status, headers } = await page(t.crm, token, 'https://one.example')('POST', '/authors')
  // Known as a page, so the refusal is readable; nothing else is.
  expect([status, headers['access-control-allow-origin']]).toEqual([403, 'https://one.example'])
})

test('with a list of pages there are no others, neither to ask nor to make sessions for', async () => {
  const listed = await t.another({ embed: { origins: [PAGE] } })
  await t.token({ origins: ['https://shop.example'] })
  expect((await preflight(listed, PAGE)).allowed).toBe(PAGE)
  expect((await preflight(listed, 'https://shop.example')).allowed).toBeUndefined()
  await expect(listed.embedSession(ada({ origins: [FOREIGN] }))).rejects.toMatchObject({
    code: 'EMBED_SESSION_INVALID',
    faults: [{ path: '/origins/0', code: 'ORIGIN_NOT_LISTED' }],
  })
})

test('a page that asks again and again does not cost a query each time', async () => {
  const strangers = Array.from({ length: 300 }, (_, i) => `https://s${i}.example`)
  const began = performance.now()
  const answers = await Promise.all(strangers.map((origin) => preflight(t.crm, origin)))
  expect(answers.every(({ allowed }) => allowed === undefined)).toBe(true)
  // 300 looks one after another, each 0.1 s apart, would be half a minute.
  expect(performance.now() - began).toBeLessThan(15_000)
})
