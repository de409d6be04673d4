import { expect } from '@open-wc/testing'
import { sendKeys } from '@web/test-runner-commands'

import { provider, until } from '../support/provider.ts'
import { once } from '../support/until.ts'
import { all, edit, find, recordPage, shown } from './record-page.ts'

const focusedId = (record: HTMLElement): string | undefined => record.shadowRoot!.activeElement?.id

test('a field is edited where it stands: Enter stores it, the focus returns, and it is said', async () => {
  const { record, api, ada, spoken } = await recordPage()
  await edit(record, 'title')
  await until(() => focusedId(record) === 'row-title')
  const edited = once<{ field: string; previous: string }>(record, 'crm-record-edit')
  await sendKeys({ type: 'Countess' })
  await sendKeys({ press: 'Enter' })
  expect(await edited).to.include({ field: 'title', previous: 'Analyst', value: 'Countess' })
  await until(() => shown(record, 'title') === 'Countess')
  await until(() => focusedId(record) === 'row-title-edit')
  await until(() => spoken().includes('Job title saved'))
  expect((await api('get', `/contacts/${ada.id}`)).data['title']).to.equal('Countess')
})

test('Escape leaves it as it was; leaving the control stores it; nothing changed stores nothing', async () => {
  const { record, net, api, ada } = await recordPage()
  await edit(record, 'title')
  await until(() => focusedId(record) === 'row-title')
  await sendKeys({ type: 'x' })
  await sendKeys({ press: 'Escape' })
  await until(() => shown(record, 'title') === 'Analyst')
  const control = await edit(record, 'title')
  control.blur()
  await until(() => shown(record, 'title'))
  expect(net.calls.filter((call) => call.startsWith('PATCH'))).to.deep.equal([])
  await edit(record, 'title')
  await until(() => focusedId(record) === 'row-title')
  await sendKeys({ type: 'Countess' })
  await sendKeys({ press: 'Tab' })
  await until(() => shown(record, 'title') === 'Countess')
  await until(async () => (await api('get', `/contacts/${ada.id}`)).data['title'] === 'Countess')
})

test('a refusal keeps the control with what was typed, and says why', async () => {
  const { record, spoken } = await recordPage()
  const email = await edit(record, 'email')
  await until(() => focusedId(record) === 'row-email')
  await sendKeys({ type: 'nonsense' })
  const fault = once<{ code: string }>(record, 'crm-error')
  await sendKeys({ press: 'Enter' })
  expect((await fault).code).to.equal('VALIDATION_FAILED')
  await until(() => find(record, '#row-email-error'))
  expect(email.value).to.equal('nonsense')
  expect(email.getAttribute('aria-describedby')).to.equal('row-email-error')
  await until(() => spoken().includes('was not saved'))
})

test('changed by somebody else meanwhile: both values, and a choice', async () => {
  const { record, api, ada } = await recordPage()
  await edit(record, 'title')
  await until(() => focusedId(record) === 'row-title')
  await api('patch', `/contacts/${ada.id}`, { title: 'Duchess' })
  await sendKeys({ type: 'Countess' })
  await sendKeys({ press: 'Enter' })
  await until(() => find(record, '.conflict'))
  expect(all(record, '.choice-value').map(({ textContent }) => textContent.trim())).to.deep.equal([
    'Countess',
    'Duchess',
  ])
  all(record, '.conflict button')[0]!.click()
  await until(async () => (await api('get', `/contacts/${ada.id}`)).data['title'] === 'Countess')
  await until(() => shown(record, 'title') === 'Countess')
})

test('a choice is stored as soon as it is made; tags when the focus leaves them', async () => {
  const { record, api, ada, client } = await recordPage()
  await client.session.ready()
  await edit(record, 'status')
  await until(() => focusedId(record) === 'row-status')
  await sendKeys({ type: 'Cust' })
  await until(() => all(record, '[role=option]').length === 1)
  await sendKeys({ press: 'Enter' })
  await until(() => shown(record, 'status') === 'Customer')
  await edit(record, 'tagIds')
  await until(() => focusedId(record) === 'row-tagIds')
  await sendKeys({ type: 'VIP' })
  await until(() => find(record, '[role=option]')?.textContent.includes('Create'))
  await sendKeys({ press: 'Enter' })
  await until(() => find(record, '.value-editor .tag'))
  expect((await api('get', `/contacts/${ada.id}`)).data['tagIds']).to.deep.equal([])
  ;(record.shadowRoot!.activeElement as HTMLElement).blur()
  await until(() => shown(record, 'tagIds') === 'VIP')
  await until(
    async () =>
      ((await api('get', `/contacts/${ada.id}`)).data['tagIds'] as unknown[]).length === 1,
  )
})

test('the host may refuse an edit', async () => {
  const told: unknown[] = []
  const { record, net } = await recordPage()
  record.addEventListener('crm-before-record-edit', (event) => {
    told.push((event as CustomEvent).detail)
    ;(event as CustomEvent).detail.respondWith(Promise.resolve(false))
  })
  await edit(record, 'title')
  await until(() => focusedId(record) === 'row-title')
  await sendKeys({ type: 'Countess' })
  await sendKeys({ press: 'Enter' })
  await until(() => shown(record, 'title') === 'Analyst')
  expect(told[0]).to.include({ field: 'title', value: 'Countess', previous: 'Analyst' })
  expect(net.calls.filter((call) => call.startsWith('PATCH'))).to.deep.equal([])
})

test('a click on a link in a value follows it, a click beside it edits', async () => {
  const { record } = await recordPage()
  const link = find<HTMLAnchorElement>(record, '.main [data-key=email] a')!
  link.addEventListener('click', (event) => event.preventDefault())
  link.click()
  await record.updateComplete
  expect(find(record, '.value-editor')).to.equal(null)
  find(record, '.main [data-key=email] .value')!.click()
  await until(() => find(record, '.value-editor'))
})

test('who may not write sees no way to', async () => {
  const admin = await provider()
  await admin.api('put', '/roles/reader', {
    label: 'Reader',
    permissions: { 'contact.read': 'all' },
  })
  const [ada] = await admin.seed('contacts', [{ firstName: 'Ada' }])
  const page = await provider({ tenant: admin.tenant, id: 'grace', roles: ['reader'] })
  const { record } = await recordPage({ page, recordId: ada!.id })
  expect(all(record, '.edit-button')).to.deep.equal([])
  expect(find(record, '[aria-haspopup=menu]')).to.equal(null)
})

test('stored after another record is shown: that one stays', async () => {
  const page = await recordPage()
  const { record, net } = page
  const [grace] = await page.seed('contacts', [{ firstName: 'Grace' }])
  const release = net.hold('PATCH /contacts')
  const input = await edit(record, 'title')
  input.value = 'Countess'
  input.dispatchEvent(new Event('input'))
  input.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }))
  await until(() => net.calls.some((call) => call.startsWith('PATCH')))
  record.recordId = grace!.id
  await until(() => shown(record, 'firstName') === 'Grace')
  const stored = once(record, 'crm-record-edit')
  release()
  await stored
  await record.updateComplete
  expect([shown(record, 'firstName'), shown(record, 'title')]).to.deep.equal(['Grace', 'Empty'])
})
