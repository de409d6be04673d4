import { expect, test } from '@jest/globals'

import { completeContact } from '../src/contact/complete-contact.ts'
import type { Contact } from '../src/types.generated.ts'

test('the name is first and last name with single spaces', () => {
  expect(nameOf({ firstName: ' Ada  King', lastName: 'Lovelace ' })).toBe('Ada King Lovelace')
})

test('one name is enough', () => {
  expect(nameOf({ lastName: 'Sukarno' })).toBe('Sukarno')
})

test('without a name the e-mail address names the contact, then the phone number', () => {
  expect(nameOf({ email: 'info@example.com', phone: '+4930901820' })).toBe('info@example.com')
  expect(nameOf({ phone: '+4930901820' })).toBe('+4930901820')
})

test('an edit of one part keeps the other', () => {
  const before = { name: 'Ada King', firstName: 'Ada', lastName: 'King' } as Contact
  expect(nameOf({ lastName: 'Lovelace' }, before)).toBe('Ada Lovelace')
  expect(nameOf({ firstName: null }, before)).toBe('King')
})

function nameOf(data: Partial<Contact>, before?: Contact): string | null | undefined {
  completeContact.run(data, before)
  return data.name
}
