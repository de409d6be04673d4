import { afterAll, expect, test } from '@jest/globals'

import { createTestCrm } from '../../src/testing/index.ts'
import { crmPlugin } from './support/crm-plugin.ts'
import { importFile, records, refusals } from './support/import-kit.ts'

const t = await createTestCrm({ plugins: [await crmPlugin()] })
afterAll(() => t.close())

const counts = ({
  counters: { created, updated, unchanged, refused },
}: {
  counters: Record<string, number>
}) => [created, updated, unchanged, refused]

test('create refuses what is taken in the file or in the tenant, and says by which line', async () => {
  const acme = t.as('create')
  await acme.post('/contacts', { email: 'old@example.com' })
  const done = await importFile(
    t,
    acme,
    'contacts',
    'email,last name\nA@example.com,A\nold@example.com,O\na@Example.com,B\n,C\n,D\n',
  )
  expect(counts(done)).toEqual([3, 0, 0, 2])
  const { body } = await acme.get(`/imports/${done.id}/errors`)
  expect(body.data).toEqual([
    {
      line: 3,
      cells: ['old@example.com', 'O'],
      faults: [
        { field: 'email', code: 'UNIQUE_TAKEN', message: 'another contact has "old@example.com"' },
      ],
    },
    {
      line: 4,
      cells: ['a@Example.com', 'B'],
      faults: [
        {
          field: 'email',
          code: 'DUPLICATE_IN_FILE',
          message: 'line 2 has the same "a@example.com"',
        },
      ],
    },
  ])
})

test('update changes records there are and refuses rows that find none', async () => {
  const acme = t.as('update')
  await acme.post('/contacts', { email: 'ada@example.com', firstName: 'Ada', lastName: 'Byron' })
  const done = await importFile(
    t,
    acme,
    'contacts',
    'email,last name\nADA@example.com,Lovelace\nnobody@example.com,X\n',
    { mode: 'update' },
  )
  expect(counts(done)).toEqual([0, 1, 0, 1])
  expect(await refusals(acme, done.id)).toEqual([[3, '', 'NOT_FOUND']])
  expect((await records(acme, 'contacts', 'email'))['ada@example.com']).toMatchObject({
    firstName: 'Ada',
    lastName: 'Lovelace',
    name: 'Ada Lovelace',
    version: 2,
  })
  const change = (await t.changes('update')).findLast(({ name }) => name === 'contact.updated')
  expect(change).toMatchObject({
    before: { lastName: 'Byron', name: 'Ada Byron' },
    after: { lastName: 'Lovelace', name: 'Ada Lovelace' },
    version: 2,
    through: 'import',
    actor: { kind: 'user', id: 'user-admin' },
  })
})

test('upsert makes and changes; a later row of the same key changes the record of the earlier one', async () => {
  const acme = t.as('upsert')
  await acme.post('/contacts', { email: 'b@example.com', lastName: 'B' })
  const file =
    'email,last name,about\na@example.com,A,\nb@example.com,B2,x\nA@EXAMPLE.COM,A2,y\nb@example.com,B2,x\n'
  const done = await importFile(t, acme, 'contacts', file, { mode: 'upsert' })
  expect(counts(done)).toEqual([1, 2, 1, 0])
  const contacts = await records(acme, 'contacts', 'email')
  expect(contacts['a@example.com']).toMatchObject({ lastName: 'A2', about: 'y', version: 1 })
  expect(contacts['b@example.com']).toMatchObject({ lastName: 'B2', about: 'x', version: 2 })
})

test('A row whose keys find two records is refused', async () => {
  const acme = t.as('ambiguous')
  for (const firstName of ['Ann', 'Bob'])
    await acme.post('/contacts', { firstName, lastName: 'Smith' })
  const done = await importFile(t, acme, 'contacts', 'last name,about\nSmith,x\nJones,y\n', {
    mode: 'upsert',
    match: ['lastName'],
  })
  expect(counts(done)).toEqual([1, 0, 0, 1])
  expect(await refusals(acme, done.id)).toEqual([[2, '', 'AMBIGUOUS']])
})

test('Match keys are tried in order, and an entry of a list is one', async () => {
  const acme = t.as('keys')
  const { body } = await acme.post('/contacts', {
    lastName: 'X',
    emails: [{ value: 'second@example.com', type: 'other' }],
  })
  const options = {
    mode: 'upsert',
    match: ['email', 'emails[other]'],
    mapping: { mail: 'email', other: 'emails[other]' },
  }
  const done = await importFile(
    t,
    acme,
    'contacts',
    'mail,other,about\nfirst@example.com,second@example.com,found\n',
    options,
  )
  expect(counts(done)).toEqual([0, 1, 0, 0])
  expect((await acme.get(`/contacts/${body.data.id}`)).body.data).toMatchObject({
    about: 'found',
    email: 'first@example.com',
  })
})

test('External references find records, are kept and are unique', async () => {
  const acme = t.as('external')
  const header = 'external:shop:customer,last name\n'
  const options = { mode: 'upsert' }
  expect(counts(await importFile(t, acme, 'contacts', `${header}1,A\n2,B\n`, options))).toEqual([
    2, 0, 0, 0,
  ])
  expect(
    counts(await importFile(t, acme, 'contacts', `${header}1,A\n2,B2\n3,C\n`, options)),
  ).toEqual([1, 1, 1, 0])
  expect((await acme.get('/contacts/by/external:shop:customer/2')).body.data.lastName).toBe('B2')
  const done = await importFile(t, acme, 'contacts', `${header}1,A\n`)
  expect(await refusals(acme, done.id)).toEqual([[2, '', 'UNIQUE_TAKEN']])
})

test('A reference is added to a record that another key found', async () => {
  const acme = t.as('added')
  const { body } = await acme.post('/contacts', { email: 'a@example.com' })
  const file = 'email,external:erp:person\na@example.com,77\n'
  expect(
    counts(await importFile(t, acme, 'contacts', file, { mode: 'upsert', match: ['email'] })),
  ).toEqual([0, 1, 0, 0])
  expect((await acme.get('/contacts/by/external:erp:person/77')).body.data.id).toBe(body.data.id)
  expect(
    counts(await importFile(t, acme, 'contacts', file, { mode: 'upsert', match: ['email'] })),
  ).toEqual([0, 0, 1, 0])
})

test('An export of records is imported by id and changes only what was edited', async () => {
  const acme = t.as('round-trip')
  await importFile(
    t,
    acme,
    'contacts',
    'first name,last name,phone,tags\nAda,=1+1,+1 504 621 8927,VIP; New\nBob,B,,\n',
  )
  const before = await records(acme, 'contacts', 'firstName')
  const exported = (
    await acme.get('/contacts/export?fields=id,firstName,lastName,phone,phones,status')
  ).body as string
  const options = { mode: 'update', match: ['id'], mapping: { id: 'id' } }
  expect(counts(await importFile(t, acme, 'contacts', exported, options))).toEqual([0, 0, 2, 0])
  expect(
    counts(await importFile(t, acme, 'contacts', exported.replace(',lead', ',customer'), options)),
  ).toEqual([0, 1, 1, 0])
  expect(before['Ada'].lastName).toBe('=1+1')
})

test('Lists grow by new entries, or are replaced when asked', async () => {
  const acme = t.as('lists')
  const header =
    'email,emails[other],phones[mobile],addresses[work].city,addresses[work].street,tags\n'
  const upsert = (row: string, options = {}) =>
    importFile(t, acme, 'contacts', header + row, {
      mode: 'upsert',
      match: ['email'],
      country: 'US',
      ...options,
    })
  await upsert('a@example.com,b@example.com,504-621-8927,Berlin,,VIP\n')
  expect(
    counts(await upsert('a@example.com,c@example.com,504-621-8927,Berlin,Torstraße 1,vip; New\n')),
  ).toEqual([0, 1, 0, 0])
  const [contact] = Object.values(await records(acme, 'contacts', 'email'))
  expect(contact).toMatchObject({
    emails: [
      { value: 'b@example.com', type: 'other' },
      { value: 'c@example.com', type: 'other' },
    ],
    phones: [{ value: '+15046218927', type: 'mobile' }],
    addresses: [{ type: 'work', city: 'Berlin', street: 'Torstraße 1' }],
  })
  const tags = await records(acme, 'tags', 'name')
  expect(contact.tagIds).toEqual([tags['VIP'].id, tags['New'].id])
  const filter = encodeURIComponent(JSON.stringify({ 'emails.value': { has: 'c@example.com' } }))
  expect((await acme.get(`/contacts?filter=${filter}`)).body.data).toHaveLength(1)

  await upsert('a@example.com,d@example.com,,,,\n', { lists: 'replace' })
  const [replaced] = Object.values(await records(acme, 'contacts', 'email'))
  expect(replaced.emails).toEqual([{ value: 'd@example.com', type: 'other' }])
  expect(replaced.phones).toHaveLength(1)
  expect((await acme.get(`/contacts?filter=${filter}`)).body.data).toHaveLength(0)
})

test('An empty cell leaves a field alone, or clears it when asked', async () => {
  const acme = t.as('empty')
  await acme.post('/contacts', { email: 'a@example.com', about: 'x', birthday: '1980-01-02' })
  const file = 'email,about,birthday\na@example.com,,\n'
  expect(counts(await importFile(t, acme, 'contacts', file, { mode: 'update' }))).toEqual([
    0, 0, 1, 0,
  ])
  expect(
    counts(await importFile(t, acme, 'contacts', file, { mode: 'update', emptyCells: 'clear' })),
  ).toEqual([0, 1, 0, 0])
  expect((await records(acme, 'contacts', 'email'))['a@example.com']).toMatchObject({
    about: null,
    birthday: null,
  })
})

test('Defaults are given to new records only', async () => {
  const acme = t.as('defaults')
  await acme.post('/contacts', { email: 'old@example.com' })
  await importFile(t, acme, 'contacts', 'email\nold@example.com\nnew@example.com\n', {
    mode: 'upsert',
    defaults: { status: 'customer', about: 'imported' },
  })
  const contacts = await records(acme, 'contacts', 'email')
  expect(contacts['old@example.com']).toMatchObject({ status: 'lead', about: null })
  expect(contacts['new@example.com']).toMatchObject({ status: 'customer', about: 'imported' })
})

test('Values are read as their fields want them, and each that cannot be is named', async () => {
  const acme = t.as('values')
  const header = 'title,amount,currency,engagedOn,closeDate,stage\n'
  const file = `${header}A,"1,100.04",usd,10/20/2016,2017-03-01,Won\nB,1100,JPY,,,\nC,"1,5",EUR,20/10/2016,,win\nD,1.5,JPY,,,\nE,7,,,,\n`
  const done = await importFile(t, acme, 'deals', file, { dateFormat: 'M/d/yyyy' })
  expect(counts(done)).toEqual([2, 0, 0, 3])
  const deals = await records(acme, 'deals', 'title')
  expect(deals['A']).toMatchObject({
    amount: 110_004,
    currency: 'USD',
    engagedOn: '2016-10-20',
    closeDate: '2017-03-01',
    stage: 'won',
  })
  expect(deals['B']).toMatchObject({ amount: 1100, currency: 'JPY', stage: 'prospecting' })
  expect(await refusals(acme, done.id)).toEqual([
    [4, 'engagedOn', 'date'],
    [4, 'stage', 'enum'],
    [4, 'amount', 'money'],
    [5, 'amount', 'money'],
    [6, 'amount', 'CURRENCY_NEEDED'],
  ])
})
