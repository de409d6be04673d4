import { afterAll, expect, test } from '@jest/globals'

import { contacts } from '@crmkit/contacts'
import { createTestCrm } from '@crmkit/core/testing'

const crm = await createTestCrm({ plugins: [contacts()] })
const acme = crm.as('acme', { roles: ['admin'] })
afterAll(() => crm.close())

const ada = await created('/contacts', { firstName: 'Ada', lastName: 'Lovelace' })
const engines = await created('/companies', { name: 'Analytical Engines' })
const looms = await created('/companies', { name: 'Jacquard Looms' })

test('a person of two companies shows in both with the right role', async () => {
  await created('/affiliations', { contactId: ada, companyId: engines, role: 'Decision maker' })
  await created('/affiliations', { contactId: ada, companyId: looms, role: 'Adviser' })
  for (const [companyId, role] of [
    [engines, 'Decision maker'],
    [looms, 'Adviser'],
  ]) {
    const filter = encodeURIComponent(JSON.stringify({ companyId }))
    const { body } = await acme.get(`/affiliations?filter=${filter}&include=contact`)
    expect(body.data).toMatchObject([{ role, contact: { name: 'Ada Lovelace' } }])
  }
})

test('the same role in the same company is refused the second time', async () => {
  const again = { contactId: ada, companyId: engines, role: 'Decision maker' }
  expect((await acme.post('/affiliations', again)).status).toBe(409)
  expect((await acme.post('/affiliations', { ...again, role: 'Founder' })).status).toBe(201)
})

test('an affiliation does not end before it starts, also when only one date is edited', async () => {
  const id = await created('/affiliations', {
    contactId: ada,
    companyId: looms,
    role: 'Investor',
    startedOn: '2024-05-01',
  })
  const { status, body } = await acme.patch(`/affiliations/${id}`, { endedOn: '2024-04-30' })
  expect(status).toBe(422)
  expect(body).toMatchObject({
    code: 'AFFILIATION_ENDS_BEFORE_START',
    errors: [{ path: '/endedOn' }],
  })
  expect((await acme.patch(`/affiliations/${id}`, { endedOn: '2024-05-01' })).status).toBe(200)
})

test('purging the contact takes its affiliations along', async () => {
  const contactId = await created('/contacts', { firstName: 'Gone' })
  const id = await created('/affiliations', { contactId, companyId: looms, role: 'Guest' })
  expect((await acme.delete(`/contacts/${contactId}?purge=true`)).status).toBe(204)
  expect((await acme.get(`/affiliations/${id}`)).status).toBe(404)
})

async function created(path: string, data: object): Promise<string> {
  const { status, body } = await acme.post(path, data)
  expect(status).toBe(201)
  return body.data.id
}
