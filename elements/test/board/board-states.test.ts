import { expect } from '@open-wc/testing'

import { until } from '../support/until.ts'
import { boardPage, card, column, count, find, gap, middle, point, titles } from './board-page.ts'

suite('a board shows', () => {
  test('its columns in order, with cards, counts and sums', async () => {
    const money = { amount: 120_000, currency: 'EUR' }
    const { board } = await boardPage({
      deals: {
        New: [
          { title: 'a', ...money },
          { title: 'b', ...money },
        ],
        Talks: ['c'],
      },
    })
    expect(titles(board, 'New')).to.equal('a b')
    expect(titles(board, 'Talks')).to.equal('c')
    expect([count(board, 'New'), count(board, 'Won')]).to.deep.equal([2, 0])
    expect(column(board, 'New').querySelector('.column-sums')?.textContent).to.contain('€2.4K')
    expect(column(board, 'Won').textContent).to.contain('Nothing here')
    expect(find(board, '.card')?.textContent).to.contain('€1,200')
    await expect(board).to.be.accessible()
  })

  test('where a carried card would go, and is accessible while it is carried', async () => {
    const { board } = await boardPage()
    const grip = card(board, 'a').querySelector('.grip')!
    point(grip, 'pointerdown', middle(card(board, 'a')))
    point(window, 'pointermove', gap(board, 'Talks', 1))
    await until(() => find(board, '.drop-line') && find(board, '.drag-ghost:popover-open'))
    expect(column(board, 'Talks').classList.contains('over')).to.equal(true)
    await expect(board).to.be.accessible()
    point(window, 'pointerup', gap(board, 'Talks', 1))
    await until(() => titles(board, 'Talks') === 'd a e')
  })

  test('what it looks like in the dark, from right to left, and with bigger letters', async () => {
    const { board, element } = await boardPage({ theme: 'dark' })
    await expect(board).to.be.accessible()
    element.dir = 'rtl'
    board.style.setProperty('--crm-font-size', '20px')
    board.cardHeight = 150
    await board.updateComplete
    await expect(board).to.be.accessible()
    const [first, second] = [column(board, 'New'), column(board, 'Talks')]
    expect(first.getBoundingClientRect().left).to.be.greaterThan(
      second.getBoundingClientRect().left,
    )
    const title = card(board, 'a').querySelector('.card-title bdi')!
    const text = document.createRange()
    text.selectNodeContents(title)
    expect(getComputedStyle(title).direction).to.equal('ltr')
    expect(
      Math.abs(text.getBoundingClientRect().right - title.getBoundingClientRect().right),
    ).to.be.lessThan(1)
  })
})
