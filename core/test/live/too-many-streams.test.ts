import { afterAll, beforeAll, expect, test } from '@jest/globals'

import type { LiveReader } from './live-reader.ts'
import { createLiveWorld, type LiveWorld } from './live-world.ts'

let world: LiveWorld
beforeAll(async () => {
  world = await createLiveWorld({ live: { perActor: 2, perTenant: 3, perProcess: 4 } })
})
afterAll(() => world.close())

const refusal = ({ status, problem, headers }: LiveReader) => [
  status,
  problem.code,
  Number(headers.get('retry-after')) > 0,
]

test('streams past the limit of an actor, a tenant and the process are refused, and a closed one makes room', async () => {
  const listen = (tenant: string, id: string) => world.listen(tenant, { id })
  const first = await listen('acme', 'ann')
  await listen('acme', 'ann')
  expect(refusal(await listen('acme', 'ann'))).toEqual([429, 'LIVE_STREAMS_EXCEEDED', true])
  await listen('acme', 'bob')
  expect(refusal(await listen('acme', 'cid'))).toEqual([429, 'LIVE_STREAMS_EXCEEDED', true])
  // The same id in another tenant is somebody else.
  await listen('globex', 'ann')
  expect(refusal(await listen('initech', 'dan'))).toEqual([503, 'LIVE_FULL', true])
  await first.close()
  let reader = await listen('acme', 'ann')
  // The server hears of the closed socket a moment later.
  while (reader.status === 429) reader = await listen('acme', 'ann')
  expect(reader.status).toBe(200)
})

test('with live off there is no such route, and the rest works', async () => {
  const off = await createLiveWorld({ live: 'off' })
  expect((await off.listen('acme', {})).status).toBe(404)
  expect((await off.t.as('acme').post('/authors', { name: 'Ada' })).status).toBe(201)
  await off.close()
})
