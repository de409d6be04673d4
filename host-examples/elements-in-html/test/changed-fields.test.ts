import { afterAll, expect, test } from '@jest/globals'
import type { Locator, Page } from 'playwright-core'

import { startTestHost } from '@crmkit/example-page-server/testing'

import { files } from '../files.ts'
import { isListening } from './is-listening.ts'

const host = await startTestHost({ files: await files() })
const admin = host.t.as('acme')
afterAll(() => host.close())

const FIELDS = '/schemas/contact/fields'
const label = (text: string) => ({ type: 'string', 'x-crm': { label: text } })

test('fields come, go and are named anew while a form is open: what was typed stays, the new one is asked for', async () => {
  await admin.post(FIELDS, { key: 'nickname', schema: label('Nickname') })
  await admin.post(FIELDS, { key: 'region', schema: label('Region') })
  const { page, complaints } = await host.open('/')
  const form = await newContact(page)
  await isListening(page)
  await form.evaluate("document.querySelector('crm-record-form').fields = undefined")
  await form.getByLabel('First name').fill('Ada')
  await form.getByLabel('Nickname').fill('Enchantress')
  await form.getByLabel('Region').fill('Surrey')
  await form.getByLabel('Last name').focus()
  await page.keyboard.type('Love')

  await admin.post(FIELDS, { key: 'campaign', schema: label('Campaign'), required: true })
  await admin.patch(`${FIELDS}/region`, { schema: { 'x-crm': { label: 'County' } } })
  await admin.delete(`${FIELDS}/nickname`)
  await form.getByLabel('Campaign').waitFor()
  await form.getByLabel('County').waitFor()
  await form.getByText('Nickname is no longer a field of this form').waitFor()
  expect(await form.getByText('Enchantress').count()).toBe(1)
  // The cursor has stayed where it was.
  await page.keyboard.type('lace')
  expect(await values(form, ['First name', 'Last name', 'County'])).toEqual([
    'Ada',
    'Lovelace',
    'Surrey',
  ])

  await form.getByRole('button', { name: 'Create contact' }).click()
  await form.getByRole('alert').getByText('Campaign is required').waitFor()
  await form.getByLabel('Campaign').fill('A fair')
  await form.getByRole('button', { name: 'Create contact' }).click()
  await page.getByRole('dialog').getByRole('heading', { name: 'Ada Lovelace' }).waitFor()
  const { body } = await admin.get('/contacts?filter={"firstName":"Ada"}')
  expect(body.data).toMatchObject([{ custom: { region: 'Surrey', campaign: 'A fair' } }])
  expect(body.data[0].custom).not.toHaveProperty('nickname')
  expect(complaints).toEqual([])
}, 60_000)

test('a page that heard nothing of it learns it from the refusal, even where the host names the fields', async () => {
  await admin.post(FIELDS, { key: 'floor', schema: label('Floor') })
  const { page } = await host.open('/')
  await page.route('**/live?*', (route) => route.abort())
  const form = await newContact(page)
  await form.evaluate("document.querySelector('crm-record-form').fields += ',custom.floor'")
  await form.getByLabel('First name').fill('Grace')
  await form.getByLabel('Floor').fill('Third')
  // Campaign is required since the first test: asked for, though the host's list of fields has it not.
  await form.getByLabel('Campaign').fill('A friend')
  await admin.delete(`${FIELDS}/floor`)
  await admin.post(FIELDS, { key: 'badge', schema: label('Badge'), required: true })

  await form.getByRole('button', { name: 'Create contact' }).click()
  await form.getByRole('alert').getByText('Badge is required').waitFor()
  await form.getByText('Floor is no longer a field of this form').waitFor()
  expect(await form.getByText('Third').count()).toBe(1)
  expect(await values(form, ['First name', 'Campaign'])).toEqual(['Grace', 'A friend'])
  await form.getByLabel('Badge').fill('7')
  await form.getByRole('button', { name: 'Create contact' }).click()
  await page.getByRole('dialog').getByRole('heading', { name: 'Grace' }).waitFor()
  const { body } = await admin.get('/contacts?filter={"firstName":"Grace"}')
  expect(body.data).toMatchObject([{ custom: { campaign: 'A friend', badge: '7' } }])
}, 60_000)

async function newContact(page: Page): Promise<Locator> {
  await page.getByRole('button', { name: 'New contact' }).click()
  const form = page.locator('crm-record-form')
  await form.getByLabel('First name').waitFor()
  return form
}

function values(form: Locator, labels: readonly string[]): Promise<string[]> {
  return Promise.all(labels.map((text) => form.getByLabel(text).inputValue()))
}
