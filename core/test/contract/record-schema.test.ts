import { expect, test } from '@jest/globals'

import { compileValidator, type JsonSchema } from '../../src/base/validator.ts'
import { recordSchema } from '../../src/entities/record-schema.ts'
import { registry, rightsBut } from './sample.ts'

const contact = registry.get('contact')
const accepts = (schema: JsonSchema, value: unknown): boolean => compileValidator(schema)(value)
const create = recordSchema(contact, { part: 'create' })
const patch = recordSchema(contact, { part: 'patch' })

test('a create needs what the author requires, but not what has a default', () => {
  expect(accepts(create, { lastName: 'Lovelace' })).toBe(true)
  expect(accepts(create, { firstName: 'Ada' })).toBe(false)
})

test('a patch needs nothing, and null clears only what may be empty', () => {
  expect(accepts(patch, {})).toBe(true)
  expect(accepts(patch, { firstName: null, address: null, companyId: null })).toBe(true)
  expect(accepts(patch, { lastName: null })).toBe(false)
})

test.each(['id', 'createdAt', 'version', 'updatedBy', 'displayName', 'nickname', '__proto__'])(
  'a write refuses the key %s',
  (key) => {
    const value: unknown = JSON.parse(`{"lastName":"Lovelace","${key}":null}`)
    expect([accepts(create, value), accepts(patch, value)]).toEqual([false, false])
  },
)

test('a hook may also set what is read-only for callers', () => {
  const trusted = recordSchema(contact, { part: 'create', withReadonly: true })
  expect(accepts(trusted, { lastName: 'Lovelace', displayName: 'Ada Lovelace' })).toBe(true)
})

test('a write takes the owner, external references and fields of extensions', () => {
  const value = {
    lastName: 'Lovelace',
    ownerId: '0199f6d2-5b1e-7c3a-9a44-3f1f0d6f1c2b',
    externalRefs: [{ system: 'shop', type: 'customer', id: '4711' }],
    ext: { privacy: { basis: 'consent' } },
  }
  expect(accepts(create, value)).toBe(true)
  expect(accepts(create, { ...value, ext: { privacy: { givenOn: null } } })).toBe(false)
  expect(accepts(patch, { ext: { privacy: { givenOn: null } } })).toBe(true)
  expect(accepts(create, { ...value, ext: { other: {} } })).toBe(false)
})

test("custom fields are checked once the tenant's fields are known", () => {
  const size = {
    ...contact.properties.get('firstName')!,
    key: 'size',
    schema: { type: ['integer', 'null'] },
  }
  const known = recordSchema(contact, { part: 'create', custom: new Map([['size', size]]) })
  expect(accepts(create, { lastName: 'L', custom: { anything: 1 } })).toBe(true)
  expect(accepts(known, { lastName: 'L', custom: { size: 3 } })).toBe(true)
  expect(accepts(known, { lastName: 'L', custom: { size: 'three' } })).toBe(false)
  expect(accepts(known, { lastName: 'L', custom: { anything: 1 } })).toBe(false)
})

test('a read names every field it answers as required, nullable where the record may be empty', () => {
  const read = recordSchema(contact, { part: 'read', rights: rightsBut({}) })
  expect(read['required']).toEqual([...contact.properties.keys(), 'ext'])
  expect(read['properties']).toMatchObject({
    lastName: { type: 'string' },
    firstName: { type: ['string', 'null'] },
    deletedAt: { type: ['string', 'null'], readOnly: true },
    ext: { properties: { privacy: { type: ['object', 'null'] } } },
  })
})

test('what an actor may read but not write is in the read alone', () => {
  const rights = rightsBut({ 'contact.status': 'read', 'contact.address': 'none' })
  const read = recordSchema(contact, { part: 'read', rights })
  const write = recordSchema(contact, { part: 'create', rights })
  expect(read['properties']).toHaveProperty('status')
  expect(write['properties']).not.toHaveProperty('status')
  expect(read['properties']).not.toHaveProperty('address')
})

test('our words and comments are left out unless asked for', () => {
  const words = JSON.stringify(recordSchema(contact, { part: 'read', words: true }))
  const plain = JSON.stringify(recordSchema(contact, { part: 'read' }))
  expect([words.includes('x-crm'), plain.includes('x-crm')]).toEqual([true, false])
  expect([words.includes('$comment'), plain.includes('$comment')]).toEqual([false, false])
})
