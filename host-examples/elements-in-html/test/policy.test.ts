import { afterAll, beforeAll, expect, test } from '@jest/globals'

import { startTestHost } from '@crmkit/example-page-server/testing'

import { files } from '../files.ts'

const host = await startTestHost({ files: await files() })
afterAll(() => host.close())
beforeAll(async () => {
  const acme = host.t.as('acme')
  await acme.post('/schemas/contact/fields', { key: 'shoeSize', schema: { type: 'number' } })
  const { body } = await acme.post('/companies', {
    name: 'Analytical Engines',
    website: 'https://engines.example',
  })
  for (const firstName of ['Ada', 'Charles', 'Mary']) {
    await acme.post('/contacts', { firstName, companyId: body.data.id, birthday: '1815-12-10' })
  }
})

test('list, form and record in use break no rule of a policy without inline code, under Trusted Types', async () => {
  const { page, complaints } = await host.open('/')
  const list = page.locator('crm-contact-list')
  await list.getByText('Charles').waitFor()
  for (const panel of ['Filter', 'Sort', 'Columns']) {
    await list.getByRole('button', { name: panel, exact: true }).click()
    await list.locator('#panel:popover-open').waitFor()
    await page.keyboard.press('Escape')
  }
  await list.getByRole('button', { name: 'Menu of column Status' }).click()
  await page.getByRole('menu').waitFor()
  await page.keyboard.press('Escape')

  // A cell is edited, rows are selected, a column is made wider, the list is searched.
  await list.locator('.body-row', { hasText: 'Charles' }).locator('[data-col=title]').click()
  await page.keyboard.press('F2')
  await page.keyboard.type('Inventor')
  await page.keyboard.press('Enter')
  await list.getByText('Inventor').waitFor()
  await page.keyboard.press('Space')
  await list.getByText('1 selected').first().waitFor()
  await page.keyboard.press('Escape')
  await list.getByRole('searchbox').fill('Ada')
  await list.getByText('Charles').waitFor({ state: 'hidden' })

  // A form: refused by its own checks, a company looked up, and left.
  await page.click('#new')
  const form = page.locator('crm-record-form')
  await form.getByLabel('E-mail').fill('nonsense')
  await form.getByRole('combobox', { name: 'Company' }).fill('Analytical')
  await form.getByRole('option', { name: 'Analytical Engines' }).click()
  await form.getByRole('button', { name: 'Create contact' }).click()
  await form.getByRole('alert').waitFor()
  await form.getByRole('button', { name: 'Cancel' }).click()
  await form.getByRole('button', { name: 'Discard' }).click()

  // A record: all its tabs, and its menu.
  await list.getByText('Ada').first().click()
  const drawer = page.getByRole('dialog')
  await drawer.getByRole('heading', { name: 'Ada' }).waitFor()
  for (const tab of await drawer.getByRole('tab').all()) await tab.click()
  await drawer.getByRole('button', { name: 'More actions' }).first().click()
  await page.getByRole('menuitem').first().waitFor()
  expect(complaints).toEqual([])
}, 60_000)

test('a page that breaks its policy is found out', async () => {
  const { page, complaints } = await host.open('/')
  await page.evaluate("document.body.setAttribute('style', 'color: red')")
  await expect(page.evaluate("document.body.innerHTML = '<b>text</b>'")).rejects.toThrow(
    'TrustedHTML',
  )
  await page.waitForTimeout(50)
  expect(complaints.length).toBeGreaterThan(0)
})
