import type { AddressInfo } from 'node:net'

import { afterAll, expect, test } from '@jest/globals'
import type { Page } from 'playwright-core'

import { contacts } from '@crmkit/contacts'
import { createTestCrm } from '@crmkit/core/testing'
import { elementsFile } from '@crmkit/example-page-server/bundle'
import { launch } from '@crmkit/example-page-server/testing'

import { createApp } from '../app.ts'
import { authenticate } from '../session.ts'

const t = await createTestCrm({ plugins: [contacts()], authenticate })
for (const tenant of ['acme', 'globex']) await t.crm.tenants.ensure(tenant)
const elements = (await elementsFile()).get('/crmkit-elements.js')
const server = createApp(t.crm, elements).listen(0)
const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
const browser = await launch()
afterAll(async () => {
  await browser.close()
  server.close()
  server.closeAllConnections()
  await t.close()
})

test('who signs in works with their own team’s contacts, under the product’s policy, until they sign out', async () => {
  const ada = await signedIn('ada', 'analytical')
  await ada.getByRole('grid').waitFor()
  await ada.click('#new')
  const form = ada.locator('crm-record-form')
  await form.getByLabel('First name').fill('Grace')
  await form.getByRole('button', { name: 'Create contact' }).click()
  await ada.getByRole('dialog').getByRole('heading', { name: 'Grace' }).waitFor()
  await ada.keyboard.press('Escape')
  const { body } = await t.as('acme').get('/contacts')
  expect(body.data).toMatchObject([{ name: 'Grace', createdBy: { kind: 'embed', name: 'Ada' } }])

  const bob = await signedIn('bob', 'builder')
  await bob.getByText('No contacts yet').waitFor()

  // The second window of Ada hears of the end of her session at its next call.
  const second = await ada.context().newPage()
  await second.goto(origin)
  await second.getByRole('grid').getByText('Grace').waitFor()
  await ada.getByRole('button', { name: 'Sign out' }).click()
  await ada.getByRole('button', { name: 'Sign in' }).waitFor()
  await second.evaluate("document.querySelector('crm-contact-list').refresh()")
  await second.getByRole('button', { name: 'Sign in' }).waitFor()
}, 90_000)

test('a wrong password, or none, lets nobody in', async () => {
  const page = await signedIn('ada', 'wrong')
  expect(await page.getByRole('alert').innerText()).toContain('wrong')
  expect((await fetch(`${origin}/crm-session`, { method: 'POST' })).status).toBe(401)
})

async function signedIn(name: string, password: string): Promise<Page> {
  const page = await (await browser.newContext({ locale: 'en-US' })).newPage()
  page.setDefaultTimeout(20_000)
  await page.addInitScript(
    "addEventListener('securitypolicyviolation', (event) => { throw new Error(event.violatedDirective) })",
  )
  page.on('pageerror', (error) => expect(error.message).toBe('no error'))
  await page.goto(origin)
  await page.getByLabel('Name').fill(name)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.waitForLoadState()
  return page
}
