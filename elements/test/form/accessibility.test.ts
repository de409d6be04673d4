import { expect } from '@open-wc/testing'
import { setViewport } from '@web/test-runner-commands'

import { provider, until } from '../support/provider.ts'
import { find, formPage, loaded, press, type } from './form-page.ts'

const contact = { firstName: 'Ada', lastName: 'Lovelace', email: 'ada@example.com', status: 'lead' }

test('a form with every kind of field is accessible, in light and dark', async () => {
  const { form, element } = await formPage({ fields: '', set: { fields: undefined as never } })
  await expect(form).to.be.accessible()
  element.theme = 'dark'
  document.body.style.background = '#16171b'
  await element.updateComplete
  await expect(form).to.be.accessible()
  document.body.style.background = ''
})

test('of an existing record with lists, tags and addresses too', async () => {
  const page = await provider()
  const [company] = await page.seed('companies', [
    { name: 'Engines', revenue: 100, revenueCurrency: 'EUR' },
  ])
  const [tag] = await page.seed('tags', [{ name: 'VIP', color: 'purple' }])
  const [ada] = await page.seed('contacts', [
    {
      ...contact,
      companyId: company!.id,
      tagIds: [tag!.id],
      phones: [{ value: '+4930901820', type: 'work' }],
      addresses: [{ type: 'work', street: 'Torstraße 12', city: 'Berlin', country: 'DE' }],
    },
  ])
  const { form } = await formPage({ page, recordId: ada!.id, set: { fields: undefined as never } })
  await until(() => find(form, '.f-picker-many .tag')?.textContent.includes('VIP'))
  await expect(form).to.be.accessible()
})

test('while it loads, and when loading has failed', async () => {
  const page = await provider()
  const release = page.net.hold('GET /schemas/contact')
  const form = document.createElement('crm-record-form')
  form.entity = 'contact'
  page.element.append(form)
  await until(() => find(form, '.loading'))
  await expect(form).to.be.accessible()
  page.net.answer('GET /schemas/contact', 500, { code: 'INTERNAL', detail: 'broken' })
  release()
  await loaded(form)
  await expect(form).to.be.accessible()
})

test('with faults, and the summary above them', async () => {
  const { form } = await formPage()
  await type(form, 'email', 'nonsense')
  press(form, 'submit')
  await until(() => find(form, '.summary'))
  await expect(form).to.be.accessible()
})

test('with a choice between two values', async () => {
  const page = await provider()
  const [ada] = await page.seed('contacts', [contact])
  const { form } = await formPage({ page, recordId: ada!.id })
  await type(form, 'title', 'Countess')
  await page.api('patch', `/contacts/${ada!.id}`, { title: 'Duchess' })
  press(form, 'submit')
  await until(() => find(form, '.conflict'))
  await expect(form).to.be.accessible()
})

test('while the connection is lost, and with a restored draft', async () => {
  const page = await provider()
  const { form } = await formPage({ page })
  await type(form, 'firstName', 'Grace')
  page.net.offline()
  press(form, 'submit')
  await until(() => find(form, '.banner.warning'))
  await expect(form).to.be.accessible()
  form.remove()
  page.net.online()
  const { form: again } = await formPage({ page })
  expect(find(again, '.banner')?.textContent).to.contain('restored')
  await expect(again).to.be.accessible()
})

test('read-only, disabled, deleted, and when it asks whether to discard', async () => {
  const page = await provider()
  const [ada] = await page.seed('contacts', [contact])
  const { form } = await formPage({ page, recordId: ada!.id, set: { readonly: true } })
  await expect(form).to.be.accessible()
  form.readonly = false
  form.disabled = true
  await form.updateComplete
  await expect(form).to.be.accessible()
  form.disabled = false
  await form.updateComplete
  await type(form, 'title', 'Countess')
  press(form, 'cancel')
  await until(() => find(form, '.leave'))
  await expect(form).to.be.accessible()
  await page.client.records.remove('contact', ada!.id)
  await until(() => find(form, '.banner.danger'))
  await expect(form).to.be.accessible()
})

test('in 320 pixels, from right to left, nothing overflows', async () => {
  await setViewport({ width: 320, height: 800 })
  const { form, element } = await formPage({ locale: 'ar', set: { fields: undefined as never } })
  element.dir = 'rtl'
  await form.updateComplete
  await expect(form).to.be.accessible()
  expect(document.documentElement.scrollWidth).to.be.at.most(320)
  element.removeAttribute('dir')
  await setViewport({ width: 800, height: 600 })
})
