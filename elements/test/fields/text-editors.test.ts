import { expect } from '@open-wc/testing'
import { sendKeys } from '@web/test-runner-commands'

import { editor, type TestEditor } from './editor-page.ts'

async function typed(it: TestEditor, text: string): Promise<void> {
  it.control.focus()
  it.control.select()
  await sendKeys({ type: text })
}

async function leave(it: TestEditor): Promise<void> {
  it.control.blur()
  await it.updateComplete
}

test('a text is told as it is typed, and meant when the control is left', async () => {
  const it = await editor({ schema: { type: ['string', 'null'], maxLength: 100 } })
  await typed(it, 'Ada ')
  expect(it.changes).to.deep.equal(['A', 'Ad', 'Ada', 'Ada'])
  expect(it.commits).to.deep.equal([])
  await leave(it)
  expect(it.commits).to.deep.equal(['Ada'])
  expect(it.control.value).to.equal('Ada')
  expect(it.control.maxLength).to.equal(100)
})

test('an emptied text is null; Enter means it, Escape takes it back', async () => {
  const it = await editor({ schema: { type: ['string', 'null'] }, value: 'Ada' })
  it.control.focus()
  it.control.select()
  await sendKeys({ press: 'Delete' })
  await sendKeys({ press: 'Enter' })
  expect(it.commits).to.deep.equal([null])
  await typed(it, 'Grace')
  await sendKeys({ press: 'Escape' })
  expect([it.cancels, it.control.value]).to.deep.equal([1, ''])
})

test('a new value from outside replaces what is shown, but not what is being typed', async () => {
  const it = await editor({ schema: { type: 'number' }, value: 1 })
  await typed(it, '2.')
  expect(it.control.value).to.equal('2.')
  it.value = 7
  await it.updateComplete
  expect(it.control.value).to.equal('7')
})

test('numbers are read and written as the locale does', async () => {
  const it = await editor({ schema: { type: 'number' }, value: 1234.5, locale: 'de-DE' })
  expect(it.control.value).to.equal('1234,5')
  expect(it.cell).to.equal('1.234,5')
  await typed(it, '1.234.567,25')
  expect(it.changes.at(-1)).to.equal(1_234_567.25)
  await typed(it, '0.5')
  expect(it.changes.at(-1)).to.equal(0.5)
  await typed(it, 'viel')
  expect(it.changes.at(-1)).to.equal('viel')
  const arabic = await editor({ schema: { type: 'number' }, locale: 'ar-EG' })
  await typed(arabic, '٣٫٥')
  expect(arabic.changes.at(-1)).to.equal(3.5)
})

test('money is whole minor units of its currency, whatever its digits', async () => {
  const schema = { type: ['integer', 'null'], 'x-crm': { currencyCode: 'EUR' } }
  const field = { ...(await editor({ schema })).field, currencyCode: 'EUR' }
  const it = await editor({ field, value: 1999 })
  expect([it.control.value, it.cell]).to.deep.equal(['19.99', '€19.99'])
  await typed(it, '0.1')
  expect(it.changes.at(-1)).to.equal(10)
  await typed(it, '1,234.50')
  expect(it.changes.at(-1)).to.equal(123_450)
  const yen = await editor({ field: { ...field, currencyCode: 'JPY' }, value: 500 })
  expect([yen.control.value, yen.cell]).to.deep.equal(['500', '¥500'])
})

test('beside an amount its currency is chosen, and the amount keeps its meaning in minor units', async () => {
  const base = (await editor({ schema: { type: 'integer', 'x-crm': { currency: 'currency' } } }))
    .field
  const it = await editor({
    field: { ...base, currencyField: 'currency' },
    value: 1999,
    record: { currency: 'EUR' },
  })
  const [select] = it.all<HTMLSelectElement>('select')
  expect(select!.value).to.equal('EUR')
  expect(select!.ariaLabel ?? select!.getAttribute('aria-label')).to.equal('Currency of It')
  select!.value = 'USD'
  select!.dispatchEvent(new Event('change'))
  await it.updateComplete
  expect(it.others).to.deep.equal([['currency', 'USD']])
  expect(it.cell).to.equal('$19.99')
})

test('a web address gets the scheme people leave out, and only http is a link', async () => {
  const schema = { type: 'string', format: 'uri' }
  const it = await editor({ schema })
  await typed(it, 'acme.com')
  expect(it.changes.at(-1)).to.equal('https://acme.com')
  const link = it.all<HTMLAnchorElement>('.cell a')[0]!
  expect([link.href, link.rel]).to.deep.equal(['https://acme.com/', 'noopener noreferrer'])
  const script = ['javascript', 'alert(1)'].join(':')
  const evil = await editor({ schema, value: script })
  expect(evil.all('.cell a')).to.deep.equal([])
  expect(evil.cell).to.equal(script)
})

test('a date is a day, a time an instant by the clock of the reader', async () => {
  const day = await editor({ schema: { type: 'string', format: 'date' }, value: '1815-12-10' })
  expect([day.control.type, day.control.value, day.cell]).to.deep.equal([
    'date',
    '1815-12-10',
    'Dec 10, 1815',
  ])
  const time = await editor({
    schema: { type: 'string', format: 'date-time' },
    value: '2026-11-20T09:30:00Z',
  })
  const local = new Date('2026-11-20T09:30:00Z')
  expect(time.control.value.slice(-5)).to.equal(
    `${String(local.getHours()).padStart(2, '0')}:${String(local.getMinutes()).padStart(2, '0')}`,
  )
  time.control.value = '2026-11-21T10:00'
  time.control.dispatchEvent(new Event('input'))
  expect(time.changes.at(-1)).to.equal(new Date(2026, 10, 21, 10, 0).toISOString())
})

test('yes and no are a switch, told in words as well', async () => {
  const it = await editor({ schema: { type: 'boolean' }, value: false })
  expect([it.control.role, it.cell]).to.deep.equal(['switch', 'No'])
  it.control.click()
  await it.updateComplete
  expect([it.commits, it.cell]).to.deep.equal([[true], 'Yes'])
})

test('what has no kind of its own is edited as JSON, and wrong JSON is kept to be mended', async () => {
  const it = await editor({ schema: { type: 'object' }, value: { a: 1 } })
  it.control.value = '{"a": 2'
  it.control.dispatchEvent(new Event('input'))
  expect(it.changes.at(-1)).to.equal('{"a": 2')
  it.control.value = '{"a": 2}'
  it.control.dispatchEvent(new Event('input'))
  expect(it.changes.at(-1)).to.deep.equal({ a: 2 })
})
