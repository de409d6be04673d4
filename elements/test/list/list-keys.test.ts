import { expect } from '@open-wc/testing'
import { sendKeys } from '@web/test-runner-commands'

import { provider } from '../support/provider.ts'
import { until } from '../support/until.ts'
import { cell, find, focused, heard, keys, listPage, people, texts } from './list-page.ts'

suite('keys of the list', () => {
  test('the grid is one stop of Tab, and comes back to the cell it was left at', async () => {
    const { list } = await listPage({ records: people(5) })
    list.focus()
    expect(focused(list)).to.equal('0 name')
    await keys('ArrowDown', 'ArrowRight', 'Tab')
    expect(find(list, '.scroller')?.matches(':focus-within')).to.equal(false)
    await keys('Shift+Tab')
    expect(focused(list)).to.equal('1 title')
  })

  test('arrows, Home and End move over rows, columns and headers', async () => {
    const { list } = await listPage({ records: people(5) })
    list.focus()
    await keys('ArrowDown', 'ArrowDown', 'ArrowRight')
    expect(focused(list)).to.equal('2 title')
    await keys('Home')
    expect(focused(list)).to.equal('2 #select')
    await keys('End')
    expect(focused(list)).to.equal('2 #actions')
    await keys('Control+Home')
    expect(focused(list)).to.equal('0 #select')
    await keys('ArrowUp')
    expect(focused(list)).to.equal('head #select')
    await keys('ArrowUp', 'ArrowLeft')
    expect(focused(list)).to.equal('head #select')
    await keys('Control+End')
    expect(focused(list)).to.equal('4 #actions')
    await keys('ArrowDown', 'ArrowRight')
    expect(focused(list)).to.equal('4 #actions')
  })

  test('from right to left the arrows follow the eye', async () => {
    const page = await provider()
    page.element.dir = 'rtl'
    const { list } = await listPage({ page, records: people(3) })
    list.focus()
    await keys('ArrowLeft')
    expect(focused(list)).to.equal('0 title')
    await keys('ArrowRight', 'ArrowRight')
    expect(focused(list)).to.equal('0 #select')
  })

  test('pages and the last row are reached though nobody has read them', async () => {
    const { list } = await listPage({
      records: people(320),
      set: { pageSize: 50 },
      attributes: { height: '400px' },
    })
    list.focus()
    await keys('PageDown')
    expect(Number(focused(list).split(' ')[0])).to.be.within(6, 12)
    await keys('PageUp')
    expect(focused(list)).to.equal('0 name')
    await keys('Control+End')
    expect(focused(list)).to.equal('319 #actions')
    await until(() => cell(list, 319, 'name').textContent.includes('First0000'))
    await keys('Home')
    expect(focused(list)).to.equal('319 #select')
  })

  test('Space selects, Shift extends, Ctrl+A takes all, Escape none; it is said aloud', async () => {
    const { list, spoken } = await listPage({ records: people(6) })
    const events = heard<{ ids: string[]; all: boolean }>(list, 'crm-selection-change')
    list.focus()
    await keys('Space')
    await until(() => spoken().includes('1 selected'))
    await keys('Shift+ArrowDown', 'Shift+ArrowDown')
    expect(list.selected.ids).to.have.length(3)
    expect(focused(list)).to.equal('2 name')
    await until(() => spoken().includes('3 selected'))
    await keys('ArrowDown', 'ArrowDown', 'Shift+Space')
    expect(list.selected.ids).to.have.length(5)
    await keys('Control+a')
    expect(list.selected.all).to.equal(true)
    await keys('Escape')
    expect(list.selected).to.deep.equal({ ids: [], all: false, excluded: [] })
    expect(events.length).to.equal(6)
    expect(focused(list)).to.equal('4 name')
  })

  test('Enter opens a row where nothing is edited, and Ctrl+Enter where it is', async () => {
    const { list, records } = await listPage({ records: people(3), attributes: { editable: '' } })
    const events = heard<{ id: string }>(list, 'crm-row-open')
    list.focus()
    await keys('Enter')
    await until(() => events.length === 1)
    expect(events[0]?.detail.id).to.equal(records.at(-1)?.id)
    await keys('ArrowRight', 'Control+Enter')
    await until(() => events.length === 2)
    await keys('Enter')
    await until(() => find(list, '.editor input'))
    expect(events.length).to.equal(2)
    await keys('Escape')
    expect(focused(list)).to.equal('0 title')
  })

  test('on a header Enter sorts, Shift+Enter sorts by one more, and the order is said', async () => {
    const { list } = await listPage({ records: people(9) })
    const events = heard<{ sort: string }>(list, 'crm-sort-change')
    list.focus()
    await keys('ArrowUp', 'ArrowRight', 'ArrowRight', 'Enter')
    const head = find(list, '[role=columnheader][data-col=email]')
    await until(() => texts(list, 'email')[0] === 'person0@example.com')
    expect(head?.getAttribute('aria-sort')).to.equal('ascending')
    expect(focused(list)).to.equal('head email')
    await keys('Enter')
    await until(() => texts(list, 'email')[0] === 'person8@example.com')
    expect(head?.getAttribute('aria-sort')).to.equal('descending')
    await keys('ArrowLeft', 'Shift+Enter')
    expect(events.map(({ detail }) => detail.sort)).to.deep.equal([
      'email',
      '-email',
      '-email,title',
    ])
    expect(focused(list)).to.equal('head title')
  })

  test('on a header Alt with arrows widens, with Shift moves; the menu does all of it', async () => {
    const { list, spoken } = await listPage({ records: people(3) })
    list.focus()
    await keys('ArrowUp', 'ArrowRight')
    const before = find(list, '[role=columnheader][data-col=title]')!.offsetWidth
    await keys('Alt+ArrowRight')
    expect(find(list, '[role=columnheader][data-col=title]')!.offsetWidth).to.equal(before + 16)
    await until(() => spoken().includes('pixels wide'))
    await keys('Alt+Shift+ArrowRight')
    await until(() => spoken().includes('Job title is column 3'))
    expect(focused(list)).to.equal('head title')
    expect(
      list
        .getState()
        .columns.slice(0, 3)
        .map(({ key }) => key),
    ).to.deep.equal(['name', 'email', 'title'])
    await keys('Alt+ArrowDown')
    await until(() => find(list, '.menu:popover-open'))
    await sendKeys({ press: 'H' })
    await keys('Enter')
    await until(() => !find(list, '[role=columnheader][data-col=title]'))
    await until(() => spoken().includes('Job title hidden'))
  })

  test('keys that are not ours reach the page, ours do not', async () => {
    const { list } = await listPage({ records: people(3) })
    const reached: string[] = []
    const listen = (event: KeyboardEvent): void => void reached.push(event.key)
    document.addEventListener('keydown', listen)
    list.focus()
    await keys('ArrowDown', 'g', 'Control+a', 'Escape')
    await keys('Escape')
    document.removeEventListener('keydown', listen)
    expect(reached).to.deep.equal(['g', 'Control', 'Escape'])
  })
})
