import { expect } from '@open-wc/testing'

import { until } from '../support/until.ts'
import {
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

suite('what goes wrong', () => {
  test('a move without a network is taken back and said, and works once there is one', async () => {
    const page = await boardPage()
    const { board, net, stages } = page
    card(board, 'a').focus()
    net.offline()
    await keys('Shift+ArrowRight')
    await until(() => titles(board, 'New') === 'a b c' && titles(board, 'Talks') === 'd e')
    await until(() =>
      page.element.shadowRoot?.textContent?.includes(
        'a is back in New. The server cannot be reached',
      ),
    )
    expect([count(board, 'New'), count(board, 'Talks')]).to.deep.equal([3, 2])
    expect(focused(board)).to.equal('a')
    await until(() => find(board, '.connection'))
    await expect(board).to.be.accessible()
    net.online()
    await until(() => !find(board, '.connection'))
    await keys('Shift+ArrowRight')
    await until(async () => (await stored(page, stages['Talks'])) === 'a d e')
  })

  test('a stage that somebody has deleted: the card goes back, the column goes away', async () => {
    const page = await boardPage()
    const { board, stages, api } = page
    await api('delete', `/stages/${stages['Won']}`)
    card(board, 'a').querySelector<HTMLElement>('.card-menu')!.click()
    const form = await until(() => find(board, '#panel:popover-open .move-form'))
    form.querySelector<HTMLInputElement>(`[value="${stages['Won']}"]`)!.click()
    form.querySelector<HTMLElement>('[type=submit]')!.click()
    await until(() =>
      page.element.shadowRoot?.textContent?.includes('“Won” does not exist any more'),
    )
    await until(() => !board.shadowRoot?.querySelector(`[data-column="${stages['Won']}"]`))
    await loaded(board)
    expect(titles(board, 'New')).to.equal('a b c')
  })

  test('a card that somebody has deleted leaves the board', async () => {
    const page = await boardPage()
    const { board, ids, api } = page
    await api('delete', `/deals/${ids['a']}`)
    card(board, 'a').focus()
    await keys('Shift+ArrowRight')
    await until(() => titles(board, 'New') === 'b c' && titles(board, 'Talks') === 'd e')
    expect([count(board, 'New'), count(board, 'Talks')]).to.deep.equal([2, 2])
  })

  test('a host may refuse a move, or ask somebody first', async () => {
    const page = await boardPage()
    const { board, net } = page
    board.addEventListener('crm-before-card-move', (event) => {
      ;(event as CustomEvent<{ respondWith(answer: unknown): void }>).detail.respondWith(
        Promise.resolve(false),
      )
    })
    card(board, 'a').focus()
    await keys('Shift+ArrowRight')
    await until(() => page.spoken().includes('a stays in New'))
    expect(titles(board, 'New')).to.equal('a b c')
    expect(net.calls.some((call) => call.includes('/deals/move'))).to.equal(false)
  })

  test('a board that cannot be loaded says so, and is loaded at the second try', async () => {
    const page = await boardPage({ deals: { New: ['a'] } })
    const { board, net } = page
    net.answer(/GET \/pipelines\/.*columns/, 500, { code: 'INTERNAL' }, { times: 1 })
    board.swimlanes = true
    await until(() => board.matches(':state(error)') && find(board, '.panel'))
    await expect(board).to.be.accessible()
    board.swimlanes = false
    find(board, '.panel .button')!.click()
    await loaded(board)
    expect(titles(board, 'New')).to.equal('a')
  })

  test('cards of one column that cannot be read leave the others alone', async () => {
    const page = await boardPage({ wait: false })
    const { board, net, stages } = page
    net.answer(new RegExp(`GET /deals.*${stages['Talks']}`), 503, {}, { times: 4 })
    await until(() => find(board, '.column-fault'))
    await until(() => titles(board, 'New') === 'a b c')
    await expect(board).to.be.accessible()
    net.clear()
    column(board, 'Talks').querySelector<HTMLElement>('.column-fault .button')!.click()
    await until(() => titles(board, 'Talks') === 'd e')
  })

  test('one who may only read moves and makes nothing', async () => {
    const page = await boardPage()
    const { board } = page
    board.readonly = true
    await board.updateComplete
    expect(find(board, '.card-menu')).to.equal(null)
    expect(find(board, '.column-foot')).to.equal(null)
    card(board, 'a').focus()
    await keys('Shift+ArrowRight', 'm')
    expect(titles(board, 'New')).to.equal('a b c')
    expect(find(board, '#panel:popover-open')).to.equal(null)
  })
})
