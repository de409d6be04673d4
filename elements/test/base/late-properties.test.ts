import '../../src/define/crm-record.ts'
import '../../src/define/crm-record-form.ts'
import '../../src/define/crm-record-list.ts'

import { expect } from '@open-wc/testing'

import { provider } from '../support/provider.ts'
import { once, until } from '../support/until.ts'

test('elements that get their properties once they are in the page, as frameworks give them, load once', async () => {
  const page = await provider()
  const [ada] = await page.seed('contacts', [{ firstName: 'Ada' }])
  await page.client.session.ready()
  page.net.calls.length = 0
  const list = document.createElement('crm-record-list')
  const record = document.createElement('crm-record')
  const form = document.createElement('crm-record-form')
  const loaded = [once(list, 'crm-load'), once(record, 'crm-record-load'), once(form, 'crm-ready')]
  page.element.append(list, record, form)
  list.entity = 'contact'
  record.entity = 'contact'
  record.recordId = ada!.id
  form.entity = 'contact'
  form.recordId = ada!.id
  await Promise.all(loaded)
  await until(() => form.shadowRoot!.querySelector('.field'))
  expect(form.value['firstName']).to.equal('Ada')
  const lists = page.net.calls.filter((line) => line.startsWith('GET /contacts?'))
  expect(lists).to.have.length(1)
})
