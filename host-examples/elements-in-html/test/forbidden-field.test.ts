import { afterAll, beforeEach, expect, test } from '@jest/globals'
import type { Locator, Page } from 'playwright-core'

import { startTestHost } from '@crmkit/example-page-server/testing'

import { files } from '../files.ts'
import { isListening } from './is-listening.ts'

const host = await startTestHost({
  files: await files(),
  signedIn: () => ({ tenant: 'acme', user: { id: 'grace', name: 'Grace' }, roles: ['clerk'] }),
})
const admin = host.t.as('acme')
const clerk = host.t.as('acme', { roles: ['clerk'] })
afterAll(() => host.close())

let id: string
beforeEach(async () => {
  await allow()
  const { body } = await admin.post('/contacts', { firstName: 'Ada', title: 'Analyst' })
  id = body.data.id
})

test('a field the role may only read is shown, and the rest is saved', async () => {
  await saveRole({ 'contact.title': 'read' })
  await clerkGets(403)
  const { page } = await host.open('/')
  const form = await openForm(page)
  await form.getByRole('group', { name: 'Job title' }).getByText('Analyst').waitFor()
  expect(await form.getByRole('textbox', { name: 'Job title' }).count()).toBe(0)
  await save(page, form, { 'Last name': 'Lovelace' })
  expect(await stored()).toMatchObject({ lastName: 'Lovelace', title: 'Analyst' })
}, 60_000)

test('a right that goes while the form is open, and nobody told the page: said at the field, the rest can be saved', async () => {
  const { page } = await host.open('/')
  await page.route('**/live?*', (route) => route.abort())
  const form = await openForm(page)
  await form.getByLabel('Job title').fill('Countess')
  await form.getByLabel('Last name').fill('Lovelace')
  await forbidTitle(page)
  await form.getByRole('button', { name: 'Save changes' }).click()

  const field = form.locator('[data-key=title]')
  await field.getByText('You may not change Job title. Your other changes can be saved.').waitFor()
  // What is stored, and what was typed.
  await field.getByText('Analyst').waitFor()
  await field.getByText('Countess').waitFor()
  expect(await form.getByLabel('Last name').inputValue()).toBe('Lovelace')
  await form.getByRole('alert').getByText('You may not change Job title').waitFor()
  expect(await stored()).toMatchObject({ lastName: null, title: 'Analyst' })

  await save(page, form, {})
  expect(await stored()).toMatchObject({ lastName: 'Lovelace', title: 'Analyst' })
}, 60_000)

test('a right that goes while somebody types is told at once, and what was typed outlives a reload', async () => {
  const { page } = await host.open('/')
  page.on('dialog', (dialog) => void dialog.accept())
  const form = await openForm(page)
  await isListening(page)
  await form.getByLabel('Job title').fill('Countess')
  await form.getByLabel('Last name').fill('Lovelace')
  await forbidTitle(page)
  const field = form.locator('[data-key=title]')
  await field.getByText('You may not change Job title. Your other changes can be saved.').waitFor()
  await field.getByText('Countess').waitFor()

  await page.reload()
  const again = await openForm(page)
  await again.getByText('Unsaved changes from').waitFor()
  await again.locator('[data-key=title]').getByText('Countess').waitFor()
  await save(page, again, {})
  expect(await stored()).toMatchObject({ lastName: 'Lovelace', title: 'Analyst' })
}, 60_000)

test('a field edited in its place says so there, and keeps what was typed', async () => {
  const { page } = await host.open('/')
  await page.route('**/live?*', (route) => route.abort())
  await page.locator('crm-contact-list').getByText('Ada').first().waitFor()
  await page.evaluate(`document.querySelector('crm-record').show('${id}')`)
  const drawer = page.getByRole('dialog')
  await drawer.locator('#row-title-edit').click()
  await drawer.locator('#row-title').fill('Countess')
  await forbidTitle(page)
  await drawer.locator('#row-title').press('Enter')
  await drawer.getByRole('alert').getByText('You may not change Job title.').waitFor()
  expect(await drawer.locator('#row-title').inputValue()).toBe('Countess')
  await page.keyboard.press('Escape')
  await drawer.getByText('Analyst').first().waitFor()
}, 60_000)

async function openForm(page: Page): Promise<Locator> {
  await page.locator('crm-contact-list').getByText('Ada').first().waitFor()
  await page.evaluate(`(() => {
    const form = document.createElement('crm-record-form')
    Object.assign(form, { entity: 'contact', recordId: '${id}' })
    const side = document.querySelector('#side')
    side.replaceChildren(form)
    side.hidden = false
  })()`)
  const form = page.locator('crm-record-form')
  await form.getByLabel('First name').waitFor()
  return form
}

async function save(page: Page, form: Locator, changes: Readonly<Record<string, string>>) {
  for (const [label, text] of Object.entries(changes)) await form.getByLabel(label).fill(text)
  const answer = page.waitForResponse((one) => one.request().method() === 'PATCH')
  await form.getByRole('button', { name: 'Save changes' }).click()
  expect((await answer).status()).toBe(200)
  await form.getByText('Saved', { exact: true }).waitFor()
}

async function stored() {
  return (await admin.get(`/contacts/${id}`)).body.data
}

async function allow(): Promise<void> {
  await saveRole({})
  await clerkGets(201)
}

async function clerkGets(wanted: number): Promise<void> {
  await until(`the clerk's writing of a title is answered with ${wanted}`, async () => {
    const { status } = await clerk.post('/contacts', { firstName: 'Eve', title: 'Spy' })
    return status === wanted
  })
}

/** Asked of the page's own session, without a word to its elements. */
async function forbidTitle(page: Page): Promise<void> {
  await saveRole({ 'contact.title': 'read' })
  await until('the page may not write titles', async () => {
    const schema = await page.evaluate<{ properties: object }>(
      "document.querySelector('crm-provider').client.send({ method: 'GET', path: '/schemas/contact?part=patch' })",
    )
    return !('title' in schema.properties)
  })
}

async function saveRole(fields: object): Promise<void> {
  const permissions = { 'contact.*': 'all', 'company.read': 'all', 'member.read': 'all' }
  await admin.put('/roles/clerk', { label: 'Clerk', permissions, fields })
}

/** The engine keeps the rights of a session for half a second. */
async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 10_000; Date.now() < end;) if (await isSo()) return
  throw new Error(`Not within 10 s: ${what}`)
}
