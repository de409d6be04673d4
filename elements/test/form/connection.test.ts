import { expect } from '@open-wc/testing'

import { ask, provider, until } from '../support/provider.ts'
import { once } from '../support/until.ts'
import { control, find, formPage, press, type } from './form-page.ts'

test('the answer to a save is lost: told, sent again with the same key, and stored once', async () => {
  const page = await formPage()
  const { form, net } = page
  await type(form, 'firstName', 'Ada')
  // The server does its work, and the answer does not arrive.
  const { fetch } = page.element
  let isCut = true
  page.element.fetch = async (input, init) => {
    const response = await net.fetch(input, init)
    if (isCut && init?.method === 'POST' && (input as string).endsWith('/contacts')) {
      isCut = false
      throw new TypeError('Failed to fetch')
    }
    return response
  }
  const submitted = once<{ record: { id: string } }>(form, 'crm-submit')
  press(form, 'submit')
  await until(() => page.spoken().includes('lost while saving'))
  expect(find(form, '.banner.warning')?.getAttribute('role')).to.equal('alert')
  await submitted
  const posts = net.requests.filter(({ line }) => line === 'POST /contacts')
  expect(posts).to.have.length(2)
  expect(posts[0]!.headers.get('idempotency-key')).to.equal(
    posts[1]!.headers.get('idempotency-key'),
  )
  const { data } = await page.api('get', '/contacts?filter={"firstName":"Ada"}')
  expect(data).to.have.length(1)
  page.element.fetch = fetch
})

test('what is typed while the connection is lost is kept, and is saved after the first', async () => {
  const page = await formPage()
  const { form, net } = page
  await type(form, 'firstName', 'Ada')
  net.offline()
  press(form, 'submit')
  await until(() => find(form, '.banner.warning'))
  await type(form, 'firstName', 'Augusta')
  net.online()
  find<HTMLButtonElement>(form, '.banner.warning button')!.click()
  const { record } = await once<{ record: Record<string, unknown> }>(form, 'crm-submit')
  expect(record['firstName']).to.equal('Ada')
  expect(control(form, 'firstName').value).to.equal('Augusta')
  expect(form.patch).to.deep.equal({ firstName: 'Augusta' })
})

test('a form that could not be loaded loads when the server answers again', async () => {
  const page = await provider()
  page.net.offline()
  const form = document.createElement('crm-record-form')
  form.entity = 'contact'
  page.element.append(form)
  await until(() => find(form, '.panel'))
  page.net.online()
  await until(() => find(form, '.field'))
})

test('a failure of the server is told with its reference, and nothing typed is lost', async () => {
  const page = await formPage()
  const { form, net } = page
  net.answer(
    'POST /contacts',
    500,
    { code: 'INTERNAL', detail: 'Something broke.', requestId: 'r-1' },
    { times: 1 },
  )
  await type(form, 'firstName', 'Ada')
  const fault = once<{ requestId: string; retryable: boolean }>(form, 'crm-error')
  press(form, 'submit')
  expect(await fault).to.include({ requestId: 'r-1', retryable: true, source: 'save' })
  await until(() => find(form, '.summary'))
  expect(control(form, 'firstName').value).to.equal('Ada')
  press(form, 'submit')
  await once(form, 'crm-submit')
})

test('a host that shows a refusal itself prevents ours', async () => {
  const { form, net } = await formPage()
  net.answer('POST /contacts', 409, { code: 'OTHER', detail: 'No.' }, { times: 1 })
  form.addEventListener('crm-error', (event) => event.preventDefault())
  await type(form, 'firstName', 'Ada')
  await form.submit()
  expect(find(form, '.summary')).to.equal(null)
})

test('a save the server is still at is waited for, not made again', async () => {
  const page = await formPage()
  const { form, net } = page
  await type(form, 'firstName', 'Ada')
  net.answer(
    'POST /contacts',
    409,
    { code: 'IDEMPOTENCY_IN_FLIGHT', detail: 'Still running.' },
    { times: 1 },
  )
  press(form, 'submit')
  await once(form, 'crm-submit')
  const keys = net.requests
    .filter(({ line }) => line === 'POST /contacts')
    .map(({ headers }) => headers.get('idempotency-key'))
  expect(keys).to.have.length(2)
  expect(new Set(keys).size).to.equal(1)
})

test('after a failure that may have stored it, the same key is sent before what was typed since', async () => {
  const page = await formPage()
  const { form, net } = page
  await type(form, 'firstName', 'Ada')
  net.answer('POST /contacts', 504, { code: 'GATEWAY', detail: 'Too late.' }, { times: 1 })
  await form.submit()
  await type(form, 'firstName', 'Augusta')
  expect(await form.submit()).to.equal(true)
  const writes = net.requests.filter(({ line }) => /^(POST|PATCH) \/contacts/.test(line))
  expect(
    writes.map(({ body }) => (JSON.parse(body) as { firstName: string }).firstName),
  ).to.deep.equal(['Ada', 'Ada', 'Augusta'])
  const keys = writes.map(({ headers }) => headers.get('idempotency-key'))
  expect(keys[0]).to.equal(keys[1])
  expect(keys[2]).not.to.equal(keys[1])
  const { data } = await page.api('get', '/contacts')
  expect(data).to.have.length(1)
})

test('a session that ends while somebody types is replaced, and the save goes through', async () => {
  const page = await formPage()
  const { form, sessions, tenant } = page
  await type(form, 'firstName', 'Ada')
  const before = sessions()
  await ask('/test/end-sessions', { tenant })
  expect(await form.submit()).to.equal(true)
  expect(sessions()).to.equal(before + 1)
})

test('a host that gives no new session: told, and what was typed is still there', async () => {
  const page = await formPage()
  const { form, tenant, element } = page
  await type(form, 'firstName', 'Ada')
  await ask('/test/end-sessions', { tenant })
  element.fetchSession = () => Promise.reject(new Error('signed out'))
  const fault = once<{ code: string }>(form, 'crm-error')
  press(form, 'submit')
  expect((await fault).code).to.be.oneOf(['SESSION_FAILED', 'UNAUTHENTICATED'])
  await until(() => find(form, '.summary'))
  expect(control(form, 'firstName').value).to.equal('Ada')
})
