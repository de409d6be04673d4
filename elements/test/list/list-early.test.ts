import { expect } from '@open-wc/testing'

import { provider } from '../support/provider.ts'
import { until } from '../support/until.ts'
import { heard, listPage, loaded, people, rows, texts } from './list-page.ts'

const isPage = (line: string): boolean => line.startsWith('GET /contacts?') && !/count=/.test(line)

setup(() => sessionStorage.clear())

test('a list that was open in this tab before asks for its records beside the schema, once', async () => {
  const first = await listPage({ records: people(3), attributes: { fields: 'name,title' } })
  const page = await provider({ tenant: first.tenant })
  const release = page.net.hold(/GET \/schemas/)
  const { list } = await listPage({ page, attributes: { fields: 'name,title' }, wait: false })
  await until(() => page.net.calls.some(isPage))
  expect(rows(list)).to.have.length(0)
  release()
  await loaded(list)
  expect(texts(list, 'name')).to.have.length(3)
  expect(page.net.calls.filter(isPage)).to.have.length(1)
})

test('with the query the host gives now; another list is asked after its schema', async () => {
  const first = await listPage({ records: people(4), attributes: { fields: 'name,title' } })
  const page = await provider({ tenant: first.tenant })
  const set = { query: { filter: { title: 'Buyer' }, sort: '-name' } }
  const { list } = await listPage({ page, attributes: { fields: 'name,title' }, set })
  const names = texts(list, 'name').map((name) => /First\d+/.exec(name)?.[0])
  expect(names).to.deep.equal(['First0002', 'First0000'])
  expect(page.net.calls.filter(isPage)).to.have.length(1)
  const other = await provider({ tenant: first.tenant })
  const release = other.net.hold(/GET \/schemas/)
  await listPage({ page: other, attributes: { fields: 'name' }, wait: false })
  await until(() => other.net.calls.some((line) => line.startsWith('GET /schemas')))
  expect(other.net.calls.filter(isPage)).to.have.length(0)
  release()
})

test('a refusal of what was asked early is told to nobody: it is asked again with what the schema says', async () => {
  const first = await listPage({ records: people(3), attributes: { fields: 'name' } })
  const page = await provider({ tenant: first.tenant })
  page.net.answer(/GET \/contacts\?/, 400, { code: 'FIELD_UNKNOWN', detail: 'x' }, { times: 1 })
  const { list } = await listPage({ page, attributes: { fields: 'name' }, wait: false })
  const errors = heard(list, 'crm-error')
  await loaded(list)
  expect(texts(list, 'name')).to.have.length(3)
  expect(errors).to.deep.equal([])
})

test('nothing a person has written is kept', async () => {
  await listPage({
    records: people(3),
    set: { query: { filter: { title: 'Buyer' }, search: 'secret' }, scope: { status: 'lead' } },
  })
  const kept = JSON.stringify({ ...sessionStorage })
  expect(kept).to.contain('contacts')
  expect(kept).not.to.match(/Buyer|secret|lead/)
})
