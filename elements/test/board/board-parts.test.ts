import { expect } from '@open-wc/testing'
import { emulateMedia } from '@web/test-runner-commands'

import { cyclesLeave } from '../support/leaks.ts'
import { once, until } from '../support/until.ts'
import {
  addBoard,
  all,
  boardPage,
  card,
  column,
  count,
  find,
  focused,
  keys,
  loaded,
  stored,
  titles,
} from './board-page.ts'

suite('a board', () => {
  test('makes a record in a column, and is ready for the next', async () => {
    const page = await boardPage()
    const { board, stages } = page
    const made = once<{ id: string }>(board, 'crm-card-create')
    column(board, 'Talks').querySelector<HTMLElement>('.create')!.click()
    const input = await until(() => find<HTMLInputElement>(board, '#quick-create'))
    await expect(board).to.be.accessible()
    await keys(...'Big', 'Enter')
    await until(() => titles(board, 'Talks') === 'd e Big')
    expect((await made).id).to.be.a('string')
    expect(await stored(page, stages['Talks'])).to.equal('d e Big')
    await until(() => input.value === '' && board.shadowRoot?.activeElement?.id === 'quick-create')
    await keys('Escape')
    await until(() => !find(board, '#quick-create'))
    expect(count(board, 'Talks')).to.equal(3)
  })

  test('goes by arrows from card to card, opens by Enter and has one tab stop', async () => {
    const { board, ids } = await boardPage()
    expect(all(board, '.card[tabindex="0"]').length).to.equal(1)
    card(board, 'a').focus()
    await keys('ArrowDown')
    expect(focused(board)).to.equal('b')
    await keys('ArrowRight')
    await until(() => focused(board) === 'e')
    await keys('Home', 'ArrowLeft', 'End')
    await until(() => focused(board) === 'c')
    const opened = once<{ id: string }>(board, 'crm-card-open')
    await keys('Enter')
    expect((await opened).id).to.equal(ids['c'])
    expect(all(board, '.card[tabindex="0"]').length).to.equal(1)
  })

  test('collapses a column and says how many are in it', async () => {
    const { board } = await boardPage()
    const changed = once<{ collapsed: string[] }>(board, 'crm-column-change')
    column(board, 'New').querySelector<HTMLElement>('[aria-expanded=true]')!.click()
    expect((await changed).collapsed.length).to.equal(1)
    await board.updateComplete
    expect(column(board, 'New').querySelector('.card')).to.equal(null)
    expect(count(board, 'New')).to.equal(3)
    await expect(board).to.be.accessible()
    expect(board.getState().collapsed.length).to.equal(1)
  })

  test('narrows by search and filter, counts included', async () => {
    const { board, net } = await boardPage({ deals: { New: ['big alpha', 'beta', 'alps so big'] } })
    // Every word, in any order: the search of the list, not a fragment of the title.
    board.setRequest({ search: 'big alp' })
    await until(() => count(board, 'New') === 2)
    await loaded(board)
    expect(titles(board, 'New')).to.equal('big alpha alps so big')
    const asked = net.calls.filter((call) => call.includes('q=big alp'))
    expect(asked.some((call) => call.includes('/columns?'))).to.equal(true)
    expect(asked.some((call) => call.startsWith('GET /deals?'))).to.equal(true)
    board.setRequest({ search: '', filter: { title: 'beta' } })
    await until(() => titles(board, 'New') === 'beta')
    await until(() => find(board, '.chips'))
    await expect(board).to.be.accessible()
  })

  test('takes the saved views of the list', async () => {
    const page = await boardPage({ deals: { New: ['alpha', 'beta'] } })
    const { board, api } = page
    const body = { entity: 'deal', name: 'Mine', query: { filter: { title: 'beta' } } }
    const { data } = await api('post', '/views', body, {
      id: 'ada',
      name: 'Ada Lovelace',
      roles: ['admin'],
    })
    board.view = data.id
    await until(() => titles(board, 'New') === 'beta')
    expect(count(board, 'New')).to.equal(1)
    expect(find(board, '.view.active')?.textContent).to.contain('Mine')
  })

  test('draws only what is in view, and reads the rest when it is', async () => {
    const many = Array.from({ length: 300 }, (_, index) => `n${String(index).padStart(3, '0')}`)
    const { board, net } = await boardPage({ deals: { New: many } })
    expect(count(board, 'New')).to.equal(300)
    expect(all(board, '.slot').length).to.be.lessThan(16)
    const list = column(board, 'New').querySelector('.cards-scroll') as HTMLElement
    card(board, 'n001').focus()
    list.scrollTop = 250 * 96
    await until(() => titles(board, 'New').includes('n252'))
    // The card with the focus is still there, and keys start from it.
    expect(focused(board)).to.equal('n001')
    expect(net.calls.filter((call) => call.includes('skip=100')).length).to.equal(0)
    await keys('ArrowDown')
    await until(() => focused(board) === 'n002')
    expect(list.scrollTop).to.be.lessThan(300)
  })

  test('groups any records by a field with options, and moves them by writing it', async () => {
    const page = await boardPage({ deals: {} })
    await page.seed('contacts', [
      { firstName: 'Ada', status: 'lead' },
      { firstName: 'Bob', status: 'customer' },
    ])
    const board = await addBoard(page, { attributes: { entity: 'contact', 'group-by': 'status' } })
    expect(titles(board, 'Lead')).to.equal('Ada')
    expect(titles(board, 'Customer')).to.equal('Bob')
    card(board, 'Ada').focus()
    await keys('Shift+ArrowRight')
    await until(() => titles(board, 'Prospect') === 'Ada')
    await until(async () => {
      const { data } = await page.api('get', '/contacts?filter={"status":"prospect"}')
      return (data as unknown as unknown[]).length === 1
    })
    await expect(board).to.be.accessible()
  })

  test('marks what has been in its stage too long, in words too', async () => {
    const page = await boardPage({
      stages: [
        { name: 'New', rottingDays: 5 },
        { name: 'Won', kind: 'won' },
      ],
      deals: { New: ['a'] },
    })
    const { board, client, ids } = page
    const id = ids['a'] ?? ''
    const record = client.records.get('deal', id)!
    const since = new Date(Date.now() - 8 * 86_400_000).toISOString()
    client.records.put('deal', [{ ...record, stageEnteredAt: since }])
    await until(() => find(board, '.rotting'))
    expect(find(board, '.rotting')?.textContent).to.contain('8 days in this stage')
    await expect(board).to.be.accessible()
  })

  test('says when there is no pipeline', async () => {
    const page = await boardPage({ wait: false })
    await page.api('delete', `/pipelines/${page.pipelineId}`).catch(() => undefined)
    const board = await addBoard(page, { attributes: { entity: 'contact' }, wait: false })
    await until(() => board.matches(':state(empty)'))
    expect(find(board, '.panel')?.textContent).to.contain('There is no pipeline yet')
    await expect(board).to.be.accessible()
  })

  test('fits 320 px and goes without motion where that is asked for', async () => {
    const { board } = await boardPage()
    board.parentElement!.style.width = '320px'
    await board.updateComplete
    await expect(board).to.be.accessible()
    expect(column(board, 'New').getBoundingClientRect().width).to.be.lessThan(300)
    // The page and the browser of the tests turn motion off themselves.
    board.style.removeProperty('--crm-duration')
    await emulateMedia({ reducedMotion: 'no-preference' })
    try {
      await until(() => !getComputedStyle(card(board, 'a')).transitionDuration.startsWith('0s'))
    } finally {
      await emulateMedia({ reducedMotion: 'reduce' })
    }
    await until(() => getComputedStyle(card(board, 'a')).transitionDuration.startsWith('0s'))
  })

  test('leaves nothing behind after 50 connections', async () => {
    const { board } = await boardPage()
    const place = board.parentElement!
    const left = await cyclesLeave(board, place)
    expect(left).to.deep.equal({ listeners: 0, timers: 0, streams: 0 })
  })
})
