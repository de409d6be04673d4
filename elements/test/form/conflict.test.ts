import { expect } from '@open-wc/testing'

import { provider, until } from '../support/provider.ts'
import { once } from '../support/until.ts'
import { control, find, focused, formPage, press, root, type } from './form-page.ts'

async function contested() {
  const page = await provider()
  const [ada] = await page.seed('contacts', [
    { firstName: 'Ada', title: 'Analyst', about: 'Mathematician' },
  ])
  const opened = await formPage({ page, recordId: ada!.id })
  return { ...opened, id: ada!.id, path: `/contacts/${ada!.id}` }
}

const choices = (form: HTMLElement): string[] =>
  [...form.shadowRoot!.querySelectorAll('.choice-value')].map(({ textContent }) =>
    textContent.trim(),
  )

test('both changed the same field: both values stand there, with a choice for each', async () => {
  const { form, api, path, id } = await contested()
  await type(form, 'title', 'Countess')
  await api('patch', path, { title: 'Duchess' })
  const conflict = once<{ id: string; fields: string[]; theirs: { title: string } }>(
    form,
    'crm-conflict',
  )
  press(form, 'submit')
  const told = await conflict
  expect([told.id, told.fields, told.theirs.title]).to.deep.equal([id, ['title'], 'Duchess'])
  await until(() => find(form, '.conflict'))
  expect(choices(form)).to.deep.equal(['Countess', 'Duchess'])
  expect(focused(form)?.classList.contains('summary')).to.equal(true)
  // Undecided, nothing is overwritten.
  press(form, 'submit')
  await form.updateComplete
  expect((await api('get', path)).data['title']).to.equal('Duchess')
})

test('keeping mine saves mine over theirs', async () => {
  const { form, api, path } = await contested()
  await type(form, 'title', 'Countess')
  await api('patch', path, { title: 'Duchess' })
  press(form, 'submit')
  await until(() => find(form, '.conflict'))
  root(form).querySelectorAll<HTMLButtonElement>('.conflict button')[0]!.click()
  await until(() => !find(form, '.conflict'))
  expect(focused(form)?.id).to.equal('field-title')
  press(form, 'submit')
  await once(form, 'crm-submit')
  expect((await api('get', path)).data['title']).to.equal('Countess')
})

test('taking theirs leaves nothing to save', async () => {
  const { form, api, path } = await contested()
  await type(form, 'title', 'Countess')
  await api('patch', path, { title: 'Duchess' })
  press(form, 'submit')
  await until(() => find(form, '.conflict'))
  root(form).querySelectorAll<HTMLButtonElement>('.conflict button')[1]!.click()
  await until(() => control(form, 'title').value === 'Duchess')
  expect(form.dirty).to.equal(false)
})

test('others changed other fields: saved at once, and theirs appear', async () => {
  const { form, api, path } = await contested()
  await type(form, 'title', 'Countess')
  await api('patch', path, { about: 'First programmer' })
  press(form, 'submit')
  await once(form, 'crm-submit')
  const { data } = await api('get', path)
  expect([data['title'], data['about']]).to.deep.equal(['Countess', 'First programmer'])
  await until(() => control(form, 'about').value === 'First programmer')
})

test('changed elsewhere on the page: untouched fields follow, touched ones ask, the cursor stays', async () => {
  const { form, client, id, spoken } = await contested()
  const title = control(form, 'title')
  title.focus()
  await type(form, 'title', 'Countess')
  title.focus()
  await client.records.update('contact', id, { title: 'Duchess', about: 'First programmer' })
  await until(() => find(form, '.conflict'))
  expect(control(form, 'about').value).to.equal('First programmer')
  expect(control(form, 'title').value).to.equal('Countess')
  expect(focused(form)).to.equal(title)
  await until(() => spoken().includes('About was updated'))
})

test('deleted meanwhile: told, what was typed stays readable, and cannot be saved', async () => {
  const { form, api, path, spoken } = await contested()
  await type(form, 'title', 'Countess')
  await api('delete', path)
  press(form, 'submit')
  await until(() => find(form, '.banner.danger'))
  expect(control(form, 'title').value).to.equal('Countess')
  await until(() => spoken().includes('deleted meanwhile'))
})
