import { expect } from '@open-wc/testing'
import { sendKeys } from '@web/test-runner-commands'

import { html, provider, until } from '../support/provider.ts'
import { once } from '../support/until.ts'
import { control, find, formPage, loaded, press, type } from './form-page.ts'

interface Submitted {
  id: string
  created: boolean
  record: Record<string, unknown>
}

test('creates a record from what was filled in, tells it, and says so aloud', async () => {
  const page = await formPage()
  const { form } = page
  await type(form, 'firstName', 'Ada')
  await type(form, 'email', 'ADA@example.com')
  const submitted = once<Submitted>(form, 'crm-submit')
  press(form, 'submit')
  const { id, created, record } = await submitted
  expect([created, record['email'], record['status']]).to.deep.equal([
    true,
    'ada@example.com',
    'lead',
  ])
  expect((await page.api('get', `/contacts/${id}`)).data['firstName']).to.equal('Ada')
  await until(() => page.spoken().includes('Contact created'))
  // The server's form of the value is now the form's.
  await until(() => control(form, 'email').value === 'ada@example.com')
})

test('a second save of the same form changes the record it made', async () => {
  const page = await formPage()
  const { form } = page
  await type(form, 'firstName', 'Ada')
  press(form, 'submit')
  const { id } = await once<Submitted>(form, 'crm-submit')
  await type(form, 'lastName', 'Lovelace')
  press(form, 'submit')
  const again = await once<Submitted>(form, 'crm-submit')
  expect([again.id, again.created]).to.deep.equal([id, false])
})

test('changes only what was changed, against the version that was read', async () => {
  const page = await provider()
  const [ada] = await page.seed('contacts', [
    { firstName: 'Ada', title: 'Analyst', email: 'ada@example.com' },
  ])
  const { form } = await formPage({ page, recordId: ada!.id })
  await type(form, 'title', '')
  press(form, 'submit')
  await once(form, 'crm-submit')
  const patch = page.net.requests.find(({ line }) => line.startsWith('PATCH'))!
  expect(JSON.parse(patch.body)).to.deep.equal({ title: null })
  expect(patch.headers.get('if-match')).to.equal('"1"')
  expect(patch.headers.get('idempotency-key')).to.match(/^[0-9a-f]{32}$/)
})

test('Ctrl+Enter saves from any field', async () => {
  const { form } = await formPage()
  control(form, 'firstName').focus()
  const submitted = once(form, 'crm-submit')
  await sendKeys({ type: 'Ada' })
  await sendKeys({ down: 'Control' })
  await sendKeys({ press: 'Enter' })
  await sendKeys({ up: 'Control' })
  await submitted
})

test('the host may hold a save back, or look at it first', async () => {
  const { form, net } = await formPage()
  await type(form, 'firstName', 'Ada')
  form.addEventListener('crm-before-submit', (event) => event.preventDefault(), { once: true })
  expect(await form.submit()).to.equal(false)
  form.addEventListener(
    'crm-before-submit',
    (event) => {
      const { patch, respondWith } = (event as CustomEvent).detail
      expect(patch).to.deep.include({ firstName: 'Ada' })
      respondWith(Promise.resolve(false))
    },
    { once: true },
  )
  expect(await form.submit()).to.equal(false)
  expect(net.calls.filter((call) => call === 'POST /contacts')).to.deep.equal([])
  expect(await form.submit()).to.equal(true)
})

test('nothing changed: nothing is sent, and that is said', async () => {
  const page = await provider()
  const [ada] = await page.seed('contacts', [{ firstName: 'Ada' }])
  const { form, net } = await formPage({ page, recordId: ada!.id })
  expect(await form.submit()).to.equal(true)
  expect(net.calls.filter((call) => call.startsWith('PATCH'))).to.deep.equal([])
  await until(() => page.spoken().includes('Nothing to save'))
})

test('while it saves the button says so, and pressing again sends nothing twice', async () => {
  const { form, net } = await formPage()
  await type(form, 'firstName', 'Ada')
  const release = net.hold('POST /contacts')
  press(form, 'submit')
  await until(() => find(form, '.spinner'))
  press(form, 'submit')
  release()
  await once(form, 'crm-submit')
  expect(net.calls.filter((call) => call === 'POST /contacts')).to.have.length(1)
})

test('what is typed while it saves is kept, and saved next', async () => {
  const page = await provider()
  const [ada] = await page.seed('contacts', [{ firstName: 'Ada' }])
  const { form } = await formPage({ page, recordId: ada!.id })
  await type(form, 'title', 'Analyst')
  const release = page.net.hold('PATCH /contacts')
  press(form, 'submit')
  await until(() => find(form, '.spinner'))
  await type(form, 'lastName', 'Lovelace')
  release()
  await once(form, 'crm-submit')
  expect(control(form, 'lastName').value).to.equal('Lovelace')
  expect(form.dirty).to.equal(true)
  expect(form.patch).to.deep.equal({ lastName: 'Lovelace' })
})

test('autosave stores each change of an existing record by itself', async () => {
  const page = await provider()
  const [ada] = await page.seed('contacts', [{ firstName: 'Ada' }])
  const { form } = await formPage({ page, recordId: ada!.id, set: { autosave: true } })
  await type(form, 'title', 'Analyst')
  await once(form, 'crm-submit')
  expect((await page.api('get', `/contacts/${ada!.id}`)).data['title']).to.equal('Analyst')
  await until(() => page.spoken().includes('All changes saved'))
  await type(form, 'email', 'nonsense')
  expect(form.dirty).to.equal(true)
})

test('a new record starts with the defaults of the schema and the values of the host', async () => {
  const page = await provider()
  const form = await page.add<HTMLElementTagNameMap['crm-record-form']>(
    html`<crm-record-form
      entity="contact"
      fields="firstName,status"
      .value=${{ firstName: 'Ada' }}
    ></crm-record-form>`,
  )
  await loaded(form)
  expect(control(form, 'firstName').value).to.equal('Ada')
  expect(control(form, 'status').value).to.equal('Lead')
})

test('stored after the form has gone on to another record: that one stays as it is', async () => {
  const page = await provider()
  const [ada, grace] = await page.seed('contacts', [{ firstName: 'Ada' }, { firstName: 'Grace' }])
  const { form } = await formPage({ page, recordId: ada!.id })
  await type(form, 'title', 'Analyst')
  const release = page.net.hold('PATCH /contacts')
  press(form, 'submit')
  await until(() => find(form, '.spinner'))
  form.recordId = grace!.id
  await until(() => control(form, 'firstName')?.value === 'Grace')
  const submitted = once<Submitted>(form, 'crm-submit')
  release()
  expect((await submitted).id).to.equal(ada!.id)
  await form.updateComplete
  expect([control(form, 'firstName').value, control(form, 'title').value]).to.deep.equal([
    'Grace',
    '',
  ])
  expect(form.dirty).to.equal(false)
})
