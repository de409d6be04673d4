import { afterAll, expect, test } from '@jest/globals'

import { choice, fieldWorld, makeField } from './field-world.ts'

const t = await fieldWorld()
const acme = t.as('acme')
afterAll(() => t.close())

// Definition, path of the fault, a part of its message.
const refused: [string, object, string, string][] = [
  ['a key with a dash', { key: 'a-b', schema: { type: 'string' } }, '/key', 'contractEnd'],
  [
    'a key that begins with a capital',
    { key: 'Tier', schema: { type: 'string' } },
    '/key',
    'small letter',
  ],
  [
    'a key every object has',
    { key: 'constructor', schema: { type: 'string' } },
    '/key',
    'JavaScript',
  ],
  ['no type', { key: 'a', schema: {} }, '/schema', 'needs "type"'],
  [
    'two types',
    { key: 'a', schema: { type: ['string', 'null'] } },
    '/schema/type',
    'must be one of',
  ],
  ['an object', { key: 'a', schema: { type: 'object' } }, '/schema/type', 'must be one of'],
  ['an enum', { key: 'a', schema: { type: 'string', enum: ['x'] } }, '/schema/enum', 'oneOf'],
  [
    'a reference',
    { key: 'a', schema: { type: 'string', $ref: 'http://x' } },
    '/schema/$ref',
    'write out',
  ],
  [
    'an unknown keyword',
    { key: 'a', schema: { type: 'string', contentEncoding: 'x' } },
    '/schema/contentEncoding',
    'not a keyword',
  ],
  [
    'a label in the wrong place',
    { key: 'a', schema: { type: 'string', title: 'A' } },
    '/schema/title',
    'x-crm',
  ],
  [
    'a bound of another type',
    { key: 'a', schema: { type: 'string', minimum: 1 } },
    '/schema/minimum',
    'integer, number',
  ],
  [
    'a format of a number',
    { key: 'a', schema: { type: 'integer', format: 'date' } },
    '/schema/format',
    'string',
  ],
  [
    'bounds that exclude each other',
    { key: 'a', schema: { type: 'integer', minimum: 5, maximum: 1 } },
    '/schema/minimum',
    'no value',
  ],
  [
    'a pattern with a back-reference',
    { key: 'a', schema: { type: 'string', pattern: String.raw`(a)\1` } },
    '/schema/pattern',
    'RE2',
  ],
  ['an option twice', { key: 'a', schema: choice('x', 'x') }, '/schema/oneOf/1/const', 'twice'],
  [
    'an option without a label',
    { key: 'a', schema: { type: 'string', oneOf: [{ const: 'x' }] } },
    '/schema/oneOf/0',
    'title',
  ],
  [
    'a pattern beside options',
    { key: 'a', schema: { ...choice('x'), pattern: 'x' } },
    '/schema/pattern',
    'oneOf',
  ],
  ['a list without items', { key: 'a', schema: { type: 'array' } }, '/schema', 'items'],
  [
    'a list of numbers',
    { key: 'a', schema: { type: 'array', items: { type: 'integer' } } },
    '/schema/items/type',
    '"string"',
  ],
  [
    'a default it would refuse',
    { key: 'a', schema: { type: 'integer', maximum: 5, default: 6 } },
    '/schema/default',
    'accepts',
  ],
  [
    'a permission nobody has',
    { key: 'a', schema: { type: 'string', 'x-crm': { permission: 'no.such' } } },
    '/schema/x-crm/permission',
    'no permission',
  ],
  [
    'an amount that is no integer',
    { key: 'a', schema: { type: 'number', 'x-crm': { currencyCode: 'EUR' } } },
    '/schema/x-crm/currencyCode',
    'minor units',
  ],
  [
    'a currency there is not',
    { key: 'a', schema: { type: 'integer', 'x-crm': { currencyCode: 'ABC' } } },
    '/schema/x-crm/currencyCode',
    'ISO 4217',
  ],
  [
    'a unique list',
    { key: 'a', schema: { type: 'array', items: { type: 'string' } }, unique: true },
    '/unique',
    'single',
  ],
  [
    'unique without an index',
    { key: 'a', schema: { type: 'string' }, unique: true, indexed: false },
    '/indexed',
    'found by its value',
  ],
  [
    'unique with a default',
    { key: 'a', schema: { type: 'string', default: 'x' }, unique: true },
    '/unique',
    'second record',
  ],
  [
    'an unknown setting',
    { key: 'a', schema: { type: 'string' }, label: 'A' },
    '/label',
    'not a known field',
  ],
]

test.each(refused)(
  '%s is refused with its place and a remedy',
  async (_, definition, path, message) => {
    const { status, body } = await acme.post('/schemas/author/fields', definition)
    expect([status, body.errors.map((fault: { path: string }) => fault.path)]).toEqual([
      422,
      expect.arrayContaining([path]),
    ])
    expect(body.errors.find((fault: { path: string }) => fault.path === path).message).toContain(
      message,
    )
    expect((await acme.get('/schemas/author/fields')).body.data).toEqual([])
  },
)

test('all faults are told at once', async () => {
  const { body } = await acme.post('/schemas/author/fields', {
    key: 'A!',
    schema: {
      type: 'integer',
      minimum: 2,
      maximum: 1,
      'x-crm': { currencyCode: 'ABC', permission: 'no.such' },
    },
  })
  expect(body.errors).toHaveLength(4)
})

test('an evil pattern costs no time', async () => {
  const client = t.as('patterns')
  await makeField(client, 'code', { type: 'string', maxLength: 10_000, pattern: '^(a|a)*$' })
  const startedAt = performance.now()
  const { status } = await client.post('/authors', {
    name: 'x',
    custom: { code: `${'a'.repeat(9_000)}!` },
  })
  expect(status).toBe(422)
  expect(performance.now() - startedAt).toBeLessThan(1_000)
})

test('an entity that takes no custom fields says so', async () => {
  const { status, body } = await acme.post('/schemas/team/fields', {
    key: 'a',
    schema: { type: 'string' },
  })
  const { body: list } = await acme.get('/schemas')
  const team = list.data.find(({ name }: { name: string }) => name === 'team')
  expect(team.customFields ? 201 : 422).toBe(status)
  if (!team.customFields) expect(body.code).toBe('ENTITY_TAKES_NO_CUSTOM_FIELDS')
})
