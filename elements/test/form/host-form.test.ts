import { expect } from '@open-wc/testing'

import { html, provider, until } from '../support/provider.ts'
import { control, formPage, loaded, type } from './form-page.ts'

type Form = HTMLElementTagNameMap['crm-record-form']

async function inHostForm(): Promise<{ host: HTMLFormElement; form: Form }> {
  const page = await provider()
  const host = await page.add<HTMLFormElement>(
    html`<form>
      <crm-record-form entity="company" fields="name,industry" name="company"></crm-record-form>
    </form>`,
  )
  const form = host.querySelector('crm-record-form')!
  await loaded(form)
  return { host, form }
}

test('its value is part of the host’s form, as JSON under its name', async () => {
  const { host, form } = await inHostForm()
  await type(form, 'name', 'Engines')
  expect(JSON.parse(new FormData(host).get('company') as string)).to.include({ name: 'Engines' })
  expect(form.form).to.equal(host)
})

test('the host’s form is invalid until it is valid, and points at the control', async () => {
  const { host, form } = await inHostForm()
  await until(() => !form.checkValidity())
  expect(form.validity.customError).to.equal(true)
  expect(form.validationMessage).to.equal('Name is required')
  expect(host.checkValidity()).to.equal(false)
  await type(form, 'name', 'Engines')
  await until(() => host.checkValidity())
})

test('a reset of the host’s form resets it; a disabled fieldset disables it', async () => {
  const { host, form } = await inHostForm()
  await type(form, 'name', 'Engines')
  host.reset()
  await until(() => control(form, 'name').value === '')
  const fieldset = document.createElement('fieldset')
  host.append(fieldset)
  fieldset.append(form)
  fieldset.disabled = true
  await until(() => form.disabled)
  await until(() => control(form, 'name')?.disabled)
})

test('events tell what is typed and what is meant', async () => {
  const { form } = await formPage()
  const told: unknown[] = []
  for (const name of ['crm-input', 'crm-change'])
    form.addEventListener(name, ({ type: kind, detail }: CustomEventInit & { type?: string }) =>
      told.push([kind, detail.path, detail.value]),
    )
  await type(form, 'firstName', 'Al')
  expect(told).to.deep.equal([
    ['crm-input', 'firstName', 'A'],
    ['crm-input', 'firstName', 'Al'],
    ['crm-change', 'firstName', 'Al'],
  ])
})
