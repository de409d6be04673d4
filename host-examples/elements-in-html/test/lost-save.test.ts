import { afterAll, beforeEach, expect, test } from '@jest/globals'
import type { Locator, Page, Route } from 'playwright-core'

import { startTestHost } from '@crmkit/example-page-server/testing'

import { files } from '../files.ts'

const host = await startTestHost({ files: await files() })
const admin = host.t.as('acme')
afterAll(() => host.close())

const CONTACTS = '**/api/v1/contacts'
let page: Page
let form: Locator

beforeEach(async () => {
  const opened = await host.open('/')
  page = opened.page
  // A page with unsaved changes asks before it goes.
  page.on('dialog', (dialog) => void dialog.accept())
})

test('the answer is lost after the server has written: asked for again, and there is one record', async () => {
  await fillIn('Ada')
  const keys = await onPosts(async (route, count) => {
    if (count > 1) return route.continue()
    await route.fetch()
    return route.abort()
  })
  await create()
  await form.getByText('The connection was lost while saving').waitFor()
  await seen('Ada')
  expect(await storedAs('Ada')).toHaveLength(1)
  expect([keys.length, new Set(keys).size]).toEqual([2, 1])
}, 60_000)

test('an answer that breaks off in its middle is none: asked for again, and there is one record', async () => {
  await fillIn('Bea')
  const keys = await onPosts(async (route, count) => {
    if (count > 1) return route.continue()
    const response = await route.fetch()
    const body = (await response.text()).slice(0, 40)
    return route.fulfill({ status: 201, contentType: 'application/json', body })
  })
  await create()
  await seen('Bea')
  expect(await storedAs('Bea')).toHaveLength(1)
  expect([keys.length, new Set(keys).size]).toEqual([2, 1])
}, 60_000)

test('without a network the form says so, keeps what was typed, and saves when it is back', async () => {
  await fillIn('Cyd')
  await page.context().setOffline(true)
  await create()
  await form.getByRole('alert').getByText('The connection was lost while saving').waitFor()
  expect(await form.getByLabel('First name').inputValue()).toBe('Cyd')
  expect(await storedAs('Cyd')).toEqual([])
  await page.context().setOffline(false)
  await seen('Cyd')
  expect(await storedAs('Cyd')).toHaveLength(1)
}, 60_000)

test('the page is loaded again before the network is back: the draft is there, and is saved once', async () => {
  await fillIn('Dot')
  await page.route(/\/(livez|contacts)$/, (route) => route.abort())
  await create()
  await form.getByText('The connection was lost while saving').waitFor()
  await page.unroute(/\/(livez|contacts)$/)
  await page.reload()
  await newContact()
  await form.getByText('Unsaved changes from').waitFor()
  expect(await form.getByLabel('First name').inputValue()).toBe('Dot')
  await create()
  await seen('Dot')
  expect(await storedAs('Dot')).toHaveLength(1)
}, 60_000)

test('the page is loaded again while the server has written and nobody heard it: saving makes no second record', async () => {
  await fillIn('Eve')
  await page.route(/\/livez$/, (route) => route.abort())
  await page.route(CONTACTS, async (route) => {
    if (route.request().method() !== 'POST') return route.continue()
    await route.fetch()
    return route.abort()
  })
  await create()
  await form.getByText('The connection was lost while saving').waitFor()
  expect(await storedAs('Eve')).toHaveLength(1)
  await page.unrouteAll()
  await page.reload()
  await newContact()
  await form.getByText('Unsaved changes from').waitFor()
  // What is typed now belongs to the record that is there already.
  await form.getByLabel('Last name').fill('Moneypenny')
  await create()
  await seen('Eve Moneypenny')
  expect(await storedAs('Eve')).toMatchObject([{ lastName: 'Moneypenny' }])
}, 60_000)

test('a discarded draft does not come back', async () => {
  await fillIn('Fay')
  await page.reload()
  await newContact()
  await form.getByRole('button', { name: 'Discard' }).click()
  await form.getByText('Unsaved changes from').waitFor({ state: 'hidden' })
  expect(await form.getByLabel('First name').inputValue()).toBe('')
  await page.reload()
  await newContact()
  expect(await form.getByLabel('First name').inputValue()).toBe('')
  expect(await form.getByText('Unsaved changes from').count()).toBe(0)
}, 60_000)

async function newContact(): Promise<void> {
  await page.getByRole('button', { name: 'New contact' }).click()
  form = page.locator('crm-record-form')
  await form.getByLabel('First name').waitFor()
}

async function fillIn(firstName: string): Promise<void> {
  await newContact()
  await form.getByLabel('First name').fill(firstName)
}

async function create(): Promise<void> {
  await form.getByRole('button', { name: 'Create contact' }).click()
}

/** The page shows what the form has made. */
async function seen(name: string): Promise<void> {
  await page.getByRole('dialog').getByRole('heading', { name, exact: true }).waitFor()
}

async function storedAs(firstName: string): Promise<readonly object[]> {
  const { body } = await admin.get(`/contacts?filter=${JSON.stringify({ firstName })}`)
  return body.data
}

/** Handles each try to make a contact; gives the idempotency keys they came with. */
async function onPosts(handle: (route: Route, count: number) => Promise<void>): Promise<string[]> {
  const keys: string[] = []
  await page.route(CONTACTS, async (route) => {
    const request = route.request()
    if (request.method() !== 'POST') return route.continue()
    keys.push(request.headers()['idempotency-key'] ?? '')
    return handle(route, keys.length)
  })
  return keys
}
