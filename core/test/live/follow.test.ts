import { createServer } from 'node:http'

import { expect, test } from '@jest/globals'

import { listen } from '../http/test-app.ts'
import { type Change, follow } from './follow.ts'
import { until } from './live-reader.ts'
import { createLiveWorld } from './live-world.ts'

test('the client of the guide loads once, hears of changes, and comes back with a fresh token when its own is over', async () => {
  const world = await createLiveWorld()
  const server = createServer(world.crm.callback())
  const origin = await listen(server)
  await world.crm.tenants.ensure('acme')
  const newKey = () => world.crm.apiKeys.create('acme', { name: 'follower', roles: ['admin'] })
  const keys = [await newKey(), await newKey()]
  const abort = new AbortController()
  const heard: Change[] = []
  let asked = 0
  let loaded = 0
  const following = follow({
    url: `${origin}/api/v1/live?entities=author`,
    token: async () => keys[Math.min(asked++, 1)]?.text ?? '',
    reload: async () => void loaded++,
    apply: (change) => void heard.push(change),
    signal: abort.signal,
  })
  await until('the load', () => loaded === 1)
  const acme = world.t.as('acme')
  const { id } = (await acme.post('/authors', { name: 'Zero' })).body.data
  await until('the author', () => heard.some((change) => change.id === id))
  await world.crm.apiKeys.revoke('acme', keys[0]?.id ?? '')
  await until('another token', () => asked === 2)
  await acme.patch(`/authors/${id}`, { name: 'One' })
  await until('the change', () => heard.some(({ values }) => values['name'] === 'One'))
  expect(loaded).toBe(1)
  abort.abort()
  await following
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
  await world.close()
})
