import { expect } from '@open-wc/testing'
import { sendMouse } from '@web/test-runner-commands'

import type { CrmPipelineBoard } from '../../src/board/crm-pipeline-board.ts'
import { frame, until } from '../support/until.ts'
import {
  boardPage,
  card,
  column,
  find,
  focused,
  gap,
  keys,
  loaded,
  middle,
  point,
  stored,
  titles,
} from './board-page.ts'

const many = Array.from({ length: 40 }, (_, index) => `n${String(index).padStart(2, '0')}`)

/** The same drag by what moves the pointer. */
const pointers = {
  mouse: {
    down: async (from: Element) => {
      const { x, y } = middle(from)
      await sendMouse({ type: 'move', position: [x, y] })
      await sendMouse({ type: 'down' })
    },
    move: ({ x, y }: { x: number; y: number }) => sendMouse({ type: 'move', position: [x, y] }),
    up: () => sendMouse({ type: 'up' }),
  },
  finger: {
    down: async (from: Element) =>
      void point(from.querySelector('.grip')!, 'pointerdown', middle(from)),
    move: async (at: { x: number; y: number }) => {
      lastTouch = at
      point(window, 'pointermove', at)
    },
    up: async () => void point(window, 'pointerup', lastTouch),
  },
}
let lastTouch = { x: 0, y: 0 }

for (const [name, pointer] of Object.entries(pointers))
  suite(`a card is carried by ${name}`, () => {
    test('to the lower edge of its column: the column scrolls on, and back at the upper one', async () => {
      const page = await boardPage({ deals: { New: many } })
      const { board, stages } = page
      const list = listOf(board, 'New')
      const box = list.getBoundingClientRect()
      const x = Math.round(box.left + box.width / 2)
      await pointer.down(card(board, 'n00'))
      await pointer.move({ x, y: Math.round(box.top + 200) })
      expect(list.scrollTop).to.equal(0)
      await pointer.move({ x, y: Math.round(box.bottom - 4) })
      await until(() => list.scrollTop > 900)
      await pointer.move({ x, y: Math.round(box.top + 4) })
      await until(() => list.scrollTop < 300)
      const stopped = { x, y: Math.round(box.top + box.height / 2) }
      await pointer.move(stopped)
      await frame()
      const { scrollTop } = list
      await frame()
      await frame()
      expect(list.scrollTop).to.equal(scrollTop)
      const index = Math.round((stopped.y - box.top + scrollTop) / 96)
      await pointer.up()
      await until(async () => (await stored(page, stages['New'])).split(' ')[index - 1] === 'n00')
      expect(find(board, '.drag-ghost')).to.equal(null)
    })

    test('and the board is accessible while it is', async () => {
      const { board } = await boardPage()
      await pointer.down(card(board, 'a'))
      const to = gap(board, 'Talks', 1)
      await pointer.move({ x: to.x - 20, y: to.y })
      await pointer.move(to)
      await until(() => find(board, '.drop-line') && find(board, '.drag-ghost:popover-open'))
      await expect(board).to.be.accessible()
      await pointer.up()
      await until(() => titles(board, 'Talks') === 'd a e')
    })

    test('to the side of a narrow board: it scrolls to the columns that are out of sight', async () => {
      const page = await boardPage({ width: 500 })
      const { board, stages } = page
      const room = find(board, '.board')!
      const box = room.getBoundingClientRect()
      const y = Math.round(box.top + 120)
      await pointer.down(card(board, 'a'))
      await pointer.move({ x: Math.round(box.left + 200), y })
      await pointer.move({ x: Math.round(box.right - 4), y })
      await until(() => room.scrollLeft >= room.scrollWidth - room.clientWidth - 1)
      await pointer.move(middle(listOf(board, 'Lost')))
      await until(() => column(board, 'Lost').classList.contains('over'))
      await pointer.up()
      await until(async () => (await stored(page, stages['Lost'])) === 'a')
      expect(titles(board, 'New')).to.equal('b c')
    })
  })

suite('a board inside shadow roots of the page', () => {
  test('is dragged on, keeps its focus and opens its menu', async () => {
    const page = await boardPage({ wait: false })
    const { board, stages } = page
    const inner = nested(nested(page.element))
    inner.append(board.parentElement!)
    await loaded(board)
    const from = middle(card(board, 'b'))
    await sendMouse({ type: 'move', position: [from.x, from.y] })
    await sendMouse({ type: 'down' })
    const to = gap(board, 'Talks', 1)
    await sendMouse({ type: 'move', position: [from.x + 20, from.y] })
    await sendMouse({ type: 'move', position: [to.x, to.y] })
    await until(() => find(board, '.drag-ghost:popover-open'))
    await sendMouse({ type: 'up' })
    await until(() => titles(board, 'Talks') === 'd b e')
    await until(async () => (await stored(page, stages['Talks'])) === 'd b e')
    card(board, 'a').focus()
    await keys('Shift+ArrowRight')
    await until(() => titles(board, 'Talks').includes('a') && focused(board) === 'a')
    await keys('m')
    const form = await until(() => find(board, '#panel:popover-open .move-form'))
    form.querySelector<HTMLInputElement>(`[value="${stages['Won']}"]`)!.click()
    form.querySelector<HTMLElement>('[type=submit]')!.click()
    await until(async () => (await stored(page, stages['Won'])) === 'a')
    await until(() => focused(board) === 'a')
  })
})

function listOf(board: CrmPipelineBoard, name: string): HTMLElement {
  return column(board, name).querySelector('.cards-scroll') as HTMLElement
}

function nested(place: ParentNode & Node): ShadowRoot {
  const host = document.createElement('div')
  place.append(host)
  return host.attachShadow({ mode: 'open' })
}
