import { expect } from '@open-wc/testing'
import { sendKeys } from '@web/test-runner-commands'

import { provider, until } from '../support/provider.ts'
import { control, find, focused, formPage, press, type } from './form-page.ts'

test('a field comes while the form is open: the cursor and what was typed stay', async () => {
  const page = await provider()
  const { form } = await formPage({ page, set: { fields: undefined as never } })
  await type(form, 'lastName', 'Lovelace')
  const first = control(form, 'firstName')
  first.focus()
  await sendKeys({ type: 'Ad' })
  await page.api('post', '/schemas/contact/fields', {
    key: 'shoeSize',
    schema: { type: 'number', minimum: 10, maximum: 60 },
  })
  await page.client.refreshSchemas()
  await until(() => control(form, 'custom.shoeSize'))
  expect(focused(form)).to.equal(first)
  expect(find(form, '.note')?.textContent).to.contain('fields of this form have changed')
  await until(() => page.spoken().includes('have changed'))
  await sendKeys({ type: 'a' })
  expect([first.value, control(form, 'lastName').value]).to.deep.equal(['Ada', 'Lovelace'])
  await type(form, 'custom.shoeSize', '5')
  press(form, 'submit')
  await until(() => find(form, '.summary'))
  expect(find(form, '.summary')?.textContent).to.contain('Shoe size must be 10 or more')
})

test('a field goes while the form is open: its value is not sent, the others are', async () => {
  const page = await provider()
  await page.api('post', '/schemas/contact/fields', { key: 'nickname', schema: { type: 'string' } })
  const { form } = await formPage({ page, fields: 'firstName,custom.nickname' })
  await type(form, 'firstName', 'Ada')
  await type(form, 'custom.nickname', 'Enchantress')
  expect(form.patch).to.deep.include({ custom: { nickname: 'Enchantress' } })
  await page.api('delete', '/schemas/contact/fields/nickname')
  await page.client.refreshSchemas()
  await until(() => !control(form, 'custom.nickname'))
  expect(find(form, '.banner')?.textContent)
    .to.contain('Nickname is no longer a field of this form')
    .and.to.contain('Enchantress')
  await until(() => page.spoken().includes('Nickname is no longer'))
  await expect(form).to.be.accessible()
  expect(form.patch).not.to.have.property('custom')
  expect(await form.submit()).to.equal(true)
})

test('a field that comes back brings what was typed into it', async () => {
  const page = await provider()
  const [ada] = await page.seed('contacts', [{ firstName: 'Ada' }])
  const role = { label: 'Clerk', permissions: { 'contact.*': 'all' } }
  await page.api('put', '/roles/clerk', role)
  const clerk = await provider({ tenant: page.tenant, id: 'grace', roles: ['clerk'] })
  const { form } = await formPage({ page: clerk, recordId: ada!.id })
  await type(form, 'title', 'Countess')
  await page.api('put', '/roles/clerk', { ...role, fields: { 'contact.title': 'read' } })
  // Rights are kept for half a second.
  await until(async () => {
    await clerk.client.refreshSchemas()
    return find(form, '.withheld')
  })
  expect(form.patch).to.deep.equal({})
  await page.api('put', '/roles/clerk', role)
  await until(async () => {
    await clerk.client.refreshSchemas()
    return control(form, 'title').value === 'Countess'
  })
  expect(form.patch).to.deep.equal({ title: 'Countess' })
})
