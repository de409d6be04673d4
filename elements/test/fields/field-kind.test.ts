import { expect } from '@open-wc/testing'

import type { EntityInfo } from '../../src/client/entity-schemas.ts'
import { fieldKindOf } from '../../src/fields/field-kind.ts'
import { provider } from '../support/provider.ts'

test('the browser and the engine see the same kind in every field of every entity', async () => {
  const { client } = await provider()
  const entities: EntityInfo[] = await Promise.all(
    ['contact', 'company', 'affiliation', 'tag', 'member'].map((name) => client.entity(name)),
  )
  for (const { name, fields } of entities) {
    for (const { key, kind, schema, system } of fields) {
      // Ids are shown as they are; the engine calls them texts.
      if (system && key !== 'ownerId') continue
      expect(fieldKindOf(schema).kind, `${name}.${key}`).to.equal(kind)
    }
  }
})

test('the words of the schema count before its shape, and its shape before its type', () => {
  expect(fieldKindOf({ type: 'string' })).to.deep.equal({ kind: 'text', rank: 1 })
  expect(fieldKindOf({ type: ['string', 'null'], format: 'email' }).kind).to.equal('email')
  expect(fieldKindOf({ type: 'string', maxLength: 20_000 }).kind).to.equal('long-text')
  expect(fieldKindOf({ type: 'integer', 'x-crm': { currency: 'currency' } }).kind).to.equal('money')
  expect(fieldKindOf({ enum: ['a', null] }).kind).to.equal('select')
  expect(fieldKindOf({ type: 'array', items: { type: 'string', enum: ['a'] } }).kind).to.equal(
    'multi-select',
  )
  expect(fieldKindOf({ type: 'array', items: { type: 'string' } }).kind).to.equal('texts')
  expect(fieldKindOf({ type: 'object', properties: { a: {} } }).kind).to.equal('json')
  expect(fieldKindOf({}).kind).to.equal('json')
})
