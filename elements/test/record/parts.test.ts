import { expect } from '@open-wc/testing'
import { sendKeys } from '@web/test-runner-commands'

import { html, provider, until } from '../support/provider.ts'
import { once } from '../support/until.ts'
import { all, find, openTab, recordPage, shown } from './record-page.ts'

test('the head shows title and facts; the heading has the level the page needs', async () => {
  const { record, ada } = await recordPage({ set: { headingLevel: 3 } })
  expect(find(record, '[role=heading][aria-level="3"]')?.textContent.trim()).to.equal(
    'Ada Lovelace',
  )
  expect(find(record, '.facts')?.textContent).to.contain('Lead').and.to.contain('ada@example.com')
  expect(record.record?.id).to.equal(ada.id)
  expect(find(record, '.aside')?.textContent).to.contain('Owner')
})

test('tabs are one stop, arrows move between them, and the change is told', async () => {
  const { record } = await recordPage()
  const [details, related, changes] = all(record, '[role=tab]')
  expect([details, related, changes].map((tab) => tab!.tabIndex)).to.deep.equal([0, -1, -1])
  details!.focus()
  const changed = once<{ tab: string }>(record, 'crm-tab-change')
  await sendKeys({ press: 'ArrowRight' })
  expect((await changed).tab).to.equal('related')
  await until(() => related!.getAttribute('aria-selected') === 'true')
  expect(find(record, '[role=tabpanel]')?.getAttribute('aria-labelledby')).to.equal('tab-related')
})

test('related lists show the newest, how many there are, and the ways on', async () => {
  const page = await provider()
  const [company] = await page.seed('companies', [{ name: 'Engines' }])
  await page.seed(
    'contacts',
    Array.from({ length: 7 }, (_, index) => ({
      lastName: `Person ${String(index)}`,
      companyId: company!.id,
    })),
  )
  const { record } = await recordPage({ page, entity: 'company', recordId: company!.id })
  await openTab(record, 'related')
  const [contacts] = await until(() => {
    const lists = all(record, '.related')
    return lists[0]?.querySelector('.related-row') ? lists : undefined
  })
  expect(
    contacts!.querySelector('[role=heading]')?.textContent.replace(/\s+/g, ' ').trim(),
  ).to.equal('Contacts 7')
  expect(contacts!.querySelectorAll('.related-row')).to.have.length(5)
  const opened = once<object>(record, 'crm-navigate')
  contacts!.querySelector<HTMLButtonElement>('.related-open')!.click()
  expect(await opened).to.include({ entity: 'contact', view: 'record', trigger: 'related' })
  const listed = once<object>(record, 'crm-navigate')
  ;[...contacts!.querySelectorAll('button')].at(-1)!.click()
  expect(await listed).to.deep.include({
    entity: 'contact',
    view: 'list',
    filter: { companyId: { eq: company!.id } },
  })
  const added = once<object>(record, 'crm-navigate')
  contacts!.querySelector<HTMLButtonElement>('.related-head button')!.click()
  expect(await added).to.deep.include({ view: 'create', value: { companyId: company!.id } })
  // One more comes, through another element of the page.
  await page.client.records.create('contact', { lastName: 'New', companyId: company!.id })
  await until(() => contacts!.querySelector('[role=heading]')?.textContent.includes('8'))
})

test('the history says who changed what, in the words of the fields', async () => {
  const page = await provider()
  const [company] = await page.seed('companies', [{ name: 'Engines', industry: 'Machines' }])
  const path = `/companies/${company!.id}`
  await page.api(
    'patch',
    path,
    { industry: 'Software', employees: 12 },
    { name: 'Grace Hopper', id: 'grace' },
  )
  const { record } = await recordPage({ page, entity: 'company', recordId: company!.id })
  await openTab(record, 'changes')
  const [latest] = await until(() => {
    const found = all(record, '.change')
    return found.length === 2 ? found : undefined
  })
  const words = latest!.textContent.replace(/\s+/g, ' ')
  expect(words).to.contain('Grace Hopper changed Industry and Employees')
  expect(words).to.contain('before: Machines').and.to.contain('now: Software')
  // What happens next appears.
  await page.client.records.update('company', company!.id, { industry: 'Looms' })
  await until(() => all(record, '.change').length === 3)
})

test('personal data is not told by the history', async () => {
  const { record, api, ada } = await recordPage()
  await api('patch', `/contacts/${ada.id}`, { email: 'countess@example.com' })
  await openTab(record, 'changes')
  await until(() => find(record, '.change-fields'))
  expect(find(record, '.changes')?.textContent).to.contain('personal data is not kept')
  expect(find(record, '.changes')?.textContent).not.to.contain('ada@example.com')
})

test('deleted: it is told, and can be undone from the notice and from the record', async () => {
  const { record, element, api, ada } = await recordPage()
  const deleted = once<{ id: string }>(record, 'crm-delete')
  expect(await record.delete()).to.equal(true)
  expect((await deleted).id).to.equal(ada.id)
  await until(() => find(record, '.banner'))
  await until(() =>
    element.shadowRoot!.querySelector('.toast')?.textContent.includes('Ada Lovelace was deleted'),
  )
  const restored = once(record, 'crm-restore')
  ;[...element.shadowRoot!.querySelectorAll('button')]
    .find(({ textContent }) => textContent.includes('Undo'))!
    .click()
  await restored
  await until(() => !find(record, '.banner'))
  expect((await api('get', `/contacts/${ada.id}`)).data['deletedAt']).to.equal(null)
})

test('a delete the host refuses, and one the server refuses', async () => {
  const { record, net } = await recordPage()
  record.addEventListener('crm-before-delete', (event) => event.preventDefault(), { once: true })
  expect(await record.delete()).to.equal(false)
  net.answer('DELETE /contacts', 409, {
    code: 'STILL_REFERENCED',
    detail: 'Two deals point at it.',
  })
  const fault = once<{ code: string }>(record, 'crm-error')
  expect(await record.delete()).to.equal(false)
  expect((await fault).code).to.equal('STILL_REFERENCED')
  await until(() => !find(record, '.banner'))
})

test('deleted by somebody else: told, and it can be brought back', async () => {
  const { record, client, ada } = await recordPage()
  await client.records.remove('contact', ada.id)
  await until(() => find(record, '.banner')?.textContent.includes('deleted by somebody else'))
  find<HTMLButtonElement>(record, '.banner button')!.click()
  await until(() => !find(record, '.banner'))
})

test('changes of others appear, and what is being edited keeps the cursor', async () => {
  const page = await provider({ live: 'sse' })
  const { record, api, ada } = await recordPage({ page })
  find<HTMLButtonElement>(record, '#row-title-edit')!.click()
  await until(() => record.shadowRoot!.activeElement?.id === 'row-title')
  await sendKeys({ type: 'Count' })
  const control = record.shadowRoot!.activeElement
  await until(async () => {
    await api('patch', `/contacts/${ada.id}`, { firstName: `Augusta ${String(Math.random())}` })
    return shown(record, 'firstName')?.startsWith('Augusta')
  })
  expect(record.shadowRoot!.activeElement).to.equal(control)
  expect((control as HTMLInputElement).value).to.equal('Count')
})

test('slots and tabs of the host have their places', async () => {
  const page = await provider()
  const [ada] = await page.seed('contacts', [{ firstName: 'Ada' }])
  const record = await page.add<HTMLElementTagNameMap['crm-record']>(
    html`<crm-record
      entity="contact"
      record-id=${ada!.id}
      .tabs=${[{ id: 'orders', label: 'Orders' }]}
      .actions=${[{ action: 'call', label: 'Call' }]}
    >
      <p slot="tab-orders">Three orders</p>
      <p slot="aside">Note</p>
    </crm-record>`,
  )
  await until(() => find(record, '#tab-orders'))
  await openTab(record, 'orders')
  expect(find<HTMLSlotElement>(record, 'slot[name=tab-orders]')!.assignedElements()).to.have.length(
    1,
  )
  find<HTMLButtonElement>(record, '[aria-haspopup=menu]')!.click()
  await until(() => find(record, '.menu:popover-open'))
  const action = once<{ action: string; id: string }>(record, 'crm-action')
  all(record, '.menu-item')[0]!.click()
  expect(await action).to.deep.equal({ action: 'call', id: ada!.id })
})

test('who may not see the entity, or not this record, reads why, and is offered no second try', async () => {
  const admin = await provider()
  await admin.api('put', '/roles/clerk', { label: 'Clerk', permissions: { 'company.read': 'all' } })
  const [ada] = await admin.seed('contacts', [{ firstName: 'Ada' }])
  const page = await provider({ tenant: admin.tenant, id: 'grace', roles: ['clerk'] })
  const record = document.createElement('crm-record')
  Object.assign(record, { entity: 'contact', recordId: ada!.id })
  const fault = once<{ status: number }>(record, 'crm-error')
  page.element.append(record)
  expect((await fault).status).to.equal(404)
  await until(() => find(record, '.panel'))
  expect(find(record, '.panel')?.textContent).to.contain('does not exist')
  admin.net.answer('GET /layouts', 403, { code: 'PERMISSION_DENIED', detail: 'You may not.' })
  const other = document.createElement('crm-record')
  Object.assign(other, { entity: 'contact', recordId: ada!.id })
  admin.element.append(other)
  await until(() => find(other, '.panel'))
  expect(find(other, '.panel')?.textContent).to.contain('You do not have permission')
  expect(find(other, '.panel button')).to.equal(null)
})
