import { expect } from '@open-wc/testing'

import type { EntityInfo } from '../../src/client/entity-schemas.ts'
import { fieldKindOf } from '../../src/fields/field-kind.ts'
import { fieldOfSchema } from '../../src/fields/field-of-schema.ts'
import { hostRenderer } from '../../src/fields/renderers.ts'
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

test('a host’s rank stands between ours as the testers rank them', () => {
  const schemas = [
    { type: 'string' },
    { type: 'string', maxLength: 20_000 },
    { type: 'string', format: 'email' },
    { type: 'string', enum: ['a'] },
    { type: 'integer', 'x-crm': { currencyCode: 'EUR' } },
    { type: 'array', items: { type: 'string' } },
    { type: 'array', items: { type: 'object' } },
    {
      type: 'string',
      format: 'uuid',
      'x-crm': { relation: { entity: 'company', kind: 'belongsTo' } },
    },
    {
      type: 'string',
      format: 'uuid',
      'x-crm': { relation: { entity: 'member', kind: 'belongsTo' } },
    },
    { type: 'array', 'x-crm': { widget: 'tags', relation: { entity: 'tag', kind: 'manyToMany' } } },
  ]
  for (const schema of schemas) {
    const field = fieldOfSchema(schema, { key: 'it', required: false })
    const { rank } = fieldKindOf(schema)
    const drawn = (own: number): boolean =>
      hostRenderer({ ranked: [{ rank: () => own, cell: () => '' }] }, field, 'cell') !== undefined
    expect([drawn(rank), drawn(rank + 0.01)], field.kind).to.deep.equal([false, true])
  }
})
