import { afterAll, beforeAll, expect, test } from '@jest/globals'

import { ACME, contextOf, createWorld, id, OTHER, type World } from './reader-world.ts'

let world: World
const everybody = contextOf()

const ada = {
  id: id(1),
  firstName: 'Ada',
  lastName: 'Lovelace',
  email: 'ada@example.com',
  status: 'customer',
  score: 10,
  rating: 4.5,
  vip: true,
  birthday: '1990-12-10',
  lastSeenAt: '2026-11-20T08:00:00Z',
  token: id(1, 9),
  labels: ['math', 'vip'],
  aliases: ['ada', 'countess'],
  emails: [{ value: 'ada@example.com', label: 'work' }],
  address: { city: 'London' },
  companyId: id(1, 2),
  tagIds: [id(1, 3), id(2, 3)],
  custom: { tier: 'gold', seats: 12, beta: true, since: '2026-01-05', colors: ['red', 'blue'] },
  ext: { billing: { plan: 'pro', seats: 5 } },
  createdAt: '2026-11-20T07:00:00Z',
}
const grace = {
  id: id(2),
  firstName: 'grace',
  lastName: 'Hopper_100%',
  email: 'grace@example.org',
  status: 'lead',
  score: 20,
  rating: -1.25,
  vip: false,
  birthday: '2026-11-20',
  lastSeenAt: '2026-11-19T23:59:59.999Z',
  token: id(2, 9),
  labels: [],
  aliases: null,
  emails: [{ value: 'grace@example.org' }, { value: 'hopper@navy.mil' }],
  companyId: id(2, 2),
  tagIds: [id(2, 3)],
  custom: { tier: 'silver', seats: '12', beta: 'true', since: 'soon', colors: 'red' },
  ext: { billing: { plan: 'free' } },
  createdAt: '2026-11-13T10:00:00Z',
}
const blank = { id: id(3), lastName: 'blank\\slash', createdAt: '2025-01-01T00:00:00Z' }
const all = ['ada', 'grace', 'blank']

beforeAll(async () => {
  world = await createWorld()
  for (const tenant of [ACME, OTHER]) {
    await world.insert(tenant, world.company, [
      { id: id(1, 2), name: 'Analytical Engines', industry: 'tech', parentId: null },
      { id: id(2, 2), name: 'Navy', industry: 'defence', parentId: id(1, 2) },
    ])
    await world.insert(tenant, world.tag, [
      { id: id(1, 3), name: 'pioneer' },
      { id: id(2, 3), name: 'engineer' },
    ])
  }
  await world.insert(ACME, world.contact, [ada, grace, blank])
  // The same records in another tenant: whatever crosses the wall doubles a result.
  await world.insert(OTHER, world.contact, [ada, grace, blank])
})
afterAll(() => world.close())

const names = new Map([
  [ada.id, 'ada'],
  [grace.id, 'grace'],
  [blank.id, 'blank'],
])

// Filter, who matches.
const cases: [object, string[]][] = [
  [{}, all],
  // text
  [{ firstName: 'Ada' }, ['ada']],
  [{ firstName: { eq: 'ada' } }, []],
  [{ firstName: null }, ['blank']],
  [{ firstName: { ne: 'Ada' } }, ['grace', 'blank']],
  [{ firstName: { ne: null } }, ['ada', 'grace']],
  [{ firstName: { in: ['Ada', 'x'] } }, ['ada']],
  [{ firstName: { in: [] } }, []],
  [{ firstName: { in: [null] } }, ['blank']],
  [{ firstName: { in: ['Ada', null] } }, ['ada', 'blank']],
  [{ firstName: { notIn: [] } }, all],
  [{ firstName: { notIn: ['Ada'] } }, ['grace', 'blank']],
  [{ firstName: { notIn: ['Ada', null] } }, ['grace']],
  [{ firstName: { notIn: [null] } }, ['ada', 'grace']],
  [{ firstName: { gt: 'Ada' } }, ['grace']],
  [{ firstName: { gte: 'Ada' } }, ['ada', 'grace']],
  [{ firstName: { lt: 'grace' } }, ['ada']],
  [{ firstName: { between: ['A', 'B'] } }, ['ada']],
  [{ firstName: { contains: 'RAC' } }, ['grace']],
  [{ firstName: { startsWith: 'GR' } }, ['grace']],
  [{ firstName: { startsWith: 'race' } }, []],
  [{ firstName: { isNull: true } }, ['blank']],
  [{ firstName: { isNull: false } }, ['ada', 'grace']],
  // wildcards mean themselves
  [{ lastName: { contains: '_100%' } }, ['grace']],
  [{ lastName: { contains: '%' } }, ['grace']],
  [{ lastName: { contains: 'H_pper' } }, []],
  [{ lastName: { contains: '\\s' } }, ['blank']],
  [{ lastName: { startsWith: 'LOVE' } }, ['ada']],
  [{ email: 'ADA@Example.com' }, ['ada']],
  [{ email: { in: ['ADA@example.com'] } }, ['ada']],
  // enum
  [{ status: 'lead' }, ['grace']],
  [{ status: { in: ['lead', 'customer'] } }, ['ada', 'grace']],
  [{ not: { status: 'lead' } }, ['ada', 'blank']],
  // integer, number
  [{ score: 10 }, ['ada']],
  [{ score: { gt: 10 } }, ['grace']],
  [{ score: { between: [10, 20] } }, ['ada', 'grace']],
  [{ score: { notIn: [10] } }, ['grace', 'blank']],
  [{ score: { lte: 10 } }, ['ada']],
  [{ rating: 4.5 }, ['ada']],
  [{ rating: { lt: 0 } }, ['grace']],
  [{ rating: { in: [4.5, -1.25] } }, ['ada', 'grace']],
  [{ version: 1 }, all],
  // boolean
  [{ vip: true }, ['ada']],
  [{ vip: { ne: true } }, ['grace', 'blank']],
  [{ vip: { in: [true, false] } }, ['ada', 'grace']],
  // uuid
  [{ token: id(1, 9) }, ['ada']],
  [{ token: { in: [id(1, 9).toUpperCase()] } }, ['ada']],
  [{ token: { ne: id(1, 9) } }, ['grace', 'blank']],
  [{ id: { in: [ada.id, blank.id] } }, ['ada', 'blank']],
  [{ companyId: id(2, 2) }, ['grace']],
  // date, date-time
  [{ birthday: '1990-12-10' }, ['ada']],
  [{ birthday: { gte: '2000-01-01' } }, ['grace']],
  [{ birthday: { within: 'today' } }, ['grace']],
  [{ birthday: { within: 'yesterday' } }, []],
  [{ lastSeenAt: { within: 'today' } }, ['ada']],
  [{ lastSeenAt: { within: 'yesterday' } }, ['grace']],
  [{ lastSeenAt: { gte: '2026-11-20T09:00:00+01:00' } }, ['ada']],
  [{ lastSeenAt: { between: ['2026-11-19T00:00:00Z', '2026-11-20T00:00:00Z'] } }, ['grace']],
  [{ createdAt: { within: 'last 7 days' } }, ['ada']],
  [{ createdAt: { within: 'last 8 days' } }, ['ada', 'grace']],
  [{ createdAt: { within: 'this week' } }, ['ada']],
  [{ createdAt: { within: 'last week' } }, ['grace']],
  [{ createdAt: { within: 'Last  Year' } }, ['blank']],
  [{ createdAt: { within: 'next 3 months' } }, ['ada']],
  [{ deletedAt: null }, all],
  // lists
  [{ labels: { has: 'vip' } }, ['ada']],
  [{ labels: { has: 'VIP' } }, []],
  [{ aliases: { has: 'countess' } }, ['ada']],
  [{ aliases: null }, ['grace', 'blank']],
  [{ aliases: { isNull: false } }, ['ada']],
  [{ tagIds: { has: id(1, 3) } }, ['ada']],
  [{ emails: { has: 'Hopper@navy.mil' } }, ['grace']],
  [{ 'emails.value': { has: 'ada@example.com' } }, ['ada']],
  [{ not: { labels: { has: 'vip' } } }, ['grace', 'blank']],
  [{ address: null }, ['grace', 'blank']],
  // custom: a value of another type is no value
  [{ 'custom.tier': 'gold' }, ['ada']],
  [{ 'custom.tier': { ne: 'gold' } }, ['grace', 'blank']],
  [{ 'custom.tier': { startsWith: 'SIL' } }, ['grace']],
  [{ 'custom.tier': { in: ['gold', 12, true] } }, ['ada']],
  [{ 'custom.tier': null }, ['blank']],
  [{ 'custom.seats': 12 }, ['ada']],
  [{ 'custom.seats': '12' }, ['grace']],
  [{ 'custom.seats': { gt: 11 } }, ['ada']],
  [{ 'custom.seats': { in: [12, '12'] } }, ['ada', 'grace']],
  [{ 'custom.beta': true }, ['ada']],
  [{ 'custom.colors': { has: 'red' } }, ['ada']],
  [{ 'custom.unheardOf': { isNull: true } }, all],
  // ext
  [{ 'ext.billing.plan': 'pro' }, ['ada']],
  [{ 'ext.billing.plan': { ne: 'pro' } }, ['grace', 'blank']],
  [{ 'ext.billing.plan': null }, ['blank']],
  [{ 'ext.billing.seats': { gte: 5 } }, ['ada']],
  [{ 'ext.billing.seats': { notIn: [5] } }, ['grace', 'blank']],
  // relations, one and two levels
  [{ 'company.industry': 'tech' }, ['ada']],
  [{ 'company.industry': { ne: 'tech' } }, ['grace']],
  [{ 'company.name': { contains: 'eng' } }, ['ada']],
  [{ 'company.parent.industry': 'tech' }, ['grace']],
  [{ 'tags.name': 'pioneer' }, ['ada']],
  [{ 'tags.name': { startsWith: 'eng' } }, ['ada', 'grace']],
  [{ 'tags.contacts.firstName': 'Ada' }, ['ada', 'grace']],
  [{ not: { 'company.industry': 'tech' } }, ['grace', 'blank']],
  // and, or, not
  [{ and: [] }, all],
  [{ or: [] }, []],
  [{ not: {} }, []],
  [{ and: [{ vip: true }, { status: 'lead' }] }, []],
  [{ or: [{ vip: true }, { status: 'lead' }] }, ['ada', 'grace']],
  [{ or: [{ labels: { has: 'vip' } }, { 'custom.tier': 'silver' }] }, ['ada', 'grace']],
  [{ or: [{ labels: { has: 'vip' } }, { status: 'lead' }] }, ['ada', 'grace']],
  [{ score: { gte: 10, lt: 20 }, vip: true }, ['ada']],
  [{ not: { not: { score: { gt: 15 } } } }, ['grace']],
  [{ not: { score: { gt: 15 } } }, ['ada', 'blank']],
]

test.each(cases)('%j', async (filter, expected) => {
  const found = async (query: object): Promise<string[]> =>
    (await world.list(everybody, world.contact, query)).data
      .map((record) => names.get(record['id']) ?? 'another')
      .sort()
  const wanted = [...expected].sort()
  // In the order of an index, in one without, and over the deleted too: three ways to write the statement.
  expect(await found({ filter })).toEqual(wanted)
  expect(await found({ filter, sort: 'lastName' })).toEqual(wanted)
  expect(await found({ filter, sort: 'rating,-firstName' })).toEqual(wanted)
  expect(await found({ filter, deleted: 'all' })).toEqual(wanted)
  const counted = await world.list(everybody, world.contact, { filter, count: 'exact', limit: 1 })
  expect(counted.page.total).toBe(wanted.length)
})
