import { expect } from '@open-wc/testing'

import type { Rec } from '../../src/client/record.ts'
import { RecordConflict } from '../../src/client/record-conflict.ts'
import type { RecordChange } from '../../src/client/record-store.ts'
import { provider, type TestProvider } from '../support/provider.ts'
import { until } from '../support/until.ts'

async function withAda(): Promise<TestProvider & { ada: Rec }> {
  const page = await provider()
  const [ada] = await page.seed('contacts', [
    { firstName: 'Ada', lastName: 'Lovelace', title: 'Analyst' },
  ])
  await page.client.records.load('contact', ada!.id)
  return { ...page, ada: ada! }
}

test('records asked for in one task are one question', async () => {
  const { client, net, seed } = await provider()
  const seeded = await seed('contacts', [
    { firstName: 'A' },
    { firstName: 'B' },
    { firstName: 'C' },
  ])
  await client.entity('contact')
  const before = net.calls.length
  const found = await Promise.all(seeded.map(({ id }) => client.records.load('contact', id)))
  expect(found.map((record) => record['firstName'])).to.deep.equal(['A', 'B', 'C'])
  expect(net.calls.slice(before)).to.deep.equal(['POST /contacts/query'])
  await client.records.load('contact', seeded[0]!.id)
  expect(net.calls.length - before).to.equal(1)
})

test('a record that is not there is refused as the engine does it', async () => {
  const { client, seed } = await provider()
  const [one] = await seed('contacts', [{ firstName: 'A' }])
  const missing = '00000000-0000-7000-8000-000000000000'
  const results = await Promise.allSettled([
    client.records.load('contact', one!.id),
    client.records.load('contact', missing),
  ])
  expect(results[0].status).to.equal('fulfilled')
  expect((results[1] as PromiseRejectedResult).reason).to.include({
    code: 'RECORD_NOT_FOUND',
    status: 404,
  })
})

test('equal lists under way are one call; one of two may stop waiting', async () => {
  const { client, net } = await provider()
  await client.entity('contact')
  const release = net.hold('GET /contacts')
  const stop = new AbortController()
  const before = net.calls.length
  const first = client.list('contact', { limit: 3 }, { signal: stop.signal })
  const second = client.list('contact', { limit: 3 })
  await until(() => net.calls.length > before)
  stop.abort()
  release()
  expect(await first.catch((error: Error) => error.name)).to.equal('AbortError')
  expect((await second).data).to.deep.equal([])
  expect(net.calls.length - before).to.equal(1)
})

test('a change is shown at once, and stays when it is answered', async () => {
  const { client, net, ada } = await withAda()
  const changes: RecordChange[] = []
  client.records.subscribe('contact', (change) => changes.push(change))
  const release = net.hold('PATCH')
  const saving = client.records.update('contact', ada.id, { title: 'Countess' })
  expect(client.records.get('contact', ada.id)).to.include({ title: 'Countess', version: 1 })
  expect(changes).to.deep.equal([{ ids: [ada.id], gone: [] }])
  release()
  expect(await saving).to.include({ title: 'Countess', version: 2 })
  expect(client.records.get('contact', ada.id)).to.include({ title: 'Countess', version: 2 })
})

test('a refused change is taken back, and the refusal thrown', async () => {
  const { client, ada } = await withAda()
  const saving = client.records.update('contact', ada.id, {
    title: 'Countess',
    email: 'no address',
  })
  expect(client.records.get('contact', ada.id)).to.include({ title: 'Countess' })
  const error = await saving.catch((thrown: unknown) => thrown)
  expect(error).to.include({ status: 422, code: 'VALIDATION_FAILED' })
  expect(client.records.get('contact', ada.id)).to.include({ title: 'Analyst', email: null })
})

test('a list asked after a change does not share the answer to one from before', async () => {
  const { client, net, api } = await provider()
  await api('post', '/contacts', { lastName: 'Before' })
  const query = { fields: ['lastName'] }
  const early = net.holdAnswer('GET /contacts')
  const first = client.list('contact', query)
  await early.arrived
  await client.records.create('contact', { lastName: 'After' })
  const { data } = await client.list('contact', query)
  expect(data.map(({ lastName }) => lastName).sort()).to.deep.equal(['After', 'Before'])
  early.release()
  expect((await first).data).to.have.length(1)
})

test('two changes under way: the refused one goes, the other stays', async () => {
  const { client, net, ada } = await withAda()
  const release = net.hold('PATCH')
  const good = client.records.update('contact', ada.id, { title: 'Countess' })
  const bad = client.records.update('contact', ada.id, { email: 'no address' })
  expect(client.records.get('contact', ada.id)).to.include({
    title: 'Countess',
    email: 'no address',
  })
  release()
  await Promise.allSettled([good, bad])
  expect(client.records.get('contact', ada.id)).to.include({ title: 'Countess', email: null })
})

test('a custom field changes beside the others', async () => {
  const page = await provider()
  await page.api('post', '/schemas/contact/fields', {
    key: 'region',
    schema: { type: 'string', 'x-crm': { label: 'Region' } },
  })
  await page.api('post', '/schemas/contact/fields', {
    key: 'floor',
    schema: { type: 'integer' },
  })
  const [one] = await page.seed('contacts', [
    { firstName: 'A', custom: { region: 'north', floor: 3 } },
  ])
  await page.client.records.load('contact', one!.id)
  const release = page.net.hold('PATCH')
  const saving = page.client.records.update('contact', one!.id, { custom: { region: 'south' } })
  expect(page.client.records.get('contact', one!.id)!['custom']).to.deep.equal({
    region: 'south',
    floor: 3,
  })
  release()
  expect((await saving)['custom']).to.deep.equal({ region: 'south', floor: 3 })
  const info = await page.client.entity('contact')
  expect(info.field('custom.region')).to.include({ label: 'Region', kind: 'text', readonly: false })
})

test('somebody else changed the same field: both values are told', async () => {
  const { client, api, ada } = await withAda()
  await api('patch', `/contacts/${ada.id}`, { title: 'Mathematician' })
  const error = await client.records
    .update('contact', ada.id, { title: 'Countess' }, { version: 1 })
    .catch((thrown: unknown) => thrown)
  expect(error).to.be.instanceOf(RecordConflict)
  const conflict = error as RecordConflict
  expect(conflict.status).to.equal(412)
  expect(conflict.fields).to.deep.equal(['title'])
  expect([
    conflict.original['title'],
    conflict.current['title'],
    conflict.mine['title'],
  ]).to.deep.equal(['Analyst', 'Mathematician', 'Countess'])
  expect(client.records.get('contact', ada.id)).to.include({ title: 'Mathematician', version: 2 })
})

test('somebody else changed another field: nobody is asked', async () => {
  const { client, api, ada } = await withAda()
  await api('patch', `/contacts/${ada.id}`, { lastName: 'King' })
  const saved = await client.records.update(
    'contact',
    ada.id,
    { title: 'Countess' },
    { version: 1 },
  )
  expect(saved).to.include({ title: 'Countess', lastName: 'King', version: 3 })
})

test('a deletion is shown at once, taken back when refused, and undone by a restore', async () => {
  const { client, net, ada } = await withAda()
  const changes: RecordChange[] = []
  client.records.subscribe('contact', (change) => changes.push(change))
  net.answer('DELETE', 403, { code: 'FORBIDDEN', detail: 'No.' }, { times: 1 })
  const refused = client.records.remove('contact', ada.id)
  expect(client.records.get('contact', ada.id)).to.equal(undefined)
  expect(await refused.catch((error: Error) => error.message)).to.equal('No.')
  expect(client.records.get('contact', ada.id)).to.include({ title: 'Analyst' })
  await client.records.remove('contact', ada.id)
  expect(changes.map(({ ids, gone }) => [ids.length, gone.length])).to.deep.equal([
    [0, 1],
    [1, 0],
    [0, 1],
  ])
  expect((await client.records.restore('contact', ada.id))['title']).to.equal('Analyst')
  expect(client.records.get('contact', ada.id)).to.include({ title: 'Analyst' })
})

test('a batch is shown at once, and each part that was refused is taken back', async () => {
  const { client, seed } = await provider()
  const [a, b] = await seed('contacts', [{ firstName: 'A' }, { firstName: 'B' }])
  await Promise.all([client.records.load('contact', a!.id), client.records.load('contact', b!.id)])
  const saving = client.records.batch(
    'contact',
    [
      { method: 'update', id: a!.id, data: { title: 'Boss' } },
      { method: 'update', id: b!.id, data: { email: 'no address' } },
    ],
    { atomic: false },
  )
  expect(client.records.get('contact', b!.id)!['email']).to.equal('no address')
  const results = await saving
  expect(results.map(({ status }) => status)).to.deep.equal([200, 422])
  expect(client.records.get('contact', a!.id)!['title']).to.equal('Boss')
  expect(client.records.get('contact', b!.id)!['email']).to.equal(null)
})

test('a create whose answer was lost makes no second record', async () => {
  const { client, api, element } = await provider()
  await client.entity('contact')
  const real = element.fetch!
  // The engine does the work, and the answer never arrives.
  element.fetch = async (input, init) => {
    const response = await real(input, init)
    if (init?.method === 'POST') throw new TypeError('Failed to fetch')
    return response
  }
  const idempotencyKey = crypto.randomUUID()
  const lost = await client.records
    .create('contact', { firstName: 'Once' }, { idempotencyKey })
    .catch((error: unknown) => error)
  expect(lost).to.include({ code: 'NETWORK' })
  element.fetch = real
  await client.records.create('contact', { firstName: 'Once' }, { idempotencyKey })
  expect((await api('get', '/contacts?q=Once')).data).to.have.length(1)
})

test('every write carries an id of its own', async () => {
  const { client, net, ada } = await withAda()
  await client.records.update('contact', ada.id, { title: 'B' })
  await client.records.update('contact', ada.id, { title: 'C' })
  const ids = net.requests
    .filter(({ line }) => line.startsWith('PATCH'))
    .map(({ headers }) => headers.get('x-request-id'))
  expect(new Set(ids).size).to.equal(2)
  expect(ids).not.to.include(null)
})

test('records nobody shows are forgotten beyond 500, those last used stay', async () => {
  const { client, seed } = await provider()
  const seeded = await seed(
    'contacts',
    Array.from({ length: 700 }, (_, index) => ({ firstName: `P${index}` })),
  )
  client.records.put('contact', seeded)
  const kept = seeded.filter(({ id }) => client.records.get('contact', id))
  expect(kept.length).to.equal(500)
  expect(client.records.get('contact', seeded.at(-1)!.id)).not.to.equal(undefined)
  expect(client.records.get('contact', seeded[0]!.id)).to.equal(undefined)
})
