import { expect } from '@open-wc/testing'
import { sendMouse } from '@web/test-runner-commands'

import {
  clampWidth,
  columnsOf,
  moveColumn,
  statesOf,
  stepColumn,
  withColumn,
} from '../../src/list/columns.ts'
import { provider } from '../support/provider.ts'
import { frame, until } from '../support/until.ts'
import {
  cell,
  click,
  find,
  header,
  heard,
  listPage,
  loaded,
  openPanel,
  people,
} from './list-page.ts'

const keysOf = (columns: readonly { key: string; hidden?: boolean }[]): string[] =>
  columns.filter(({ hidden }) => !hidden).map(({ key }) => key)

suite('the columns of an entity', () => {
  test('begin with its title, pinned, and what the schema names first', async () => {
    const { client } = await provider()
    const contact = await client.entity('contact')
    const columns = columnsOf(contact, undefined)
    expect(keysOf(columns).slice(0, 3)).to.deep.equal(['name', 'title', 'email'])
    expect(columns[0]?.pinned).to.equal(true)
    expect(keysOf(columns).length).to.equal(8)
    expect(columns.length).to.be.greaterThan(20)
    expect(columns.some(({ key }) => key === 'id' || key === 'version')).to.equal(false)
  })

  test('are as they were left: order, widths, pinned, hidden; what is gone is left out', async () => {
    const { client } = await provider()
    const contact = await client.entity('contact')
    const states = [
      { key: 'email', width: 300 },
      { key: 'nonsense' },
      { key: 'status', pinned: 'start' as const },
      { key: 'email', width: 5 },
      { key: 'phone', hidden: true },
      { key: 'name', width: 10_000 },
    ]
    const columns = columnsOf(contact, states)
    expect(keysOf(columns)).to.deep.equal(['status', 'email', 'name'])
    expect(statesOf(columns)).to.deep.equal([
      { key: 'status', width: 130, pinned: 'start' },
      { key: 'email', width: 300 },
      { key: 'phone', width: 150, hidden: true },
      { key: 'name', width: 800 },
    ])
    expect(columnsOf(contact, statesOf(columns)).map(({ key }) => key)).to.deep.equal(
      columns.map(({ key }) => key),
    )
  })

  test('move, step over the border of the pinned ones, and keep their widths in bounds', async () => {
    const { client } = await provider()
    const contact = await client.entity('contact')
    const columns = columnsOf(contact, undefined, ['title', 'email', 'phone', 'status'])
    expect(keysOf(moveColumn(columns, 'status', 'email'))).to.deep.equal([
      'title',
      'status',
      'email',
      'phone',
    ])
    expect(keysOf(moveColumn(columns, 'title', undefined).slice(0, 4))).to.not.include('nothing')
    const pinned = withColumn(columns, 'email', { pinned: true })
    expect(keysOf(pinned)).to.deep.equal(['email', 'title', 'phone', 'status'])
    const stepped = stepColumn(pinned, 'title', -1)
    expect(stepped.filter((column) => column.pinned).map(({ key }) => key)).to.deep.equal([
      'email',
      'title',
    ])
    expect(keysOf(stepColumn(stepped, 'title', 1)).slice(0, 2)).to.deep.equal(['email', 'title'])
    expect([clampWidth(1), clampWidth(99.6), clampWidth(5_000)]).to.deep.equal([64, 100, 800])
  })
})

suite('columns in the list', () => {
  test('the host names them by an attribute', async () => {
    const { list } = await listPage({
      records: people(2),
      attributes: { fields: 'email, status, nonsense' },
    })
    expect(list.getState().columns.map(({ key }) => key)).to.deep.equal(['email', 'status'])
    expect(find(list, '[data-col=nonsense]') === null).to.equal(true)
    list.fields = 'name'
    await list.updateComplete
    expect(list.getState().columns.map(({ key }) => key)).to.deep.equal(['name'])
  })

  test('are shown and hidden in the panel, and the records are read with their fields', async () => {
    const { list, net } = await listPage({
      records: people(3),
      attributes: { fields: 'name,email' },
    })
    const events = heard(list, 'crm-columns-change')
    const panel = await openPanel(list, 'columns')
    const box = [...panel.querySelectorAll('label')].find((label) =>
      label.textContent.includes('Job title'),
    )
    await click(box?.querySelector('input'))
    await until(() => cell(list, 0, 'title').textContent.trim() !== '')
    expect(net.calls.findLast((call) => call.startsWith('GET /contacts?'))).to.contain('title')
    expect(events.length).to.equal(1)
    const shown = [...panel.querySelectorAll('label')].find((label) =>
      label.textContent.includes('E-mail'),
    )
    await click(shown?.querySelector('input'))
    expect(find(list, '[data-col=email]') === null).to.equal(true)
  })

  test('a border is dragged with the mouse, and let go with Escape', async () => {
    const { list } = await listPage({ records: people(3) })
    const handle = header(list, 'title').querySelector<HTMLElement>('.resizer')!
    const { right, top } = header(list, 'title').getBoundingClientRect()
    const before = header(list, 'title').offsetWidth
    await sendMouse({ type: 'move', position: [Math.round(right) - 4, Math.round(top) + 15] })
    await sendMouse({ type: 'down' })
    await sendMouse({ type: 'move', position: [Math.round(right) + 76, Math.round(top) + 15] })
    await frame()
    expect(header(list, 'title').offsetWidth).to.equal(before + 80)
    expect(cell(list, 0, 'title').offsetWidth).to.equal(before + 80)
    await sendMouse({ type: 'up' })
    await frame()
    expect(list.getState().columns.find(({ key }) => key === 'title')?.width).to.equal(before + 80)
    expect(handle.classList.contains('active')).to.equal(false)
    expect(list.getState().query.sort).to.equal(undefined)
  })

  test('a header is dragged to another place; a click without moving sorts', async () => {
    const { list } = await listPage({ records: people(3) })
    const from = header(list, 'email').getBoundingClientRect()
    const to = header(list, 'title').getBoundingClientRect()
    await sendMouse({
      type: 'move',
      position: [Math.round(from.left + 30), Math.round(from.top + 15)],
    })
    await sendMouse({ type: 'down' })
    await sendMouse({ type: 'move', position: [Math.round(to.left + 20), Math.round(to.top + 15)] })
    await frame()
    expect(header(list, 'title').classList.contains('drop-before')).to.equal(true)
    await sendMouse({ type: 'up' })
    await frame()
    expect(
      list
        .getState()
        .columns.slice(0, 3)
        .map(({ key }) => key),
    ).to.deep.equal(['name', 'email', 'title'])
    expect(list.getState().query.sort).to.equal(undefined)
    await sendMouse({
      type: 'click',
      position: [Math.round(to.left + 30), Math.round(to.top + 15)],
    })
    await until(() => list.getState().query.sort === 'email')
  })

  test('pinned ones stay while the others scroll', async () => {
    const { list } = await listPage({ records: people(3), width: 700 })
    const scroller = find(list, '.scroller')!
    const before = cell(list, 0, 'name').getBoundingClientRect().left
    scroller.scrollLeft = 300
    await frame()
    await frame()
    expect(cell(list, 0, 'name').getBoundingClientRect().left).to.equal(before)
    expect(header(list, 'name').getBoundingClientRect().left).to.equal(before)
    expect(cell(list, 0, 'email').getBoundingClientRect().left).to.be.lessThan(before + 200)
  })

  test('a field that is closed to the actor, or comes new, changes the columns and nothing else', async () => {
    const page = await provider()
    const { list } = await listPage({ page, records: people(5), attributes: { editable: '' } })
    const names = (): string[] => list.getState().columns.map(({ key }) => key)
    list.focus()
    const before = names()
    await page.api('post', '/schemas/contact/fields', { key: 'region', schema: { type: 'string' } })
    await until(async () => {
      await page.client.refreshSchemas()
      return page.client.peekEntity('contact')?.field('custom.region')
    })
    await loaded(list)
    expect(names()).to.deep.equal(before)
    const panel = await openPanel(list, 'columns')
    expect(panel.textContent).to.contain('Region')
  })
})
