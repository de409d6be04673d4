import { expect } from '@open-wc/testing'

import type { CrmPipelineBoard } from '../../src/board/crm-pipeline-board.ts'
import { once, until } from '../support/until.ts'
import {
  all,
  boardPage,
  card,
  count,
  find,
  focused,
  keys,
  loaded,
  stored,
  titles,
} from './board-page.ts'

/** A second pipeline beside that of the page, with a deal in it. */
async function twoPipelines() {
  const page = await boardPage()
  const { api } = page
  const renewals = (await api('post', '/pipelines', { name: 'Renewals' })).data.id
  const due = (await api('post', '/stages', { name: 'Due', pipelineId: renewals })).data.id
  await api('post', '/deals', { title: 'z', pipelineId: renewals, stageId: due })
  return { ...page, renewals, due }
}

suite('more than one pipeline', () => {
  test('is chosen with the picker: its stages, its cards, and the focus stays', async () => {
    const page = await twoPipelines()
    const { board, renewals, pipelineId } = page
    // The page was there before the second one.
    board.pipelineId = pipelineId
    const picker = await until(() => find<HTMLSelectElement>(board, '.pipeline'))
    await loaded(board)
    expect(picker.value).to.equal(pipelineId)
    await expect(board).to.be.accessible()
    picker.focus()
    const changed = once<{ id: string }>(board, 'crm-pipeline-change')
    picker.value = renewals
    picker.dispatchEvent(new Event('change', { bubbles: true }))
    expect((await changed).id).to.equal(renewals)
    await until(() => names(board) === 'Due')
    await loaded(board)
    expect(titles(board, 'Due')).to.equal('z')
    expect(board.getState().pipelineId).to.equal(renewals)
    // Not by `equal` of nodes: to print them chai walks the whole document, which takes minutes.
    expect(board.shadowRoot?.activeElement === picker).to.equal(true)
    expect(picker.value).to.equal(renewals)
    // And by the host: the picker follows.
    board.pipelineId = pipelineId
    await until(() => names(board).startsWith('New'))
    await loaded(board)
    expect(titles(board, 'New')).to.equal('a b c')
    expect(picker.value).to.equal(pipelineId)
  })

  test('a card that is in another one by now: the move is refused in words, and the card leaves', async () => {
    const page = await twoPipelines()
    const { board, api, ids, net, renewals, due, stages } = page
    await api('patch', `/deals/${ids['a']}`, { pipelineId: renewals, stageId: due })
    const before = net.calls.filter((call) => call.startsWith('GET /stages')).length
    card(board, 'a').focus()
    await keys('Shift+ArrowRight')
    await until(() =>
      page.element.shadowRoot?.textContent?.includes(
        'a is back in New. “Talks” belongs to another pipeline.',
      ),
    )
    await until(() => titles(board, 'New') === 'b c' && titles(board, 'Talks') === 'd e')
    await until(() => count(board, 'New') === 2 && count(board, 'Talks') === 2)
    expect(await stored(page, stages['Talks'])).to.equal('d e')
    await until(() => net.calls.filter((call) => call.startsWith('GET /stages')).length > before)
    expect(focused(board)).to.not.equal('a')
  })
})

function names(board: CrmPipelineBoard): string {
  return all(board, '.column-name')
    .map(({ textContent }) => textContent)
    .join()
}
