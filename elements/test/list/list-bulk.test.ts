import { expect } from '@open-wc/testing'

import { until } from '../support/until.ts'
import {
  all,
  cell,
  choose,
  click,
  find,
  header,
  heard,
  keys,
  listPage,
  people,
  rows,
  texts,
} from './list-page.ts'

function bulkButton(list: Parameters<typeof find>[0], label: string): HTMLElement | undefined {
  return all(list, '.bulk-button').find((button) => button.textContent.includes(label))
}

function toast(page: { element: HTMLElement }, label: string): Promise<HTMLElement> {
  return until(() =>
    [...page.element.shadowRoot!.querySelectorAll<HTMLElement>('.toast button')].find((button) =>
      button.textContent.includes(label),
    ),
  )
}

suite('work on many records', () => {
  test('sets a field of all that are selected, and says what was refused', async () => {
    const page = await listPage({ records: people(7) })
    const { list, api } = page
    const events = heard<{ action: string; ids: string[] }>(
      list,
      'crm-before-bulk-action',
      'crm-bulk-action',
    )
    for (const index of [0, 1, 2]) await click(cell(list, index, '#select').querySelector('input'))
    await click(bulkButton(list, 'Edit'))
    const dialog = await until(() => find(list, 'dialog[open]'))
    expect(dialog.textContent).to.contain('Edit 3 contacts')
    await choose(dialog.querySelector<HTMLSelectElement>('.bulk-row select'), 'title')
    dialog.querySelector<HTMLInputElement>('.bulk-value input')!.focus()
    await keys(...'Chief')
    await click(
      [...dialog.querySelectorAll('button')].find((button) =>
        button.textContent.includes('Change 3'),
      ),
    )
    await until(() => !find(list, 'dialog[open]'))
    await until(() => texts(list, 'title').filter((text) => text === 'Chief').length === 3)
    const { data } = await api('get', '/contacts?filter={"title":"Chief"}&count=exact')
    expect(data).to.have.length(3)
    expect(
      events.map(({ type, detail }) => [type, detail.action, detail.ids.length]),
    ).to.deep.equal([
      ['crm-before-bulk-action', 'edit', 3],
      ['crm-bulk-action', 'edit', 3],
    ])
  })

  test('a selection of all reaches records on pages nobody has read', async () => {
    const page = await listPage({ records: people(430), set: { pageSize: 50 } })
    const { list, api } = page
    await until(() => list.total === 430)
    await click(header(list, '#select').querySelector('input'))
    await click(cell(list, 0, '#select').querySelector('input'))
    await click(bulkButton(list, 'Edit'))
    const dialog = await until(() => find(list, 'dialog[open]'))
    await choose(dialog.querySelector<HTMLSelectElement>('.bulk-row select'), 'source')
    dialog.querySelector<HTMLInputElement>('.bulk-value input')!.focus()
    await keys(...'fair')
    await click(
      [...dialog.querySelectorAll('button')].find((button) =>
        button.textContent.includes('Change 429'),
      ),
    )
    await until(() => !find(list, 'dialog[open]'))
    const { page: counted } = (await api(
      'get',
      '/contacts?filter={"source":"fair"}&count=exact&limit=1',
    )) as unknown as {
      page: { total: number }
    }
    expect(counted.total).to.equal(429)
  })

  test('deletes after a question, and takes it back', async () => {
    const page = await listPage({ records: people(6) })
    const { list, api } = page
    await click(cell(list, 1, '#select').querySelector('input'))
    await click(cell(list, 2, '#select').querySelector('input'))
    const gone = [texts(list, 'name')[1], texts(list, 'name')[2]]
    await click(bulkButton(list, 'Delete'))
    const dialog = await until(() => find(list, 'dialog[open]'))
    expect(dialog.textContent).to.contain('Delete 2 contacts?')
    await click([...dialog.querySelectorAll<HTMLElement>('.danger')][0])
    await until(() => list.total === 4)
    expect(texts(list, 'name')).to.not.include(gone[0])
    await until(() => list.selected.ids.length === 0)
    expect((await api('get', '/contacts')).data).to.have.length(4)
    await click(await toast(page, 'Undo'))
    await until(() => list.total === 6)
    await until(() => texts(list, 'name').includes(gone[0]!))
  })

  test('one record is deleted from its menu, without a question, with a way back', async () => {
    const page = await listPage({ records: people(3) })
    const { list } = page
    list.focus()
    await keys('ArrowDown', 'Shift+F10')
    await until(() => find(list, '.menu:popover-open'))
    await click(all(list, '.menu-item').find((item) => item.textContent.includes('Delete')))
    await until(() => list.total === 2)
    await click(await toast(page, 'Undo'))
    await until(() => list.total === 3)
  })

  test('the host may stop it', async () => {
    const { list } = await listPage({ records: people(3) })
    list.addEventListener('crm-before-bulk-action', (event) => event.preventDefault())
    list.focus()
    await keys('Space')
    await click(bulkButton(list, 'Delete'))
    const dialog = await until(() => find(list, 'dialog[open]'))
    await click([...dialog.querySelectorAll<HTMLElement>('.danger')][0])
    await until(() => !find(list, 'dialog[open]'))
    expect(list.total).to.equal(3)
  })

  test('rows the server refuses stay, with the reason', async () => {
    const page = await listPage({ records: people(3) })
    const { list } = page
    page.net.answer('POST /contacts/batch', 200, {
      data: [
        {
          status: 409,
          error: {
            code: 'STILL_REFERENCED',
            status: 409,
            detail: 'An invoice needs it.',
            errors: [],
          },
        },
      ],
    })
    list.focus()
    await keys('Space')
    await click(bulkButton(list, 'Delete'))
    const dialog = await until(() => find(list, 'dialog[open]'))
    await click([...dialog.querySelectorAll<HTMLElement>('.danger')][0])
    await until(() => page.element.shadowRoot!.textContent.includes('An invoice needs it.'))
    await until(() => texts(list, 'name').length === 3)
    expect(list.total).to.equal(3)
  })

  test('exports what the list shows, or what is selected, with its columns', async () => {
    const { list, net } = await listPage({
      records: people(5),
      attributes: { fields: 'name,email' },
      set: { query: { filter: { status: 'lead' }, sort: 'name' } },
    })
    const files: Blob[] = []
    const { createObjectURL } = URL
    URL.createObjectURL = (file) => {
      files.push(file as Blob)
      return createObjectURL.call(URL, file as Blob)
    }
    // The test browser must not save files.
    const stop = (event: Event): void => event.preventDefault()
    const { click: realClick } = HTMLAnchorElement.prototype
    HTMLAnchorElement.prototype.click = function () {
      this.addEventListener('click', stop)
      realClick.call(this)
    }
    await click(find(list, '.toolbar > .icon-only'))
    await until(() => find(list, '.menu:popover-open'))
    await click(all(list, '.menu-item').find((item) => item.textContent.includes('Export')))
    await until(() => files.length === 1)
    expect(
      (await files[0]!.text())
        .trim()
        .split('\n')
        .map((line) => line.trim()),
    ).to.deep.equal([
      'name,email',
      'First0000 Last0000,person0@example.com',
      'First0003 Last0001,person3@example.com',
    ])
    await click(cell(list, 1, '#select').querySelector('input'))
    await click(bulkButton(list, 'Export'))
    await until(() => files.length === 2)
    expect((await files[1]!.text()).trim().split('\n').length).to.equal(2)
    // What was selected stays so while something else is searched for.
    list.query = { search: 'person4' }
    await until(() => rows(list).length === 1)
    await click(bulkButton(list, 'Export'))
    await until(() => files.length === 3)
    expect(await files[2]!.text()).to.contain('First0003')
    expect(net.calls.filter((call) => call.includes('/export')).length).to.equal(3)
    URL.createObjectURL = createObjectURL
    HTMLAnchorElement.prototype.click = realClick
  })

  test("the host's own actions stand in the bar and in the menu of a row", async () => {
    const { list, records } = await listPage({
      records: people(2),
      set: {
        actions: [
          { id: 'merge', label: 'Merge', bulk: true, row: false },
          {
            id: 'call',
            label: 'Call',
            icon: 'phone',
            when: (record) => record['title'] === 'Engineer',
          },
          { id: 'secret', label: 'Secret', permission: 'nothing.ever' },
        ],
      },
    })
    const events = heard<{ action: string; id?: string; ids?: string[] }>(
      list,
      'crm-bulk-action',
      'crm-row-action',
    )
    list.focus()
    await keys('Space')
    await click(bulkButton(list, 'Merge'))
    await until(() => events.length === 1)
    expect(events[0]?.detail).to.deep.include({ action: 'merge', ids: [records[1]!.id] })
    list.focus()
    await keys('Shift+F10')
    await until(() => find(list, '.menu:popover-open'))
    expect(find(list, '.menu')?.textContent).to.contain('Call').and.not.contain('Secret')
    await click(all(list, '.menu-item').find((item) => item.textContent.includes('Call')))
    await until(() => events.length === 2)
    expect(events[1]?.detail).to.include({ action: 'call', id: records[1]!.id })
  })
})
