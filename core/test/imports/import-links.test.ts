import { afterAll, expect, test } from '@jest/globals'

import { createTestCrm } from '../../src/testing/index.ts'
import { crmPlugin } from './support/crm-plugin.ts'
import { finished, importFile, records, refusals, upload } from './support/import-kit.ts'
import { realData } from './support/real-data.ts'

const t = await createTestCrm({ plugins: [await crmPlugin()] })
afterAll(() => t.close())

test('A company is found by name or domain, and made once when it is missing', async () => {
  const acme = t.as('find')
  const { body } = await acme.post('/companies', { name: 'Initech', domain: 'initech.example' })
  const file =
    'last name,company,company domain\nA,Initech,\nB,,WWW.initech.example\nC,Hooli,\nD,Hooli,\nE,,hooli.example\nF,,\n'
  const done = await importFile(t, acme, 'contacts', file)
  expect(done.counters).toMatchObject({ created: 6, refused: 0, linked: 2 })
  const [companies, contacts] = [
    await records(acme, 'companies', 'name'),
    await records(acme, 'contacts', 'lastName'),
  ]
  const idOf = (name: string) => companies[name].id
  expect(['A', 'B', 'C', 'D', 'E', 'F'].map((name) => contacts[name].companyId)).toEqual([
    ...[body.data.id, body.data.id, idOf('Hooli'), idOf('Hooli'), idOf('hooli.example'), null],
  ])
  expect(companies['hooli.example']).toMatchObject({
    domain: 'hooli.example',
    createdBy: { through: 'import' },
  })
  expect((await t.changes('find')).filter(({ name }) => name === 'company.created')).toHaveLength(3)
})

test('Several companies of one name are reported, not guessed between', async () => {
  const acme = t.as('ambiguous')
  for (let count = 0; count < 2; count++) await acme.post('/companies', { name: 'Smith Ltd' })
  const done = await importFile(
    t,
    acme,
    'contacts',
    'last name,company\nA,Smith Ltd\nB,Jones Ltd\n',
  )
  expect(done.counters).toMatchObject({ created: 1, refused: 1, linked: 1 })
  expect(await refusals(acme, done.id)).toEqual([[2, 'company', 'LINK_AMBIGUOUS']])
})

test('A missing record is refused when asked, and its row leaves nothing behind', async () => {
  const acme = t.as('refuse')
  const done = await importFile(t, acme, 'contacts', 'last name,company,tags\nA,Hooli,VIP\n', {
    linkMissing: 'refuse',
  })
  expect(await refusals(acme, done.id)).toEqual([
    [2, 'company', 'LINK_MISSING'],
    [2, 'tags', 'LINK_MISSING'],
  ])
  expect(await records(acme, 'companies', 'name')).toEqual({})
})

test('A refused row makes no company', async () => {
  const acme = t.as('no-orphan')
  const done = await importFile(
    t,
    acme,
    'contacts',
    'email,company\nnone,Hooli\na@example.com,Initech\na@example.com,Umbrella\n',
  )
  expect(done.counters).toMatchObject({ created: 1, refused: 2, linked: 1 })
  expect(Object.keys(await records(acme, 'companies', 'name'))).toEqual(['Initech'])
})

test('Tags are one whatever their case, and are made once', async () => {
  const acme = t.as('tags')
  const done = await importFile(t, acme, 'contacts', 'last name,tags\nA,VIP; New\nB,vip|Old\nC,\n')
  expect(done.counters).toMatchObject({ created: 3, linked: 3 })
  const [tags, contacts] = [
    await records(acme, 'tags', 'name'),
    await records(acme, 'contacts', 'lastName'),
  ]
  expect(contacts['B'].tagIds).toEqual([tags['VIP'].id, tags['Old'].id])
  const filter = encodeURIComponent(JSON.stringify({ tagIds: { has: tags['VIP'].id } }))
  expect((await acme.get(`/contacts?filter=${filter}`)).body.data).toHaveLength(2)
})

test('A parent may stand below its children, and chains of them are followed', async () => {
  const acme = t.as('parents')
  const done = await importFile(
    t,
    acme,
    'companies',
    'name,parent\nA,B\nB,C\nC,D\nD,\nE,A\nF,Nowhere\n',
    { linkMissing: 'refuse' },
  )
  expect(done.counters).toMatchObject({ rows: 6, created: 5, refused: 1, linked: 0 })
  expect(await refusals(acme, done.id)).toEqual([[7, 'parent', 'LINK_MISSING']])
  const companies = await records(acme, 'companies', 'name')
  const parents = Object.fromEntries(
    Object.values(companies).map(({ name, parentId }) => [
      name,
      Object.values(companies).find(({ id }) => id === parentId)?.name,
    ]),
  )
  expect(parents).toEqual({ A: 'B', B: 'C', C: 'D', D: undefined, E: 'A' })
})

test('Rows that point at each other in a circle are refused, whatever may be made', async () => {
  const acme = t.as('circle')
  const done = await importFile(t, acme, 'companies', 'name,parent\nA,B\nB,C\nC,A\nD,Group\nE,A\n')
  expect(done.counters).toMatchObject({ rows: 5, created: 1, refused: 4, linked: 1 })
  expect(Object.keys(await records(acme, 'companies', 'name')).sort()).toEqual(['D', 'Group'])
})

test('A dry run counts what the run for good then does', async () => {
  const acme = t.as('dry')
  const rows = Array.from(
    { length: 4500 },
    (_, n) =>
      `Company ${n},${n % 3 === 0 ? `Company ${(n * 7) % 4500}` : n % 3 === 1 ? `Group ${n % 40}` : ''}\n`,
  )
  const file = `name,parent\n${rows.join('')}`
  const tried = await importFile(t, acme, 'companies', file, { dryRun: true })
  expect(await records(acme, 'companies', 'name')).toEqual({})
  const started = await acme.post(`/imports/${tried.id}/start`)
  expect(started.status).toBe(202)
  const done = await finished(t, acme, tried.id)
  expect(done.dryRun).toBe(false)
  expect({ ...tried.counters, rows: done.counters.rows }).toEqual(done.counters)
})

test('A parent that is in no row is made when asked, once', async () => {
  const acme = t.as('parent-made')
  const done = await importFile(t, acme, 'companies', 'name,parent\nA,Group\nB,Group\n')
  expect(done.counters).toMatchObject({ created: 2, linked: 1 })
  const companies = await records(acme, 'companies', 'name')
  expect([companies['A'].parentId, companies['B'].parentId]).toEqual([
    companies['Group'].id,
    companies['Group'].id,
  ])
})

test('Two imports at the same time make one company of a name', async () => {
  const acme = t.as('together')
  const names = Array.from({ length: 50 }, (_, index) => `Company ${index}`)
  const file = (letter: string) =>
    `last name,company\n${names.map((name) => `${letter},${name}\n`).join('')}`
  const started = await Promise.all(
    ['A', 'B', 'C'].map((letter) => upload(acme, 'contacts', file(letter))),
  )
  for (const { body } of started)
    expect(await finished(t, acme, body.data.id)).toMatchObject({
      state: 'done',
      counters: { created: 50 },
    })
  expect((await acme.get('/companies?count=exact&limit=1')).body.page.total).toBe(50)
})

test('A record of another tenant is never found', async () => {
  const [one, other] = [t.as('one'), t.as('other')]
  await other.post('/companies', { name: 'Secret', domain: 'secret.example' })
  await other.post('/contacts', { email: 'a@example.com', lastName: 'Theirs' })
  const done = await importFile(
    t,
    one,
    'contacts',
    'email,last name,company domain\na@example.com,Ours,secret.example\n',
    { mode: 'upsert' },
  )
  expect(done.counters).toMatchObject({ created: 1, updated: 0, linked: 1 })
  expect((await records(other, 'contacts', 'email'))['a@example.com'].lastName).toBe('Theirs')
})

test('sales_pipeline.csv is linked to the companies of accounts.csv, and again changes nothing', async () => {
  const acme = t.as('pipeline')
  const accounts = await realData('crm-sales-opportunities/accounts.csv')
  await importFile(t, acme, 'companies', accounts, {
    currency: 'USD',
    mapping: { office_location: null },
  })
  const options = {
    currency: 'USD',
    linkMissing: 'refuse',
    mode: 'upsert',
    match: ['title'],
    unknownColumns: 'ignore',
    mapping: { opportunity_id: 'title', engage_date: 'engagedOn', sales_agent: null },
  }
  const pipeline = await realData('crm-sales-opportunities/sales_pipeline.csv')
  const done = await importFile(t, acme, 'deals', pipeline, options)
  expect(done.counters).toMatchObject({ rows: 8800, created: 8800, refused: 0, linked: 0 })
  const { body } = await acme.get('/deals?limit=1&include=company&filter={"title":"1C1I7A6R"}')
  expect(body.data[0]).toMatchObject({
    stage: 'won',
    amount: 105_400,
    engagedOn: '2016-10-20',
    closeDate: '2017-03-01',
    company: { name: 'Cancity' },
  })
  expect((await importFile(t, acme, 'deals', pipeline, options)).counters).toMatchObject({
    unchanged: 8800,
  })
})
