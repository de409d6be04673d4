import { afterAll, beforeAll, expect, test } from '@jest/globals'

import { ACME, contextOf, createWorld, id, OTHER, type World } from './reader-world.ts'

let world: World
const people: [string, string][] = [
  ['Anna-Maria', 'anna@example.com'],
  ['Ännchen', 'tharau@example.org'],
  ['100% Cotton', 'sales_team@cotton.test'],
  ['Back\\slash', 'o"brien@example.com'],
  ['李小龙', 'bruce@dragon.test'],
  ['Bo', 'b@x.io'],
]

beforeAll(async () => {
  world = await createWorld()
  for (const tenant of [ACME, OTHER]) {
    const contacts = people.map(([lastName, email], index) => ({ id: id(index), lastName, email }))
    await world.insert(tenant, world.contact, contacts)
    await world.insert(tenant, world.contact, [
      { id: id(50), lastName: 'Anna Deleted', deletedAt: '2026-01-01T00:00:00Z' },
    ])
  }
})
afterAll(() => world.close())

test.each([
  ['', [0, 1, 2, 3, 4, 5]],
  ['  ', [0, 1, 2, 3, 4, 5]],
  ['anna', [0]],
  ['ANNA', [0]],
  ['NNA-M', [0]],
  ['nn', [0, 1]],
  ['ÄNN', [1]],
  ['b', [3, 4, 5]],
  ['bo', [5]],
  ['小龙', [4]],
  ['李小龙', [4]],
  ['100%', [2]],
  ['%', [2]],
  ['_', [2]],
  ['s_t', [2]],
  ['sales%team', []],
  ['\\', [3]],
  ['k\\s', [3]],
  ['o"brien', [3]],
  ['example', [0, 1, 3]],
  ['example anna', [0]],
  ['anna example maria', [0]],
  ['a example', [0, 1, 3]],
  ['anna tharau', []],
  // A match does not span two fields.
  ['maria anna', [0]],
  ['mariaanna', []],
  ['zzz', []],
])('%j finds the people %j', async (q, expected) => {
  for (const sort of ['-createdAt', 'lastName', 'rating']) {
    const { data } = await world.list(contextOf(), world.contact, { q, sort })
    expect(data.map((record) => record['id'] as string).sort()).toEqual(
      expected.map((index) => id(index)),
    )
  }
})

test('the search goes with a filter, a count and the bin', async () => {
  const { data, page } = await world.list(contextOf(), world.contact, {
    q: 'example',
    filter: { email: { contains: '.com' } },
    count: 'exact',
    sort: 'lastName',
  })
  expect(data.map((record) => record['lastName'])).toEqual(['Anna-Maria', 'Back\\slash'])
  expect(page.total).toBe(2)
  const bin = await world.list(contextOf(), world.contact, { q: 'anna', deleted: 'deleted' })
  expect(bin.data.map((record) => record['lastName'])).toEqual(['Anna Deleted'])
})
