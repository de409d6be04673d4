import { expect } from '@open-wc/testing'

import type { CrmPipelineBoard } from '../../src/board/crm-pipeline-board.ts'
import { until } from '../support/until.ts'
import {
  all,
  type BoardPage,
  boardPage,
  card,
  find,
  focused,
  keys,
  middle,
  point,
} from './board-page.ts'

suite('a lane for each owner', () => {
  test('stands where somebody has cards, and keys go from one to the next', async () => {
    const page = await lanedPage(['Ada', 'Bob', 'Cy'], { a: 'Bob' })
    const { board } = page
    expect(names(board)).to.deep.equal(['Bob', 'Nobody'])
    await expect(board).to.be.accessible()
    card(board, 'a').focus()
    await keys('ArrowDown')
    await until(() => focused(board) === 'b')
  })

  test('those without cards are behind a button, and a card that is carried there is theirs', async () => {
    const page = await lanedPage(['Ada', 'Bob', 'Cy'], { a: 'Bob' })
    const { board, api, ids, members } = page
    const button = find(board, '.everybody')!
    button.click()
    // With those who asked for anything before.
    await until(() => names(board).join() === 'Ada,Ada Lovelace,Bob,Cy,user-admin,Nobody')
    expect(button.getAttribute('aria-expanded')).to.equal('true')
    await expect(board).to.be.accessible()
    button.click()
    await until(() => names(board).join() === 'Bob,Nobody')
    // Without a press: it opens below a card that is carried over it.
    const grip = card(board, 'a').querySelector('.grip')!
    point(grip, 'pointerdown', middle(card(board, 'a')))
    point(window, 'pointermove', middle(button))
    await until(() => names(board).includes('Cy'))
    const place = (): HTMLElement => lane(board, 'Cy').querySelector('.column') as HTMLElement
    await until(() => {
      place().scrollIntoView({ block: 'nearest' })
      point(window, 'pointermove', middle(place()))
      return place().classList.contains('over')
    })
    point(window, 'pointerup', middle(place()))
    await until(async () => {
      const { data } = await api('get', `/deals/${ids['a']}`)
      return data['ownerId'] === members['Cy']
    })
    await until(() => lane(board, 'Cy').textContent?.includes('a'))
    // The lane that has become empty stays until the board is read anew: nothing moves below the pointer.
    expect(names(board)).to.include('Bob')
  })

  test('is there for one of more than a hundred members, and all are counted in one question', async () => {
    const many = Array.from({ length: 120 }, (_, index) => `P${String(index).padStart(3, '0')}`)
    const page = await lanedPage(many, { a: 'P117', b: 'P003' })
    const { board, net } = page
    expect(names(board)).to.deep.equal(['P003', 'P117'])
    expect(net.calls.filter((call) => call.includes('/columns')).length).to.be.lessThan(4)
    find(board, '.everybody')!.click()
    await until(() => names(board).length === many.length + 1 + others(page))
    // Far below nobody looks: what is there is not drawn and not read.
    expect(net.calls.filter((call) => call.startsWith('GET /deals?')).length).to.be.lessThan(40)
  })

  test('comes when somebody is given a first card', async () => {
    const page = await lanedPage(['Ada', 'Bob'], { a: 'Bob' })
    const { board, api, ids, members, client } = page
    await api('patch', `/deals/${ids['b']}`, { ownerId: members['Ada'] })
    await client.records.load('deal', ids['b'] ?? '', { fresh: true })
    await until(() => names(board).join().startsWith('Ada,Bob'))
    await until(() => lane(board, 'Ada').textContent?.includes('b'))
  })
})

interface LanedPage extends BoardPage {
  readonly members: Readonly<Record<string, string>>
}

/** A board with lanes: two deals, given to these people of that team. */
async function lanedPage(
  people: readonly string[],
  owners: Readonly<Record<string, string>>,
): Promise<LanedPage> {
  const page = await boardPage({ deals: { New: ['a', 'b'] } })
  const { api, board, ids } = page
  // Whoever comes once is a member.
  for (const name of people) await api('get', '/me', undefined, { id: name, name })
  const filter = encodeURIComponent(JSON.stringify({ name: { in: people } }))
  const answer = await api('get', `/members?limit=200&filter=${filter}`)
  const found = answer.data as unknown as { id: string; name: string }[]
  const members = Object.fromEntries(found.map(({ name, id }) => [name, id]))
  for (const title of ['a', 'b'])
    await api('patch', `/deals/${ids[title]}`, { ownerId: members[owners[title] ?? ''] ?? null })
  board.swimlanes = true
  const lanes = new Set(['a', 'b'].map((title) => owners[title])).size
  await until(() => names(board).length === lanes)
  await until(() => isShown(board, 'a') && isShown(board, 'b'))
  return { ...page, members }
}

/** Members who are there already: whoever made the deals. */
function others({ board }: BoardPage): number {
  return names(board).filter((name) => !/^P\d|Nobody/.test(name ?? '')).length
}

function isShown(board: CrmPipelineBoard, title: string): boolean {
  return all(board, '.card-title').some(({ textContent }) => textContent === title)
}

function names(board: CrmPipelineBoard): (string | null)[] {
  return all(board, '.lane-name').map(({ textContent }) => textContent)
}

function lane(board: CrmPipelineBoard, name: string): HTMLElement {
  return all(board, '.lane').find(
    (one) => one.querySelector('.lane-name')?.textContent === name,
  ) as HTMLElement
}
