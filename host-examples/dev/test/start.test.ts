import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, beforeAll, expect, test } from '@jest/globals'

import { type DevHost, startDevHost } from './dev-host.ts'

const minuteMs = 60_000
const folder = await mkdtemp(join(tmpdir(), 'crmkit-dev-'))
let host: DevHost

beforeAll(async () => {
  host = await startDevHost({ CRMKIT_DATA_DIR: folder })
}, minuteMs)

afterAll(async () => {
  await host.stop('SIGTERM')
  await rm(folder, { recursive: true, force: true })
})

test('the page and all it loads obey a policy without inline code', async () => {
  const page = await fetch(host.origin)
  expect(page.headers.get('content-security-policy')).toContain(
    "script-src 'self'; style-src 'self'",
  )
  const html = await page.text()
  expect(html).not.toMatch(/<style|style=|<script(?![^>]*src=)| on\w+=/)
  for (const [, path] of html.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)) {
    expect((await fetch(host.origin + path)).status).toBe(200)
  }
  expect((await fetch(`${host.origin}/assets/../start.ts`)).status).toBe(404)
})

test('the printed key opens an API full of demo records', async () => {
  const [contacts, companies] = await Promise.all([total('contacts'), total('companies')])
  expect({ contacts, companies }).toEqual({ contacts: 400, companies: 120 })
  expect(host.output()).toContain('400 contacts, 120 companies')
})

test('the page calls the API with the session of the host, and without it nobody gets in', async () => {
  const cookie = (await fetch(host.origin)).headers.get('set-cookie') ?? ''
  expect(cookie).toMatch(/HttpOnly; SameSite=Strict/)
  const url = `${host.origin}/crm/api/v1/contacts?limit=1`
  expect((await fetch(url, { headers: { cookie: cookie.split(';')[0] ?? '' } })).status).toBe(200)
  expect((await fetch(url)).status).toBe(401)
})

test('who is signed in gets a session for the elements, which opens the API on this page alone', async () => {
  const cookie = ((await fetch(host.origin)).headers.get('set-cookie') ?? '').split(';')[0] ?? ''
  const letIn = (headers: Record<string, string>) =>
    fetch(`${host.origin}/crm-session`, { method: 'POST', headers })
  expect((await letIn({})).status).toBe(401)
  const { token } = (await (await letIn({ cookie })).json()) as { token: string }
  const asking = (origin: string) =>
    fetch(`${host.origin}/crm/api/v1/me`, { headers: { authorization: `Bearer ${token}`, origin } })
  expect((await asking(host.origin)).status).toBe(200)
  expect((await asking('https://elsewhere.example')).status).toBe(403)
})

test('the API documentation is there', async () => {
  expect((await fetch(`${host.origin}/crm/api/v1/docs`)).status).toBe(200)
})

test('the person signed in on the page owns some of the demo records', async () => {
  const { data } = await get('members?filter={"email":"nora@demo.example"}')
  expect(data).toMatchObject([{ name: 'Nora Castellan' }])
  const { page } = await get(`contacts?limit=1&count=exact&filter={"ownerId":"${data[0].id}"}`)
  expect(page.total).toBeGreaterThan(30)
})

test(
  'a second start keeps data and key, and makes no records again',
  async () => {
    const { apiKey } = host
    const created = await fetch(`${host.origin}/crm/api/v1/contacts`, {
      method: 'POST',
      headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
      body: '{"firstName":"Ada"}',
    })
    expect(created.status).toBe(201)
    expect(await host.stop('SIGINT')).toBe(0)
    expect(host.output()).toContain('Stopped.')
    host = await startDevHost({ CRMKIT_DATA_DIR: folder })
    expect(host.apiKey).toBe(apiKey)
    expect(await total('contacts')).toBe(401)
  },
  minuteMs,
)

test(
  'a key of one’s own opens the API',
  async () => {
    const mine = await startDevHost({
      CRMKIT_DATA_DIR: folder,
      CRMKIT_DEMO_API_KEY: 'my-own-key-for-tests',
    })
    try {
      expect(mine.apiKey).toBe('my-own-key-for-tests')
      const headers = { authorization: 'Bearer my-own-key-for-tests' }
      const answer = await fetch(`${mine.origin}/crm/api/v1/contacts?limit=1`, { headers })
      expect(answer.status).toBe(200)
    } finally {
      await mine.stop('SIGTERM')
    }
  },
  minuteMs,
)

test('a taken port is told in a sentence', async () => {
  const other = createServer()
  const port = await new Promise<number>((resolve) => {
    other.listen(0, '127.0.0.1', () => resolve((other.address() as { port: number }).port))
  })
  await expect(startDevHost({ CRMKIT_DATA_DIR: folder, PORT: String(port) })).rejects.toThrow(
    `Port ${port} is taken by another program. Stop it, or choose another port: PORT=${port + 1} npm start`,
  )
  other.close()
})

async function total(plural: string): Promise<number> {
  return (await get(`${plural}?limit=1&count=exact`)).page.total
}

async function get(path: string) {
  const headers = { authorization: `Bearer ${host.apiKey}` }
  const answer = await fetch(`${host.origin}/crm/api/v1/${path}`, { headers })
  return JSON.parse(await answer.text())
}
