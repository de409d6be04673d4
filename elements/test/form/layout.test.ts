import { expect } from '@open-wc/testing'

import { provider, until } from '../support/provider.ts'
import { control, find, focused, formPage, loaded, root, type } from './form-page.ts'

const keys = (form: HTMLElement): string[] =>
  [...form.shadowRoot!.querySelectorAll<HTMLElement>('.field')].map(
    ({ dataset }) => dataset['key']!,
  )

test('fields stand as the layout of the server says, in sections', async () => {
  const page = await provider()
  await page.api('put', '/layouts/contact?role=admin', {
    sections: [
      { title: 'Person', columns: 2, fields: [{ key: 'lastName' }, { key: 'firstName' }] },
      { title: 'Reach', columns: 1, fields: [{ key: 'email', span: 1 }] },
    ],
  })
  const { form } = await formPage({ page, set: { fields: undefined as never } })
  expect(keys(form)).to.deep.equal(['lastName', 'firstName', 'email'])
  const groups = [...root(form).querySelectorAll('[role=group][aria-labelledby^=section]')]
  expect(groups.map((group) => group.querySelector('.legend')?.textContent)).to.deep.equal([
    'Person',
    'Reach',
  ])
})

test('a rule shows, hides, enables and disables fields while others are typed', async () => {
  const { form } = await formPage({
    set: {
      fields: undefined as never,
      uiSchema: {
        sections: [
          {
            fields: [
              { key: 'firstName' },
              { key: 'title', rule: { effect: 'show', condition: { firstName: 'Ada' } } },
              {
                key: 'lastName',
                rule: { effect: 'disable', condition: { firstName: { in: ['Ada'] } } },
              },
              {
                key: 'email',
                rule: { effect: 'hide', condition: { firstName: { startsWith: 'a' } } },
              },
            ],
          },
        ],
      },
    },
  })
  expect(keys(form)).to.deep.equal(['firstName', 'lastName', 'email'])
  await type(form, 'firstName', 'Ada')
  expect(keys(form)).to.deep.equal(['firstName', 'title', 'lastName'])
  expect(control(form, 'lastName').disabled).to.equal(true)
  await type(form, 'firstName', 'Grace')
  expect(keys(form)).to.deep.equal(['firstName', 'lastName', 'email'])
  expect(control(form, 'lastName').disabled).to.equal(false)
})

test('a new record asks for a required field that host and layout leave out, unless it has its value', async () => {
  const { form } = await formPage({ entity: 'company', fields: 'industry' })
  expect(keys(form)).to.deep.equal(['industry', 'name'])
  await type(form, 'industry', 'Software')
  expect(await form.submit()).to.equal(false)
  expect(find(form, '.summary')?.textContent).to.contain('Name is required')
  const set = { value: { name: 'Engines' } }
  const page = await provider()
  const { form: given } = await formPage({ page, entity: 'company', fields: 'industry', set })
  await until(() => keys(given).join() === 'industry')
  expect(await given.submit()).to.equal(true)
})

test('nobody may write: everything reads, and there is no button', async () => {
  const admin = await provider()
  await admin.api('put', '/roles/reader', {
    label: 'Reader',
    permissions: { 'contact.read': 'all' },
  })
  const [ada] = await admin.seed('contacts', [{ firstName: 'Ada' }])
  const page = await provider({ tenant: admin.tenant, id: 'grace', roles: ['reader'] })
  const { form } = await formPage({ page, recordId: ada!.id })
  expect(find(form, 'input, textarea, [part=submit]')).to.equal(null)
  expect(find(form, '[data-key=firstName]')?.textContent).to.contain('Ada')
})

test('an entity that does not exist, and a record that does not', async () => {
  const page = await provider()
  const { form } = await formPage({ page, entity: 'unicorn', fields: 'name' })
  expect(find(form, '.panel')?.getAttribute('role')).to.equal('alert')
  const { form: other } = await formPage({ page, recordId: '00000000-0000-7000-8000-000000000000' })
  expect(find(other, '.panel')).not.to.equal(null)
})

test('focus() puts the cursor into the first field; the tab order is that of the page', async () => {
  const { form } = await formPage()
  form.focus()
  expect(focused(form)?.id).to.equal('field-firstName')
  const stops = [
    ...root(form).querySelectorAll<HTMLElement>('input, textarea, select, button, [tabindex="0"]'),
  ].filter(({ tabIndex }) => tabIndex >= 0)
  expect(stops.map(({ id, textContent }) => id || textContent.trim())).to.deep.equal([
    ...['firstName', 'lastName', 'title', 'email', 'status', 'about'].map((key) => `field-${key}`),
    'Cancel',
    'Create Contact',
  ])
  await loaded(form)
  await until(() => true)
})
