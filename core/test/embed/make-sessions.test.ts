import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { pino } from 'pino'

import {
  ada,
  createEmbedWorld,
  type EmbedWorld,
  FOREIGN,
  PAGE,
  page,
  server,
  verdict,
} from './embed-world.ts'

let t: EmbedWorld
const log: string[] = []
beforeAll(async () => {
  t = await createEmbedWorld({
    logger: pino({ level: 'trace' }, { write: (line: string) => void log.push(line) }),
    embed: { sessionSeconds: 600 },
    // The host's hook must not be asked about tokens that are not its own.
    authenticate: ({ headers }) => {
      if (headers.authorization?.startsWith('Bearer eyJ')) throw new Error('This JWT is not ours.')
      return headers.cookie === 'host=root'
        ? { tenant: 'acme', id: 'root', roles: ['admin'] }
        : undefined
    },
  })
})
afterAll(() => t.close())

const { tenant: _, ...input } = ada()

test('a backend makes a session with its key, and the page works with it', async () => {
  const { text } = await t.crm.apiKeys.create('acme', { name: 'Backend', roles: ['admin'] })
  const made = await server(t.crm, text)('POST', '/embed/sessions', {
    ...input,
    components: ['crm-contact-list'],
    ttlSeconds: 60,
  })
  expect(made.status).toBe(201)
  const { token, expiresAt, id } = made.body.data
  expect(made.body.data).toEqual({
    token: expect.stringMatching(/^eyJ[\w-]+\.[\w-]+\.[\w-]+$/),
    expiresAt: expect.any(String),
    id: expect.any(String),
    user: { id: '42', name: 'Ada' },
    roles: ['user'],
    components: ['crm-contact-list'],
    origins: [PAGE],
  })
  const left = Date.parse(expiresAt) - Date.now()
  expect(left).toBeGreaterThan(0)
  expect(left).toBeLessThanOrEqual(60_000)

  const { body } = await page(t.crm, token)('GET', '/me')
  expect(body.data).toMatchObject({
    tenant: { key: 'acme' },
    actor: { id: '42', kind: 'embed', name: 'Ada' },
    member: { name: 'Ada' },
    session: { id, expiresAt, components: ['crm-contact-list'], origins: [PAGE] },
  })
})

test('whoever comes without a session is told of none', async () => {
  expect((await t.as('acme').get('/me')).body.data.session).toBeNull()
})

test('the user becomes a member once, the same as through the host’s sign-in', async () => {
  const user = { id: '77', name: 'Grace', email: 'grace@host.example' }
  const tokens = [await t.token({ user }), await t.token({ user })]
  const members = await Promise.all(
    tokens.map(async (token) => (await page(t.crm, token)('GET', '/me')).body.data.member),
  )
  const self = (await t.as('acme', { id: '77' }).get('/me')).body.data.member
  expect(members).toEqual([self, self])
  expect(self.name).toBe('Grace')
})

test('what is done with a session stands in the change log under its user', async () => {
  const call = page(t.crm, await t.token())
  const { body } = await call('POST', '/authors', { name: 'Logged' })
  expect(body.data.createdBy).toEqual({ kind: 'embed', id: '42', name: 'Ada', through: 'embed' })
  const changes = (await t.changes('acme')).filter(({ recordId }) => recordId === body.data.id)
  expect(changes).toMatchObject([
    { name: 'author.created', through: 'embed', actor: { kind: 'embed', id: '42', name: 'Ada' } },
  ])
})

test('a session is used for what it is, also where the browser has a cookie of the host’s', async () => {
  const token = await t.token({ permissions: ['author.read'] })
  const cookie = { cookie: 'host=root' }
  const call = page(t.crm, token)
  expect((await call('GET', '/me', undefined, cookie)).body.data.actor.kind).toBe('embed')
  expect((await call('POST', '/authors', { name: 'No' }, cookie)).status).toBe(403)
  expect((await page(t.crm, token, FOREIGN)('GET', '/authors', undefined, cookie)).status).toBe(403)
})

test('what cannot be made is told with its place', async () => {
  const refused = await t.as('acme').post('/embed/sessions', {
    ...input,
    roles: ['user', 'usr'],
    permissions: ['author.reed', 'role.manage', 'author.read'],
    origins: [PAGE, 'https://App.example/crm', '*', 'null'],
    ttlSeconds: 700,
  })
  expect(verdict(refused)).toEqual([422, 'EMBED_SESSION_INVALID'])
  expect(refused.body.errors.map(({ path, code }: Record<string, string>) => [path, code])).toEqual(
    [
      ['/roles/1', 'UNKNOWN_ROLE'],
      ['/permissions/0', 'UNKNOWN_PERMISSION'],
      ['/permissions/1', 'NOT_FOR_EMBEDDING'],
      ['/origins/1', 'NOT_AN_ORIGIN'],
      ['/origins/2', 'NOT_AN_ORIGIN'],
      ['/origins/3', 'NOT_AN_ORIGIN'],
      ['/ttlSeconds', 'maximum'],
    ],
  )
  expect(refused.body.errors[3].message).toContain('https://app.example')
})

test.each([
  ['no page', { ...input, origins: [] }],
  ['no user', { origins: [PAGE] }],
  ['a life beyond a quarter of an hour', { ...input, ttlSeconds: 901 }],
  ['a tenant of its choice', { ...input, tenant: 'globex' }],
  ['something that is no element', { ...input, components: ['script'] }],
])('refused over HTTP and in process: %s', async (_name, body) => {
  const refused = await t.as('acme').post('/embed/sessions', body)
  expect(verdict(refused)).toEqual([422, 'VALIDATION_FAILED'])
  if ('tenant' in body) return
  await expect(t.crm.embedSession({ tenant: 'acme', ...body } as never)).rejects.toMatchObject({
    code: 'EMBED_SESSION_INVALID',
    status: 422,
  })
})

test('a session too long for proxies is refused when it is made, not when it is used', async () => {
  const origins = Array.from({ length: 20 }, (_x, i) => `https://${'a'.repeat(60)}${i}.example`)
  const roles = Array.from({ length: 20 }, (_x, i) => `${'r'.repeat(47)}${i}`)
  for (const role of roles)
    await t.as('acme').put(`/roles/${role}`, { label: 'R', permissions: { 'author.read': 'all' } })
  const many = { ...input, origins, roles, user: { id: '1'.repeat(200), name: 'é'.repeat(200) } }
  const components = Array.from({ length: 50 }, (_x, i) => `crm-${'c'.repeat(55)}-${i}`)
  expect((await t.as('acme').post('/embed/sessions', many)).status).toBe(201)
  const refused = await t.as('acme').post('/embed/sessions', { ...many, components })
  expect(verdict(refused)).toEqual([422, 'EMBED_SESSION_INVALID'])
  expect(refused.body.errors[0]).toMatchObject({ code: 'TOO_LONG' })
})

test('a session is not made for a tenant that there is none of', async () => {
  await expect(t.crm.embedSession(ada({ tenant: 'nobody' }))).rejects.toMatchObject({
    code: 'TENANT_UNKNOWN',
  })
})

test('no token stands in the log, the change log or the database', async () => {
  const { token, id } = await t.crm.embedSession(ada())
  const call = page(t.crm, token)
  await call('POST', '/authors', { name: 'Seen' })
  await call('GET', `/authors?q=${token}`)
  await page(t.crm, `${token}x`)('GET', '/authors')
  await page(t.crm, token, FOREIGN)('GET', '/authors')
  await t.as('acme').delete(`/embed/sessions/${id}`)
  expect(log.length).toBeGreaterThan(5)
  const changes = JSON.stringify(await t.changes('acme'))
  for (const part of token.split('.').slice(1)) {
    expect(log.join('')).not.toContain(part)
    expect(changes).not.toContain(part)
  }
  const revoked = (await t.changes('acme')).filter(({ name }) => name === 'embed-session.revoked')
  expect(revoked).toMatchObject([{ after: { id } }])
})
