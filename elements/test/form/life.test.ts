import { expect } from '@open-wc/testing'

import { cyclesLeave } from '../support/leaks.ts'
import { provider, until } from '../support/provider.ts'
import { control, find, formPage, loaded } from './form-page.ts'

test('50 times on and off the page: nothing stays behind', async () => {
  const page = await provider()
  const form = document.createElement('crm-record-form')
  form.entity = 'contact'
  form.fields = 'firstName,companyId,tagIds,emails'
  page.element.append(form)
  await loaded(form)
  expect(await cyclesLeave(form, page.element)).to.deep.equal({
    listeners: 0,
    timers: 0,
    streams: 0,
  })
  page.element.append(form)
  await loaded(form)
})

test('moved within the page, it keeps what was typed', async () => {
  const page = await provider()
  const { form } = await formPage({ page })
  const input = control(form, 'firstName')
  input.value = 'Ada'
  input.dispatchEvent(new Event('input'))
  const place = document.createElement('section')
  page.element.append(place)
  place.append(form)
  await until(() => control(form, 'firstName')?.value === 'Ada')
})

test('a live change of somebody else appears in a field nobody has touched', async () => {
  const page = await provider({ live: 'sse' })
  const [ada] = await page.seed('contacts', [{ firstName: 'Ada', title: 'Analyst' }])
  const { form } = await formPage({ page, recordId: ada!.id })
  control(form, 'firstName').focus()
  await until(async () => {
    await page.api('patch', `/contacts/${ada!.id}`, { title: `Countess ${String(Math.random())}` })
    return control(form, 'title').value.startsWith('Countess')
  })
  expect(form.shadowRoot!.activeElement?.id).to.equal('field-firstName')
  expect(find(form, '.conflict')).to.equal(null)
})
