import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

import { afterAll, beforeAll, expect, test } from '@jest/globals'
import sparticuz from '@sparticuz/chromium'
import { type Browser, chromium } from 'playwright-core'

import { createEmbedWorld, type EmbedWorld } from './embed-world.ts'

let t: EmbedWorld
let browser: Browser
const servers: Server[] = []
/** The engine's address, with a page of its own; the host's page; somebody else's. */
let engine: string
let host: string
let foreign: string
let token: string

beforeAll(async () => {
  t = await createEmbedWorld()
  const api = t.crm.callback()
  engine = await listen((req, res) => void api(req, res, () => blank(req, res)))
  host = await listen(blank)
  foreign = await listen(blank)
  token = await t.token({ origins: [host, engine], roles: ['user'] })
  browser = await chromium.launch({
    executablePath: process.env['CHROME_PATH'] ?? (await sparticuz.executablePath()),
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  })
}, 60_000)
afterAll(async () => {
  await browser.close()
  for (const server of servers) {
    server.close()
    server.closeAllConnections()
  }
  await t.close()
})

test('a page on another address creates, reads and changes, with a preflight each', async () => {
  expect(await workOn(host)).toEqual(['201 "1"', '200 "1"', '200 Changed "2"', '412'])
})

test('a page on the engine’s own address does the same, where GET carries no Origin', async () => {
  expect(await workOn(engine)).toEqual(['201 "1"', '200 "1"', '200 Changed "2"', '412'])
})

test('a page of somebody else’s gets nothing out of a stolen token', async () => {
  expect(await workOn(foreign)).toEqual(['TypeError'])
})

test('a page reads why its session was refused, to fetch another', async () => {
  expect(await workOn(host, `${token}x`)).toEqual(['401 EMBED_TOKEN_INVALID'])
})

/** What a script of the page at this address gets done. */
async function workOn(origin: string, bearer = token): Promise<string[]> {
  const page = await browser.newPage()
  try {
    await page.goto(`${origin}/blank`)
    // A string: the code runs in the page.
    return await page.evaluate<string[]>(`(${script})(${JSON.stringify({ engine, bearer })})`)
  } finally {
    await page.close()
  }
}

const script = `async ({ engine, bearer }) => {
  const said = []
  const call = (method, path, body, headers) =>
    fetch(engine + '/api/v1' + path, {
      method,
      headers: { authorization: 'Bearer ' + bearer, 'content-type': 'application/json', ...headers },
      body: body && JSON.stringify(body),
    })
  try {
    const made = await call('POST', '/authors', { name: 'Made' }, { 'idempotency-key': crypto.randomUUID() })
    const { data, code } = await made.json()
    if (!made.ok) return [made.status + ' ' + code]
    said.push(made.status + ' ' + made.headers.get('etag'))
    const path = '/authors/' + data.id
    const got = await call('GET', path)
    said.push(got.status + ' ' + got.headers.get('etag'))
    const patch = () => call('PATCH', path, { name: 'Changed' }, { 'if-match': '"1"' })
    const changed = await patch()
    said.push(changed.status + ' ' + (await changed.json()).data.name + ' ' + changed.headers.get('etag'))
    said.push(String((await patch()).status))
  } catch (error) {
    said.push(error.name)
  }
  return said
}`

async function listen(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`
}

function blank(_req: unknown, res: ServerResponse): void {
  res.setHeader('content-type', 'text/html').end('<!doctype html><title>Page</title>')
}
