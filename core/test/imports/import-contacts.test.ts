import { afterAll, expect, test } from '@jest/globals'

import { createTestCrm } from '../../src/testing/index.ts'
import { crmPlugin } from './support/crm-plugin.ts'
import { importFile, records, refusals } from './support/import-kit.ts'
import { realData } from './support/real-data.ts'

const t = await createTestCrm({ plugins: [await crmPlugin()] })
afterAll(() => t.close())

test('us-500.csv becomes 500 contacts with their companies, and the same file again changes nothing', async () => {
  const acme = t.as('acme')
  const file = await realData('us-500.csv')
  const options = { mode: 'upsert', country: 'US' }
  const first = await importFile(t, acme, 'contacts', file, options)
  expect(first).toMatchObject({
    state: 'done',
    progress: 1,
    encoding: 'utf-8',
    delimiter: ',',
    counters: { rows: 500, created: 500, updated: 0, unchanged: 0, refused: 0, linked: 500 },
  })
  const contacts = await records(acme, 'contacts', 'email')
  expect(Object.keys(contacts)).toHaveLength(500)
  const companies = await records(acme, 'companies', 'name')
  const james = contacts['jbutt@gmail.com']
  expect(james).toMatchObject({
    name: 'James Butt',
    firstName: 'James',
    phone: '+15046218927',
    phones: [{ value: '+15048451427', type: 'other' }],
    website: 'http://www.bentonjohnbjr.com',
    companyId: companies['Benton, John B Jr'].id,
    addresses: [
      {
        type: 'work',
        street: '6649 N Blue Gum St',
        city: 'New Orleans',
        county: 'Orleans',
        region: 'LA',
        postalCode: '70116',
      },
    ],
    createdBy: { kind: 'user', id: 'user-admin', through: 'import' },
    version: 1,
  })
  const changes = await t.changes('acme')
  expect(changes.filter(({ name }) => name === 'contact.created')).toHaveLength(500)

  const second = await importFile(t, acme, 'contacts', file, options)
  expect(second.counters).toEqual({
    rows: 500,
    created: 0,
    updated: 0,
    unchanged: 500,
    refused: 0,
    linked: 0,
  })
  expect(await records(acme, 'contacts', 'email')).toEqual(contacts)
  expect(
    (await t.changes('acme')).filter(({ name }) => /^(contact|company)\./.test(name)),
  ).toHaveLength(1000)
})

test('accounts.csv finds parents above and below, refuses countries that are none, and takes the mended rows', async () => {
  const acme = t.as('accounts')
  const file = await realData('crm-sales-opportunities/accounts.csv')
  const done = await importFile(t, acme, 'companies', file, {
    currency: 'USD',
    mode: 'upsert',
    match: ['name'],
    linkMissing: 'refuse',
  })
  expect(done.counters).toMatchObject({ rows: 85, created: 83, refused: 2, linked: 0 })
  expect(await refusals(acme, done.id)).toEqual([
    [5, 'office_location', 'country'],
    [37, 'office_location', 'country'],
  ])
  const companies = await records(acme, 'companies', 'name')
  expect(companies['Acme Corporation']).toMatchObject({
    revenue: 110_004,
    revenueCurrency: 'USD',
    country: 'US',
    foundedYear: 1996,
    industry: 'technolgy',
  })
  expect(companies['Bluth Company'].parentId).toBe(companies['Acme Corporation'].id)
  expect(Object.values(companies).filter(({ parentId }) => parentId !== null)).toHaveLength(15)

  const { body, headers } = await acme.get(`/imports/${done.id}/errors.csv`)
  expect(headers['content-type']).toMatch(/^text\/csv/)
  expect(body.split('\n')).toEqual([
    'account,sector,year_established,revenue,employees,office_location,subsidiary_of,import_line,import_field,import_reason',
    'Bioholding,medical,2012,587.34,1356,Philipines,,5,office_location,"office_location: expected a country by name or ISO 3166-1 code like DE, came ""Philipines"""',
    expect.stringMatching(/^Hottechi,.*Korea/),
    '',
  ])
  const mended = await importFile(
    t,
    acme,
    'companies',
    body.replace(',Philipines,', ',Philippines,').replace(',Korea,', ',South Korea,'),
    { currency: 'USD', mode: 'upsert', match: ['name'] },
  )
  expect(mended.counters).toMatchObject({ rows: 2, created: 2, refused: 0 })
  expect((await records(acme, 'companies', 'name'))['Bioholding'].country).toBe('PH')
})
