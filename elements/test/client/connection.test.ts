import { expect } from '@open-wc/testing'

import { cyclesLeave } from '../support/leaks.ts'
import { ProbeElement } from '../support/probe-element.ts'
import { html, provider } from '../support/provider.ts'
import { until } from '../support/until.ts'

customElements.define('crm-probe', ProbeElement)

test('without a network the provider says so, tries again, and elements load when it is back', async () => {
  const { element, client, net, add, spoken } = await provider()
  const told: string[] = []
  element.addEventListener('crm-connection', (event) =>
    told.push((event as CustomEvent<{ status: string }>).detail.status),
  )
  const probe = await add<ProbeElement>(html`<crm-probe></crm-probe>`)
  await client.list('contact')
  net.offline()
  const error = await client.list('contact', { limit: 2 }).catch((thrown: unknown) => thrown)
  expect(error).to.include({ code: 'NETWORK' })
  await until(() => told.length === 1)
  expect(told).to.deep.equal(['retrying'])
  expect(client.connection).to.equal('retrying')
  expect(probe.matches(':state(offline)')).to.equal(true)
  await until(() => spoken() === 'Connection lost. Trying again…')
  net.online()
  // By itself: nobody calls.
  await until(() => client.connection === 'live')
  expect(told).to.deep.equal(['retrying', 'live'])
  expect(probe.reconnections).to.equal(1)
  expect(probe.matches(':state(offline)')).to.equal(false)
})

test('the browser’s own word that the network is back is taken at once', async () => {
  const { client, net } = await provider()
  await client.entity('contact')
  net.offline()
  for (let i = 0; i < 3; i++) await client.list('contact', { limit: i + 1 }).catch(() => undefined)
  net.online()
  const started = performance.now()
  dispatchEvent(new Event('online'))
  await until(() => client.connection === 'live')
  expect(performance.now() - started).to.be.lessThan(1_000)
})

test('the browser’s word that the network is gone is taken too, and put to the test', async () => {
  const { element, client } = await provider()
  await client.entity('contact')
  const told: string[] = []
  element.addEventListener('crm-connection', (event) =>
    told.push((event as CustomEvent<{ status: string }>).detail.status),
  )
  dispatchEvent(new Event('offline'))
  await until(() => told.length === 2)
  expect(told).to.deep.equal(['retrying', 'live'])
})

test('a proxy that answers for a dead engine is a lost connection', async () => {
  const { client, net } = await provider()
  await client.entity('contact')
  net.answer('GET /contacts', 502, undefined, { times: 1 })
  const error = await client.list('contact').catch((thrown: unknown) => thrown)
  expect(error).to.include({ status: 502 })
  expect(client.connection).to.equal('retrying')
  await until(() => client.connection === 'live')
})

test('a provider that comes and goes fifty times leaves nothing behind', async () => {
  const { element, client } = await provider({ live: 'sse' })
  await client.list('contact')
  client.records.subscribe('contact', () => undefined)
  const place = element.parentElement!
  expect(await cyclesLeave(element, place)).to.deep.equal({ listeners: 0, timers: 0, streams: 0 })
})

test('an aborted call is no lost connection', async () => {
  const { client, net } = await provider()
  await client.entity('contact')
  net.hold('GET /contacts')
  const stop = new AbortController()
  const call = client.send({ method: 'GET', path: '/contacts', signal: stop.signal })
  stop.abort()
  expect(await call.catch((error: Error) => error.name)).to.equal('AbortError')
  expect(client.connection).to.equal('live')
})

test('a server that is busy is asked again by itself', async () => {
  const { client, net } = await provider()
  await client.entity('contact')
  net.answer(
    'GET /contacts',
    503,
    { code: 'OVERLOADED' },
    { times: 1, headers: { 'retry-after': '0' } },
  )
  expect((await client.list('contact')).data).to.deep.equal([])
})
