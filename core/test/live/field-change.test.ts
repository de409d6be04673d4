import { afterAll, beforeAll, expect, test } from '@jest/globals'

import { createLiveWorld, type LiveWorld } from './live-world.ts'

let world: LiveWorld
beforeAll(async () => {
  world = await createLiveWorld()
})
afterAll(() => world.close())

const isReset = ({ event }: { event?: string }) => event === 'reset'

test('a custom field that comes, changes or goes is a reason to load anew, whatever the rights; in another tenant it is none', async () => {
  const acme = world.t.as('acme')
  const other = await world.listen('globex', {}, '?entities=author')
  for (const change of [
    () => acme.post('/schemas/author/fields', { key: 'region', schema: { type: 'string' } }),
    () => acme.patch('/schemas/author/fields/region', { required: true }),
    () => acme.delete('/schemas/author/fields/region'),
  ]) {
    const reader = await world.listen('acme', {}, '?entities=author')
    expect(reader.blocks.some(isReset)).toBe(false)
    await change()
    await reader.until('the reset', isReset)
  }
  const { id } = (await world.t.as('globex').post('/authors', { name: 'Ada' })).body.data
  await other.until('the author', ({ data }) => data?.id === id)
  expect(other.blocks.some(isReset)).toBe(false)
})
