import { expect } from '@open-wc/testing'

import { Selection } from '../../src/list/selection.ts'
import { until } from '../support/until.ts'
import { cell, click, find, header, heard, listPage, loaded, people } from './list-page.ts'

suite('what is selected', () => {
  test('everything but some is known without reading it', () => {
    const selection = new Selection()
    selection.selectAll()
    selection.toggle('a', 'multi')
    selection.set(['b', 'c'], false)
    selection.toggle('c', 'multi')
    expect(selection.state).to.deep.equal({ ids: [], all: true, excluded: ['a', 'b'] })
    expect(selection.count(100)).to.equal(98)
    expect(selection.mark(100)).to.equal('some')
    expect([selection.has('a'), selection.has('z')]).to.deep.equal([false, true])
    selection.set(['a', 'b'], true)
    expect(selection.mark(100)).to.equal('all')
    selection.only(['x'])
    expect(selection.state).to.deep.equal({ ids: ['x'], all: false, excluded: [] })
    expect(selection.forget(['x'])).to.equal(true)
    expect([selection.isEmpty, selection.mark(0)]).to.deep.equal([true, 'none'])
  })
})

suite('selection in the list', () => {
  test('the header selects every record, also those on pages nobody has read', async () => {
    const { list } = await listPage({ records: people(230), set: { pageSize: 50 } })
    const events = heard(list, 'crm-selection-change')
    await until(() => list.total === 230)
    await click(header(list, '#select').querySelector('input'))
    expect(events.at(-1)?.detail).to.deep.equal({ ids: [], all: true, excluded: [] })
    expect(find(list, '.bulk-count')?.textContent).to.contain('All 230 selected')
    await click(cell(list, 2, '#select').querySelector('input'))
    expect(list.selected.excluded).to.have.length(1)
    expect(header(list, '#select').querySelector('input')?.indeterminate).to.equal(true)
    expect(find(list, '.bulk-count')?.textContent).to.contain('229 selected')
    list.focusRow(220)
    await until(() => cell(list, 220, '#select').querySelector<HTMLInputElement>('input')?.checked)
  })

  test('Shift and a click select everything between', async () => {
    const { list, records } = await listPage({ records: people(12) })
    await click(cell(list, 1, '#select').querySelector('input'))
    cell(list, 5, '#select')
      .querySelector('input')!
      .dispatchEvent(new MouseEvent('click', { bubbles: true, composed: true, shiftKey: true }))
    expect(list.selected.ids).to.deep.equal(
      records
        .toReversed()
        .slice(1, 6)
        .map(({ id }) => id),
    )
  })

  test('one at a time replaces the other', async () => {
    const { list, records } = await listPage({
      records: people(3),
      attributes: { selection: 'single' },
    })
    await click(cell(list, 0, 'title'))
    await click(cell(list, 1, 'title'))
    expect(list.selected.ids).to.deep.equal([records[1]?.id])
    expect(find(list, '.bulk.shown') === null).to.equal(true)
  })

  test('a selection of all is given up when the question changes, one by id is kept', async () => {
    const { list } = await listPage({ records: people(6) })
    await click(cell(list, 0, '#select').querySelector('input'))
    list.query = { filter: { status: 'lead' } }
    await list.updateComplete
    await loaded(list)
    expect(list.selected.ids).to.have.length(1)
    await click(header(list, '#select').querySelector('input'))
    const search = find<HTMLInputElement>(list, '.search-input')!
    search.value = 'first'
    search.dispatchEvent(new Event('input'))
    await until(() => !list.selected.all)
    expect(list.selected.ids).to.deep.equal([])
  })

  test('what is deleted elsewhere is not selected any more', async () => {
    const { list, client, records } = await listPage({ records: people(3) })
    await click(cell(list, 0, '#select').querySelector('input'))
    await client.records.remove('contact', records[2]!.id)
    await until(() => list.selected.ids.length === 0)
  })
})
