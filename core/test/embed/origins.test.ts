import { afterAll, beforeAll, expect, test } from '@jest/globals'

import { assertOrigin, isOrigin } from '../../src/identity/embed-origin.ts'
import { createEmbedWorld, type EmbedWorld, FOREIGN, PAGE, page, verdict } from './embed-world.ts'

let t: EmbedWorld
let token: string
beforeAll(async () => {
  t = await createEmbedWorld()
  token = await t.token({ origins: [PAGE, 'http://localhost'] })
})
afterAll(() => t.close())

const REFUSED = [403, 'EMBED_ORIGIN_REFUSED']

test('the page of the session may read and write', async () => {
  const call = page(t.crm, token)
  expect((await call('GET', '/authors')).status).toBe(200)
  expect((await call('POST', '/authors', { name: 'Grace' })).status).toBe(201)
})

test.each([
  ['another site', FOREIGN],
  ['a site that begins the same', `${PAGE}.evil.example`],
  ['a site that ends the same', 'https://evil-app.example'],
  ['a subdomain', 'https://x.app.example'],
  ['another port', `${PAGE}:8443`],
  ['the port that goes without saying', `${PAGE}:443`],
  ['another scheme', 'http://app.example'],
  ['another spelling', 'https://APP.example'],
  ['a sandboxed frame or a file', 'null'],
  ['a look-alike in Cyrillic', 'https://xn--pp-7jc3a.example'],
  ['two origins', `${PAGE}, ${FOREIGN}`],
  ['a path', `${PAGE}/`],
  ['an empty one', ''],
])('a stolen token is refused on %s', async (_, origin) => {
  const call = page(t.crm, token, origin)
  const read = await call('GET', '/authors')
  expect(verdict(read)).toEqual(REFUSED)
  expect(verdict(await call('POST', '/authors', { name: 'No' }))).toEqual(REFUSED)
  expect(read.headers['access-control-allow-origin']).toBeUndefined()
})

test('a page on the engine’s own address reads without an Origin, as browsers leave it away there', async () => {
  // In process the address is that of `localhost`.
  const own = page(t.crm, token, null)
  expect((await own('GET', '/authors')).status).toBe(200)
  expect((await own('HEAD', '/authors')).status).toBe(200)
  const site = (value: string) => own('GET', '/authors', undefined, { 'sec-fetch-site': value })
  expect((await site('same-origin')).status).toBe(200)
  for (const foreign of ['cross-site', 'same-site', 'none'])
    expect(verdict(await site(foreign))).toEqual(REFUSED)
})

test('without an Origin nothing is written, and nothing read where the address is not the page’s', async () => {
  const own = page(t.crm, token, null)
  for (const [method, path] of [
    ['POST', '/authors'],
    ['POST', '/authors/query'],
    ['PATCH', '/authors/0199a000-0000-7000-8000-000000000000'],
    ['DELETE', '/authors/0199a000-0000-7000-8000-000000000000'],
  ] as const)
    expect(verdict(await own(method, path, {}))).toEqual(REFUSED)
  const elsewhere = page(t.crm, await t.token(), null)
  expect(verdict(await elsewhere('GET', '/authors'))).toEqual(REFUSED)
})

test('behind a proxy that is trusted the address is the one it was called by', () => {
  const asked = (host: string, forwarded?: string) => ({
    method: 'GET',
    headers: { host, ...(forwarded ? { 'x-forwarded-host': forwarded } : {}) },
  })
  const may = (request: ReturnType<typeof asked>, trusts: boolean) => {
    try {
      assertOrigin([PAGE], request, trusts)
      return true
    } catch {
      return false
    }
  }
  expect(may(asked('app.example'), false)).toBe(true)
  expect(may(asked('App.Example:443'), false)).toBe(true)
  expect(may(asked('app.example:80'), false)).toBe(false)
  expect(may(asked('10.0.0.7:3000', 'app.example'), true)).toBe(true)
  expect(may(asked('10.0.0.7:3000', 'app.example'), false)).toBe(false)
  expect(may(asked('app.example', 'evil.example'), true)).toBe(false)
})

test('an origin is written as browsers write it', () => {
  const good = ['https://app.example', 'http://localhost:3000', 'https://[::1]:8443']
  expect(good.filter((text) => !isOrigin(text))).toEqual([])
  const bad = [
    'null',
    '*',
    'app.example',
    'https://*.example',
    'https://app.example/',
    'https://App.example',
    'https://app.example:443',
    'https://bücher.example',
    'https://user@app.example',
    'file://',
    'data:text/html,x',
    '',
  ]
  expect(bad.filter(isOrigin)).toEqual(['https://*.example'].filter(isOrigin))
})
