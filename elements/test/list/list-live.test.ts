import { expect } from '@open-wc/testing'

import { frame, until } from '../support/until.ts'
import { cell, click, find, focused, keys, listPage, loaded, people, texts } from './list-page.ts'

const live = { live: 'sse' as const, attributes: { height: '400px', editable: '' } }

suite('changes of others', () => {
  test('a value changes in place: the row, the focus and the view stay', async () => {
    const { list, api, records } = await listPage({
      ...live,
      records: people(60),
      set: { query: { sort: 'title' } },
    })
    list.focusRow(30)
    await keys('ArrowRight')
    const before = texts(list, 'name')
    const top = find(list, '.scroller')!.scrollTop
    const shown = texts(list, 'name').find(Boolean) ?? ''
    const { id } = records.find((record) => shown.includes(String(record['name'])))!
    await until(async () => {
      await api('patch', `/contacts/${id}`, { title: `Zoo ${Math.random()}` })
      await new Promise((resolve) => setTimeout(resolve, 300))
      return texts(list, 'title').some((text) => text.startsWith('Zoo'))
    })
    expect(texts(list, 'name')).to.deep.equal(before)
    expect(find(list, '.scroller')!.scrollTop).to.equal(top)
    expect(focused(list)).to.equal('30 title')
  })

  test('new records are announced by a pill, and shown when the user wants', async () => {
    const { list, seed } = await listPage({ ...live, records: people(30) })
    list.focusRow(20)
    const before = texts(list, 'name')
    await seed('contacts', [{ firstName: 'Brand', lastName: 'New' }])
    const pill = await until(() => find(list, '.pill'))
    expect(pill.textContent).to.contain('1 new')
    expect(texts(list, 'name')).to.deep.equal(before)
    await expect(list).to.be.accessible()
    await click(pill)
    await until(() => texts(list, 'name').some((text) => text.includes('Brand New')))
    await loaded(list)
    expect(find(list, '.pill') === null).to.equal(true)
    expect(list.total).to.equal(31)
    expect(find(list, '.scroller')!.scrollTop).to.equal(0)
  })

  test('a record that is deleted stays where it stood, struck through, until the list is read again', async () => {
    const { list, api, records } = await listPage({ ...live, records: people(8) })
    await api('delete', `/contacts/${records[5]!.id}`)
    const ghost = await until(() => find(list, '.gone'))
    expect(ghost.textContent).to.contain('Deleted by somebody else')
    expect(texts(list, 'name').length).to.equal(8)
    list.refresh()
    await until(() => !find(list, '.gone') && texts(list, 'name').length === 7)
  })

  test('what this page creates itself is there at once, also without a stream', async () => {
    const { list, client } = await listPage({ records: people(3) })
    await client.records.create('contact', { firstName: 'Own', lastName: 'Record' })
    await until(() => texts(list, 'name').some((text) => text.includes('Own Record')))
    expect(find(list, '.pill') === null).to.equal(true)
  })

  test('what is typed survives a change of the same record', async () => {
    const { list, api, records } = await listPage({ ...live, records: people(3) })
    cell(list, 0, 'title').focus()
    await keys('Enter')
    await until(() => find(list, '.editor input'))
    await keys('Control+a', ...'Typed')
    await api('patch', `/contacts/${records[2]!.id}`, { status: 'former' })
    await until(() => cell(list, 0, 'status').textContent.includes('Former'))
    await frame()
    expect(find<HTMLInputElement>(list, '.editor input')?.value).to.equal('Typed')
    await keys('Enter')
    await until(() => cell(list, 0, 'title').textContent.trim() === 'Typed')
    await until(
      async () => (await api('get', `/contacts/${records[2]!.id}`)).data['title'] === 'Typed',
    )
  })
})
