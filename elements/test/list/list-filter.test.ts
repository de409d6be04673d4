import { expect } from '@open-wc/testing'

import { buildFilter, countConditions, parseFilter } from '../../src/list/filter-document.ts'
import { until } from '../support/until.ts'
import {
  all,
  choose,
  click,
  find,
  heard,
  keys,
  listPage,
  loaded,
  openPanel,
  people,
  rows,
  texts,
} from './list-page.ts'

suite('the filter document', () => {
  const documents: object[] = [
    { status: 'lead' },
    { status: { in: ['lead', 'customer'] } },
    { status: 'lead', title: { contains: 'x' } },
    { createdAt: { within: 'last 7 days' }, email: { isNull: true } },
    { email: { isNull: false } },
    { or: [{ status: 'lead' }, { title: 'Buyer' }] },
    { status: 'lead', or: [{ title: 'Buyer' }, { 'company.industry': 'Software' }] },
    { or: [{ status: 'lead', title: 'Buyer' }, { email: { startsWith: 'a' } }] },
    { createdAt: { gte: '2026-01-01' }, and: [{ createdAt: { lt: '2026-02-01' } }] },
    { not: { status: 'lead' } },
    { title: 'x', not: { status: 'lead' } },
    { 'custom.region': { has: 'north' } },
    { amount: { between: [1, 2] } },
  ]
  for (const document of documents)
    test(`goes through the bar unchanged: ${JSON.stringify(document)}`, () => {
      expect(buildFilter(parseFilter(document))).to.deep.equal(document)
    })

  test('is written in its shortest form', () => {
    expect(
      buildFilter(parseFilter({ and: [{ status: { eq: 'lead' } }, { title: { eq: null } }] })),
    ).to.deep.equal({
      status: 'lead',
      title: { isNull: true },
    })
    expect(buildFilter(parseFilter({ score: { gte: 1, lt: 5 } }))).to.deep.equal({
      score: { gte: 1 },
      and: [{ score: { lt: 5 } }],
    })
    expect(buildFilter({ join: 'and', items: [] })).to.equal(undefined)
  })

  test('leaves out what has no value yet', () => {
    const group = parseFilter({
      status: { in: [] },
      title: { contains: '' },
      email: { between: [1] },
      phone: 'x',
    })
    expect(buildFilter(group)).to.deep.equal({ phone: 'x' })
    expect(countConditions(group)).to.equal(1)
  })
})

suite('filters of the list', () => {
  test('a condition is added by field, comparison and value, and takes effect at once', async () => {
    const { list, spoken } = await listPage({ records: people(12) })
    const events = heard<{ filter: object }>(list, 'crm-filter-change')
    const panel = await openPanel(list, 'filter')
    await choose(panel.querySelector<HTMLSelectElement>('.filter-field'), 'title')
    await choose(panel.querySelector<HTMLSelectElement>('.filter-operator'), 'eq')
    panel.querySelector<HTMLInputElement>('.filter-value input')!.focus()
    await keys('B', 'u', 'y', 'e', 'r', 'Enter')
    await until(() => list.total === 6)
    await until(() => spoken().includes('6 contacts'))
    expect(events.at(-1)?.detail.filter).to.deep.equal({ title: 'Buyer' })
    expect(find(list, '.chip-text')?.getAttribute('aria-label')).to.contain('Job title is Buyer')
    expect(find(list, '#tool-filter')?.textContent.replace(/\s+/g, ' ').trim()).to.equal('Filter1')
  })

  test('choices of a select are picked from a list', async () => {
    const { list } = await listPage({
      records: people(12),
      set: { query: { filter: { status: { in: ['lead'] } } } },
    })
    expect(list.total).to.equal(4)
    const panel = await openPanel(list, 'filter')
    panel.querySelector<HTMLInputElement>('.filter-value input')!.focus()
    await keys('ArrowDown')
    await until(() => panel.querySelector('[role=option]'))
    const option = [...panel.querySelectorAll<HTMLElement>('[role=option]')].find((one) =>
      one.textContent.includes('Customer'),
    )
    await click(option)
    await until(() => list.total === 8)
    expect(list.getState().query.filter).to.deep.equal({ status: { in: ['lead', 'customer'] } })
  })

  test('groups hold one of several; fields of related records can be asked', async () => {
    const { list, seed } = await listPage({ records: people(6) })
    const [company] = await seed('companies', [{ name: 'Engines', industry: 'Software' }])
    await seed('contacts', [{ firstName: 'Ada', companyId: company!.id, status: 'former' }])
    list.query = { filter: { or: [{ 'company.industry': 'Software' }, { title: 'Engineer' }] } }
    await loaded(list)
    await until(() => list.total === 4)
    const panel = await openPanel(list, 'filter')
    expect(panel.querySelectorAll('.filter-group .filter-condition').length).to.equal(2)
    await until(() => panel.querySelector('optgroup[label=Company]'))
    const second = panel.querySelectorAll<HTMLElement>('.filter-group .filter-row')[1]
    await click(second?.querySelector<HTMLElement>(':scope > .icon-only'))
    await until(() => list.total === 1)
    expect(list.getState().query.filter).to.deep.equal({ 'company.industry': 'Software' })
    expect(texts(list, 'name').join()).to.contain('Ada')
  })

  test('a reference is found by typing, and shown by its name', async () => {
    const { list, seed } = await listPage({ records: people(3) })
    const [company] = await seed('companies', [{ name: 'Analytical Engines' }, { name: 'Other' }])
    await seed('contacts', [{ firstName: 'Ada', companyId: company!.id }])
    const panel = await openPanel(list, 'filter')
    await choose(panel.querySelector<HTMLSelectElement>('.filter-field'), 'companyId')
    panel.querySelector<HTMLInputElement>('.filter-value input')!.focus()
    await keys('A', 'n', 'a', 'l')
    const option = await until(() =>
      [...panel.querySelectorAll<HTMLElement>('[role=option]')].find((one) =>
        one.textContent.includes('Analytical'),
      ),
    )
    await click(option)
    await until(() => list.total === 1)
    await until(() => find(list, '.chip-value')?.textContent.includes('Analytical Engines'))
  })

  test('chips take conditions away, one or all', async () => {
    const { list } = await listPage({
      records: people(12),
      set: { query: { filter: { status: 'lead', title: 'Buyer' } } },
    })
    expect(list.total).to.equal(2)
    await click(all(list, '.chip-remove')[0])
    await until(() => list.total === 6)
    await click(
      [...all(list, '.chips .button')].find((button) => button.textContent.includes('Clear all')),
    )
    await until(() => list.total === 12)
    expect(find(list, '.chip') === null).to.equal(true)
  })

  test('what the bar has no form for is shown and kept', async () => {
    const { list } = await listPage({
      records: people(9),
      set: { query: { filter: { not: { status: 'lead' } } } },
    })
    expect(list.total).to.equal(6)
    const panel = await openPanel(list, 'filter')
    expect(panel.querySelector('.filter-rest')?.textContent).to.contain('not')
    await click(
      [...panel.querySelectorAll('button')].find((button) =>
        button.textContent.includes('Add filter'),
      ),
    )
    await choose(panel.querySelector<HTMLSelectElement>('.filter-field'), 'title')
    await choose(panel.querySelector<HTMLSelectElement>('.filter-operator'), 'filled')
    await until(() => JSON.stringify(list.getState().query.filter)?.includes('isNull'))
    expect(list.getState().query.filter).to.deep.equal({
      not: { status: 'lead' },
      title: { isNull: false },
    })
  })

  test('the search waits for a pause in typing, and Escape empties it', async () => {
    const { list, net } = await listPage({ records: people(12) })
    find<HTMLInputElement>(list, '.search-input')!.focus()
    const before = net.calls.length
    await keys(...'first0003')
    await until(() => list.total === 1)
    const asked = net.calls.slice(before).filter((call) => call.includes('q='))
    expect(asked.length).to.be.lessThan(4)
    expect(rows(list).length).to.equal(1)
    await keys('Escape')
    await until(() => list.total === 12)
    expect(find<HTMLInputElement>(list, '.search-input')?.value).to.equal('')
  })

  test("the host's own filter always holds and is not shown", async () => {
    const { list } = await listPage({ records: people(12), set: { scope: { status: 'lead' } } })
    expect(list.total).to.equal(4)
    expect(find(list, '.chip') === null).to.equal(true)
    list.query = { filter: { title: 'Buyer' } }
    await until(() => list.total === 2)
  })
})
