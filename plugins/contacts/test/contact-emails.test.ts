import { expect, test } from '@jest/globals'

import { completeContact } from '../src/contact/complete-contact.ts'
import type { Contact } from '../src/types.generated.ts'
const stored = {
  name: 'Ada',
  firstName: 'Ada',
  email: 'ada@example.com',
  emails: [
    { value: 'ada@example.com', type: 'work', primary: true },
    { value: 'ada@home.example', type: 'personal', primary: false },
  ],
} as unknown as Contact

test('an e-mail alone becomes the primary entry', () => {
  expect(complete({ email: ' Ada@Example.com ' })).toMatchObject({
    email: 'ada@example.com',
    emails: [{ value: 'ada@example.com', type: 'work', primary: true }],
  })
})

test('a list alone makes its first entry primary when none is marked', () => {
  const emails = [{ value: 'a@example.com' }, { value: 'b@example.com' }]
  expect(complete({ emails })).toMatchObject({
    email: 'a@example.com',
    emails: [{ primary: true }, { primary: false }],
  })
})

test('a new e-mail keeps the former one as a secondary entry', () => {
  expect(complete({ email: 'ada@new.example' }, stored).emails).toEqual([
    { value: 'ada@new.example', type: 'work', primary: true },
    { value: 'ada@example.com', type: 'work', primary: false },
    { value: 'ada@home.example', type: 'personal', primary: false },
  ])
})

test('taking the e-mail away moves the next one up', () => {
  expect(complete({ email: null }, stored)).toMatchObject({
    email: 'ada@home.example',
    emails: [{ value: 'ada@home.example', type: 'personal', primary: true }],
  })
})

test('an empty list takes all addresses away', () => {
  expect(complete({ emails: [] }, stored)).toMatchObject({ email: null, emails: [] })
})

test('a list that still holds the primary address keeps it primary', () => {
  const emails = [{ value: 'ada@home.example' }, { value: 'ada@example.com' }]
  expect(complete({ emails }, stored).email).toBe('ada@example.com')
})

test('one address in two spellings is one entry', () => {
  const emails = [{ value: 'a@example.com' }, { value: 'A@EXAMPLE.COM', primary: true }]
  expect(complete({ emails }).emails).toEqual([
    { value: 'a@example.com', type: 'work', primary: true },
  ])
})

test('two primary entries are refused with the place', () => {
  const emails = [
    { value: 'a@example.com', primary: true },
    { value: 'b@example.com', primary: true },
  ]
  expect(() => complete({ emails })).toThrow(
    expect.objectContaining({
      code: 'CONTACT_SEVERAL_PRIMARY',
      status: 422,
      faults: [expect.objectContaining({ path: '/emails' })],
    }),
  )
})

test('an e-mail and a list that name different primary entries are refused', () => {
  const emails = [{ value: 'a@example.com', primary: true }]
  expect(() => complete({ email: 'b@example.com', emails })).toThrow(
    expect.objectContaining({ code: 'CONTACT_PRIMARY_DIFFERS', status: 422 }),
  )
})

test('input that is no list of addresses is left to the schema check', () => {
  const wrong = { emails: ['a@example.com', 7] } as unknown as Partial<Contact>
  expect(complete(wrong).emails).toEqual(['a@example.com', 7])
})

function complete(data: Partial<Contact>, before?: Contact): Partial<Contact> {
  completeContact.run(data, before)
  return data
}
