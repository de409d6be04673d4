import { expect } from '@open-wc/testing'

import { provider, until } from '../support/provider.ts'
import { once } from '../support/until.ts'
import { control, find, formPage, loaded, press, type } from './form-page.ts'

const drafts = (): string[] =>
  Object.keys(sessionStorage).filter((key) => key.startsWith('crm-draft'))

setup(() => sessionStorage.clear())

test('what was typed is there again after a reload, and gone after a save', async () => {
  const page = await provider()
  const { form } = await formPage({ page })
  await type(form, 'firstName', 'Ada')
  // A reload takes the page away without a word to it.
  await until(() => drafts().length === 1)
  form.remove()
  const { form: again } = await formPage({ page })
  expect(control(again, 'firstName').value).to.equal('Ada')
  expect(find(again, '.banner')?.textContent).to.contain('Unsaved changes')
  press(again, 'submit')
  await once(again, 'crm-submit')
  expect(drafts()).to.deep.equal([])
})

test('a draft belongs to one user of one tenant and one record', async () => {
  const page = await provider({ id: 'ada' })
  const [one, other] = await page.seed('contacts', [{ firstName: 'One' }, { firstName: 'Other' }])
  const { form } = await formPage({ page, recordId: one!.id })
  await type(form, 'title', 'Analyst')
  form.recordId = other!.id
  await until(() => control(form, 'firstName')?.value === 'Other')
  expect(control(form, 'title').value).to.equal('')
  form.recordId = one!.id
  await until(() => control(form, 'firstName')?.value === 'One')
  expect(control(form, 'title').value).to.equal('Analyst')
  const colleague = await provider({ tenant: page.tenant, id: 'grace' })
  const { form: theirs } = await formPage({ page: colleague, recordId: one!.id })
  expect(control(theirs, 'title').value).to.equal('')
})

test('discarding brings back what is stored, and the draft is gone', async () => {
  const page = await provider()
  const { form } = await formPage({ page })
  await type(form, 'firstName', 'Ada')
  form.remove()
  const { form: again } = await formPage({ page })
  find<HTMLButtonElement>(again, '.banner button')!.click()
  await until(() => control(again, 'firstName').value === '')
  expect(drafts()).to.deep.equal([])
})

test('changed by somebody else since the draft: both values are shown', async () => {
  const page = await provider()
  const [ada] = await page.seed('contacts', [{ firstName: 'Ada', title: 'Analyst' }])
  const { form } = await formPage({ page, recordId: ada!.id })
  await type(form, 'title', 'Countess')
  form.remove()
  await page.api('patch', `/contacts/${ada!.id}`, { title: 'Duchess' })
  const { form: again } = await formPage({ page, recordId: ada!.id })
  expect(find(again, '.conflict')?.textContent).to.contain('Duchess').and.to.contain('Countess')
})

test('a save whose answer was lost is finished after a reload, and stored once', async () => {
  const page = await provider()
  const { form } = await formPage({ page })
  await type(form, 'firstName', 'Ada')
  page.element.fetch = async (input, init) => {
    const response = await page.net.fetch(input, init)
    if (init?.method === 'POST') throw new TypeError('Failed to fetch')
    return response
  }
  press(form, 'submit')
  await until(() => find(form, '.banner.warning'))
  form.remove()
  page.element.fetch = page.net.fetch
  const { form: again } = await formPage({ page })
  expect(control(again, 'firstName').value).to.equal('Ada')
  press(again, 'submit')
  await once(again, 'crm-submit')
  const { data } = await page.api('get', '/contacts?filter={"firstName":"Ada"}')
  expect(data).to.have.length(1)
})

test('leaving the page with unsaved changes asks; without, it does not', async () => {
  const { form } = await formPage()
  const leave = (): boolean => !dispatchEvent(new Event('beforeunload', { cancelable: true }))
  expect(leave()).to.equal(false)
  await type(form, 'firstName', 'Ada')
  expect(leave()).to.equal(true)
  form.remove()
  expect(leave()).to.equal(false)
})

test('cancelling asks before it discards; Escape goes on editing', async () => {
  const { form } = await formPage()
  await type(form, 'firstName', 'Ada')
  press(form, 'cancel')
  await until(() => find(form, '.leave'))
  expect(form.shadowRoot!.activeElement?.textContent.trim()).to.equal('Keep editing')
  find(form, '.leave button')!.dispatchEvent(
    new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }),
  )
  await until(() => !find(form, '.leave'))
  expect(control(form, 'firstName').value).to.equal('Ada')
  press(form, 'cancel')
  await until(() => find(form, '.leave'))
  const cancelled = once(form, 'crm-cancel')
  find<HTMLButtonElement>(form, '.leave .danger')!.click()
  await cancelled
  await until(() => control(form, 'firstName').value === '')
})

test('a host may refuse to cancel; an untouched form leaves at once', async () => {
  const { form } = await formPage()
  form.addEventListener('crm-before-cancel', (event) => event.preventDefault(), { once: true })
  expect(await form.cancel()).to.equal(false)
  expect(await form.cancel()).to.equal(true)
})

test('a host keeps and restores the state in its own way', async () => {
  const page = await provider()
  const { form } = await formPage({ page })
  await type(form, 'firstName', 'Ada')
  const state = form.getState()
  form.reset()
  await form.updateComplete
  expect(control(form, 'firstName').value).to.equal('')
  form.restoreState(JSON.parse(JSON.stringify(state)) as never)
  await form.updateComplete
  expect(control(form, 'firstName').value).to.equal('Ada')
  await loaded(form)
})
