import { afterAll, beforeAll, expect, test } from '@jest/globals'
import pg from 'pg'

import { createEmbedWorld, type EmbedWorld, page } from './embed-world.ts'

let t: EmbedWorld
beforeAll(async () => {
  t = await createEmbedWorld()
})
afterAll(() => t.close())

test('a page that asks again and again is known without a query each time', async () => {
  const call = page(t.crm, await t.token())
  const ask = async () => expect((await call('GET', '/schemas')).status).toBe(200)
  await ask()
  const queries = countQueries()
  const began = performance.now()
  const asked = 1_000
  for (let i = 0; i < asked; i++) await ask()
  const elapsedMs = performance.now() - began
  const count = queries.stop()
  // Revocations, member, roles, fields: each again after 0.2 s at the earliest.
  expect(count).toBeLessThanOrEqual(10 + (6 * elapsedMs) / 200)
  expect(count).toBeLessThan(asked / 2)
})

test('the count sees queries', async () => {
  const queries = countQueries()
  await t.as('acme').get('/authors')
  expect(queries.stop()).toBeGreaterThan(0)
})

/** Of all connections of this process. */
function countQueries(): { stop(): number } {
  const { prototype } = pg.Client
  const original = Object.getOwnPropertyDescriptor(prototype, 'query') as PropertyDescriptor
  let count = 0
  Object.defineProperty(prototype, 'query', {
    ...original,
    value(this: pg.Client, ...given: unknown[]) {
      count++
      return (original.value as (...given: unknown[]) => unknown).apply(this, given)
    },
  })
  return {
    stop() {
      Object.defineProperty(prototype, 'query', original)
      return count
    },
  }
}
