import { expect } from '@open-wc/testing'
import { setViewport } from '@web/test-runner-commands'

import { provider, until } from '../support/provider.ts'
import { all, edit, find, openTab, recordPage } from './record-page.ts'

test('a record is accessible in each of its tabs, in light and dark', async () => {
  const page = await provider()
  const [company] = await page.seed('companies', [{ name: 'Analytical Engines' }])
  await page.seed('contacts', [{ lastName: 'Hopper', companyId: company!.id, status: 'lead' }])
  const { record, element } = await recordPage({ page, entity: 'company', recordId: company!.id })
  await expect(record).to.be.accessible()
  await openTab(record, 'related')
  await until(() => find(record, '.related-row'))
  await expect(record).to.be.accessible()
  await openTab(record, 'changes')
  await until(() => find(record, '.change'))
  await expect(record).to.be.accessible()
  element.theme = 'dark'
  document.body.style.background = '#16171b'
  await element.updateComplete
  await expect(record).to.be.accessible()
  await openTab(record, 'details')
  await expect(record).to.be.accessible()
  document.body.style.background = ''
})

test('while it loads, when it is missing, and when loading failed', async () => {
  const page = await provider()
  const release = page.net.hold('GET /schemas/contact')
  const record = document.createElement('crm-record')
  Object.assign(record, { entity: 'contact', recordId: '00000000-0000-7000-8000-000000000000' })
  page.element.append(record)
  await until(() => find(record, '.loading'))
  await expect(record).to.be.accessible()
  release()
  await until(() => find(record, '.panel'))
  expect(find(record, '.panel')?.textContent).to.contain('There is no such contact')
  await expect(record).to.be.accessible()
  page.net.answer('GET /layouts', 500, { code: 'INTERNAL', detail: 'broken', requestId: 'r-1' })
  await record.refresh()
  await until(() => find(record, '.panel .button'))
  await expect(record).to.be.accessible()
})

test('while a field is edited, refused, contested', async () => {
  const { record, api, ada } = await recordPage()
  const email = await edit(record, 'email')
  await expect(record).to.be.accessible()
  email.value = 'nonsense'
  email.dispatchEvent(new Event('input'))
  email.dispatchEvent(new Event('change'))
  await until(() => find(record, '.value-editor .error-text'))
  await expect(record).to.be.accessible()
  const [title] = [await edit(record, 'title')]
  await api('patch', `/contacts/${ada.id}`, { title: 'Duchess' })
  title.value = 'Countess'
  title.dispatchEvent(new Event('input'))
  title.dispatchEvent(new Event('change'))
  await until(() => find(record, '.conflict'))
  await expect(record).to.be.accessible()
})

test('in a drawer, in a dialog, deleted, and with its menu open', async () => {
  const { record } = await recordPage({ set: { mode: 'drawer', open: true } })
  await until(() => find<HTMLDialogElement>(record, 'dialog')?.open)
  await expect(record).to.be.accessible()
  find<HTMLButtonElement>(record, '[aria-haspopup=menu]')!.click()
  await until(() => find(record, '.menu:popover-open'))
  await expect(record).to.be.accessible()
  all(record, '.menu-item').at(-1)!.click()
  await until(() => find(record, '.banner'))
  await expect(record).to.be.accessible()
  record.mode = 'dialog'
  await record.updateComplete
  await expect(record).to.be.accessible()
})

test('in 320 pixels, from right to left, nothing overflows', async () => {
  await setViewport({ width: 320, height: 800 })
  const { record, element } = await recordPage({ locale: 'ar' })
  element.dir = 'rtl'
  await record.updateComplete
  expect(document.documentElement.scrollWidth).to.be.at.most(320)
  await expect(record).to.be.accessible()
  await setViewport({ width: 800, height: 600 })
})
