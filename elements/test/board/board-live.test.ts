import { expect } from '@open-wc/testing'

import { provider } from '../support/provider.ts'
import { frame, until } from '../support/until.ts'
import {
  addBoard,
  boardPage,
  card,
  column,
  count,
  find,
  focused,
  keys,
  loaded,
  middle,
  point,
  stored,
  titles,
} from './board-page.ts'

/** Ten seconds to the deadline of `until`; how long it takes is measured by the bench, on a machine that does nothing else. */
const live = { live: 'sse' as const }

suite('two people on one board', () => {
  test('moves, creations and deletions of one show on the other', async () => {
    const ada = await boardPage(live)
    const grace = await provider({ ...live, tenant: ada.tenant, id: 'grace', name: 'Grace Hopper' })
    const other = await addBoard(grace)
    card(ada.board, 'a').focus()
    await keys('Shift+ArrowRight')
    await until(() => titles(other, 'Talks') === 'd a e' || titles(other, 'Talks') === 'a d e')
    expect(titles(other, 'New')).to.equal('b c')
    await until(() => count(other, 'Talks') === 3 && count(other, 'New') === 2)
    await ada.api('post', '/deals', { title: 'z', stageId: ada.stages['New'] })
    await until(() => titles(other, 'New') === 'b c z' && titles(ada.board, 'New') === 'b c z')
    await ada.api('delete', `/deals/${ada.ids['d']}`)
    await until(() => titles(other, 'Talks') === 'a e' && titles(ada.board, 'Talks') === 'a e')
    await until(() => count(other, 'Talks') === 2)
  })

  test('who move the same cards at once end in one order, that of the server', async () => {
    const ada = await boardPage({ ...live, deals: { New: ['a', 'b', 'c', 'd', 'e', 'f'] } })
    const grace = await provider({ ...live, tenant: ada.tenant, id: 'grace', name: 'Grace Hopper' })
    const other = await addBoard(grace)
    card(ada.board, 'a').focus()
    await keys('Shift+ArrowDown', 'Shift+ArrowRight')
    card(other, 'a').focus()
    await keys('Shift+ArrowDown', 'Shift+ArrowDown')
    card(ada.board, 'e').focus()
    await keys('Shift+ArrowUp', 'Shift+ArrowRight')
    card(other, 'e').focus()
    await keys('Shift+ArrowRight', 'Shift+ArrowUp')
    // Who hears of the other's move first moves the card one stage further: any column may have it.
    const names = Object.keys(ada.stages)
    await until(async () => {
      const orders = await Promise.all(names.map((name) => stored(ada, ada.stages[name])))
      const server = orders.join('|')
      const shown = [ada.board, other].map((one) =>
        names.map((name) => titles(one, name)).join('|'),
      )
      return shown.every((one) => one === server) && server.replace(/\W/g, '').length === 6
    }, 'both boards and the server have one order')
  })

  test('what one looks at stays: focus, scroll, and a card that is carried', async () => {
    const many = Array.from({ length: 40 }, (_, index) => `n${String(index).padStart(2, '0')}`)
    const page = await boardPage({ ...live, deals: { New: many, Talks: ['d'] } })
    const { board, api, stages, ids } = page
    const list = column(board, 'New').querySelector('.cards-scroll') as HTMLElement
    list.scrollTop = 20 * 96
    await until(() => titles(board, 'New').includes('n22'))
    card(board, 'n22').focus()
    const before = card(board, 'n22').getBoundingClientRect().top
    await api('post', '/deals/move', { ids: [ids['d']], stageId: stages['New'], afterId: null })
    await until(() => count(board, 'New') === 41)
    await frame()
    expect(Math.abs(card(board, 'n22').getBoundingClientRect().top - before)).to.be.lessThan(2)
    expect(focused(board)).to.equal('n22')
    const grip = card(board, 'n22').querySelector('.grip')!
    point(grip, 'pointerdown', middle(card(board, 'n22')))
    point(window, 'pointermove', middle(column(board, 'Talks')))
    await until(() => find(board, '.drag-ghost'))
    await api('post', '/deals/move', { ids: [ids['n22']], stageId: stages['Won'] })
    await until(() => find(board, '.drag-ghost') === null)
    await until(() => titles(board, 'Won') === 'n22')
    await until(() =>
      page.element.shadowRoot?.textContent?.includes('n22 was changed by somebody else'),
    )
  })

  test('own moves come back over the stream and change nothing', async () => {
    const page = await boardPage(live)
    const { board, net, stages } = page
    const release = net.hold('POST /deals/move')
    card(board, 'a').focus()
    await keys('Shift+ArrowRight')
    await until(() => titles(board, 'Talks').includes('a'))
    release()
    await until(async () => (await stored(page, stages['Talks'])).includes('a'))
    const seen = new Set<string>()
    const end = performance.now() + 1_500
    while (performance.now() < end) {
      seen.add(`${titles(board, 'New')}|${titles(board, 'Talks')}`)
      await frame()
    }
    expect([...seen].length).to.equal(1)
  })

  test('a stage that is added or renamed shows', async () => {
    const page = await boardPage(live)
    const { board, api, stages, pipelineId } = page
    await api('patch', `/stages/${stages['Talks']}`, { name: 'Meeting' })
    await until(() => board.shadowRoot?.textContent?.includes('Meeting'))
    await api('post', '/stages', { name: 'Later', pipelineId })
    await until(() => board.shadowRoot?.textContent?.includes('Later'))
    await loaded(board)
    expect(titles(board, 'Meeting')).to.equal('d e')
  })
})
