import { createServer, type RequestListener } from 'node:http'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals'
import express from 'express'
import fastify from 'fastify'
import Koa from 'koa'

import { listen } from '../http/test-app.ts'
import { type LiveReader, readLive, until } from './live-reader.ts'
import { createLiveWorld, type LiveWorld } from './live-world.ts'

let world: LiveWorld
beforeAll(async () => {
  world = await createLiveWorld()
  await world.crm.tenants.ensure('acme')
})
afterAll(() => world.close())
const stops: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop()
})

const headers = {
  'x-test-actor': JSON.stringify({ tenant: 'acme', id: 'ann', roles: ['admin'] }),
  'accept-encoding': 'gzip, br',
}
const overHttp = async (listener: RequestListener, path: string) => {
  const server = createServer(listener)
  stops.push(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  const origin = await listen(server)
  return (signal: AbortSignal) => fetch(`${origin}${path}`, { headers, signal })
}

type Open = (signal: AbortSignal) => Promise<Response>

test.each<[string, () => Promise<Open>]>([
  ['node:http', () => overHttp(world.crm.callback(), '/api/v1/live')],
  ['Express', () => overHttp(express().use('/crm', world.crm.callback()), '/crm/api/v1/live')],
  [
    'Koa',
    async () => {
      const callback = new Koa().use(world.crm.koa()).callback()
      return overHttp((req, res) => void callback(req, res), '/api/v1/live')
    },
  ],
  [
    'Fastify',
    async () => {
      const host = fastify()
      await host.register(world.crm.fastify(), { prefix: '/crm' })
      stops.push(() => host.close())
      const origin = await host.listen({ port: 0, host: '127.0.0.1' })
      return (signal) => fetch(`${origin}/crm/api/v1/live`, { headers, signal })
    },
  ],
  [
    'fetch',
    async () => (signal) =>
      world.crm.fetch(new Request('https://host.example/api/v1/live', { headers, signal })),
  ],
])('through %s each event arrives when it happens, and closing is noticed', async (_, mount) => {
  const abort = new AbortController()
  const open = await mount()
  const reader: LiveReader = readLive(await open(abort.signal), abort)
  await reader.until('ready', ({ event }) => event === 'ready')
  const { headers: answered } = reader
  expect(answered.get('content-type')).toBe('text/event-stream')
  expect(answered.get('cache-control')).toBe('no-store, no-transform')
  expect(answered.get('x-accel-buffering')).toBe('no')
  expect([answered.get('content-encoding'), answered.get('content-length')]).toEqual([null, null])
  for (const name of ['One', 'Two']) {
    const { id } = (await world.t.as('acme').post('/authors', { name })).body.data
    await reader.until(name, ({ data }) => data?.id === id)
  }
  expect(await openStreams()).toBe(1)
  // A page that is left for long: whatever has been collected meanwhile, its going is noticed.
  collectGarbage()
  await reader.close()
  await until('the stream to be gone', async () => (await openStreams()) === 0)
})

test('a HEAD request leaves no stream behind', async () => {
  const open = await overHttp(world.crm.callback(), '/api/v1/live')
  const url = (await open(AbortSignal.timeout(10_000))).url
  stops.push(async () => undefined)
  const answer = await fetch(url, { method: 'HEAD', headers })
  expect([answer.status, await answer.text()]).toEqual([200, ''])
})

async function openStreams(): Promise<number> {
  const server = createServer(world.crm.callback())
  const origin = await listen(server)
  const text = await (await fetch(`${origin}/metrics`)).text()
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
  return Number(/^crmkit_live_connections (\d+)$/m.exec(text)?.[1])
}

function collectGarbage(): void {
  setFlagsFromString('--expose-gc')
  ;(runInNewContext('gc') as () => void)()
}
