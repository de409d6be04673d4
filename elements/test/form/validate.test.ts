import { expect } from '@open-wc/testing'
import { sendKeys, sendMouse } from '@web/test-runner-commands'

import { provider, until } from '../support/provider.ts'
import { once } from '../support/until.ts'
import { control, error, find, focused, formPage, press, type } from './form-page.ts'

test('a fault is told at its field once the field is left, and goes while it is mended', async () => {
  const { form } = await formPage()
  await type(form, 'email', 'nonsense')
  await until(() => error(form, 'email'))
  expect(error(form, 'email')).to.equal(
    'E-mail must be an e-mail address, such as name@example.com',
  )
  const input = control(form, 'email')
  expect(input.getAttribute('aria-invalid')).to.equal('true')
  expect(input.getAttribute('aria-describedby')).to.contain('field-email-error')
  await type(form, 'email', 'ada@example.com')
  await until(() => error(form, 'email') === undefined)
  expect(control(form, 'email').hasAttribute('aria-invalid')).to.equal(false)
})

test('an untouched form shows no fault; trying to save shows all, and focuses the summary', async () => {
  const { form, net } = await formPage({ entity: 'company', fields: 'name,industry,employees' })
  expect(find(form, '.summary, .error-text')).to.equal(null)
  const validity = once<{ valid: boolean; errors: { path: string }[] }>(form, 'crm-validity')
  press(form, 'submit')
  await until(() => focused(form)?.classList.contains('summary'))
  expect((await validity).errors.map(({ path }) => path)).to.deep.equal(['name'])
  expect(find(form, '.summary')?.getAttribute('role')).to.equal('alert')
  expect(find(form, '.summary')?.textContent).to.contain('1 field needs attention')
  expect(net.calls.filter((call) => call.startsWith('POST /companies'))).to.deep.equal([])
  find<HTMLAnchorElement>(form, '.summary a')!.click()
  expect(focused(form)?.id).to.equal('field-name')
})

test('what only the server knows is told at its field, in the summary and by crm-error', async () => {
  const page = await provider()
  await page.seed('contacts', [{ lastName: 'Lovelace', email: 'ada@example.com' }])
  const { form } = await formPage({ page })
  await type(form, 'email', 'ada@example.com')
  const fault = once<{ code: string; status: number }>(form, 'crm-error')
  press(form, 'submit')
  expect((await fault).code).to.equal('UNIQUE_TAKEN')
  await until(() => error(form, 'email'))
  expect(error(form, 'email')).to.equal('E-mail is already used by another record')
  expect(find(form, '.summary')?.textContent).to.contain('E-mail is already used')
})

test('a host words the faults of single fields, and of a keyword', async () => {
  const { form, element } = await formPage()
  element.messages = {
    'contact.email.error.email': 'So schreibt uns niemand.',
    'form.error.maxLength': '{name}: höchstens {limit}',
  }
  await type(form, 'email', 'nonsense')
  await until(() => error(form, 'email') === 'So schreibt uns niemand.')
})

test('a server’s message for a field the form does not show is still read', async () => {
  const { form, net } = await formPage()
  net.answer('POST /contacts', 422, {
    code: 'VALIDATION_FAILED',
    detail: 'Not saved.',
    errors: [{ path: '/birthday', code: 'tooYoung', message: 'lies in the future' }],
  })
  await type(form, 'firstName', 'Ada')
  press(form, 'submit')
  await until(() => find(form, '.summary'))
  expect(find(form, '.summary')?.textContent).to.contain('Birthday lies in the future')
})

test('a number is checked as one, with the bounds of the schema', async () => {
  const { form } = await formPage({ entity: 'company', fields: 'name,employees,foundedYear' })
  await type(form, 'employees', 'many')
  await until(() => error(form, 'employees'))
  expect(error(form, 'employees')).to.equal('Employees must be a whole number')
  await type(form, 'foundedYear', '12')
  await until(() => error(form, 'foundedYear'))
  expect(error(form, 'foundedYear')).to.equal('Founded must be 500 or more')
})

test('forbidden to write one field: told there, what was typed stays to be read, and the rest can be saved', async () => {
  const page = await provider()
  const [ada] = await page.seed('contacts', [{ firstName: 'Ada', title: 'Analyst' }])
  const { form } = await formPage({ page, recordId: ada!.id })
  page.net.answer(
    'PATCH /contacts',
    403,
    {
      code: 'FIELD_FORBIDDEN',
      detail: 'You may not write it.',
      details: { entity: 'contact', field: 'title' },
    },
    { times: 1 },
  )
  await type(form, 'title', 'Countess')
  await type(form, 'lastName', 'Lovelace')
  press(form, 'submit')
  await until(() => error(form, 'title'))
  expect(control(form, 'title').value).to.equal('Analyst')
  expect(control(form, 'title').disabled).to.equal(true)
  expect(error(form, 'title')).to.equal(
    'You may not change Job title. Your other changes can be saved.',
  )
  expect(find(form, '.withheld')?.textContent).to.contain('You entered').and.to.contain('Countess')
  await expect(form).to.be.accessible()
  press(form, 'submit')
  await once(form, 'crm-submit')
  const { data } = await page.api('get', `/contacts/${ada!.id}`)
  expect([data['title'], data['lastName']]).to.deep.equal(['Analyst', 'Lovelace'])
})

test('the first press of a button counts, though the fault of the control it leaves moves it', async () => {
  const { form } = await formPage({ fields: 'firstName,email' })
  control(form, 'email').focus()
  await sendKeys({ type: 'nonsense' })
  const button = find(form, '[part=submit]')!
  const { x, y, width } = button.getBoundingClientRect()
  // At its upper edge: the line of a fault is higher than what is above it.
  const position: [number, number] = [Math.round(x + width / 2), Math.round(y + 3)]
  await sendMouse({ type: 'move', position })
  await sendMouse({ type: 'down' })
  await sendMouse({ type: 'up' })
  await until(() => error(form, 'email'))
  expect(button.getBoundingClientRect().y).to.be.greaterThan(y + 3)
  await until(() => find(form, '.summary'))
})
