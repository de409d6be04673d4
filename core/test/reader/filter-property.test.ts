import { afterAll, beforeAll, expect, test } from '@jest/globals'
import fc from 'fast-check'

import { arbitraries, companyIds, type RandomContact, randomContacts } from './random-contacts.ts'
import { ACME, contextOf, createWorld, OTHER, type World } from './reader-world.ts'

const contacts = randomContacts(200, 3)
const everybody = contextOf()
let world: World

beforeAll(async () => {
  world = await createWorld()
  for (const [tenant, own] of [
    [ACME, contacts],
    [OTHER, randomContacts(50, 4)],
  ] as const) {
    await world.insert(
      tenant,
      world.company,
      companyIds.map((companyId, index) => ({ id: companyId, name: `C${index}` })),
    )
    await world.insert(tenant, world.contact, own)
  }
}, 60_000)
afterAll(() => world.close())

type Json = Record<string, unknown>
const fields = {
  firstName: 'text',
  lastName: 'text',
  status: 'status',
  score: 'integer',
  rating: 'number',
  vip: 'boolean',
  birthday: 'date',
  lastSeenAt: 'date-time',
  token: 'uuid',
  createdAt: 'date-time',
} as const
type Kind = (typeof fields)[keyof typeof fields]

const fieldFilter: fc.Arbitrary<Json> = fc
  .constantFrom(...(Object.keys(fields) as (keyof typeof fields)[]))
  .chain((name) => operators(fields[name]).map((operation) => ({ [name]: operation })))
const special: fc.Arbitrary<Json> = fc.oneof(
  arbitraries.text.map((text) => ({ labels: { has: text } })),
  fc.constantFrom(...companyIds.map((_, index) => ({ 'company.name': `C${index}` }))),
  fc
    .oneof(arbitraries.text, arbitraries.integer, arbitraries.boolean)
    .map((value) => ({ 'custom.tier': value })),
  fc
    .oneof(arbitraries.text, arbitraries.integer)
    .map((value) => ({ 'custom.seats': { ne: value } })),
)
const { filter: filters } = fc.letrec<{ filter: Json }>((tie) => ({
  filter: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    fieldFilter,
    special,
    fc.array(tie('filter'), { maxLength: 3 }).map((parts) => ({ and: parts })),
    fc.array(tie('filter'), { maxLength: 3 }).map((parts) => ({ or: parts })),
    tie('filter').map((part) => ({ not: part })),
    fc.tuple(fieldFilter, fieldFilter).map(([one, other]) => ({ ...one, ...other })),
  ),
}))

function operators(kind: Kind): fc.Arbitrary<unknown> {
  const value: fc.Arbitrary<unknown> = arbitraries[kind]
  const orNull = fc.option(value, { freq: 5 })
  const list = fc.array(orNull, { maxLength: 4 })
  const same = fc.oneof(
    orNull,
    orNull.map((eq) => ({ eq })),
    orNull.map((ne) => ({ ne })),
    list.map((values) => ({ in: values })),
    list.map((values) => ({ notIn: values })),
    fc.boolean().map((isNull) => ({ isNull })),
  )
  if (kind === 'boolean' || kind === 'uuid') return same
  const order = fc.oneof(
    fc
      .tuple(fc.constantFrom('gt', 'gte', 'lt', 'lte'), value)
      .map(([operator, bound]) => ({ [operator]: bound })),
    fc.tuple(value, value).map((between) => ({ between })),
  )
  if (kind === 'text' || kind === 'status') {
    const fragment = fc.constantFrom('', 'a', 'NN', 'b_', '%', '\\', 'lea', 'Zoe')
    return fc.oneof(
      same,
      order,
      fragment.map((contains) => ({ contains })),
      fragment.map((startsWith) => ({ startsWith })),
    )
  }
  return fc.oneof(same, order)
}

test('any filter finds what evaluating it in memory finds, in every way the statement can be written', async () => {
  const queries = fc.constantFrom<Json>(
    {},
    { sort: 'status' },
    { sort: '-score,rating' },
    { sort: 'rating' },
    { deleted: 'all' },
  )
  await fc.assert(
    fc.asyncProperty(filters, queries, async (filter, query) => {
      const { data, page } = await world.list(everybody, world.contact, {
        ...query,
        filter,
        limit: 200,
        count: 'exact',
      })
      const expected = contacts
        .filter((contact) => matches(contact, filter))
        .map((contact) => contact.id)
      expect(data.map((record) => record['id'] as string).sort()).toEqual(expected.sort())
      expect(page.total).toBe(expected.length)
    }),
    { numRuns: 400 },
  )
}, 120_000)

function matches(contact: RandomContact, filter: Json): boolean {
  return Object.entries(filter).every(([key, value]) => {
    if (key === 'and') return (value as Json[]).every((part) => matches(contact, part))
    if (key === 'or') return (value as Json[]).some((part) => matches(contact, part))
    if (key === 'not') return !matches(contact, value as Json)
    const isObject = typeof value === 'object' && value !== null
    return Object.entries(isObject ? value : { eq: value }).every(([operator, operand]) =>
      meets(contact, key, operator, operand as never),
    )
  })
}

function meets(contact: RandomContact, key: string, operator: string, operand: never): boolean {
  if (key === 'labels') return contact.labels.includes(operand)
  const value = valueOf(contact, key, operand) as never
  switch (operator) {
    case 'eq':
      return value === operand
    case 'ne':
      return value !== operand
    case 'in':
      return (operand as unknown[]).includes(value)
    case 'notIn':
      return !(operand as unknown[]).includes(value)
    case 'isNull':
      return (value === null) === operand
    default:
      return value !== null && compares(value, operator, operand)
  }
}

function compares(value: never, operator: string, operand: never): boolean {
  switch (operator) {
    case 'gt':
      return value > operand
    case 'gte':
      return value >= operand
    case 'lt':
      return value < operand
    case 'lte':
      return value <= operand
    case 'between':
      return value >= operand[0] && value <= operand[1]
    case 'contains':
      return (value as string).toLowerCase().includes((operand as string).toLowerCase())
    default:
      return (value as string).toLowerCase().startsWith((operand as string).toLowerCase())
  }
}

/** A custom value of another type than the one compared with is no value. */
function valueOf(contact: RandomContact, key: string, operand: unknown): unknown {
  if (key === 'company.name')
    return contact.companyId === null ? null : `C${companyIds.indexOf(contact.companyId)}`
  if (!key.startsWith('custom.')) return (contact as unknown as Json)[key]
  const value = contact.custom[key.slice('custom.'.length)]
  return typeof value === typeof operand ? value : null
}
