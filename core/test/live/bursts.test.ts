import { afterAll, beforeAll, expect, test } from '@jest/globals'

import { createLiveWorld, type LiveWorld } from './live-world.ts'

let world: LiveWorld
beforeAll(async () => {
  world = await createLiveWorld()
})
afterAll(() => world.close())

test('a burst is not told one by one: who hears of it loads anew, and what comes behind it is told', async () => {
  const acme = world.t.as('acme')
  const globex = world.t.as('globex')
  const reader = await world.listen('acme', {}, '?entities=author,book')
  const other = await world.listen('globex', {}, '?entities=author')
  const home = { city: 'x'.repeat(1_500), country: null }
  const operations = Array.from({ length: 500 }, (_, i) => ({
    method: 'create',
    data: { name: `Author ${i}`, home },
  }))
  const answer = await acme.post('/authors/batch', { atomic: true, operations })
  expect(answer.status).toBe(200)
  const reset = await reader.until('the reset', ({ event }) => event === 'reset')
  expect(reset.data).toEqual({ reason: 'missed' })
  // Others hear on meanwhile.
  const { id } = (await globex.post('/authors', { name: 'Hank' })).body.data
  await other.until('their own', ({ data }) => data?.id === id)

  const { id: next } = (await acme.post('/authors', { name: 'Behind it' })).body.data
  await world.settle(reader)
  expect(reader.changes.some((change) => change.id === next)).toBe(true)
  expect(reader.changes.filter(({ values }) => values?.home?.city?.length > 100)).toEqual([])
  expect(reader.blocks.filter(({ event }) => event === 'reset')).toHaveLength(1)
  expect(other.blocks.filter(({ event }) => event === 'reset')).toHaveLength(0)
})
