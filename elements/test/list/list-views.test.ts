import { expect } from '@open-wc/testing'

import { until } from '../support/until.ts'
import {
  all,
  click,
  find,
  header,
  heard,
  keys,
  listPage,
  loaded,
  people,
  texts,
} from './list-page.ts'

type List = Parameters<typeof find>[0]

const tabs = (list: List): string[] => all(list, '.view-name').map((tab) => tab.textContent)

function button(list: List, label: string): HTMLElement | undefined {
  return all(list, '.view-changes button').find((one) => one.textContent.includes(label))
}

async function saveAs(list: List, name: string): Promise<void> {
  await click(button(list, 'Save as view') ?? find(list, '.view-add'))
  const input = await until(() => find<HTMLInputElement>(list, '#view-name'))
  input.focus()
  await keys(...name, 'Enter')
}

suite('saved views', () => {
  test('what was changed can be saved as a view, changed again, saved and reset', async () => {
    const { list, client } = await listPage({ records: people(9) })
    const events = heard<{ id?: string; name?: string }>(list, 'crm-view-change')
    expect(tabs(list)).to.deep.equal(['All contacts'])
    expect(find(list, '.view-changes') === null).to.equal(true)
    await click(header(list, 'email'))
    await until(() => find(list, '.view-changes'))
    await saveAs(list, 'By mail')
    await until(() => tabs(list).includes('By mail'))
    expect(find(list, '.view.active')?.textContent).to.contain('By mail')
    expect(find(list, '.view-changes') === null).to.equal(true)
    expect(events.at(-1)?.detail.name).to.equal('By mail')
    expect(list.view).to.equal(events.at(-1)?.detail.id)

    await click(header(list, 'email'))
    await until(() => find(list, '.view-dirty'))
    await click(button(list, 'Save changes'))
    await until(() => !find(list, '.view-dirty'))
    const { data } = await client.send<{ data: { query: object }[] }>({
      method: 'GET',
      path: '/views?entity=contact',
    })
    expect(data[0]?.query).to.deep.equal({ sort: '-email' })

    await click(header(list, 'title'))
    await until(() => button(list, 'Reset'))
    await click(button(list, 'Reset'))
    await until(() => list.getState().query.sort === '-email')
  })

  test('a view brings its filter, order and columns; all records are one press away', async () => {
    const { list, client } = await listPage({ records: people(9) })
    await client.send({
      method: 'POST',
      path: '/views',
      body: {
        entity: 'contact',
        name: 'Leads',
        query: { filter: { status: 'lead' }, sort: 'name' },
        columns: [{ key: 'status' }, { key: 'name', width: 300 }],
        options: { density: 'compact' },
      },
    })
    const { list: other } = await listPage({ page: { ...(await reuse(list)) }, wait: true })
    await click(all(other, '.view').find((tab) => tab.textContent.includes('Leads')))
    await until(() => other.total === 3)
    await loaded(other)
    expect(other.getState().columns.map(({ key }) => key)).to.deep.equal(['status', 'name'])
    expect(other.density).to.equal('compact')
    expect(texts(other, 'name')[0]).to.contain('First0000')
    await click(all(other, '.view')[0])
    await until(() => other.total === 9)
    expect(find(other, '.chip') === null).to.equal(true)
  })

  test('the one that opens first does, unless the host asks something itself', async () => {
    const page = await listPage({ records: people(6) })
    await page.client.send({
      method: 'POST',
      path: '/views',
      body: {
        entity: 'contact',
        name: 'Buyers',
        query: { filter: { title: 'Buyer' } },
        isDefault: true,
      },
    })
    const { list } = await listPage({ page })
    expect(list.total).to.equal(3)
    const { list: asked } = await listPage({ page, set: { query: { sort: 'name' } } })
    expect(asked.total).to.equal(6)
    const { list: plain } = await listPage({ page, attributes: { hide: 'views' } })
    expect(plain.total).to.equal(6)
    expect(find(plain, '.views') === null).to.equal(true)
  })

  test('are renamed, shared, duplicated and deleted from their menu', async () => {
    const { list, client } = await listPage({ records: people(3) })
    await click(header(list, 'email'))
    await until(() => find(list, '.view-changes'))
    await saveAs(list, 'Mine')
    await until(() => tabs(list).includes('Mine'))
    const choose = async (label: string): Promise<void> => {
      await click(find(list, '.view-menu'))
      await until(() => find(list, '.menu:popover-open'))
      await click(all(list, '.menu-item').find((item) => item.textContent.includes(label)))
    }
    await choose('Rename')
    const input = await until(() => find<HTMLInputElement>(list, '#panel:popover-open #view-name'))
    expect(input.value).to.equal('Mine')
    input.focus()
    await keys('Control+a', ...'Ours', 'Enter')
    await until(() => tabs(list).includes('Ours'))
    await choose('Share')
    await until(() => find(list, '.view-shared'))
    await choose('Duplicate')
    await until(() => tabs(list).length === 3)
    await choose('Delete view')
    const dialog = await until(() => find(list, 'dialog[open]'))
    expect(dialog.textContent).to.contain('Everybody who uses it loses it')
    await click(dialog.querySelector<HTMLElement>('.danger'))
    await until(() => tabs(list).length === 2)
    const { data } = await client.send<{ data: object[] }>({
      method: 'GET',
      path: '/views?entity=contact',
    })
    expect(data).to.have.length(1)
    expect(find(list, '.view.active')?.textContent).to.contain('All contacts')
  })

  test('a name that is taken is refused in the form, and what was typed stays', async () => {
    const { list } = await listPage({ records: people(3) })
    await click(header(list, 'email'))
    await until(() => find(list, '.view-changes'))
    await saveAs(list, 'Same')
    await until(() => tabs(list).includes('Same'))
    await click(header(list, 'title'))
    await until(() => button(list, 'Save changes'))
    await saveAs(list, 'Same')
    await until(() => find(list, '#view-fault'))
    expect(find<HTMLInputElement>(list, '#view-name')?.value).to.equal('Same')
    await expect(list).to.be.accessible()
  })

  test('somebody else who changed the view meanwhile is not overwritten', async () => {
    const { list, net, element } = await listPage({ records: people(3) })
    await click(header(list, 'email'))
    await until(() => find(list, '.view-changes'))
    await saveAs(list, 'Shared')
    await until(() => tabs(list).includes('Shared'))
    net.answer('PATCH /views', 412, { code: 'VERSION_STALE', detail: 'stale' }, { times: 1 })
    await click(header(list, 'title'))
    await until(() => button(list, 'Save changes'))
    await click(button(list, 'Save changes'))
    await until(() =>
      element.shadowRoot?.textContent.includes('Somebody else has changed this view'),
    )
    expect(find(list, '.view-dirty') !== null).to.equal(true)
  })

  test('an engine without views has a list without views', async () => {
    const page = await listPage({ records: people(2) })
    page.net.answer('GET /views', 404, { code: 'ROUTE_NOT_FOUND' })
    const { list } = await listPage({ page })
    expect(list.total).to.equal(2)
    expect(find(list, '.view-add') === null).to.equal(true)
  })

  /** The same page, with its provider. */
  async function reuse(list: List) {
    const element = list.closest('crm-provider')!
    return {
      element,
      tenant: '',
      client: element.client!,
      net: undefined as never,
      sessions: () => 0,
      add: undefined as never,
      api: undefined as never,
      seed: undefined as never,
      spoken: () => '',
    }
  }
})
