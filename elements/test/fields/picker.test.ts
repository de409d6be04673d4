import { expect } from '@open-wc/testing'
import { emulateMedia, sendKeys } from '@web/test-runner-commands'

import { provider, until } from '../support/provider.ts'
import { editor, type TestEditor } from './editor-page.ts'

suiteSetup(() => emulateMedia({ reducedMotion: 'reduce' }))

const options = (it: TestEditor): string[] =>
  it.all('[role=option]').map(({ textContent }) => textContent.trim().replace(/\s+/g, ' '))
const active = (it: TestEditor): string | undefined => {
  const id = it.control.getAttribute('aria-activedescendant')
  return id === null ? undefined : it.all(`#${id}`)[0]?.textContent.trim()
}

const status = {
  type: ['string', 'null'],
  enum: ['lead', 'customer', 'former', null],
  'x-crm': {
    label: 'Status',
    options: [
      { value: 'lead', label: 'Lead', color: 'blue' },
      { value: 'customer', label: 'Customer', color: 'green' },
      { value: 'former', label: 'Former', color: 'gray' },
    ],
  },
}

test('a choice: closed, open and empty it is accessible', async () => {
  const it = await editor({ schema: status, value: 'lead' })
  await expect(it).to.be.accessible()
  it.control.click()
  await it.updateComplete
  await expect(it).to.be.accessible()
  it.control.focus()
  await sendKeys({ type: 'zzz' })
  await until(() => it.all('.f-note')[0])
  await expect(it).to.be.accessible()
})

test('arrows open it at the chosen one and move, Enter chooses, the focus stays', async () => {
  const it = await editor({ schema: status, value: 'lead' })
  it.control.focus()
  expect(it.control.getAttribute('aria-expanded')).to.equal('false')
  await sendKeys({ press: 'ArrowDown' })
  expect([options(it), active(it)]).to.deep.equal([['Lead', 'Customer', 'Former'], 'Lead'])
  await sendKeys({ press: 'ArrowDown' })
  expect(active(it)).to.equal('Customer')
  await sendKeys({ press: 'ArrowUp' })
  await sendKeys({ press: 'ArrowUp' })
  expect(active(it)).to.equal('Former')
  await sendKeys({ press: 'Enter' })
  expect([it.commits, it.control.value]).to.deep.equal([['former'], 'Former'])
  expect(it.control.getAttribute('aria-expanded')).to.equal('false')
  expect(it.shadowRoot!.activeElement).to.equal(it.control)
})

test('typing finds, those that begin with it first; Escape closes and keeps the value', async () => {
  const it = await editor({ schema: status, value: 'lead' })
  it.control.focus()
  it.control.select()
  await sendKeys({ type: 'er' })
  await until(() => options(it).length === 2)
  expect(options(it)).to.deep.equal(['Customer', 'Former'])
  expect(it.all('[role=status]')[0]!.textContent).to.equal('2 results')
  await sendKeys({ press: 'Escape' })
  expect([it.control.value, it.commits, it.cancels]).to.deep.equal(['Lead', [], 0])
  await sendKeys({ press: 'Escape' })
  expect(it.cancels).to.equal(1)
})

test('an emptied choice is null where null may be, and stays where it may not', async () => {
  const it = await editor({ schema: status, value: 'lead' })
  it.control.focus()
  it.control.select()
  await sendKeys({ press: 'Delete' })
  it.control.blur()
  await it.updateComplete
  expect(it.commits).to.deep.equal([null])
  const fixed = await editor({ schema: { ...status, type: 'string' }, value: 'lead' })
  fixed.control.focus()
  fixed.control.select()
  await sendKeys({ press: 'Delete' })
  fixed.control.blur()
  await fixed.updateComplete
  expect([fixed.commits, fixed.control.value]).to.deep.equal([[], 'Lead'])
})

test('several: chosen ones are chips, Backspace takes the last, a button any', async () => {
  const { enum: _, ...one } = status
  const it = await editor({
    schema: {
      type: 'array',
      items: { ...one, type: 'string', enum: ['lead', 'customer', 'former'] },
    },
    value: ['lead', 'former'],
  })
  expect(it.all('.f-picker .tag-label').map(({ textContent }) => textContent)).to.deep.equal([
    'Lead',
    'Former',
  ])
  it.control.focus()
  await sendKeys({ press: 'Backspace' })
  expect(it.value).to.deep.equal(['lead'])
  const [remove] = it.all('.tag-remove')
  expect(remove!.getAttribute('aria-label')).to.equal('Remove Lead')
  remove!.click()
  await it.updateComplete
  expect(it.value).to.deep.equal([])
  it.control.click()
  await it.updateComplete
  it.all('[role=option]')[1]!.click()
  await it.updateComplete
  // The list stays open for the next one.
  expect([it.value, options(it).length]).to.deep.equal([['customer'], 3])
  await expect(it).to.be.accessible()
})

test('words of one’s own become chips', async () => {
  const it = await editor({ schema: { type: 'array', items: { type: 'string' } }, value: [] })
  it.control.focus()
  await sendKeys({ type: 'vip' })
  await until(() => options(it).length === 1)
  await sendKeys({ press: 'Enter' })
  await until(() => (it.value as string[]).length === 1)
  expect(it.value).to.deep.equal(['vip'])
})

test('a relation is found on the server as somebody types, in one call a pause', async () => {
  const page = await provider()
  await page.seed('companies', [
    { name: 'Analytical Engines', domain: 'engines.example' },
    { name: 'Navy' },
  ])
  const field = (await page.client.entity('contact')).field('companyId')!
  const it = await editor({ field, client: page.client })
  it.control.focus()
  await sendKeys({ type: 'engin' })
  await until(() => options(it).some((text) => text.includes('Analytical Engines')))
  expect(options(it)[0]).to.equal('AEAnalytical Enginesengines.example')
  // On a busy machine the time between two keys may be a pause too.
  const asked = () =>
    page.net.calls.filter((call) => call.endsWith('q=engin') || call.includes('q=engin&'))
  await until(() => asked().length > 0)
  expect(asked()).to.have.length(1)
  await expect(it).to.be.accessible()
  await sendKeys({ press: 'Enter' })
  await until(() => it.control.value === 'Analytical Engines')
  await until(() => it.cell === 'Analytical Engines')
})

test('an answer that was overtaken is never shown; where an arrow has moved to stays', async () => {
  const page = await provider()
  await page.seed('companies', [{ name: 'Engine One' }, { name: 'Engine Two' }, { name: 'Enigma' }])
  const field = (await page.client.entity('contact')).field('companyId')!
  await page.client.session.ready()
  const it = await editor({ field, client: page.client })
  const held = page.net.holdAnswer(/q=en(&|$)/)
  it.control.focus()
  await sendKeys({ type: 'en' })
  await held.arrived
  await sendKeys({ type: 'gin' })
  const isNarrow = (): boolean => options(it).length > 1 && !options(it).join().includes('Enigma')
  await until(isNarrow)
  held.release()
  expect(it.all('.f-note')).to.deep.equal([])
  // Until the next answer the last one stands, and an arrow may move in it.
  const next = page.net.holdAnswer(/q=engine(&|$)/)
  await sendKeys({ type: 'e' })
  await next.arrived
  await sendKeys({ press: 'ArrowDown' })
  const second = active(it)
  expect(second).to.equal(options(it)[1])
  next.release()
  await until(() => options(it).join().includes('“engine”'))
  expect(isNarrow()).to.equal(true)
  expect(active(it)).to.equal(second)
})

test('a search that fails says so, and the next one forgets it', async () => {
  const page = await provider()
  await page.seed('companies', [{ name: 'Engines' }])
  const field = (await page.client.entity('contact')).field('companyId')!
  const it = await editor({ field, client: page.client })
  page.net.answer(/q=eng(&|$)/, 422, { code: 'NO', detail: 'That cannot be searched.' })
  it.control.focus()
  await sendKeys({ type: 'eng' })
  await until(() => it.all('.f-note')[0]?.textContent.includes('That cannot be searched.'))
  expect(it.all('[role=status]')[0]!.textContent).to.equal('That cannot be searched.')
  await expect(it).to.be.accessible()
  await sendKeys({ type: 'i' })
  await until(() => options(it).some((text) => text.includes('Engines')))
  expect(it.all('.f-note')).to.deep.equal([])
})

test('what is missing is made on the fly, where that is allowed', async () => {
  const page = await provider()
  const contact = await page.client.entity('contact')
  await page.client.session.ready()
  const it = await editor({ field: contact.field('companyId')!, client: page.client })
  it.control.focus()
  await sendKeys({ type: 'Navy' })
  await until(() => options(it).join() === 'Create “Navy”')
  await sendKeys({ press: 'Enter' })
  // The text typed is the same: what is made is known by its id.
  await until(() => typeof it.value === 'string')
  expect(it.control.value).to.equal('Navy')
  const { data } = await page.api('get', '/companies')
  expect((data as unknown as { name: string }[]).map(({ name }) => name)).to.deep.equal(['Navy'])
  const tags = await editor({ field: contact.field('tagIds')!, client: page.client, value: [] })
  tags.control.focus()
  await sendKeys({ type: 'VIP' })
  await until(() => options(tags).join() === 'Create “VIP”')
  await sendKeys({ press: 'Enter' })
  await until(() => tags.all('.f-picker .tag-label')[0]?.textContent === 'VIP')
  await page.api('put', '/roles/clerk', {
    label: 'Clerk',
    permissions: { 'contact.*': 'all', 'company.read': 'all' },
  })
  const clerk = await provider({ tenant: page.tenant, id: 'grace', roles: ['clerk'] })
  const field = (await clerk.client.entity('contact')).field('companyId')!
  const limited = await editor({ field, client: clerk.client })
  limited.control.focus()
  await sendKeys({ type: 'Army' })
  await until(() => limited.all('.f-note')[0]?.textContent.includes('Nothing'))
  expect(options(limited)).to.deep.equal([])
})

test('a refused creation says why, and the text stays', async () => {
  const page = await provider()
  const field = (await page.client.entity('contact')).field('companyId')!
  await page.client.session.ready()
  const it = await editor({ field, client: page.client })
  it.control.focus()
  await sendKeys({ type: 'Navy' })
  await until(() => options(it).length === 1)
  page.net.answer('POST /companies', 409, { code: 'NO', detail: 'There is one already.' })
  await sendKeys({ press: 'Enter' })
  await until(() => it.all('.f-note')[0]?.textContent.includes('There is one already.'))
  expect(it.control.value).to.equal('Navy')
})

test('a related record out of reach keeps its place, and its name is not told', async () => {
  const page = await provider()
  const field = (await page.client.entity('contact')).field('companyId')!
  const it = await editor({
    field,
    client: page.client,
    value: '00000000-0000-7000-8000-000000000000',
  })
  await until(() => it.cell === 'Unavailable')
})

test('countries are found by their name in the language', async () => {
  const schema = {
    type: ['string', 'null'],
    pattern: '^[A-Z]{2}$',
    'x-crm': { normalize: 'country' },
  }
  const it = await editor({ schema, value: 'DE', locale: 'de' })
  expect(it.control.value).to.equal('Deutschland')
  it.control.focus()
  it.control.select()
  await sendKeys({ type: 'österr' })
  await until(() => options(it).length === 1)
  await sendKeys({ press: 'Enter' })
  expect(it.commits).to.deep.equal(['AT'])
})
