import { expect } from '@jest/globals'

import type { OpenPage, TestHost } from './test-host.ts'

/** What every example can do, as a person does it: make a contact, change it in its drawer, find it in the list. */
export async function useContacts({ t }: TestHost, { page }: OpenPage): Promise<void> {
  await page.getByRole('grid').waitFor()
  await page.getByRole('button', { name: 'New contact' }).click()
  const form = page.locator('crm-record-form')
  await form.getByLabel('First name').fill('Grace')
  await form.getByLabel('Last name').fill('Hopper')
  await form.getByLabel('E-mail').fill('grace@example.com')
  await form.getByRole('button', { name: 'Create contact' }).click()

  const drawer = page.getByRole('dialog')
  await drawer.getByRole('heading', { name: 'Grace Hopper' }).waitFor()
  await drawer.locator('#row-title-edit').click()
  await drawer.locator('#row-title').fill('Rear admiral')
  const saved = page.waitForResponse((answer) => answer.request().method() === 'PATCH')
  await drawer.locator('#row-title').press('Enter')
  expect((await saved).status()).toBe(200)
  await drawer.getByText('Rear admiral').first().waitFor()
  await page.keyboard.press('Escape')
  await drawer.waitFor({ state: 'hidden' })
  await page.getByRole('grid').getByText('grace@example.com').waitFor()

  const { body } = await t.as('acme').get('/contacts')
  expect(body.data).toMatchObject([
    {
      name: 'Grace Hopper',
      title: 'Rear admiral',
      createdBy: { kind: 'embed', name: 'Ada Lovelace' },
    },
  ])
}
