import { expect } from '@open-wc/testing'
import { sendKeys } from '@web/test-runner-commands'

import { provider, until } from '../support/provider.ts'
import { editor, type TestEditor } from './editor-page.ts'

async function emails(value: unknown): Promise<TestEditor> {
  const { client } = await provider()
  return editor({ field: (await client.entity('contact')).field('emails')!, client, value })
}

const values = (it: TestEditor): unknown[] =>
  (it.value as { value?: string }[]).map(({ value }) => value)

test('a list of addresses is accessible, each control named by its place', async () => {
  const it = await emails([
    { value: 'a@example.com', type: 'work', primary: true },
    { value: 'b@example.com' },
  ])
  await expect(it).to.be.accessible()
  const names = it.all('input').map((input) => input.getAttribute('aria-label'))
  expect(names[0]).to.equal('E-mail addresses 1: Value')
})

test('adding puts the cursor into the new row, and the first is primary', async () => {
  const it = await emails([])
  it.all('.f-add')[0]!.click()
  await until(() => it.shadowRoot!.activeElement?.tagName === 'INPUT')
  await sendKeys({ type: 'ada@example.com' })
  expect(it.value).to.deep.equal([{ primary: true, value: 'ada@example.com' }])
})

test('exactly one is primary', async () => {
  const it = await emails([{ value: 'a@example.com', primary: true }, { value: 'b@example.com' }])
  const stars = it.all('.f-star')
  expect(stars.map((star) => star.getAttribute('aria-pressed'))).to.deep.equal(['true', 'false'])
  stars[1]!.click()
  await it.updateComplete
  expect(it.value).to.deep.equal([
    { value: 'a@example.com' },
    { value: 'b@example.com', primary: true },
  ])
})

test('removing one above keeps the cursor in the one below; the primary one hands on its mark', async () => {
  const it = await emails([
    { value: 'a@example.com', primary: true },
    { value: 'b@example.com' },
    { value: 'c@example.com' },
  ])
  const third = it.all<HTMLInputElement>('.f-member-value input')[2]!
  third.focus()
  it.value = (it.value as unknown[]).slice()
  it.all('.f-entry-actions button:last-child')[0]!.click()
  await it.updateComplete
  expect(values(it)).to.deep.equal(['b@example.com', 'c@example.com'])
  expect((it.value as { primary?: boolean }[])[0]!.primary).to.equal(true)
  expect(third.isConnected).to.equal(true)
  expect(third.value).to.equal('c@example.com')
})

test('an address is one object, and null once nothing is left of it', async () => {
  const schema = {
    type: ['object', 'null'],
    properties: {
      street: { type: ['string', 'null'] },
      city: { type: ['string', 'null'] },
      country: {
        type: ['string', 'null'],
        pattern: '^[A-Z]{2}$',
        'x-crm': { normalize: 'country' },
      },
    },
  }
  const it = await editor({ schema, value: { city: 'Berlin' } })
  expect(it.cell).to.equal('Berlin')
  const city = it.all<HTMLInputElement>('.f-member-city input')[0]!
  expect(city.getAttribute('aria-label')).to.equal('City')
  city.focus()
  city.select()
  await sendKeys({ press: 'Delete' })
  city.blur()
  await it.updateComplete
  expect(it.commits).to.deep.equal([null])
  await expect(it).to.be.accessible()
})
