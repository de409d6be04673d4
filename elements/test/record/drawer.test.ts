import { expect } from '@open-wc/testing'
import { sendKeys } from '@web/test-runner-commands'

import { cyclesLeave } from '../support/leaks.ts'
import { provider, until } from '../support/provider.ts'
import { once } from '../support/until.ts'
import { find, recordPage } from './record-page.ts'

test('a drawer opens over the page, keeps the focus, and gives it back', async () => {
  const { record, element } = await recordPage()
  const opener = document.createElement('button')
  element.append(opener)
  opener.focus()
  record.mode = 'drawer'
  await record.show()
  const dialog = await until(() => find<HTMLDialogElement>(record, 'dialog[open]'))
  expect(dialog.matches(':modal')).to.equal(true)
  expect(document.activeElement).to.equal(record)
  await until(() => find(record, '.head'))
  expect(dialog.getAttribute('aria-labelledby')).to.equal('title')
  let bubbled = false
  document.addEventListener('crm-close', () => (bubbled = true), { once: true })
  const closed = once(record, 'crm-close')
  await sendKeys({ press: 'Escape' })
  await closed
  expect([record.open, bubbled]).to.deep.equal([false, false])
  expect(document.activeElement).to.equal(opener)
})

test('Escape ends an edit first, then closes; the host may keep it open', async () => {
  const { record } = await recordPage({ set: { mode: 'drawer', open: true } })
  await until(() => find<HTMLDialogElement>(record, 'dialog')?.open)
  find<HTMLButtonElement>(record, '#row-title-edit')!.click()
  await until(() => record.shadowRoot!.activeElement?.id === 'row-title')
  await sendKeys({ press: 'Escape' })
  await until(() => !find(record, '.value-editor'))
  expect(record.open).to.equal(true)
  record.addEventListener('crm-before-close', (event) => event.preventDefault(), { once: true })
  await record.close()
  expect(record.open).to.equal(true)
  await record.close()
  await until(() => !record.open)
})

test('what is said while it is open is said inside it, where a screen reader still hears', async () => {
  const { record } = await recordPage({ set: { mode: 'drawer', open: true } })
  await until(() => find<HTMLDialogElement>(record, 'dialog')?.open)
  find<HTMLButtonElement>(record, '#row-title-edit')!.click()
  await until(() => record.shadowRoot!.activeElement?.id === 'row-title')
  await sendKeys({ type: 'Countess' })
  await sendKeys({ press: 'Enter' })
  await until(() => find(record, '[aria-live=polite]')?.textContent === 'Job title saved')
})

test('another record in the same drawer', async () => {
  const page = await provider()
  const [one, other] = await page.seed('contacts', [{ firstName: 'One' }, { firstName: 'Other' }])
  const { record } = await recordPage({
    page,
    recordId: one!.id,
    set: { mode: 'drawer', open: true },
  })
  await until(() => find(record, '.title')?.textContent.trim() === 'One')
  await record.show(other!.id)
  await until(() => find(record, '.title')?.textContent.trim() === 'Other')
})

test('50 times on and off the page: nothing stays behind', async () => {
  const page = await provider()
  const { record } = await recordPage({ page })
  record.tab = 'changes'
  record.remove()
  expect(await cyclesLeave(record, page.element)).to.deep.equal({
    listeners: 0,
    timers: 0,
    streams: 0,
  })
  page.element.append(record)
  await until(() => find(record, '.change'))
})
