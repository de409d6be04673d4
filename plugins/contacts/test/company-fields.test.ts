import { afterAll, expect, test } from '@jest/globals'

import { contacts } from '@crmkit/contacts'
import { createTestCrm } from '@crmkit/core/testing'

const crm = await createTestCrm({ plugins: [contacts()] })
const acme = crm.as('acme', { roles: ['admin'] })
afterAll(() => crm.close())

test('a company typed as people type it is stored in one form', async () => {
  const { status, body } = await acme.post('/companies', {
    name: ' Analytical Engines ',
    website: 'www.engines.example',
    phone: '020 7946 0958',
    revenue: 123_456_00,
    revenueCurrency: 'gbp',
    addresses: [{ city: 'London', country: 'united kingdom' }],
  })
  expect(status).toBe(201)
  expect(body.data).toMatchObject({
    name: 'Analytical Engines',
    website: 'https://www.engines.example',
    domain: 'engines.example',
    phone: '+442079460958',
    country: 'GB',
    revenue: 123_456_00,
    revenueCurrency: 'GBP',
    addresses: [{ city: 'London', country: 'GB' }],
  })
})

test('a revenue without a currency is refused with the place', async () => {
  const { status, body } = await acme.post('/companies', { name: 'Poor', revenue: 1 })
  expect(status).toBe(422)
  expect(body).toMatchObject({
    code: 'COMPANY_REVENUE_WITHOUT_CURRENCY',
    errors: [{ path: '/revenueCurrency' }],
  })
})

test('companies share names but not domains', async () => {
  const first = await acme.post('/companies', { name: 'Acme', domain: 'acme.example' })
  expect(first.status).toBe(201)
  expect((await acme.post('/companies', { name: 'Acme' })).status).toBe(201)
  const again = await acme.post('/companies', { name: 'Other', domain: 'WWW.ACME.EXAMPLE' })
  expect(again.status).toBe(409)
})

test('a branch may share the website of its group when it says that it has no domain', async () => {
  const website = 'https://group.example'
  expect((await acme.post('/companies', { name: 'Group', website })).status).toBe(201)
  expect((await acme.post('/companies', { name: 'Branch', website })).status).toBe(409)
  const branch = await acme.post('/companies', { name: 'Branch', website, domain: null })
  expect(branch.body.data).toMatchObject({ website, domain: null })
})
