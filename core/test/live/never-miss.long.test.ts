import { afterAll, beforeAll, test } from '@jest/globals'

import { createLiveWorld, type LiveWorld } from './live-world.ts'
import { playRandomly } from './random-play.ts'

let world: LiveWorld
beforeAll(async () => {
  world = await createLiveWorld()
})
afterAll(() => world.close())

test(
  'the same, for hundreds of random histories',
  async () => {
    await playRandomly(world, 300)
  },
  30 * 60_000,
)
