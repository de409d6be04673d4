import { afterAll, beforeAll, expect, test } from '@jest/globals'
import fc from 'fast-check'

import { companyIds, type RandomContact, randomContacts } from './random-contacts.ts'
import { ACME, contextOf, createWorld, OTHER, type World } from './reader-world.ts'

const COUNT = 60
const contacts = randomContacts(COUNT, 7)
const everybody = contextOf()
let world: World

beforeAll(async () => {
  world = await createWorld()
  for (const [tenant, own] of [
    [ACME, contacts],
    [OTHER, randomContacts(COUNT, 8)],
  ] as const) {
    await world.insert(
      tenant,
      world.company,
      companyIds.map((companyId) => ({ id: companyId, name: 'X' })),
    )
    await world.insert(tenant, world.contact, own)
  }
})
afterAll(() => world.close())

const keys = [
  'firstName',
  'lastName',
  'status',
  'score',
  'rating',
  'vip',
  'birthday',
  'lastSeenAt',
  'token',
  'createdAt',
  'id',
  'custom.tier',
  'ext.billing.plan',
] as const
const sorts = fc.uniqueArray(
  fc.record({ key: fc.constantFrom(...keys), descending: fc.boolean() }),
  { minLength: 1, maxLength: 3, selector: ({ key }) => key },
)
const conditions = fc.constantFrom(
  {},
  { labels: { has: 'Ann' } },
  { 'company.name': 'X' },
  { score: { gte: 0 } },
  { status: 'lead' },
)

test('pages laid end to end are the whole list in order, forwards and backwards', async () => {
  await fc.assert(
    fc.asyncProperty(
      sorts,
      fc.integer({ min: 1, max: 25 }),
      conditions,
      async (sort, limit, filter) => {
        const query = {
          sort: sort.map(({ key, descending }) => (descending ? '-' : '') + key).join(','),
          limit,
          filter,
        }
        const forwards = await walk(query, 'next', undefined)
        const expected = (
          await world.list(everybody, world.contact, { ...query, limit: 200 })
        ).data.map((record) => record['id'])
        expect(forwards.ids).toEqual(expected)
        expect(forwards.ids).toEqual(inOrder(forwards.ids, sort))
        if (forwards.last === undefined) return
        const backwards = await walk(query, 'prev', forwards.last)
        expect([...backwards.ids, ...forwards.lastIds]).toEqual(expected)
      },
    ),
    { numRuns: 120 },
  )
}, 120_000)

/** Follows `next` from the beginning, or `prev` from a page to the beginning. */
async function walk(query: object, direction: 'next' | 'prev', from: string | undefined) {
  const pages: string[][] = []
  let cursor = from
  let last: string | undefined
  for (let count = 0; count <= COUNT + 1; count++) {
    const { data, page } = await world.list(everybody, world.contact, {
      ...query,
      ...(cursor ? { cursor } : {}),
    })
    pages.push(data.map((record) => record['id'] as string))
    if (direction === 'next' && page.next === null) last = page.prev ?? undefined
    const following = page[direction]
    if (following === null) break
    cursor = following
  }
  const ordered = direction === 'next' ? pages : pages.reverse()
  return { ids: ordered.flat(), last, lastIds: ordered.at(-1) ?? [] }
}

/** The order of PostgreSQL in JavaScript: nulls last upwards, first downwards. */
function inOrder(
  ids: readonly string[],
  sort: readonly { key: string; descending: boolean }[],
): string[] {
  const found = ids.map((one) => contacts.find((contact) => contact.id === one) as RandomContact)
  const last = sort.at(-1)?.descending ?? false
  const all = [...sort, { key: 'createdAt', descending: last }, { key: 'id', descending: last }]
  return found
    .sort((a, b) => {
      for (const { key, descending } of all) {
        const order = compare(valueOf(a, key), valueOf(b, key))
        if (order !== 0) return descending ? -order : order
        if (key === 'id') break
      }
      return 0
    })
    .map((contact) => contact.id)
}

function valueOf(contact: RandomContact, key: string): unknown {
  if (key === 'custom.tier')
    return typeof contact.custom['tier'] === 'string' ? contact.custom['tier'] : null
  return (contact as unknown as Record<string, unknown>)[key] ?? null
}

function compare(a: unknown, b: unknown): number {
  if (a === b) return 0
  if (a === null) return 1
  if (b === null) return -1
  return (a as string) < (b as string) ? -1 : 1
}
