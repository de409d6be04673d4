import { afterAll, beforeAll, test } from '@jest/globals'

import { createLiveWorld, type LiveWorld } from './live-world.ts'
import { playRandomly } from './random-play.ts'

let world: LiveWorld
beforeAll(async () => {
  world = await createLiveWorld()
})
afterAll(() => world.close())

test('whatever is written and whenever readers drop and come back, each shows what it may see, told in order and completely', async () => {
  await playRandomly(world, 6)
}, 120_000)
