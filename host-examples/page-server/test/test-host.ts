import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

import sparticuz from '@sparticuz/chromium'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'

import { contacts } from '@crmkit/contacts'
import { createTestCrm, type TestCrm } from '@crmkit/core/testing'

import {
  createPageServer,
  type PageFiles,
  type PageServerOptions,
  type SignedIn,
} from '../src/page-server.ts'

export interface TestHost {
  readonly t: TestCrm
  readonly origin: string
  readonly browser: Browser
  /** A page, and all that went wrong in it: errors, violations of its policy, requests to elsewhere. */
  open(path: string, options?: BrowserContextOptions): Promise<OpenPage>
  close(): Promise<void>
}

export interface OpenPage {
  readonly page: Page
  readonly complaints: string[]
  /** What the page printed, errors of the network aside. */
  readonly printed: string[]
}

export interface TestHostOptions extends Pick<PageServerOptions, 'policy'> {
  readonly files: PageFiles
  /** Who is signed in, by the page's cookie `who`; default Ada of the tenant `acme`. */
  readonly signedIn?: (who: string) => SignedIn | undefined
}

/** A real engine, the page in front of it, and a real browser. */
export async function startTestHost(options: TestHostOptions): Promise<TestHost> {
  const { signedIn = adaOf, ...rest } = options
  const t = await createTestCrm({ plugins: [contacts()] })
  await t.crm.tenants.ensure('acme')
  const listener = createPageServer({
    ...rest,
    crm: t.crm,
    signedIn: ({ headers: { cookie = '' } }) => signedIn(/\bwho=([\w-]+)/.exec(cookie)?.[1] ?? ''),
  })
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const browser = await launch()
  return {
    t,
    origin,
    browser,
    open: (path, options) => openPage(browser, origin, path, options),
    async close() {
      await browser.close()
      server.close()
      server.closeAllConnections()
      await t.close()
    },
  }
}

/** The browser of all tests, or the one `CHROME_PATH` names. */
export async function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.CHROME_PATH ?? (await sparticuz.executablePath()),
    // What the machine's network refuses is not ours to see: no calls home.
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}

async function openPage(
  browser: Browser,
  origin: string,
  path: string,
  options: BrowserContextOptions = {},
): Promise<OpenPage> {
  const context = await browser.newContext({
    locale: 'en-US',
    viewport: { width: 1280, height: 800 },
    ...options,
  })
  const page = await context.newPage()
  page.setDefaultTimeout(20_000)
  const complaints: string[] = []
  const printed: string[] = []
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('request', (request) => {
    if (!/^(data|blob|about):/.test(request.url()) && !request.url().startsWith(origin))
      complaints.push(`asked ${request.url()}`)
  })
  page.on('console', (message) => {
    const text = message.text()
    if (text.startsWith('CSP ')) complaints.push(text)
    else if (!text.startsWith('Failed to load resource')) printed.push(text)
  })
  // A string: the code runs in the page, which has a document.
  await page.addInitScript(
    "addEventListener('securitypolicyviolation', (event) => console.log('CSP ' + event.violatedDirective + ' ' + event.blockedURI + ' ' + event.sourceFile), true)",
  )
  await page.goto(origin + path)
  return { page, complaints, printed }
}

function adaOf(): SignedIn {
  return { tenant: 'acme', user: { id: 'ada', name: 'Ada Lovelace' }, roles: ['admin'] }
}
