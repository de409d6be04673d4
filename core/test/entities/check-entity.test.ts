import { expect, test } from '@jest/globals'

import { assertEntitySchema, assertExtensionSchema } from '../../src/entities/check-entity.ts'

const text = { type: ['string', 'null'] }
const entity = (properties: object, more: object = {}, words: object = {}) => ({
  type: 'object',
  required: ['name'],
  'x-crm': {
    plural: 'projects',
    label: { one: 'Project', many: 'Projects' },
    titleField: 'name',
    ...words,
  },
  properties: { name: { type: 'string' }, ...properties },
  ...more,
})

const faultsOf = (schema: object): string[] =>
  assertEntitySchema('work', 'project', schema as never).map(
    ({ path, message }) => `${path}: ${message}`,
  )

test('an entity that keeps to the profile has no faults', () => {
  expect(
    faultsOf(
      entity({
        status: {
          enum: ['open', 'done'],
          default: 'open',
          'x-crm': {
            options: [
              { value: 'open', label: 'Open' },
              { value: 'done', label: 'Done', color: 'green' },
            ],
          },
        },
        budgetMinor: { type: ['integer', 'null'], 'x-crm': { currency: 'budgetCurrency' } },
        budgetCurrency: { ...text, pattern: '^[A-Z]{3}$' },
        emails: {
          type: 'array',
          default: [],
          items: { $ref: '../defs.schema.json#/$defs/emailEntry' },
          'x-crm': { index: true, search: true },
        },
        companyId: {
          ...text,
          format: 'uuid',
          'x-crm': { relation: { entity: 'company', kind: 'belongsTo', onDelete: 'set null' } },
        },
        tagIds: {
          type: 'array',
          default: [],
          items: { type: 'string', format: 'uuid' },
          'x-crm': { relation: { entity: 'tag', kind: 'manyToMany' } },
        },
      }),
    ),
  ).toEqual([])
})

// [what is wrong, the schema, where, part of the message]
test.each<[string, object, string, string]>([
  [
    'a keyword of another dialect',
    entity({ a: { type: 'string', nullable: true } }),
    '/properties/a/nullable',
    '"type": ["string", "null"]',
  ],
  [
    'a word beside x-crm',
    entity({ a: { ...text, index: true } }),
    '/properties/a/index',
    'belongs under "x-crm"',
  ],
  ['an unknown word', entity({}, {}, { colour: 'red' }), '/x-crm/colour', 'not a keyword'],
  [
    'a missing word',
    entity({}, { 'x-crm': { plural: 'projects', titleField: 'name' } }),
    '/x-crm',
    'needs "label"',
  ],
  [
    'an unknown type',
    entity({ a: { type: 'text' } }),
    '/properties/a/type',
    'one of string, integer',
  ],
  [
    'an unknown format',
    entity({ a: { ...text, format: 'phone' } }),
    '/properties/a/format',
    'found "phone"',
  ],
  ['a key in another case', entity({ 'due-on': text }), '/properties/due-on', 'must be camelCase'],
  [
    'a key of the engine',
    entity({ createdAt: text }),
    '/properties/createdAt',
    'belongs to the engine',
  ],
  [
    'a column of the engine',
    entity({ searchText: text }),
    '/properties/searchText',
    'belongs to the engine',
  ],
  [
    'a key every object has',
    entity({ toString: text }),
    '/properties/toString',
    'member of every JavaScript object',
  ],
  [
    'a title that does not exist',
    entity({}, {}, { titleField: 'title' }),
    '/x-crm/titleField',
    'there are name',
  ],
  [
    'a required key that does not exist',
    entity({}, { required: ['name', 'nope'] }),
    '/required/1',
    '"nope"',
  ],
  [
    'a value that may be missing without null',
    entity({ a: { type: 'string' } }),
    '/properties/a',
    'allow null',
  ],
  [
    'a currency that does not exist',
    entity({ a: { type: ['integer', 'null'], 'x-crm': { currency: 'b' } } }),
    '/properties/a/x-crm/currency',
    '"b"',
  ],
  [
    'an amount that is no integer',
    entity({ b: text, a: { type: ['number', 'null'], 'x-crm': { currency: 'b' } } }),
    '/properties/a/x-crm/currency',
    'integer amount',
  ],
  [
    'a unique list',
    entity({
      a: { type: 'array', default: [], items: { type: 'string' }, 'x-crm': { unique: true } },
    }),
    '/properties/a/x-crm/unique',
    'single text',
  ],
  [
    'a searchable number',
    entity({ a: { type: ['integer', 'null'], 'x-crm': { search: true } } }),
    '/properties/a/x-crm/search',
    'needs text',
  ],
  [
    'an indexed object',
    entity({ a: { type: ['object', 'null'], properties: {}, 'x-crm': { index: true } } }),
    '/properties/a/x-crm/index',
    'single value',
  ],
  [
    'a pattern that could run for ever',
    entity({ a: { ...text, pattern: '(?=a)b' } }),
    '/properties/a/pattern',
    'RE2',
  ],
  [
    'a reference outside',
    entity({ a: { $ref: 'https://example.com/a.json' } }),
    '/properties/a/$ref',
    'defs.schema.json',
  ],
  [
    'a default of another type',
    entity({ a: { type: 'integer', default: 'x' } }),
    '/properties/a/default',
    '"x" is not a value',
  ],
  [
    'an example of another type',
    entity({ a: { ...text, examples: [1] } }),
    '/properties/a/examples/0',
    '1 is not a value',
  ],
  [
    'bounds of another type',
    entity({ a: { type: ['integer', 'null'], minLength: 2 } }),
    '/properties/a',
    'minLength',
  ],
  [
    'a list without entries',
    entity({ a: { type: 'array', default: [] } }),
    '/properties/a',
    'needs "items"',
  ],
  [
    'a property without a type',
    entity({ a: { description: 'x', default: 1 } }),
    '/properties/a',
    'needs a "type"',
  ],
  [
    'a null the choice does not list',
    entity({ a: { ...text, enum: ['x'] } }),
    '/properties/a/enum',
    'must list null',
  ],
  [
    'a label of no value',
    entity({ a: { enum: ['x', null], 'x-crm': { options: [{ value: 'y', label: 'Y' }] } } }),
    '/properties/a/x-crm/options',
    'without a label: x',
  ],
  [
    'a relation by another key',
    entity({
      company: {
        ...text,
        format: 'uuid',
        'x-crm': { relation: { entity: 'company', kind: 'belongsTo' } },
      },
    }),
    '/properties/company/x-crm/relation',
    'ends in "Id"',
  ],
  [
    'a relation that cannot be cleared',
    entity(
      {
        companyId: {
          type: 'string',
          format: 'uuid',
          'x-crm': { relation: { entity: 'company', kind: 'belongsTo', onDelete: 'set null' } },
        },
      },
      { required: ['name', 'companyId'] },
    ),
    '/properties/companyId/x-crm/relation',
    'allows null',
  ],
  [
    'a relation read under the name of a property',
    entity({
      nameId: {
        ...text,
        format: 'uuid',
        'x-crm': { relation: { entity: 'company', kind: 'belongsTo' } },
      },
    }),
    '/properties/nameId',
    'read as "name"',
  ],
  [
    'a column of a list that is no property',
    entity({}, {}, { columns: ['name', 'createdAt', 'ownerId'] }),
    '/x-crm/columns/2',
    'there is no property "ownerId"; there are name',
  ],
  [
    'a unique set with a list in it',
    entity(
      { a: { type: 'array', default: [], items: { type: 'string' } } },
      {},
      { uniqueTogether: [['name', 'a']] },
    ),
    '/x-crm/uniqueTogether/0',
    'is a list',
  ],
])('faults %s once, where it stands', (_what, schema, path, message) => {
  const faults = faultsOf(schema)
  expect(faults).toEqual([expect.stringContaining(message)])
  expect(faults[0]).toMatch(`work/project#${path}: `)
})

test('all faults come at once', () => {
  expect(
    faultsOf(entity({ a: { type: 'text' }, b: { type: 'string', nullable: true }, 'C-d': text })),
  ).toHaveLength(3)
})

test('the key __proto__ is refused as any other key in the wrong case', () => {
  const schema: unknown = JSON.parse(
    JSON.stringify(entity({})).replace('"name":{', '"__proto__":{"type":"string"},"name":{'),
  )
  expect(faultsOf(schema as object)).toEqual([expect.stringContaining('__proto__')])
})

test('an extension has no words of an entity', () => {
  expect(
    assertExtensionSchema('work', 'contact', { type: 'object', properties: { a: text } }),
  ).toEqual([])
  expect(
    assertExtensionSchema('work', 'contact', entity({}) as never).map(({ path }) => path),
  ).toEqual(['work/contact.ext#/x-crm'])
})
