import { afterAll, beforeAll, expect, test } from '@jest/globals'
import fc from 'fast-check'

import { companyIds, randomContacts } from './random-contacts.ts'
import { ACME, contextOf, createWorld, OTHER, type World } from './reader-world.ts'

const COUNT = 60
const everybody = contextOf()
let world: World

beforeAll(async () => {
  world = await createWorld()
  for (const [tenant, seed] of [
    [ACME, 7],
    [OTHER, 8],
  ] as const) {
    const companies = companyIds.map((companyId) => ({ id: companyId, name: 'X' }))
    await world.insert(tenant, world.company, companies)
    await world.insert(tenant, world.contact, randomContacts(COUNT, seed))
  }
})
afterAll(() => world.close())

const list = (query: object) => world.list(everybody, world.contact, query)
const idsOf = ({ data }: Awaited<ReturnType<typeof list>>) => data.map(({ id }) => id as string)

const sorts = fc.constantFrom(
  '-createdAt',
  'lastName',
  '-score',
  'score,lastName',
  'firstName,-birthday',
  'custom.tier',
  '-ext.billing.plan',
)
const filters = fc.constantFrom(
  {},
  { labels: { has: 'Ann' } },
  { 'company.name': 'X' },
  { score: { gte: 0 } },
  { status: 'lead' },
  { 'custom.tier': { ne: null } },
)
const deleted = fc.constantFrom('living', 'all')

test('a jump begins where so many records have been passed over, whatever the order and the filter', async () => {
  await fc.assert(
    fc.asyncProperty(
      sorts,
      filters,
      deleted,
      fc.nat({ max: COUNT + 2 }),
      fc.integer({ min: 1, max: 20 }),
      async (sort, filter, life, skip, limit) => {
        const query = { sort, filter, deleted: life }
        const whole = idsOf(await list({ ...query, limit: 200 }))
        const jump = await list({ ...query, skip, limit })
        expect(idsOf(jump)).toEqual(whole.slice(skip, skip + limit))
        expect(jump.page.next === null).toBe(skip + limit >= whole.length)
      },
    ),
    { numRuns: 150 },
  )
}, 120_000)

test('from a jump the pages go on and back without a gap', async () => {
  const whole = idsOf(await list({ sort: 'score', limit: 200 }))
  const jump = await list({ sort: 'score', skip: 30, limit: 10 })
  const next = await list({ sort: 'score', limit: 10, cursor: jump.page.next })
  const prev = await list({ sort: 'score', limit: 10, cursor: jump.page.prev })
  expect([...idsOf(prev), ...idsOf(jump), ...idsOf(next)]).toEqual(whole.slice(20, 50))
})

test('a jump from a cursor counts from there, in its direction', async () => {
  const whole = idsOf(await list({ sort: 'lastName', limit: 200 }))
  const { page } = await list({ sort: 'lastName', limit: 10, skip: 30 })
  const onwards = await list({ sort: 'lastName', limit: 5, skip: 10, cursor: page.next })
  expect(idsOf(onwards)).toEqual(whole.slice(50, 55))
  const backwards = await list({ sort: 'lastName', limit: 5, skip: 10, cursor: page.prev })
  expect(idsOf(backwards)).toEqual(whole.slice(15, 20))
})

test('a jump past the end finds nothing and says so', async () => {
  const { data, page } = await list({ skip: 1_000_000, limit: 7, count: 'exact' })
  expect(data).toEqual([])
  expect(page).toMatchObject({ limit: 7, next: null, prev: null })
  expect(page.total).toBeGreaterThan(0)
})

test('the query string and the body mean the same jump', async () => {
  const answer = await world.reader.listFromQueryString(
    everybody,
    world.contact,
    'limit=3&skip=7&sort=lastName',
  )
  expect(JSON.parse(answer)).toEqual(await list({ limit: 3, skip: 7, sort: 'lastName' }))
})

test('jumps of all distances share the plan of the list', async () => {
  world.sent()
  for (const skip of [3, 4, 5]) await list({ sort: 'lastName', limit: 3, skip, fields: ['id'] })
  const pages = world.sent().filter(({ text }) => text.includes('string_agg'))
  expect(pages).toHaveLength(3)
  // A plan that is asked for again reads versions alone: it was the same plan.
  expect(new Set(pages.map(({ text }) => text)).size).toBe(2)
})

test('a jump stays in the tenant', async () => {
  const other = contextOf({ tenantId: OTHER })
  const whole = await world.list(other, world.contact, { limit: 200 })
  const jump = await world.list(other, world.contact, { skip: 5, limit: 200 })
  expect(jump.data).toEqual(whole.data.slice(5))
  expect(jump.data).not.toEqual((await list({ skip: 5, limit: 200 })).data)
})
