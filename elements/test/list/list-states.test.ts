import { expect } from '@open-wc/testing'
import { setViewport } from '@web/test-runner-commands'

import type { CrmRecordList } from '../../src/list/record-list.ts'
import { cyclesLeave } from '../support/leaks.ts'
import { provider } from '../support/provider.ts'
import { frame, once, until } from '../support/until.ts'
import {
  all,
  cell,
  click,
  find,
  focused,
  heard,
  keys,
  listPage,
  loaded,
  people,
  rows,
  texts,
} from './list-page.ts'

suite('states of the list', () => {
  test('loading, ready, loaded: by state and by event', async () => {
    const page = await provider()
    await page.seed('contacts', people(3))
    const release = page.net.hold('GET /contacts')
    const { list } = await listPage({ page, wait: false })
    const ready = once<object>(list, 'crm-ready')
    const load = once<{ entity: string; count: number; total: number }>(list, 'crm-load')
    await until(() => list.matches(':state(loading)'))
    expect(find(list, '.skeleton') !== null).to.equal(true)
    release()
    expect(await load).to.deep.equal({ entity: 'contact', count: 3, total: 3 })
    await ready
    expect(list.matches(':state(loading)')).to.equal(false)
    await until(() => page.spoken().includes('3 contacts'))
  })

  test('without records it says so, and asks the host for one', async () => {
    const { list } = await listPage({ attributes: { creatable: '' } })
    await until(() => list.matches(':state(empty)') && find(list, '.panel'))
    expect(find(list, '.panel')?.textContent).to.contain('No contacts yet')
    const events = heard<{ entity: string }>(list, 'crm-create-request')
    await click(find(list, '.panel .button'))
    await click(find(list, '.create'))
    expect(events.map(({ detail }) => detail.entity)).to.deep.equal(['contact', 'contact'])
  })

  test('a host fills empty, error and loading with its own words', async () => {
    const { list } = await listPage()
    const own = document.createElement('p')
    own.slot = 'empty'
    own.textContent = 'Import your contacts'
    list.append(own)
    await until(() =>
      find<HTMLSlotElement>(list, 'slot[name=empty]')?.assignedElements().includes(own),
    )
  })

  test('a failure is told by event, shown with a way on, and mended by trying again', async () => {
    const page = await provider()
    await page.seed('contacts', people(2))
    page.net.answer(
      'GET /contacts',
      500,
      { code: 'INTERNAL', detail: 'broken', requestId: 'r-1' },
      { times: 1 },
    )
    const { list } = await listPage({ page, wait: false })
    const error = await once<{ code: string; status: number; retryable: boolean; source: string }>(
      list,
      'crm-error',
    )
    expect(error).to.include({ code: 'INTERNAL', status: 500, retryable: true, source: 'list' })
    await until(() => list.matches(':state(error)') && find(list, '.panel'))
    expect(find(list, '.panel')?.getAttribute('role')).to.equal('alert')
    await click(find(list, '.panel .button'))
    await loaded(list)
    expect(rows(list).length).to.equal(2)
    expect(list.matches(':state(error)')).to.equal(false)
  })

  test('a page that fails leaves the others, and is read by trying again', async () => {
    const { list, net } = await listPage({
      records: people(200),
      set: { pageSize: 50 },
      attributes: { height: '400px' },
    })
    await until(() => list.total === 200)
    net.answer(
      /GET \/contacts\?.*(skip|cursor)/,
      503,
      { code: 'BUSY', detail: 'busy' },
      { headers: { 'retry-after': '0' } },
    )
    list.focusRow(150)
    const retry = await until(() => find(list, '.notice button'))
    expect(rows(list).length).to.be.greaterThan(0)
    net.clear()
    await click(retry)
    await until(() => cell(list, 150, 'name').textContent.includes('First0049'))
  })

  test('an entity nobody knows, and one this actor may not read', async () => {
    const page = await provider({ roles: [] })
    const { list } = await listPage({ page, wait: false })
    await until(() => find(list, '.panel'))
    expect(find(list, '.panel')?.textContent.replace(/\s+/g, ' ')).to.match(
      /permission|does not exist/,
    )
    list.entity = 'nonsense'
    await until(() => find(list, '.panel')?.textContent.includes('does not exist'))
  })

  test('offline it shows what it has, and goes on by itself', async () => {
    const { list, net } = await listPage({ records: people(4) })
    net.offline()
    list.refresh()
    await until(() => list.matches(':state(offline)'))
    expect(texts(list, 'name').length).to.equal(4)
    expect(find(list, '.connection') !== null).to.equal(true)
    net.online()
    await until(() => !list.matches(':state(offline)') && !list.matches(':state(error)'))
  })

  test('while another question is under way the last answer stays, marked', async () => {
    const { list, net } = await listPage({ records: people(6) })
    const release = net.hold(/GET \/contacts\?.*q=/)
    list.query = { search: 'first0002' }
    await until(() => list.matches(':state(stale)'))
    expect(rows(list).length).to.equal(6)
    release()
    await until(() => rows(list).length === 1)
  })

  test('rights decide what is offered', async () => {
    const page = await provider()
    await page.seed('contacts', people(3))
    await page.client.send({
      method: 'PUT',
      path: '/roles/reader',
      body: { label: 'Reader', permissions: { 'contact.read': 'all', 'company.read': 'all' } },
    })
    const reader = await provider({
      tenant: page.tenant,
      roles: ['reader'],
      id: 'eve',
      name: 'Eve',
    })
    const { list } = await listPage({ page: reader, attributes: { editable: '', creatable: '' } })
    expect(find(list, '.create') === null).to.equal(true)
    list.focus()
    await keys('Space')
    await until(() => find(list, '.bulk.shown'))
    expect(find(list, '.bulk')?.textContent).to.not.contain('Delete').and.not.contain('Export')
    expect(cell(list, 0, 'email').getAttribute('aria-readonly')).to.equal('true')
  })
})

suite('the list in its place', () => {
  test('begins again with another entity', async () => {
    const { list, seed } = await listPage({ records: people(3) })
    await seed('companies', [{ name: 'Engines' }, { name: 'Other' }])
    list.entity = 'company'
    await until(() => list.total === 2)
    await loaded(list)
    expect(texts(list, 'name').join()).to.contain('Engines')
    expect(find(list, '[role=grid]')?.getAttribute('aria-label')).to.equal('Companies')
  })

  test('opens a row by its title, and the host may stop it', async () => {
    const { list, records } = await listPage({ records: people(2) })
    const events = heard<{ id: string }>(list, 'crm-row-open', 'crm-navigate')
    await click(cell(list, 0, 'name').querySelector<HTMLElement>('.open'))
    await until(() => events.length === 2)
    expect(events.map(({ type, detail }) => [type, detail.id])).to.deep.equal([
      ['crm-row-open', records[1]!.id],
      ['crm-navigate', records[1]!.id],
    ])
    list.addEventListener('crm-before-row-open', (event) => event.preventDefault())
    await click(cell(list, 0, 'name').querySelector<HTMLElement>('.open'))
    await frame()
    expect(events.length).to.equal(2)
  })

  test('gives its state and takes it back', async () => {
    const { list } = await listPage({ records: people(200), attributes: { height: '400px' } })
    list.query = { filter: { title: 'Buyer' }, sort: '-name' }
    await until(() => list.total === 100)
    await loaded(list)
    list.focusRow(60)
    await keys('Space')
    list.density = 'comfortable'
    await list.updateComplete
    const state = JSON.parse(JSON.stringify(list.getState())) as ReturnType<
      CrmRecordList['getState']
    >
    expect(state.query).to.deep.equal({ filter: { title: 'Buyer' }, sort: '-name' })
    const { list: other } = await listPage({
      page: { ...(await pageOf(list)) },
      attributes: { height: '400px' },
      wait: false,
    })
    other.restoreState(state)
    await loaded(other)
    await until(() => other.total === 100)
    await until(() => other.getState().row === state.row)
    expect(other.selected.ids).to.deep.equal(state.selection.ids)
    expect(other.density).to.equal('comfortable')
  })

  test('fills the height it is given, by word or by length', async () => {
    const { list } = await listPage({ records: people(60), attributes: { height: '420px' } })
    expect(list.offsetHeight).to.equal(420)
    list.height = 'auto'
    await list.updateComplete
    expect(list.offsetHeight).to.be.within(600, 760)
    list.parentElement!.style.height = '333px'
    list.height = 'fill'
    await list.updateComplete
    expect(list.offsetHeight).to.equal(333)
  })

  test('in 320 px rows are cards, with everything still at hand', async () => {
    await setViewport({ width: 360, height: 700 })
    const { list } = await listPage({
      records: people(8),
      width: 320,
      attributes: { editable: '' },
    })
    await until(() => find(list, '.narrow'))
    await loaded(list)
    const row = rows(list)[0]!
    expect(row.offsetHeight).to.equal(62)
    expect(row.textContent).to.contain('person7@example.com').and.contain('First0007')
    expect(find(list, '.scroller')!.scrollWidth).to.be.at.most(320)
    list.focus()
    await keys('ArrowRight', 'ArrowDown')
    expect(focused(list)).to.equal('1 status')
    await setViewport({ width: 1200, height: 800 })
  })

  test('prints every row it has read, not the window', async () => {
    const { list } = await listPage({ records: people(90), attributes: { height: '300px' } })
    await until(() => list.total === 90)
    expect(rows(list).length).to.be.lessThan(30)
    dispatchEvent(new Event('beforeprint'))
    expect(rows(list).length).to.equal(90)
    dispatchEvent(new Event('afterprint'))
    await until(() => rows(list).length < 30)
  })

  test('leaves nothing behind, however often it comes and goes', async () => {
    const { list } = await listPage({ records: people(3) })
    const place = list.parentElement!
    list.remove()
    expect(await cyclesLeave(list, place)).to.deep.equal({ listeners: 0, timers: 0, streams: 0 })
    place.append(list)
    await loaded(list)
    expect(rows(list).length).to.equal(3)
  })

  test('sets no style attribute in its templates, and asks for nothing but the engine', async () => {
    const { list } = await listPage({ records: people(3) })
    const violations: string[] = []
    document.addEventListener('securitypolicyviolation', (event) =>
      violations.push(event.violatedDirective),
    )
    await keys('Tab')
    expect(violations).to.deep.equal([])
    expect(all(list, 'style').length).to.equal(0)
  })

  async function pageOf(list: CrmRecordList) {
    const element = list.closest('crm-provider')!
    return {
      element,
      tenant: '',
      client: element.client!,
      net: undefined as never,
      sessions: () => 0,
      add: undefined as never,
      api: undefined as never,
      seed: undefined as never,
      spoken: () => '',
    }
  }
})
