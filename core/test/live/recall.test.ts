import { afterAll, beforeAll, expect, test } from '@jest/globals'

import { createRecentPlaces, MOST_RECALL_MS } from '../../src/live/recent-places.ts'
import { until } from './live-reader.ts'
import { createLiveWorld, type LiveWorld } from './live-world.ts'

let world: LiveWorld
beforeAll(async () => {
  world = await createLiveWorld()
})
afterAll(() => world.close())

/** Longer ago than now by what it takes to ask. */
const HEADROOM_MS = 2_000
const recall = (ms: number, tenant = 'acme') =>
  world.listen(tenant, {}, `?entities=author&recallMs=${String(Math.ceil(ms))}`)

test('a page hears what was written between its first read and its stream, and need not read again', async () => {
  const acme = world.t.as('acme')
  const nobody = await recall(0)
  expect(nobody.blocks[0]?.data).toMatchObject({ resumed: false })
  expect(nobody.blocks[0]?.data).not.toHaveProperty('recalledMs')

  await until('the feed has been followed for long enough', async () => {
    const probe = await recall(HEADROOM_MS, 'globex')
    await probe.close()
    return probe.blocks[0]?.data.resumed === true
  })
  const readAtMs = performance.now()
  const { id } = (await acme.post('/authors', { name: 'Late' })).body.data
  const elapsedMs = performance.now() - readAtMs
  const page = await recall(elapsedMs)
  await page.until('what was written meanwhile', ({ data }) => data?.id === id)
  const { resumed, recalledMs } = page.blocks[0]?.data ?? {}
  expect(resumed).toBe(true)
  expect(recalledMs).toBeGreaterThanOrEqual(Math.floor(elapsedMs))

  const other = await recall(elapsedMs, 'globex')
  expect(other.blocks[0]?.data).toMatchObject({ resumed: true })
  await world.t.as('globex').post('/authors', { name: 'Own' })
  await other.until('their own', ({ data }) => data?.values?.name === 'Own')
  expect(other.changes).toHaveLength(1)
})

test('what is asked for must be a time that is remembered', async () => {
  expect((await recall(MOST_RECALL_MS + 1)).status).toBe(400)
})

test('places are remembered as long as somebody may ask for them', () => {
  let atMs = 0
  const places = createRecentPlaces(() => atMs)
  const place = (xid: bigint) => ({ xid, seq: 0 })
  expect(places.before(0)).toBeUndefined()
  places.note(place(1n))
  atMs = 10_000
  places.note(place(2n))
  atMs = 10_100
  places.note(place(3n))
  expect(places.before(50)).toEqual({ position: place(2n), agoMs: 100 })
  expect(places.before(101)).toEqual({ position: place(1n), agoMs: 10_100 })
  expect(places.before(10_101)).toBeUndefined()
  // Nothing has happened since: the last one stands for all of the time.
  atMs = 100_000
  expect(places.before(20_000)?.position).toEqual(place(2n))
  places.rest()
  atMs += MOST_RECALL_MS + 1
  expect(places.before(0)).toBeUndefined()
})
