import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals'
import sparticuz from '@sparticuz/chromium'
import { type Browser, chromium, type Page } from 'playwright-core'

import { createTestCrm, type TestCrm } from '../../src/testing/create-test-crm.ts'

let t: TestCrm
let server: Server
let browser: Browser
let page: Page
let base: string
let key: string
let complaints: string[]

beforeAll(async () => {
  t = await createTestCrm({ plugins: [] })
  await t.crm.tenants.ensure('acme')
  key = (await t.crm.apiKeys.create('acme', { name: 'docs', roles: ['admin'] })).text
  server = createServer(t.crm.callback())
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  base = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`
  browser = await chromium.launch({
    executablePath: process.env['CHROME_PATH'] ?? (await sparticuz.executablePath()),
    // What the machine's network refuses is not ours to see: no calls home.
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}, 60_000)
afterAll(async () => {
  await browser.close()
  server.close()
  server.closeAllConnections()
  await t.close()
})

beforeEach(async () => {
  complaints = []
  page = await browser.newPage({ locale: 'en-US', viewport: { width: 1440, height: 900 } })
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('request', (request) => {
    if (!request.url().startsWith(base)) complaints.push(`asked ${request.url()}`)
  })
  // A string: the code runs in the page, which has a document.
  await page.addInitScript(
    "document.addEventListener('securitypolicyviolation', (event) => console.error('CSP ' + event.violatedDirective))",
  )
  page.on('console', (message) => {
    if (message.text().startsWith('CSP')) complaints.push(message.text())
  })
})
afterEach(async () => {
  await page.close()
  // Not one violation of the page's own policy, and not one request to anywhere else.
  expect(complaints).toEqual([])
})

async function open(hash = ''): Promise<void> {
  await page.goto(`${base}/api/v1/docs${hash}`)
  await page.fill('#key', key)
  await page.click('form button')
  await page.waitForSelector('.chapter')
}

const text = (selector: string): Promise<string> => page.locator(selector).first().innerText()

test('a wrong key is refused in words, a right one opens the documentation', async () => {
  await page.goto(`${base}/api/v1/docs`)
  await page.fill('#key', 'crm_wrong')
  await page.click('form button')
  await page.waitForSelector('[role=alert]:not(:empty)')
  expect(await text('[role=alert]')).toContain('not valid')
  await page.fill('#key', key)
  await page.click('form button')
  await page.waitForSelector('.cards')
  expect(await page.locator('.cards li').allInnerTexts()).toContainEqual(
    expect.stringContaining('Members'),
  )
})

test('the key stays in memory: not in the address, not in storage, gone with the next load', async () => {
  await open()
  const kept = await page.evaluate(
    'JSON.stringify([location.href, document.cookie, { ...localStorage }, { ...sessionStorage }])',
  )
  expect(kept).not.toContain(key)
  await page.reload()
  await page.waitForSelector('#key')
})

test('the address of a call opens it, with its fields and an example to run', async () => {
  await open('#createMember')
  expect(await text('#createMember h2')).toContain('Create a member')
  expect(await text('#createMember .endpoint')).toContain('/members')
  expect(await text('#createMember .code')).toContain(`curl '${base}/api/v1/members'`)
  expect(await page.locator('#createMember .field-name').allInnerTexts()).toContain('name')
  expect(await page.locator('.toc a[aria-current]').getAttribute('href')).toBe('#createMember')
})

test('the search finds a call by any part of its name', async () => {
  await open()
  await page.keyboard.press('/')
  await page.keyboard.type('bring back memb')
  expect(await page.locator('.toc a').allInnerTexts()).toEqual([
    expect.stringContaining('Bring back a deleted member'),
  ])
  await page.fill('#search', 'nothing at all')
  expect(await text('.toc')).toContain('No call matches')
})

test('a telephone shows everything without scrolling sideways', async () => {
  await page.setViewportSize({ width: 390, height: 844 })
  await open('#listMembers')
  expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0)
  expect(await page.locator('.nav').isVisible()).toBe(false)
  await page.click('.menu')
  expect(await page.locator('.nav').isVisible()).toBe(true)
  await page.keyboard.press('Escape')
  expect(await page.locator('.nav').isVisible()).toBe(false)
})

test('every chapter can be drawn', async () => {
  await open()
  const chapters = await page
    .locator('.cards a')
    .evaluateAll((links) => links.map((link) => link.getAttribute('href')!))
  expect(chapters.length).toBeGreaterThan(2)
  let drawn = 0
  for (const chapter of chapters) {
    await page.goto(`${base}/api/v1/docs${chapter}`)
    await page.waitForSelector(`${chapter}:is(h1)`)
    // What opens draws its fields then; what those hold opens in the next round.
    for (let depth = 0; depth < 3; depth++) {
      await page.evaluate(
        "for (const part of document.querySelectorAll('main details')) part.open = true; new Promise(requestAnimationFrame)",
      )
    }
    drawn += await page.locator('main .fields .fields').count()
  }
  expect(drawn).toBeGreaterThan(0)
})
