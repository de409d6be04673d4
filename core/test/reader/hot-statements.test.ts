import { afterAll, beforeAll, expect, test } from '@jest/globals'

import { contextOf, createWorld, type World } from './reader-world.ts'

let world: World
const everybody = contextOf()

beforeAll(async () => {
  world = await createWorld({ hotStatements: 3 })
})
afterAll(() => world.close())

const namesOf = async (query: object): Promise<(string | undefined)[]> => {
  await world.list(everybody, world.contact, query)
  return world.sent().map(({ name }) => name)
}

test('a shape that comes again is prepared, whatever its values', async () => {
  expect(await namesOf({ filter: { status: 'lead' } })).toEqual([undefined])
  const [name] = await namesOf({ filter: { status: 'customer' } })
  expect(name).toMatch(/^r_[0-9a-f]{16}$/)
  expect(await namesOf({ filter: { status: 'former' } })).toEqual([name])
})

test('a statement whose best plan depends on its values is never prepared', async () => {
  const query = { sort: 'rating', count: 'exact' }
  await namesOf(query)
  expect(await namesOf(query)).toEqual([undefined, undefined])
})

test('no more statements are prepared than allowed', async () => {
  for (let limit = 1; limit <= 6; limit++) {
    await namesOf({ limit })
    await namesOf({ limit })
  }
  const named = new Set<string>()
  for (let limit = 1; limit <= 6; limit++)
    for (const name of await namesOf({ limit })) if (name) named.add(name)
  // One of the three went to the first test.
  expect(named.size).toBe(2)
})

test('the same list by query string and by object has the same statement', async () => {
  await world.reader.listFromQueryString(
    everybody,
    world.contact,
    'sort=-score&limit=5&filter=%7B%22vip%22%3Atrue%7D',
  )
  await world.list(everybody, world.contact, { filter: { vip: true }, limit: 5, sort: '-score' })
  const [one, other] = world.sent()
  expect(one?.text).toBe(other?.text)
})
