import { afterAll, expect, test } from '@jest/globals'

import { createSalesCrm, makeBoard, ok } from './support/sales.ts'

const t = await createSalesCrm()
const acme = t.as('acme')
afterAll(() => t.close())
const { stages } = await makeBoard(acme, [
  { name: 'New' },
  { name: 'Signed', requiredFields: ['amount'] },
])

const total = async (path: string): Promise<number> =>
  (await acme.get(`${path}?count=exact&limit=1`)).body.page.total

test('a lead becomes contact, company and deal, and says what it became', async () => {
  const tag = await ok(acme.post('/tags', { name: 'Fair' }))
  await ok(
    acme.post('/schemas/lead/fields', {
      key: 'budget',
      schema: { type: 'string', maxLength: 50, 'x-crm': { label: 'Budget' } },
    }),
  )
  await ok(
    acme.post('/schemas/deal/fields', {
      key: 'budget',
      schema: { type: 'string', maxLength: 50, 'x-crm': { label: 'Budget' } },
    }),
  )
  const lead = await ok(
    acme.post('/leads', {
      firstName: 'Ada',
      lastName: 'Lovelace',
      email: 'Ada@Engines.example',
      companyName: 'Analytical Engines',
      message: 'Please call.',
      source: 'Fair',
      amount: 12_300,
      currency: 'EUR',
      tagIds: [tag.id],
      custom: { budget: 'large' },
    }),
  )
  const data = await ok(acme.post(`/leads/${lead.id}/convert`))
  expect(data).toMatchObject({
    company: { name: 'Analytical Engines', tagIds: [tag.id] },
    contact: { email: 'ada@engines.example', name: 'Ada Lovelace', about: 'Please call.' },
    deal: {
      title: 'Analytical Engines',
      amount: 12_300,
      source: 'Fair',
      custom: { budget: 'large' },
    },
    lead: { status: 'converted' },
  })
  expect(data.deal).toMatchObject({ companyId: data.company.id, contactId: data.contact.id })
  expect(data.lead).toMatchObject({
    companyId: data.company.id,
    contactId: data.contact.id,
    dealId: data.deal.id,
  })
  const seen = await ok(acme.get(`/leads/${lead.id}?include=contact,company,deal`))
  expect(seen.deal.title).toBe('Analytical Engines')
  const [event] = (await t.changes('acme')).filter(({ name }) => name === 'lead.converted')
  expect(event?.recordId).toBe(lead.id)
})

test('asked again, by ten at once, it answers with the same records', async () => {
  const lead = await ok(acme.post('/leads', { firstName: 'Ben', companyName: 'Benson' }))
  const before = await Promise.all(['/contacts', '/companies', '/deals'].map(total))
  const answers = await Promise.all(
    Array.from({ length: 10 }, () => ok(acme.post(`/leads/${lead.id}/convert`))),
  )
  const ids = answers.map(({ contact, company, deal }) => [contact.id, company.id, deal.id].join())
  expect(new Set(ids).size).toBe(1)
  const after = await Promise.all(['/contacts', '/companies', '/deals'].map(total))
  expect(after).toEqual(before.map((count) => count + 1))
})

test('a conversion that breaks off leaves nothing, and succeeds when it is tried again', async () => {
  const lead = await ok(acme.post('/leads', { firstName: 'Cleo', companyName: 'Cleopatra' }))
  const before = await Promise.all(['/contacts', '/companies', '/deals'].map(total))
  const signed = { deal: { stageId: stages['Signed'] } }
  const refused = await acme.post(`/leads/${lead.id}/convert`, signed)
  expect([refused.status, refused.body.code]).toEqual([422, 'STAGE_RULE'])
  expect(await Promise.all(['/contacts', '/companies', '/deals'].map(total))).toEqual(before)
  expect((await ok(acme.get(`/leads/${lead.id}`))).status).toBe('new')
  const priced = { deal: { ...signed.deal, amount: 5, currency: 'EUR' } }
  expect((await ok(acme.post(`/leads/${lead.id}/convert`, priced))).deal.amount).toBe(5)
})

test('who is known already is not made a second time', async () => {
  const company = await ok(acme.post('/companies', { name: 'Known Ltd' }))
  const contact = await ok(acme.post('/contacts', { email: 'known@known.example' }))
  const lead = await ok(
    acme.post('/leads', { email: 'known@known.example', companyName: 'Known Ltd' }),
  )
  const data = await ok(acme.post(`/leads/${lead.id}/convert`, { deal: false }))
  expect(data).toMatchObject({
    company: { id: company.id },
    contact: { id: contact.id },
    deal: null,
  })
})

test('converted is said by the conversion alone, and not taken back', async () => {
  const lead = await ok(acme.post('/leads', { firstName: 'Dan' }))
  const said = await acme.patch(`/leads/${lead.id}`, { status: 'converted' })
  expect([said.status, said.body.code]).toEqual([422, 'LEAD_STATUS_FIXED'])
  await ok(acme.post(`/leads/${lead.id}/convert`))
  const back = await acme.patch(`/leads/${lead.id}`, { status: 'new' })
  expect([back.status, back.body.code]).toEqual([422, 'LEAD_STATUS_FIXED'])
})

test('it takes the rights of what it makes', async () => {
  const lead = await ok(acme.post('/leads', { firstName: 'Eva' }))
  await ok(
    acme.put('/roles/converter', {
      label: 'Converter',
      permissions: { 'lead.*': 'all', 'contact.read': 'all' },
    }),
  )
  const converter = t.as('acme', { roles: ['converter'], id: 'converter' })
  const { status, body } = await converter.post(`/leads/${lead.id}/convert`)
  expect([status, body.code]).toEqual([403, 'FORBIDDEN'])
  expect((await ok(acme.get(`/leads/${lead.id}`))).status).toBe('new')
})
