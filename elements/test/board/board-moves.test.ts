import { expect } from '@open-wc/testing'
import { sendMouse } from '@web/test-runner-commands'

import { frame, until } from '../support/until.ts'
import {
  addBoard,
  boardPage,
  card,
  count,
  find,
  focused,
  gap,
  keys,
  middle,
  point,
  stored,
  titles,
} from './board-page.ts'

suite('a card is moved', () => {
  test('by mouse: between cards of another column, shown at once and written', async () => {
    const page = await boardPage()
    const { board, stages } = page
    const from = middle(card(board, 'b'))
    await sendMouse({ type: 'move', position: [from.x, from.y] })
    await sendMouse({ type: 'down' })
    const to = gap(board, 'Talks', 1)
    await sendMouse({ type: 'move', position: [from.x + 20, from.y + 10] })
    await sendMouse({ type: 'move', position: [to.x, to.y] })
    await until(() => find(board, '.drop-line') && find(board, '.drag-ghost:popover-open'))
    await until(() => page.spoken().includes('Moving b. Escape cancels.'))
    await sendMouse({ type: 'up' })
    await until(() => titles(board, 'Talks') === 'd b e')
    expect(titles(board, 'New')).to.equal('a c')
    expect([count(board, 'New'), count(board, 'Talks')]).to.deep.equal([2, 3])
    expect(find(board, '.drag-ghost')).to.equal(null)
    await until(() => page.spoken().includes('b moved from New to Talks, position 2 of 3'))
    await until(async () => (await stored(page, stages['Talks'])) === 'd b e')
  })

  test('by finger on its handle; a finger elsewhere scrolls', async () => {
    const page = await boardPage()
    const { board, stages } = page
    const start = middle(card(board, 'a'))
    const end = gap(board, 'New', 3)
    point(card(board, 'a'), 'pointerdown', start)
    point(window, 'pointermove', end)
    await frame()
    expect(find(board, '.drag-ghost')).to.equal(null)
    point(window, 'pointerup', end)
    const grip = card(board, 'a').querySelector('.grip')!
    expect(getComputedStyle(grip).touchAction).to.equal('none')
    point(grip, 'pointerdown', start)
    point(window, 'pointermove', end)
    await until(() => find(board, '.drag-ghost:popover-open') && find(board, '.drop-line'))
    point(window, 'pointerup', end)
    await until(() => titles(board, 'New') === 'b c a')
    await until(async () => (await stored(page, stages['New'])) === 'b c a')
  })

  test('while the columns are counted: an answer from before the move does not take the card back', async () => {
    const page = await boardPage()
    const { board, net } = page
    const counted = net.holdAnswer('GET /pipelines')
    board.refresh()
    await counted.arrived
    const release = net.hold('POST /deals/move')
    card(board, 'a').focus()
    await keys('Shift+ArrowRight')
    await until(() => titles(board, 'Talks').includes('a'))
    counted.release()
    await new Promise((resolve) => setTimeout(resolve, 200))
    expect([titles(board, 'New'), titles(board, 'Talks').length]).to.deep.equal(['b c', 5])
    release()
    await until(async () => (await stored(page, page.stages['Talks'])).includes('a'))
    await until(() => count(board, 'Talks') === 3)
    expect(titles(board, 'Talks')).to.contain('a')
  })

  test('by menu: column and position, and the focus is on the card after it', async () => {
    const page = await boardPage()
    const { board, stages } = page
    card(board, 'c').focus()
    await keys('m')
    const form = await until(() => find(board, '#panel:popover-open .move-form'))
    await expect(board).to.be.accessible()
    expect(board.shadowRoot?.activeElement?.getAttribute('value')).to.equal(stages['New'])
    await keys('ArrowDown')
    const select = form.querySelector('select')!
    select.value = '1'
    select.dispatchEvent(new Event('change', { bubbles: true }))
    form.querySelector<HTMLElement>('[type=submit]')!.click()
    await until(() => titles(board, 'Talks') === 'd c e')
    await until(async () => (await stored(page, stages['Talks'])) === 'd c e')
    await until(() => focused(board) === 'c')
  })

  test('by the button of the card, without a drag and without keys', async () => {
    const page = await boardPage()
    const { board, stages } = page
    card(board, 'a').querySelector<HTMLElement>('.card-menu')!.click()
    const form = await until(() => find(board, '#panel:popover-open .move-form'))
    form.querySelector<HTMLInputElement>(`[value="${stages['Won']}"]`)!.click()
    form.querySelector<HTMLElement>('[type=submit]')!.click()
    await until(() => titles(board, 'Won') === 'a')
    await until(async () => (await stored(page, stages['Won'])) === 'a')
  })

  test('by keys: a step down, a column on, and the focus goes along', async () => {
    const page = await boardPage()
    const { board, stages } = page
    card(board, 'a').focus()
    await keys('Shift+ArrowDown')
    await until(() => titles(board, 'New') === 'b a c')
    expect(focused(board)).to.equal('a')
    await keys('Shift+ArrowRight')
    await until(() => titles(board, 'Talks') === 'd a e')
    await until(() => focused(board) === 'a')
    await keys('Shift+ArrowUp')
    await until(() => titles(board, 'Talks') === 'a d e')
    await until(async () => (await stored(page, stages['Talks'])) === 'a d e')
    expect(await stored(page, stages['New'])).to.equal('b c')
    expect(focused(board)).to.equal('a')
  })

  test('twice before the first is answered: it goes on, and never back', async () => {
    const page = await boardPage()
    const { board, net, stages } = page
    const release = net.hold('POST /deals/move')
    card(board, 'a').focus()
    await keys('Shift+ArrowRight')
    await until(() => titles(board, 'Talks').includes('a'))
    await keys('Shift+ArrowRight')
    await until(() => titles(board, 'Won') === 'a')
    release()
    const seen = new Set<string>()
    await until(async () => {
      seen.add(['New', 'Talks', 'Won'].map((name) => titles(board, name)).join('|'))
      return (await stored(page, stages['Won'])) === 'a'
    })
    await until(() => count(board, 'Won') === 1 && count(board, 'New') === 2)
    expect([...seen]).to.deep.equal(['b c|d e|a'])
    expect(net.calls.filter((call) => call.includes('/move')).length).to.equal(2)
  })

  test('twice, and the second is refused: it stays where the first has put it', async () => {
    const page = await boardPage()
    const { board, net, stages, api } = page
    await api('patch', `/stages/${stages['Talks']}`, { nextStageIds: [stages['New']] })
    const release = net.hold('POST /deals/move')
    card(board, 'a').focus()
    await keys('Shift+ArrowRight')
    await until(() => titles(board, 'Talks').includes('a'))
    await keys('Shift+ArrowRight')
    await until(() => titles(board, 'Won') === 'a')
    release()
    await until(() => page.element.shadowRoot?.textContent?.includes('a is back in Talks.'))
    await until(() => titles(board, 'Talks').includes('a') && titles(board, 'Won') === '')
    expect(await stored(page, stages['Talks'])).to.equal(titles(board, 'Talks'))
    await until(() => count(board, 'Won') === 0 && count(board, 'Talks') === 3)
  })

  test('on two boards of one page at once: both end as the server has it', async () => {
    const page = await boardPage()
    const { board, net, stages } = page
    const other = await addBoard(page)
    const release = net.hold('POST /deals/move')
    card(board, 'a').focus()
    await keys('Shift+ArrowRight')
    card(other, 'a').focus()
    await keys('m')
    const form = await until(() => find(other, '#panel:popover-open .move-form'))
    form.querySelector<HTMLInputElement>(`[value="${stages['Won']}"]`)!.click()
    form.querySelector<HTMLElement>('[type=submit]')!.click()
    await until(() => titles(other, 'Won') === 'a')
    release()
    const names = Object.keys(stages)
    await until(async () => {
      const server = await Promise.all(names.map((name) => stored(page, stages[name])))
      return [board, other].every(
        (one) => names.map((name) => titles(one, name)).join('|') === server.join('|'),
      )
    })
    await until(() => [board, other].every((one) => count(one, 'New') === 2))
  })

  test('several at once, in the order they lie', async () => {
    const page = await boardPage()
    const { board, stages } = page
    card(board, 'c').focus()
    await keys(' ', 'ArrowUp', 'ArrowUp', ' ')
    expect([...board.selected].sort()).to.deep.equal([page.ids['a'], page.ids['c']].sort())
    await until(() => find(board, '.selection'))
    await expect(board).to.be.accessible()
    await keys('Shift+ArrowRight')
    await until(() => titles(board, 'Talks') === 'a c d e')
    await until(async () => (await stored(page, stages['Talks'])) === 'a c d e')
    await until(() => page.spoken().includes('2 cards moved from New to Talks'))
  })

  test('Escape ends a drag, and the card stays', async () => {
    const page = await boardPage()
    const { board, net } = page
    const from = middle(card(board, 'b'))
    await sendMouse({ type: 'move', position: [from.x, from.y] })
    await sendMouse({ type: 'down' })
    await sendMouse({ type: 'move', position: [from.x + 300, from.y] })
    await until(() => find(board, '.drag-ghost'))
    await keys('Escape')
    expect(find(board, '.drag-ghost')).to.equal(null)
    await sendMouse({ type: 'up' })
    expect(titles(board, 'New')).to.equal('a b c')
    await until(() => page.spoken().includes('b stays in New'))
    expect(net.calls.filter((call) => call.includes('move'))).to.deep.equal([])
  })
})
