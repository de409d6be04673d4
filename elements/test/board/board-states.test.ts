import { expect } from '@open-wc/testing'

import { boardPage, column, count, find, titles } from './board-page.ts'

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
})
