import { expect } from '@open-wc/testing'

import { frame, once, until } from '../support/until.ts'
import { boardPage, card, count, find, focused, keys, stored, titles } from './board-page.ts'

const rules = {
  stages: [
    { name: 'New' },
    { name: 'Offer', requiredFields: ['expectedCloseOn', 'source'] },
    { name: 'Lost', kind: 'lost' },
  ],
  pipeline: { lostReasonRequired: true, lostReasons: ['Price', 'Timing'] },
  deals: { New: ['a', 'b'] },
} as const

suite('a stage with rules', () => {
  test('asks for what is missing, and then takes the card', async () => {
    const page = await boardPage(rules)
    const { board, stages, ids } = page
    const blocked = once<{ missingFields: string[] }>(board, 'crm-move-blocked')
    card(board, 'a').focus()
    await keys('Shift+ArrowRight')
    const dialog = await until(() => find<HTMLDialogElement>(board, '#dialog:modal .rule-form'))
    expect((await blocked).missingFields).to.deep.equal(['expectedCloseOn', 'source'])
    await expect(board).to.be.accessible()
    expect(titles(board, 'Offer')).to.equal('a')
    dialog.querySelector<HTMLElement>('[type=submit]')!.click()
    await until(() => dialog.querySelectorAll('.error-text').length === 2)
    await expect(board).to.be.accessible()
    await fill(dialog, 0, '2026-12-24')
    await fill(dialog, 1, 'Fair')
    dialog.querySelector<HTMLElement>('[type=submit]')!.click()
    await until(async () => (await stored(page, stages['Offer'])) === 'a')
    const { data } = await page.api('get', `/deals/${ids['a']}`)
    expect([data['expectedCloseOn'], data['source']]).to.deep.equal(['2026-12-24', 'Fair'])
    expect(titles(board, 'Offer')).to.equal('a')
    await until(() => focused(board) === 'a')
  })

  test('Escape puts the card back, and says so', async () => {
    const page = await boardPage(rules)
    const { board, stages } = page
    card(board, 'a').focus()
    await keys('Shift+ArrowRight')
    await until(() => find(board, '#dialog:modal'))
    await keys('Escape')
    await until(() => titles(board, 'New') === 'a b')
    await until(() => page.spoken().includes('a stays in New'))
    expect(await stored(page, stages['New'])).to.equal('a b')
    expect([count(board, 'New'), count(board, 'Offer')]).to.deep.equal([2, 0])
  })

  test('lost is asked for its reason, one of those there are', async () => {
    const page = await boardPage(rules)
    const { board, stages, ids } = page
    card(board, 'b').querySelector<HTMLElement>('.card-menu')!.click()
    const form = await until(() => find(board, '#panel:popover-open .move-form'))
    form.querySelector<HTMLInputElement>(`[value="${stages['Lost']}"]`)!.click()
    form.querySelector<HTMLElement>('[type=submit]')!.click()
    const dialog = await until(() => find(board, '#dialog:modal .rule-form'))
    expect(dialog.querySelector('h2')?.textContent).to.equal('Why was it lost?')
    dialog.querySelector<HTMLElement>('#rule-0')!.focus()
    await keys('ArrowDown', 'ArrowDown', 'Enter')
    await frame()
    dialog.querySelector<HTMLElement>('[type=submit]')!.click()
    await until(async () => (await stored(page, stages['Lost'])) === 'b')
    const { data } = await page.api('get', `/deals/${ids['b']}`)
    expect(['Price', 'Timing']).to.include(data['lostReason'])
  })

  test('where it may not go at all, the card goes back and the stages that follow are named', async () => {
    const page = await boardPage({
      stages: [{ name: 'New' }, { name: 'Offer' }, { name: 'Won', kind: 'won' }],
      deals: { New: ['a'] },
    })
    const { board, stages, api } = page
    await api('patch', `/stages/${stages['New']}`, { nextStageIds: [stages['Offer']] })
    card(board, 'a').focus()
    await keys('Shift+ArrowRight')
    await until(async () => (await stored(page, stages['Offer'])) === 'a')
    await api('patch', `/stages/${stages['Offer']}`, { nextStageIds: [stages['New']] })
    await keys('Shift+ArrowRight')
    await until(() => page.element.shadowRoot?.textContent?.includes('it may go to New only'))
    await until(() => titles(board, 'Offer') === 'a')
    expect(count(board, 'Won')).to.equal(0)
  })

  async function fill(form: HTMLElement, at: number, value: string): Promise<void> {
    const input = form.querySelector<HTMLInputElement>(`#rule-${at}`)!
    input.focus()
    input.value = value
    input.dispatchEvent(new Event('input', { bubbles: true }))
    input.dispatchEvent(new Event('change', { bubbles: true }))
    await frame()
  }
})
