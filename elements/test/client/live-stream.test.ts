import { expect } from '@open-wc/testing'

import type { LiveChange } from '../../src/client/live-stream.ts'
import { provider, type ProviderOptions, type TestProvider } from '../support/provider.ts'
import { until } from '../support/until.ts'

interface Wire {
  /** The `Last-Event-ID` of each connection. */
  readonly connections: (string | null)[]
  readonly tokens: (string | null)[]
  /** The `recallMs` of each connection. */
  readonly recalls: (number | undefined)[]
  readonly paths: string[]
  send(text: string): void
  end(): void
}

/** The stream's end of the wire is the test's; every other call goes to the real engine. */
async function wired(options: ProviderOptions = {}): Promise<TestProvider & { wire: Wire }> {
  const page = await provider({ ...options, live: 'sse' })
  const real = page.element.fetch!
  let sink: ReadableStreamDefaultController<Uint8Array> | undefined
  const wire: Wire = {
    connections: [],
    tokens: [],
    recalls: [],
    paths: [],
    send: (text) => sink?.enqueue(new TextEncoder().encode(text)),
    end: () => sink?.close(),
  }
  page.element.fetch = async (input, init) => {
    if (!urlOf(input).includes('/live?')) return real(input, init)
    const headers = new Headers(init?.headers)
    wire.connections.push(headers.get('last-event-id'))
    wire.paths.push(urlOf(input))
    wire.tokens.push(headers.get('authorization'))
    const recall = /recallMs=(\d+)/.exec(urlOf(input))?.[1]
    wire.recalls.push(recall === undefined ? undefined : Number(recall))
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        sink = controller
        init?.signal?.addEventListener('abort', () => controller.error(init.signal?.reason))
      },
    })
    return new Response(body, { headers: { 'content-type': 'text/event-stream' } })
  }
  return { ...page, wire }
}

function urlOf(input: RequestInfo | URL): string {
  if (input instanceof Request) return input.url
  return typeof input === 'string' ? input : input.href
}

function change(change: Partial<LiveChange>, id = '1'): string {
  const whole = {
    entity: 'contact',
    action: 'updated',
    changed: [],
    values: {},
    partial: false,
    requestId: 'r',
    at: '',
    ...change,
  }
  return `id: ${id}\nevent: change\ndata: ${JSON.stringify(whole)}\n\n`
}

test('the engine’s own stream: a change of somebody else is in the store, personal data is read again', async () => {
  const { client, seed, api, net } = await provider({ live: 'sse' })
  const [ada] = await seed('contacts', [
    { firstName: 'Ada', title: 'Analyst', email: 'ada@example.com' },
  ])
  await client.records.load('contact', ada!.id)
  let gone: readonly string[] = []
  client.records.subscribe('contact', (change) => (gone = change.gone))
  await until(() => net.calls.some((line) => line.startsWith('GET /live')))
  await new Promise((resolve) => setTimeout(resolve, 300))
  await api('patch', `/contacts/${ada!.id}`, { title: 'Countess' })
  await until(() => client.records.get('contact', ada!.id)?.['title'] === 'Countess')
  await api('patch', `/contacts/${ada!.id}`, { email: 'countess@example.com' })
  await until(() => client.records.get('contact', ada!.id)?.['email'] === 'countess@example.com')
  await api('delete', `/contacts/${ada!.id}`)
  await until(() => gone.includes(ada!.id))
  expect(client.records.get('contact', ada!.id)).to.equal(undefined)
})

test('a change of somebody else is in the store within a frame', async () => {
  const { client, wire, seed } = await wired()
  const [ada] = await seed('contacts', [{ firstName: 'Ada' }])
  await client.records.load('contact', ada!.id)
  const told: string[][] = []
  client.records.subscribe('contact', ({ ids }) => told.push([...ids]))
  await until(() => wire.connections.length === 1)
  wire.send(change({ id: ada!.id, version: 2, changed: ['title'], values: { title: 'Countess' } }))
  await until(() => client.records.get('contact', ada!.id)?.['title'] === 'Countess')
  expect(client.records.get('contact', ada!.id)).to.include({ version: 2, firstName: 'Ada' })
  expect(told).to.deep.equal([[ada!.id]])
})

test('two hundred changes are told once', async () => {
  const { client, wire, seed } = await wired()
  const seeded = await seed(
    'contacts',
    Array.from({ length: 200 }, (_, i) => ({ firstName: `P${i}` })),
  )
  const told: number[] = []
  client.records.subscribe('contact', ({ ids }) => told.push(ids.length))
  client.records.put('contact', seeded)
  told.length = 0
  await until(() => wire.connections.length === 1)
  wire.send(
    seeded
      .map(({ id }, i) => change({ id, version: 2, values: { title: `T${i}` } }, String(i)))
      .join(''),
  )
  await until(() => told.length > 0)
  expect(told).to.deep.equal([200])
})

test('an older change, and the echo of an own one, change nothing', async () => {
  const { client, wire, seed, net } = await wired()
  const [ada] = await seed('contacts', [{ firstName: 'Ada', title: 'Analyst' }])
  await client.records.load('contact', ada!.id)
  client.records.subscribe('contact', () => undefined)
  await until(() => wire.connections.length === 1)
  await client.records.update('contact', ada!.id, { title: 'Countess' })
  const requestId = net.requests
    .findLast(({ line }) => line.startsWith('PATCH'))!
    .headers.get('x-request-id')!
  let told = 0
  client.records.subscribe('contact', () => told++)
  wire.send(change({ id: ada!.id, version: 1, values: { title: 'Old' } }))
  wire.send(change({ id: ada!.id, version: 1, action: 'deleted' }))
  wire.send(change({ id: ada!.id, version: 9, values: { title: 'Echo' }, requestId }))
  wire.send(change({ id: ada!.id, version: 3, values: { lastName: 'King' }, requestId: 'other' }))
  await until(() => told > 0)
  expect(client.records.get('contact', ada!.id)).to.include({
    title: 'Countess',
    lastName: 'King',
    version: 3,
  })
})

test('a broken stream is taken up again where it ended, with the token of then', async () => {
  const { client, wire, tenant } = await wired({ lifeMs: 600_000 })
  client.records.subscribe('contact', () => undefined)
  await until(() => wire.connections.length === 1)
  wire.send(change({ id: 'x', version: 1 }, 'event-7'))
  await client.session.renew()
  await new Promise((resolve) => setTimeout(resolve, 50))
  wire.end()
  await until(() => wire.connections.length === 2)
  expect(wire.connections).to.deep.equal([null, 'event-7'])
  expect(wire.tokens[1]).not.to.equal(wire.tokens[0])
  expect(tenant).to.be.a('string')
})

test('several elements share one stream, which asks for all their entities', async () => {
  const { client, net, element } = await wired()
  const asked: string[] = []
  const wired2 = element.fetch!
  element.fetch = (input, init) => {
    if (urlOf(input).includes('/live?'))
      asked.push(new URLSearchParams(urlOf(input).split('?')[1]).get('entities')!)
    return wired2(input, init)
  }
  client.records.subscribe('contact', () => undefined)
  client.records.subscribe('contact', () => undefined)
  client.records.subscribe('company', () => undefined)
  await until(() => asked.length === 1)
  expect(asked).to.deep.equal(['company,contact'])
  expect(net.calls.filter((line) => line.includes('/live'))).to.deep.equal([])
})

test('events of plugins are asked for by name, and told to those who hear them', async () => {
  const { client, wire } = await wired()
  const heard: Record<string, string[]> = { comments: [], all: [] }
  let changes = 0
  let resets = 0
  client.live.hear(['comment.created'], {
    event: ({ id }) => heard['comments']!.push(id),
    reset: () => resets++,
  })
  client.live.hear(['comment.created', 'vote.cast'], {
    event: ({ name }) => heard['all']!.push(name),
  })
  client.live.subscribe(['contact'], { changes: () => changes++ })
  await until(() => wire.paths.length === 1)
  const query = new URLSearchParams(wire.paths[0]!.split('?')[1])
  expect(Object.fromEntries(query)).to.include({
    entities: 'contact',
    events: 'comment.created,vote.cast',
  })
  const event = (name: string): string =>
    `event: event\ndata: ${JSON.stringify({ name, entity: 'contact', id: 'c-1', payload: {} })}\n\n`
  wire.send(event('comment.created') + event('vote.cast'))
  await until(() => heard['all']!.length === 2)
  expect(heard).to.deep.equal({ comments: ['c-1'], all: ['comment.created', 'vote.cast'] })
  expect(changes).to.equal(0)
  wire.send('event: reset\ndata: {}\n\n')
  await until(() => resets === 1)
  client.live.hear(['vote.asked'], { event: () => undefined })
  await until(() => wire.paths.length === 2)
  expect(decodeURIComponent(wire.paths[1]!)).to.contain('events=comment.created,vote.asked')
})

test('“reset” is told to those who listen, who then read again', async () => {
  const { client, wire } = await wired()
  let resets = 0
  client.live.subscribe(['contact'], { changes: () => undefined, reset: () => resets++ })
  await until(() => wire.connections.length === 1)
  wire.send('event: reset\ndata: {}\n\n')
  await until(() => resets === 1)
})

test('what was read before the stream began or with a gap is read again; taken up where it ended, it is not', async () => {
  const { client, wire } = await wired()
  let resets = 0
  client.live.subscribe(['contact'], { changes: () => undefined, reset: () => resets++ })
  await until(() => wire.connections.length === 1)
  expect(client.live.isReady).to.equal(false)
  wire.send('id: 1\nevent: ready\ndata: {"resumed":false}\n\n')
  await until(() => client.live.isReady)
  expect(resets).to.equal(1)
  wire.end()
  await until(() => wire.connections.length === 2)
  expect(client.live.isReady).to.equal(false)
  wire.send('id: 2\nevent: ready\ndata: {"resumed":true}\n\n')
  await until(() => client.live.isReady)
  expect(resets).to.equal(1)
  wire.end()
  await until(() => wire.connections.length === 3)
  wire.send('id: 3\nevent: ready\ndata: {"resumed":false}\n\n')
  await until(() => resets === 2)
})

test('what the server tells from before the page began to read need not be read again', async () => {
  for (const [recalledMs, why] of [
    [60_000, []],
    [0, ['began']],
  ] as const) {
    const { client, wire } = await wired()
    const resets: string[] = []
    const recalled: unknown[] = []
    client.live.subscribe(['contact'], {
      changes: (changes) => recalled.push(...changes.map((one) => one.recalled)),
      reset: (reason) => resets.push(reason),
    })
    await until(() => wire.connections.length === 1)
    expect(wire.recalls[0]).to.be.greaterThan(2_000)
    wire.send(`id: 1\nevent: ready\ndata: {"resumed":true,"recalledMs":${recalledMs}}\n\n`)
    await until(() => client.live.isReady)
    expect(resets).to.deep.equal(why)
    wire.send(change({ id: 'x', version: 1 }, '2'))
    await until(() => recalled.length === 1)
    wire.send(':\nid: 3\n\n')
    wire.send(change({ id: 'x', version: 2 }, '4'))
    await until(() => recalled.length === 2)
    expect(recalled).to.deep.equal([true, false])
    wire.end()
    await until(() => wire.connections.length === 2)
    expect(wire.recalls[1]).to.equal(undefined)
  }
})

test('a server without a stream is asked once, and live is quietly off', async () => {
  const { client, net } = await provider({ live: 'sse' })
  net.answer('GET /live', 404, { code: 'NOT_FOUND' })
  client.records.subscribe('contact', () => undefined)
  await until(() => !client.live.available)
  client.records.subscribe('company', () => undefined)
  await new Promise((resolve) => setTimeout(resolve, 200))
  expect(net.calls.filter((line) => line.startsWith('GET /live'))).to.have.length(1)
})
