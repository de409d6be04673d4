import { expect } from '@open-wc/testing'

import { provider } from '../support/provider.ts'
import { until } from '../support/until.ts'
import { cell, click, find, focused, heard, keys, listPage, loaded, people } from './list-page.ts'

const editable = { editable: '', fields: 'name,title,email,status,companyId,birthday' }

async function edit(
  list: Parameters<typeof cell>[0],
  index: number,
  key: string,
  text: string,
): Promise<void> {
  list.focusRow(index)
  cell(list, index, key).focus()
  await keys('Enter')
  await until(() => find(list, '.editor input'))
  await keys('Control+a', ...text)
}

suite('editing in place', () => {
  test('Enter begins and ends it: shown at once, saved behind, said aloud', async () => {
    const { list, net, api, records, spoken } = await listPage({
      records: people(3),
      attributes: editable,
    })
    const events = heard<{ value: unknown; previous: unknown }>(
      list,
      'crm-before-cell-edit',
      'crm-cell-edit',
    )
    const release = net.hold('PATCH /contacts')
    await edit(list, 1, 'title', 'Chief')
    await keys('Enter')
    expect(focused(list)).to.equal('1 title')
    await until(() => cell(list, 1, 'title').textContent.trim() === 'Chief')
    release()
    await until(() => spoken().includes('Job title saved'))
    const { data } = await api('get', `/contacts/${records[1]!.id}`)
    expect(data['title']).to.equal('Chief')
    expect(events.map(({ type }) => type)).to.deep.equal(['crm-before-cell-edit', 'crm-cell-edit'])
    expect(events[1]?.detail).to.include({ value: 'Chief', previous: 'Engineer' })
  })

  test('Escape leaves it as it was, Tab goes on to the next cell', async () => {
    const { list, net } = await listPage({ records: people(3), attributes: editable })
    await edit(list, 0, 'title', 'Nothing')
    await keys('Escape')
    expect(focused(list)).to.equal('0 title')
    expect(cell(list, 0, 'title').textContent.trim()).to.equal('Buyer')
    await edit(list, 0, 'title', 'Head')
    await keys('Tab')
    await until(() => find(list, '.editor input')?.closest('[data-col=email]'))
    await keys('Escape')
    await until(() => net.calls.some((call) => call.startsWith('PATCH')))
    await until(() => cell(list, 0, 'title').textContent.trim() === 'Head')
  })

  test('a double click begins it, leaving the editor saves', async () => {
    const { list } = await listPage({ records: people(3), attributes: editable })
    cell(list, 0, 'title').dispatchEvent(
      new MouseEvent('dblclick', { bubbles: true, composed: true }),
    )
    const input = await until(() => find<HTMLInputElement>(list, '.editor input'))
    await until(() => list.shadowRoot?.activeElement === input)
    await keys('Control+a', ...'Boss')
    find(list, '.search-input')!.focus()
    await until(() => cell(list, 0, 'title').textContent.trim() === 'Boss')
  })

  test('a choice is taken when it is chosen', async () => {
    const { list, api, records } = await listPage({ records: people(1), attributes: editable })
    cell(list, 0, 'status').focus()
    await keys('Enter')
    await until(() => find(list, '.editor input'))
    await keys('ArrowDown')
    const option = await until(() =>
      [...list.shadowRoot!.querySelectorAll<HTMLElement>('.editor [role=option]')].find((one) =>
        one.textContent.includes('Customer'),
      ),
    )
    await click(option)
    await until(
      async () => (await api('get', `/contacts/${records[0]!.id}`)).data['status'] === 'customer',
    )
    await until(() => cell(list, 0, 'status').textContent.includes('Customer'))
  })

  test('what may not be changed is not, and says so', async () => {
    const { list } = await listPage({
      records: people(1),
      attributes: { ...editable, readonly: '' },
    })
    const events = heard(list, 'crm-row-open')
    cell(list, 0, 'title').focus()
    await keys('F2')
    await until(() => events.length === 1)
    expect(find(list, '.editor') === null).to.equal(true)
    expect(cell(list, 0, 'name').hasAttribute('aria-readonly')).to.equal(false)
  })

  test('the host may refuse, or change the value', async () => {
    const { list, net } = await listPage({ records: people(2), attributes: editable })
    list.addEventListener('crm-before-cell-edit', (event) => {
      const { detail } = event as CustomEvent<{
        id: string
        value: string
        respondWith(answer: unknown): void
      }>
      if (detail.value === 'no') event.preventDefault()
      else detail.respondWith(Promise.resolve({ value: detail.value.toUpperCase() }))
    })
    await edit(list, 0, 'title', 'no')
    await keys('Enter')
    await edit(list, 1, 'title', 'yes')
    await keys('Enter')
    await until(() => cell(list, 1, 'title').textContent.trim() === 'YES')
    expect(cell(list, 0, 'title').textContent.trim()).to.equal('Engineer')
    expect(net.calls.filter((call) => call.startsWith('PATCH')).length).to.equal(1)
  })

  test('what the server refuses stays in the cell with its words, until it is mended or given up', async () => {
    const { list, spoken } = await listPage({ records: people(2), attributes: editable })
    const events = heard<{ code: string; source: string }>(list, 'crm-error')
    await edit(list, 0, 'email', 'nonsense')
    await keys('Enter')
    const unsaved = await until(() => find(list, '.cell.unsaved'))
    expect(unsaved.textContent.trim()).to.equal('nonsense')
    expect(unsaved.getAttribute('aria-invalid')).to.equal('true')
    expect(events[0]?.detail).to.include({ code: 'VALIDATION_FAILED', source: 'cell-edit' })
    await until(() => spoken().includes('E-mail was not saved'))
    expect(find(list, '.unsaved-note')?.textContent).to.contain('1 change not saved')
    await keys('Enter')
    const input = await until(() => find<HTMLInputElement>(list, '.editor input'))
    expect(input.value).to.equal('nonsense')
    expect(find(list, '.cell-fault')?.textContent).to.contain('not saved')
    await keys('Control+a', ...'ok@example.com', 'Enter')
    await until(
      () =>
        !find(list, '.cell.unsaved') &&
        cell(list, 0, 'email').textContent.includes('ok@example.com'),
    )
    await until(() => find(list, '.unsaved-note') === null)
  })

  test('a network that goes away in the middle of a save loses nothing: it is saved once it is back', async () => {
    const { list, net, api, records, spoken } = await listPage({
      records: people(2),
      attributes: editable,
    })
    await edit(list, 0, 'title', 'Later')
    net.offline()
    await keys('Enter')
    await until(() => find(list, '.cell.unsaved'))
    expect(cell(list, 0, 'title').textContent.trim()).to.equal('Later')
    await until(() => spoken().includes('no connection'))
    expect((await api('get', `/contacts/${records[1]!.id}`)).data['title']).to.equal('Engineer')
    net.online()
    await until(
      async () => (await api('get', `/contacts/${records[1]!.id}`)).data['title'] === 'Later',
    )
    await until(() => !find(list, '.cell.unsaved'))
  })

  test('one field that is closed to the actor is refused by itself, the others are saved', async () => {
    const { list, net } = await listPage({ records: people(2), attributes: editable })
    net.answer(
      'PATCH /contacts',
      403,
      { code: 'FIELD_FORBIDDEN', detail: 'You may not change the job title.' },
      { times: 1 },
    )
    await edit(list, 0, 'title', 'Boss')
    await keys('Enter')
    await until(() => cell(list, 0, 'title').matches('.unsaved'))
    expect(cell(list, 0, 'title').title).to.contain('You may not change the job title.')
    await edit(list, 0, 'email', 'new@example.com')
    await keys('Enter')
    await until(() => cell(list, 0, 'email').textContent.includes('new@example.com'))
    expect(cell(list, 0, 'title').matches('.unsaved')).to.equal(true)
    await click([...list.shadowRoot!.querySelectorAll<HTMLElement>('.unsaved-note button')].at(-1))
    expect(cell(list, 0, 'title').textContent.trim()).to.equal('Engineer')
  })

  test('a value somebody else changed meanwhile is shown, and the user decides', async () => {
    const { list, api, records } = await listPage({ records: people(1), attributes: editable })
    await edit(list, 0, 'title', 'Mine')
    await api('patch', `/contacts/${records[0]!.id}`, { title: 'Theirs' })
    await keys('Enter')
    const unsaved = await until(() => find(list, '.cell.unsaved'))
    expect(unsaved.title).to.contain('Theirs')
    await keys('Enter')
    const mine = await until(() =>
      [...list.shadowRoot!.querySelectorAll<HTMLElement>('.fault-actions button')].find((button) =>
        button.textContent.includes('Save mine'),
      ),
    )
    await click(mine)
    await until(
      async () => (await api('get', `/contacts/${records[0]!.id}`)).data['title'] === 'Mine',
    )
    await until(() => !find(list, '.cell.unsaved'))
  })

  test('a schema that changes while a cell is edited leaves what is typed', async () => {
    const page = await provider()
    const { list } = await listPage({ page, records: people(2), attributes: editable })
    await edit(list, 0, 'title', 'Half')
    await page.api('post', '/schemas/contact/fields', { key: 'tier', schema: { type: 'string' } })
    await until(async () => {
      await page.client.refreshSchemas()
      return page.client.peekEntity('contact')?.field('custom.tier')
    })
    await loaded(list)
    const input = find<HTMLInputElement>(list, '.editor input')!
    expect(input.value).to.equal('Half')
    expect(list.shadowRoot?.activeElement === input).to.equal(true)
    await keys('!', 'Enter')
    await until(() => cell(list, 0, 'title').textContent.trim() === 'Half!')
  })
})
