import { afterAll, expect, test } from '@jest/globals'

import { contacts } from '@crmkit/contacts'
import { createTestCrm } from '@crmkit/core/testing'

const crm = await createTestCrm({ plugins: [contacts()] })
const acme = crm.as('acme', { roles: ['admin'] })
afterAll(() => crm.close())

test('changing the primary e-mail keeps the old one as a secondary address', async () => {
  const { body } = await acme.post('/contacts', { firstName: 'Ada', email: 'ada@old.example' })
  const changed = await acme.patch(`/contacts/${body.data.id}`, { email: 'ada@new.example' })
  expect(changed.status).toBe(200)
  expect(changed.body.data).toMatchObject({
    email: 'ada@new.example',
    emails: [
      { value: 'ada@new.example', type: 'work', primary: true },
      { value: 'ada@old.example', type: 'work', primary: false },
    ],
  })
})

test('the contact is found by either address', async () => {
  const { body } = await acme.post('/contacts', { firstName: 'Grace', email: 'grace@old.example' })
  await acme.patch(`/contacts/${body.data.id}`, { email: 'grace@new.example' })
  for (const query of [
    'q=grace%40new',
    'q=GRACE%40old',
    `filter=${encodeURIComponent('{"emails":{"has":"grace@old.example"}}')}`,
  ]) {
    const found = await acme.get(`/contacts?${query}`)
    expect(found.body.data).toMatchObject([{ id: body.data.id, email: 'grace@new.example' }])
  }
})

test('another contact may not take the primary address of a living one, and is told whose it is', async () => {
  const { body: first } = await acme.post('/contacts', { email: 'taken@example.com' })
  const { status, body } = await acme.post('/contacts', { email: 'Taken@Example.com' })
  expect(status).toBe(409)
  expect(body).toMatchObject({ code: 'UNIQUE_TAKEN' })
  expect(JSON.stringify(body)).toContain(first.data.id)
})

test('the address of a deleted contact is free again', async () => {
  const { body } = await acme.post('/contacts', { email: 'free@example.com' })
  await acme.delete(`/contacts/${body.data.id}`)
  expect((await acme.post('/contacts', { email: 'free@example.com' })).status).toBe(201)
})

test('two primary addresses are refused with the place', async () => {
  const emails = [
    { value: 'a@example.com', primary: true },
    { value: 'b@example.com', primary: true },
  ]
  const { status, body } = await acme.post('/contacts', { emails })
  expect(status).toBe(422)
  expect(body).toMatchObject({ code: 'CONTACT_SEVERAL_PRIMARY', errors: [{ path: '/emails' }] })
})

test('a whole record sent back with another e-mail changes only that', async () => {
  const { body } = await acme.post('/contacts', { firstName: 'Alan', email: 'alan@example.com' })
  const { firstName, emails } = body.data
  const { body: changed } = await acme.put(`/contacts/${body.data.id}`, {
    firstName,
    emails,
    email: 'alan@new.example',
  })
  expect(changed.data.emails.map((entry: { value: string }) => entry.value)).toEqual([
    'alan@new.example',
    'alan@example.com',
  ])
})
