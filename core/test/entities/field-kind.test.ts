import { expect, test } from '@jest/globals'

import { fieldKindOf } from '../../src/entities/field-kind.ts'

const relation = (entity: string, kind: string) => ({ relation: { entity, kind } })
const items = (properties: object) => ({ type: 'object', properties })

test.each([
  ['text', { type: ['string', 'null'], maxLength: 2000 }],
  ['text', { type: 'string', format: 'uuid' }],
  ['long-text', { type: 'string', maxLength: 2001 }],
  ['long-text', { type: 'string', maxLength: 10, 'x-crm': { widget: 'longText' } }],
  ['email', { type: ['string', 'null'], format: 'email', maxLength: 5000 }],
  ['url', { type: 'string', format: 'uri' }],
  ['date', { type: 'string', format: 'date' }],
  ['date-time', { type: 'string', format: 'date-time' }],
  ['phone', { type: 'string', 'x-crm': { normalize: 'phone' } }],
  ['country', { type: 'string', 'x-crm': { normalize: 'country' } }],
  ['currency', { type: 'string', 'x-crm': { normalize: 'currency' } }],
  ['money', { type: ['integer', 'null'], 'x-crm': { currency: 'currency' } }],
  ['money', { type: 'integer', 'x-crm': { currencyCode: 'EUR' } }],
  ['integer', { type: 'integer' }],
  ['number', { type: ['number', 'null'] }],
  ['boolean', { type: 'boolean' }],
  ['select', { enum: ['a', 'b'] }],
  ['select', { type: ['string', 'null'], oneOf: [{ const: 'a', title: 'A' }] }],
  ['multi-select', { type: 'array', items: { type: 'string', enum: ['a'] } }],
  ['texts', { type: 'array', items: { type: 'string' } }],
  ['objects', { type: 'array', items: items({ value: { type: 'string' } }) }],
  ['address', items({ street: {}, city: {} })],
  ['money-object', items({ amountMinor: {}, currency: {} })],
  ['stamp', items({ kind: {}, id: {}, through: {} })],
  ['json', items({ anything: {} })],
  ['member', { type: 'string', format: 'uuid', 'x-crm': relation('member', 'belongsTo') }],
  ['relation', { type: 'string', format: 'uuid', 'x-crm': relation('company', 'belongsTo') }],
  ['relations', { type: 'array', 'x-crm': relation('team', 'manyToMany') }],
  ['tags', { type: 'array', 'x-crm': { widget: 'tags', ...relation('tag', 'manyToMany') } }],
])('%s draws %j', (kind, schema) => {
  expect(fieldKindOf(schema)).toBe(kind)
})
