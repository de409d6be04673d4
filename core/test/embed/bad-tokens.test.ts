import { createHmac } from 'node:crypto'

import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { base64url, type JWTPayload, SignJWT, UnsecuredJWT } from 'jose'
import pg from 'pg'

import { createEmbedWorld, type EmbedWorld, page, verdict } from './embed-world.ts'

let t: EmbedWorld
let key: { kid: string; secret: Buffer }
let good: JWTPayload
let token: string
/** Moves the clock of the engine, not of the database. */
let shiftMs = 0

beforeAll(async () => {
  t = await createEmbedWorld({
    clock: { now: () => Date.now() + shiftMs },
    limits: { authFailures: { points: 10_000, seconds: 60 } },
  })
  token = await t.token()
  const owner = new pg.Client(t.databaseUrl)
  await owner.connect()
  const { rows } = await owner.query('select kid, secret from crm.embed_keys')
  await owner.end()
  key = rows[0]
  good = JSON.parse(new TextDecoder().decode(base64url.decode(token.split('.')[1] ?? '')))
})
afterAll(() => t.close())

interface Made {
  readonly alg?: string
  readonly typ?: string
  readonly kid?: string
  readonly secret?: Uint8Array
  readonly crit?: string[]
}

/** Signed with the engine's own key, unless told otherwise. */
function signed(payload: JWTPayload, made: Made = {}): Promise<string> {
  const { alg = 'HS256', typ = 'crm-embed+jwt', kid = key.kid, secret = key.secret } = made
  return new SignJWT(payload).setProtectedHeader({ alg, typ, kid }).sign(secret)
}

const ask = async (text: string) => verdict(await page(t.crm, text)('GET', '/authors'))
const INVALID = [401, 'EMBED_TOKEN_INVALID']
const now = () => Math.floor(Date.now() / 1_000)

test('the token that all others here are made from is a good one', async () => {
  expect(await ask(token)).toEqual([200, undefined])
  expect(await ask(await signed({ ...good, jti: 'another' }))).toEqual([200, undefined])
})

test('an algorithm other than the one we sign with is refused, whatever the key', async () => {
  const [, claims] = token.split('.')
  for (const [alg, hash] of Object.entries({ HS384: 'sha384', HS512: 'sha512' })) {
    // By hand: our key is too short for jose to sign so.
    const head = base64url.encode(JSON.stringify({ alg, typ: 'crm-embed+jwt', kid: key.kid }))
    const mac = createHmac(hash, key.secret).update(`${head}.${claims}`).digest('base64url')
    expect(await ask(`${head}.${claims}.${mac}`)).toEqual(INVALID)
  }
  const header = base64url.encode(JSON.stringify({ alg: 'none', typ: 'crm-embed+jwt' }))
  const [, body] = new UnsecuredJWT(good).encode().split('.')
  expect(await ask(`${header}.${body}.`)).toEqual(INVALID)
  expect(await ask(`${header}.${body}.${token.split('.')[2]}`)).toEqual(INVALID)
})

test('a token of another type is nobody’s, also when our key has signed it', async () => {
  for (const typ of ['JWT', 'at+jwt', 'crm-embed', 'CRM-EMBED+JWT'])
    expect(await ask(await signed(good, { typ }))).toEqual([401, 'UNAUTHENTICATED'])
})

test('a signature by another key, or none, is refused', async () => {
  const forged = await signed(good, { secret: Buffer.alloc(32, 7) })
  expect(await ask(forged)).toEqual(INVALID)
  const [header, body] = token.split('.')
  expect(await ask(`${header}.${body}.`)).toEqual(INVALID)
  expect(await ask(`${header}.${body}`)).toEqual(INVALID)
  expect(await ask(token.slice(0, -4))).toEqual(INVALID)
})

test('a key that nobody knows is refused', async () => {
  expect(await ask(await signed(good, { kid: 'abcdefghijkl' }))).toEqual(INVALID)
  expect(await ask(await signed(good, { kid: "' or true --" }))).toEqual(INVALID)
  expect(await ask(await signed(good, { kid: '' }))).toEqual(INVALID)
})

test.each<[string, object]>([
  ['the tenant', { tenant: '0199a000-0000-7000-8000-000000000000' }],
  ['the roles', { roles: ['admin'] }],
  ['the origins', { origins: ['https://evil.example'] }],
  ['the end', { exp: now() + 600 }],
  ['the user', { sub: '1' }],
])('a token in which %s was changed is refused', async (_, change) => {
  const [header, , signature] = token.split('.')
  const body = base64url.encode(JSON.stringify({ ...good, ...change }))
  expect(await ask(`${header}.${body}.${signature}`)).toEqual(INVALID)
})

test.each<[string, JWTPayload]>([
  ['another issuer', { iss: 'somebody' }],
  ['another audience', { aud: 'crmkit' }],
  ['no end', { exp: undefined }],
  ['no beginning', { nbf: undefined }],
  ['no id', { jti: undefined }],
  ['no user', { sub: undefined }],
  ['no tenant', { tenant: undefined }],
  ['roles of another form', { roles: 'admin' }],
  ['a life beyond a quarter of an hour', { exp: Number.MAX_SAFE_INTEGER / 1_000_000 }],
])('a token with %s is refused, although our key has signed it', async (_, change) => {
  expect(await ask(await signed({ ...good, ...change }))).toEqual(INVALID)
})

test('a token is over to the second, and says so', async () => {
  const exp = now() - 1
  const over = await signed({ ...good, iat: exp - 60, nbf: exp - 60, exp })
  expect(await ask(over)).toEqual([401, 'EMBED_SESSION_EXPIRED'])
  shiftMs = 901_000
  expect(await ask(token)).toEqual([401, 'EMBED_SESSION_EXPIRED'])
  shiftMs = 0
  expect(await ask(token)).toEqual([200, undefined])
})

test('a token from a process whose clock is ahead is good up to 30 s, not beyond', async () => {
  const early = (by: number) =>
    signed({ ...good, iat: now() + by, nbf: now() + by, exp: now() + by + 60 })
  expect(await ask(await early(20))).toEqual([200, undefined])
  expect(await ask(await early(90))).toEqual(INVALID)
})

test('a very long token is refused before it is looked at', async () => {
  const long = await signed({ ...good, padding: 'x'.repeat(8_000) })
  const { status, body } = await page(t.crm, long)('GET', '/authors')
  expect([status, body.code]).toEqual(INVALID)
  expect(body.detail).toContain('longer than')
})

test('what only begins like a token is nobody’s', async () => {
  for (const text of ['eyJ', 'eyJ.eyJ.eyJ', `eyJ${'A'.repeat(7_000)}`, 'eyJhbGciOiJub25lIn0.e30.'])
    expect(await ask(text)).toEqual([401, 'UNAUTHENTICATED'])
})

test('a session of one tenant finds nothing of another', async () => {
  const { body } = await t.as('globex').post('/authors', { name: 'Theirs' })
  await t.as('acme').post('/authors', { name: 'Ours' })
  const call = page(t.crm, await t.token({ roles: ['admin'] }))
  expect((await call('GET', `/authors/${body.data.id}`)).status).toBe(404)
  const list = (await call('GET', '/authors')).body.data as { name: string }[]
  expect(list.map(({ name }) => name)).toEqual(['Ours'])
})

test.each([
  ['a parameter', (jwt: string) => `/authors?access_token=${jwt}`],
  ['a parameter, beside the header', (jwt: string) => `/authors?limit=5&q=${jwt}`],
  ['the path', (jwt: string) => `/authors/${jwt}`],
])('a token in the address is refused: in %s', async (_, path) => {
  const answer = await t.crm.inject({ url: `/api/v1${path(token)}`, headers: {} })
  expect(verdict(answer as never)).toEqual([400, 'EMBED_TOKEN_IN_URL'])
  expect(JSON.stringify(answer.body)).not.toContain(token.slice(-20))
  const signedIn = await page(t.crm, token)('GET', path(token))
  expect(verdict(signedIn)).toEqual([400, 'EMBED_TOKEN_IN_URL'])
})

test('sessions that are over are no guesses: they lock no network out', async () => {
  const limited = await t.another({ limits: { authFailures: { points: 3, seconds: 60 } } })
  const askThere = async (text: string) => verdict(await page(limited, text)('GET', '/authors'))
  const exp = now() - 1
  const over = await signed({ ...good, iat: exp - 60, nbf: exp - 60, exp })
  for (let i = 0; i < 5; i++) expect(await askThere(over)).toEqual([401, 'EMBED_SESSION_EXPIRED'])
  const forged = await signed(good, { secret: Buffer.alloc(32, 7) })
  for (let i = 0; i < 3; i++) expect(await askThere(forged)).toEqual(INVALID)
  expect(await askThere(forged)).toEqual([429, 'TOO_MANY_AUTH_FAILURES'])
})
