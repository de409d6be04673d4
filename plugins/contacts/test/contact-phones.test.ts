import { expect, test } from '@jest/globals'

import { completeContact } from '../src/contact/complete-contact.ts'
import type { Contact } from '../src/types.generated.ts'

test('a national number is read in the country of the address', () => {
  const data = { phone: '(504) 621-8927', addresses: [{ city: 'New Orleans', country: 'US' }] }
  expect(complete(data).phone).toBe('+15046218927')
})

test('a national number of unknown country stays as it was typed', () => {
  expect(complete({ phone: '504-621-8927' })).toMatchObject({
    phone: '504-621-8927',
    phones: [{ value: '504-621-8927', type: 'work', primary: true }],
  })
})

test('an extension is kept', () => {
  const { phone } = complete({ phone: '504-621-8927 x12', addresses: [{ country: 'US' }] })
  expect(phone).toBe('+15046218927 ext. 12')
})

test('a list is read like the single number', () => {
  const phones = [{ value: '030 901820' }, { value: '+4930901820', primary: true }]
  expect(complete({ phones, addresses: [{ country: 'DE' }] }).phones).toEqual([
    { value: '+4930901820', type: 'work', primary: true },
  ])
})

test('text without a digit is refused', () => {
  expect(() => complete({ phone: 'reception' })).toThrow(
    expect.objectContaining({
      code: 'CONTACT_PHONE_NOT_A_NUMBER',
      status: 422,
      faults: [expect.objectContaining({ path: '/phone' })],
    }),
  )
})

function complete(data: Partial<Contact>): Partial<Contact> {
  completeContact.run(data, undefined)
  return data
}
