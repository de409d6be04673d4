import { expect } from '@open-wc/testing'
import { emulateMedia, setViewport } from '@web/test-runner-commands'

import { provider } from '../support/provider.ts'
import { until } from '../support/until.ts'
import { cell, click, find, keys, listPage, openPanel, people } from './list-page.ts'

teardown(async () => {
  await setViewport({ width: 1200, height: 800 })
  await emulateMedia({ colorScheme: 'light' })
})

suite('a list is accessible', () => {
  test('with records, in light and dark', async () => {
    const { list, element } = await listPage({
      records: people(12),
      attributes: { editable: '', creatable: '' },
    })
    await expect(list).to.be.accessible()
    element.theme = 'dark'
    await element.updateComplete
    await expect(list).to.be.accessible()
  })

  test('with a selection and its bar', async () => {
    const { list } = await listPage({ records: people(4) })
    await click(cell(list, 1, '#select').querySelector('input'))
    await until(() => find(list, '.bulk.shown'))
    await new Promise((resolve) => setTimeout(resolve, 250))
    await expect(list).to.be.accessible()
  })

  test('with one choice at a time, with none, and when nothing may be changed', async () => {
    const { list } = await listPage({
      records: people(3),
      attributes: { selection: 'single', readonly: '' },
    })
    await expect(list).to.be.accessible()
    list.selection = 'none'
    await list.updateComplete
    await expect(list).to.be.accessible()
  })

  test('without records, and when nothing fits', async () => {
    const { list } = await listPage({ attributes: { creatable: '' } })
    await until(() => list.matches(':state(empty)'))
    await expect(list).to.be.accessible()
    list.query = { search: 'nobody' }
    await until(() => find(list, '.overlay')?.textContent.includes('match'))
    await expect(list).to.be.accessible()
  })

  test('while it loads', async () => {
    const page = await provider()
    const release = page.net.hold('GET /contacts')
    const { list } = await listPage({ page, wait: false })
    await until(() => find(list, '.head-row') && list.matches(':state(loading)'))
    await expect(list).to.be.accessible()
    release()
  })

  test('when it could not be loaded, and when a page of it could not', async () => {
    const page = await provider()
    page.net.answer('GET /contacts', 500, { code: 'INTERNAL', detail: 'broken' }, { times: 1 })
    const { list } = await listPage({ page, wait: false })
    await until(() => list.matches(':state(error)') && find(list, '.overlay'))
    await expect(list).to.be.accessible()
  })

  test('without a connection', async () => {
    const { list, net } = await listPage({ records: people(3) })
    net.offline()
    list.refresh()
    await until(() => find(list, '.connection'))
    await expect(list).to.be.accessible()
    net.online()
  })

  test('while a cell is edited, and with what was refused', async () => {
    const { list } = await listPage({ records: people(3), attributes: { editable: '' } })
    list.focus()
    await keys('ArrowRight', 'ArrowRight', 'Enter')
    await until(() => find(list, '.editor input'))
    await expect(list).to.be.accessible()
    await keys('Control+a', 'x', 'Enter')
    await until(() => find(list, '.cell.unsaved'))
    await expect(list).to.be.accessible()
    await keys('Enter')
    await until(() => find(list, '.cell-fault'))
    await expect(list).to.be.accessible()
  })

  for (const kind of ['filter', 'sort', 'columns'])
    test(`with the panel of ${kind} open`, async () => {
      const { list } = await listPage({
        records: people(3),
        set: {
          query: {
            filter: {
              status: { in: ['lead', 'prospect', 'customer'] },
              createdAt: { within: 'last 7 days' },
              or: [
                { title: 'Buyer' },
                { title: { isNull: true } },
                { 'company.name': { contains: 'x' } },
              ],
            },
            sort: 'lastName,-createdAt',
          },
        },
      })
      await openPanel(list, kind)
      await expect(list).to.be.accessible()
    })

  test('with a menu of a column and of a row', async () => {
    const { list } = await listPage({ records: people(3) })
    list.focus()
    await keys('ArrowUp', 'Alt+ArrowDown')
    await until(() => find(list, '.menu:popover-open'))
    await expect(list).to.be.accessible()
    await keys('Escape', 'ArrowDown', 'Shift+F10')
    await until(() => find(list, '.menu:popover-open'))
    await expect(list).to.be.accessible()
  })

  test('with the dialogs of editing and deleting many', async () => {
    const { list } = await listPage({ records: people(3) })
    list.focus()
    await keys('Control+a')
    const [edit, remove] = ['Edit', 'Delete'].map((label) =>
      [...list.shadowRoot!.querySelectorAll<HTMLElement>('.bulk-button')].find((button) =>
        button.textContent.includes(label),
      ),
    )
    await click(edit)
    await until(() => find(list, 'dialog[open] .bulk-row'))
    await expect(list).to.be.accessible()
    await keys('Escape')
    await until(() => !find(list, 'dialog[open]'))
    await click(remove)
    await until(() => find(list, 'dialog[open]'))
    await expect(list).to.be.accessible()
  })

  test('as cards in 320 px, from right to left', async () => {
    const page = await provider({ locale: 'ar' })
    page.element.dir = 'rtl'
    const { list } = await listPage({ page, records: people(6), width: 320 })
    await until(() => find(list, '.narrow'))
    await expect(list).to.be.accessible()
  })

  test('from right to left, a text of another script begins on the page’s side and is cut at its own end', async () => {
    const page = await provider({ locale: 'ar' })
    page.element.dir = 'rtl'
    const { list } = await listPage({
      page,
      records: [
        { lastName: 'A', title: 'Buyer' },
        { lastName: 'B', title: 'مدير المشتريات' },
      ],
      set: { query: { sort: 'lastName' } },
    })
    const titles = [0, 1].map((row) => cell(list, row, 'title').querySelector('.own-way')!)
    expect(titles.map((title) => getComputedStyle(title).direction)).to.deep.equal(['ltr', 'rtl'])
    for (const title of titles) {
      const text = document.createRange()
      text.selectNodeContents(title)
      const [own, box] = [text.getBoundingClientRect(), title.getBoundingClientRect()]
      expect(Math.abs(own.right - box.right)).to.be.lessThan(1)
      expect(own.left).to.be.greaterThan(box.left + 20)
    }
  })

  test('as a tree: a grid with headers, rows and cells that say where they are', async () => {
    const { list } = await listPage({ records: people(30), attributes: { editable: '' } })
    const grid = find(list, '[role=grid]')
    expect(grid?.getAttribute('aria-label')).to.equal('Contacts')
    expect(grid?.getAttribute('aria-rowcount')).to.equal('31')
    expect(grid?.getAttribute('aria-multiselectable')).to.equal('true')
    const colcount = Number(grid?.getAttribute('aria-colcount'))
    const heads = [...(grid?.querySelectorAll('[role=columnheader]') ?? [])]
    expect(heads.map((head) => Number(head.getAttribute('aria-colindex')))).to.deep.equal(
      Array.from({ length: colcount }, (_, index) => index + 1),
    )
    const row = cell(list, 0, 'email').parentElement
    expect(row?.getAttribute('aria-rowindex')).to.equal('2')
    expect(row?.getAttribute('aria-selected')).to.equal('false')
    expect(cell(list, 0, 'name').getAttribute('aria-readonly')).to.equal('true')
    expect(cell(list, 0, 'email').hasAttribute('aria-readonly')).to.equal(false)
    expect(list.shadowRoot?.querySelectorAll('.scroller [tabindex="0"]').length).to.equal(1)
  })
})
