import { expect, test } from '@jest/globals'
import fc from 'fast-check'

import { isCrmError } from '@crmkit/core'

import { completeContact } from '../src/contact/complete-contact.ts'
import type { Contact } from '../src/types.generated.ts'

const address = fc.constantFrom(
  'ada@example.com',
  'Ada@Example.com',
  'a@work.example',
  'b@home.example',
)
const entry = fc.record(
  { value: address, type: fc.constantFrom('work', 'personal'), primary: fc.boolean() },
  { requiredKeys: ['value'] },
)
/** Any edit a client may send, a whole record sent back included. */
const edit = fc.record(
  {
    email: fc.option(address),
    emails: fc.option(fc.array(entry, { maxLength: 4 })),
    firstName: fc.option(fc.constantFrom('Ada', ' Ada  King ')),
  },
  { requiredKeys: [] },
)

test('whatever is edited, the e-mail is the one primary entry of the list', () => {
  fc.assert(
    fc.property(fc.array(edit, { minLength: 1, maxLength: 8 }), (edits) => {
      let contact: Contact | undefined
      for (const data of edits) {
        contact = apply(contact, data as Partial<Contact>)
        const { email, emails } = contact
        const primaries = emails.filter((one) => one.primary).map((one) => one.value)
        expect(primaries).toEqual(email === null ? [] : [email])
        expect(emails.length === 0).toBe(email === null)
        expect(new Set(emails.map((one) => one.value)).size).toBe(emails.length)
      }
    }),
    { numRuns: 2000 },
  )
})

test('a new primary e-mail never loses the former one', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(
        address.map((one) => one.toLowerCase()),
        { minLength: 2 },
      ),
      (all) => {
        let contact: Contact | undefined
        for (const email of all) contact = apply(contact, { email })
        expect(contact?.emails.map((one) => one.value).sort()).toEqual([...all].sort())
        expect(contact?.email).toBe(all.at(-1))
      },
    ),
  )
})

test('sending a contact back as it was changes nothing', () => {
  fc.assert(
    fc.property(fc.array(edit, { minLength: 1, maxLength: 5 }), (edits) => {
      let contact: Contact | undefined
      for (const data of edits) contact = apply(contact, data as Partial<Contact>)
      expect(apply(contact, structuredClone(contact as Contact))).toEqual(contact)
    }),
  )
})

/** What the writer does with the hook, less the database; a refused edit leaves the contact as it was. */
function apply(before: Contact | undefined, data: Partial<Contact>): Contact {
  const start =
    before ??
    ({ name: null, email: null, emails: [], phone: null, phones: [] } as unknown as Contact)
  const input = { ...data }
  try {
    completeContact.run(input, before)
  } catch (error) {
    if (!isCrmError(error)) throw error
    return start
  }
  return { ...start, ...input }
}
