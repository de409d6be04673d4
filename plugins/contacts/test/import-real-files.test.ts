import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

import { afterAll, expect, test } from '@jest/globals'

import { createTestCrm } from '@crmkit/core/testing'

import { contacts } from '../src/index.ts'

const t = await createTestCrm({ plugins: [contacts()] })
const acme = t.as('acme')
afterAll(() => t.close())

/** Real files lie beside the repository; a missing one fails, because a skipped test would look green. */
async function realData(name: string): Promise<string> {
  const file = new URL(`../../../../shared/data/${name}`, import.meta.url)
  if (!existsSync(file))
    throw new Error(`Expected the real data at ${fileURLToPath(file)}: mount it there.`)
  return readFile(file, 'utf8')
}

async function importFile(query: string, file: string) {
  const { status, body } = await acme.post(`/imports?${query}`, file, {
    'content-type': 'text/csv',
  })
  expect([status, body.errors]).toEqual([202, undefined])
  await t.drain()
  return (await acme.get(`/imports/${body.data.id}`)).body.data
}

test('us-500.csv needs no word: every column is understood, and the same file again changes nothing', async () => {
  const file = await realData('us-500.csv')
  const query = 'entity=contacts&mode=upsert&country=US'
  const first = await importFile(query, file)
  expect(first.counters).toEqual({
    rows: 500,
    created: 500,
    updated: 0,
    unchanged: 0,
    refused: 0,
    linked: 500,
  })
  const { body } = await acme.get('/contacts/by/email/jbutt@gmail.com')
  expect(body.data).toMatchObject({
    name: 'James Butt',
    email: 'jbutt@gmail.com',
    emails: [{ value: 'jbutt@gmail.com', primary: true }],
    phone: '+15046218927',
    phones: [
      { value: '+15046218927', primary: true },
      { value: '+15048451427', type: 'other', primary: false },
    ],
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
    website: 'http://www.bentonjohnbjr.com',
  })
  const second = await importFile(query, file)
  expect(second.counters).toEqual({
    rows: 500,
    created: 0,
    updated: 0,
    unchanged: 500,
    refused: 0,
    linked: 0,
  })
})

test('accounts.csv becomes companies with money, countries and parents', async () => {
  const done = await importFile(
    'entity=companies&currency=USD&linkMissing=refuse',
    await realData('crm-sales-opportunities/accounts.csv'),
  )
  // "Philipines" is no country, and "Korea" two.
  expect(done.counters).toMatchObject({ rows: 85, created: 83, refused: 2, linked: 0 })
})

test('The example row of every template is accepted', async () => {
  for (const plural of ['contacts', 'companies', 'tags']) {
    const { body } = await acme.get(`/imports/template/${plural}`)
    expect({ plural, ...(await importFile(`entity=${plural}`, body)).counters }).toMatchObject({
      plural,
      created: 1,
      refused: 0,
    })
  }
})
