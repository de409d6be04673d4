import { expect } from '@open-wc/testing'

import {
  canvasHeight,
  MAX_CANVAS,
  rowsInView,
  rowTop,
  scrollToRow,
  virtualTop,
} from '../../src/list/row-window.ts'
import { SparseRows } from '../../src/list/sparse-rows.ts'
import { frame, until } from '../support/until.ts'
import { cell, find, focused, keys, listPage, people, rows, texts } from './list-page.ts'

suite('the window over the rows', () => {
  const space = { total: 100_000, rowHeight: 36, viewport: 600 }

  test('draws what is in view and a few more', () => {
    expect(rowsInView(space, 0, 4)).to.deep.equal({ first: 0, last: 21 })
    expect(rowsInView(space, 3_600, 4)).to.deep.equal({ first: 96, last: 121 })
    expect(rowsInView(space, canvasHeight(space) - 600, 4).last).to.equal(100_000)
    expect(rowsInView({ ...space, total: 0 }, 0, 4)).to.deep.equal({ first: 0, last: 0 })
  })

  test('brings a row into view with the least movement', () => {
    expect(scrollToRow(space, 5, 0)).to.equal(0)
    expect(scrollToRow(space, 20, 0)).to.equal(21 * 36 - 600)
    expect(scrollToRow(space, 5, 1_000)).to.equal(180)
  })

  test('past what a browser can scroll, every row can still be reached', () => {
    const huge = { total: 5_000_000, rowHeight: 36, viewport: 600 }
    expect(canvasHeight(huge)).to.equal(MAX_CANVAS)
    for (const index of [0, 1, 4_999, 2_500_000, 4_999_998, 4_999_999]) {
      const top = scrollToRow(huge, index, index > 1_000 ? 0 : MAX_CANVAS)
      expect(top).to.be.within(0, MAX_CANVAS - 600)
      const { first, last } = rowsInView(huge, top, 0)
      expect(index).to.be.within(first, last - 1)
      expect(rowTop(huge, index, top) - top).to.be.within(-36, 600)
    }
    expect(virtualTop(huge, MAX_CANVAS - 600)).to.equal(5_000_000 * 36 - 600)
  })
})

suite('the rows that were read', () => {
  const ids = (from: number, count: number): string[] =>
    Array.from({ length: count }, (_, index) => `r${from + index}`)

  test('are asked for from the nearest cursor, else passed over from the beginning', () => {
    const sparse = new SparseRows(10)
    sparse.put(0, ids(0, 10), 'c10')
    expect(sparse.missing({ first: 5, last: 34 })).to.deep.equal([10, 20, 30])
    expect(sparse.anchor(10)).to.deep.equal({ cursor: 'c10', skip: 0 })
    expect(sparse.anchor(500)).to.deep.equal({ cursor: 'c10', skip: 490 })
    expect(sparse.anchor(0)).to.deep.equal({ skip: 0 })
    sparse.put(500, ids(500, 10), 'c510')
    expect(sparse.anchor(510)).to.deep.equal({ cursor: 'c510', skip: 0 })
    expect(sparse.idAt(505)).to.equal('r505')
  })

  test('are given up when nobody has looked at them for long', () => {
    const sparse = new SparseRows(10, 3)
    for (let page = 0; page < 6; page++) {
      sparse.put(page * 10, ids(page * 10, 10), null)
      sparse.keep({ first: page * 10, last: page * 10 + 10 })
    }
    expect(sparse.size).to.equal(30)
    expect([sparse.idAt(0), sparse.idAt(59)]).to.deep.equal([undefined, 'r59'])
    expect(sparse.indexOf('r0')).to.equal(undefined)
  })

  test('close up when some are deleted; what is missing then is read again', () => {
    const sparse = new SparseRows(5)
    sparse.put(0, ids(0, 5), 'c5')
    sparse.put(5, ids(5, 5), 'c10')
    expect(sparse.remove(new Set(['r1', 'r7', 'unknown']))).to.equal(2)
    expect(sparse.idsIn({ first: 0, last: 10 })).to.deep.equal([
      'r0',
      'r2',
      'r3',
      'r4',
      'r5',
      'r6',
      'r8',
      'r9',
    ])
    expect(sparse.missing({ first: 0, last: 8 })).to.deep.equal([])
    expect(sparse.missing({ first: 0, last: 10 })).to.deep.equal([5])
    // The cursors behind them would count wrongly.
    expect(sparse.anchor(10)).to.deep.equal({ skip: 10 })
  })

  test('a record another page held stands where it was read last', () => {
    const sparse = new SparseRows(5)
    sparse.put(0, ids(0, 5), null)
    sparse.put(5, ['r4', 'r5', 'r6', 'r7', 'r8'], null)
    expect(sparse.indexOf('r4')).to.equal(5)
    expect(sparse.idAt(4)).to.equal(undefined)
  })
})

suite('a long list', () => {
  test('draws few rows, and reads pages as they come into view, by keyset where they follow each other', async () => {
    const { list, net } = await listPage({
      records: people(420),
      set: { pageSize: 50 },
      attributes: { height: '440px' },
    })
    expect(rows(list).length).to.be.lessThan(26)
    await until(() => list.total === 420)
    const scroller = find(list, '.scroller')!
    for (let top = 0; top < 4_000; top += 400) {
      scroller.scrollTop = top
      await frame()
      await new Promise((resolve) => setTimeout(resolve, 60))
    }
    await until(() => cell(list, 100, 'name').textContent.includes('First0319'))
    const pages = net.calls.filter((call) => call.startsWith('GET /contacts?'))
    expect(pages.some((call) => call.includes('cursor='))).to.equal(true)
    expect(pages.some((call) => /skip=/.test(call))).to.equal(false)
    expect(rows(list).length).to.be.lessThan(30)
  })

  test('a jump into the middle asks for that page alone', async () => {
    const { list, net } = await listPage({
      records: people(420),
      set: { pageSize: 50 },
      attributes: { height: '440px' },
    })
    await until(() => list.total === 420)
    const before = net.calls.length
    list.focusRow(300)
    await until(() => texts(list, 'name').some((text) => text.includes('First0119')))
    expect(focused(list)).to.equal('300 name')
    const asked = net.calls.slice(before).filter((call) => call.startsWith('GET /contacts?'))
    expect(asked.length).to.be.lessThan(4)
    expect(asked.some((call) => /skip=\d+/.test(call))).to.equal(true)
  })

  test('rows that are not there yet say so, and fill in place', async () => {
    const { list, net } = await listPage({
      records: people(300),
      set: { pageSize: 50 },
      attributes: { height: '440px' },
    })
    await until(() => list.total === 300)
    const release = net.hold(/GET \/contacts\?.*skip/)
    list.focusRow(200)
    await until(() => cell(list, 200, 'name').closest('.pending'))
    expect(cell(list, 200, 'name').parentElement?.getAttribute('aria-busy')).to.equal('true')
    expect(focused(list)).to.equal('200 name')
    release()
    await until(() => cell(list, 200, 'name').textContent.includes('First0099'))
    expect(focused(list)).to.equal('200 name')
  })

  test('the focused row keeps its element and its focus while the window passes on', async () => {
    const { list } = await listPage({
      records: people(300),
      set: { pageSize: 100 },
      attributes: { height: '440px' },
    })
    await until(() => list.total === 300)
    list.focus()
    await keys('ArrowDown', 'ArrowDown', 'ArrowRight')
    const element = cell(list, 2, 'title')
    const scroller = find(list, '.scroller')!
    for (const top of [1_000, 4_000, 9_000, 3_000]) {
      scroller.scrollTop = top
      await frame()
    }
    await new Promise((resolve) => setTimeout(resolve, 200))
    expect(list.shadowRoot?.activeElement === element).to.equal(true)
    expect(focused(list)).to.equal('2 title')
    // A key brings it back into view.
    await keys('ArrowDown')
    expect(focused(list)).to.equal('3 title')
    expect(scroller.scrollTop).to.be.lessThan(200)
  })

  test('at rest the rows stand in reading order, around the focused one', async () => {
    const { list } = await listPage({ records: people(300), attributes: { height: '440px' } })
    await until(() => list.total === 300)
    list.focusRow(20)
    for (const top of [700, 400, 900]) {
      find(list, '.scroller')!.scrollTop = top
      await frame()
    }
    const order = (): number[] =>
      [...list.shadowRoot!.querySelectorAll('.body-row')].map((row) =>
        Number(row.getAttribute('aria-rowindex')),
      )
    await until(() => order().every((index, at, every) => at === 0 || index > (every[at - 1] ?? 0)))
    expect(focused(list)).to.equal('20 name')
  })
})
