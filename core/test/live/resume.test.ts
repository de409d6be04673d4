import { afterAll, beforeAll, expect, test } from '@jest/globals'

import { decodeCursor, encodeCursor } from '../../src/live/live-cursor.ts'
import { until } from './live-reader.ts'
import { createLiveWorld, type LiveWorld } from './live-world.ts'

let world: LiveWorld
beforeAll(async () => {
  world = await createLiveWorld({ live: { heartbeatMs: 200 } })
})
afterAll(() => world.close())

const ENTITIES = '?entities=author,book'
const isReset = ({ event }: { event?: string }) => event === 'reset'
const resume = (id: string | undefined, tenant = 'acme', actor = {}) =>
  world.listen(tenant, actor, ENTITIES, { 'last-event-id': id ?? '' })

test('who comes back with the last id hears what was missed, in order, and then goes on', async () => {
  const acme = world.t.as('acme')
  const reader = await world.listen('acme', {}, ENTITIES)
  const { id } = (await acme.post('/authors', { name: 'Zero' })).body.data
  await reader.until('the author', ({ data }) => data?.id === id)
  await reader.close()
  for (const name of ['One', 'Two', 'Three']) await acme.patch(`/authors/${id}`, { name })
  await world.t.as('globex').post('/authors', { name: 'Not yours' })

  const again = await resume(reader.lastId())
  expect(again.blocks[0]?.data).toMatchObject({ resumed: true })
  await acme.patch(`/authors/${id}`, { name: 'Four' })
  await again.until('the last', ({ data }) => data?.values?.name === 'Four')
  expect(again.changes.map(({ values, version }) => [values.name, version])).toEqual([
    ['One', 2],
    ['Two', 3],
    ['Three', 4],
    ['Four', 5],
  ])
  expect(again.blocks.some(isReset)).toBe(false)
})

test('every event tells the place to go on from: behind it comes the next one, and none before', async () => {
  const acme = world.t.as('acme')
  const reader = await world.listen('acme', {}, ENTITIES)
  for (let i = 0; i < 5; i++) await acme.post('/authors', { name: `Author ${i}` })
  await world.settle(reader)
  const events = reader.blocks.filter(({ event }) => event === 'change')
  for (const [at, { id }] of events.entries()) {
    const again = await resume(id)
    const rest = events.slice(at + 1).map(({ data }) => data)
    await until('the rest', () => again.changes.length >= rest.length)
    expect(again.changes).toEqual(rest)
    await again.close()
  }
})

test('a heartbeat is a comment that moves the place on, so that a quiet stream need not look far back', async () => {
  const acme = world.t.as('acme')
  const quiet = await world.listen('acme', {}, '?entities=shelf')
  const before = quiet.lastId()
  for (let i = 0; i < 3; i++) await acme.post('/authors', { name: `Unheard ${i}` })
  await until('a later place', () => quiet.lastId() !== before)
  const heartbeats = quiet.blocks.filter(({ comment }) => comment)
  expect(heartbeats.length).toBeGreaterThan(0)
  expect(heartbeats.every(({ event, data }) => event === undefined && data === undefined)).toBe(
    true,
  )
})

test.each([
  ['that was made up', () => 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'],
  ['that was changed', (id: string) => `${id.startsWith('B') ? 'C' : 'B'}${id.slice(1)}`],
  ['that is no cursor', () => 'abc; drop table'],
  [
    'of a database that is gone',
    (_: string, holder: Holder) => encodeCursor(holder, { xid: 2n ** 60n, seq: 1 }),
  ],
])('a place %s is answered by a reset, not by somebody else’s changes', async (_, forge) => {
  const reader = await world.listen('acme', {}, ENTITIES)
  const holder = await holderOf(reader.lastId() ?? '')
  const again = await resume(forge(reader.lastId() ?? '', holder))
  expect((await again.until('the reset', isReset)).data).toEqual({ reason: 'missed' })
  // From here on it goes on as a new one.
  await world.settle(again)
})

test("another tenant's place is none here", async () => {
  const globex = world.t.as('globex')
  const theirs = await world.listen('globex', {}, ENTITIES)
  await globex.post('/authors', { name: 'Hank' })
  await theirs.until('Hank', ({ data }) => data?.values?.name === 'Hank')
  const reader = await resume(theirs.lastId())
  expect((await reader.until('the reset', isReset)).data).toEqual({ reason: 'missed' })
  await world.settle(reader)
  expect(JSON.stringify(reader.blocks)).not.toContain('Hank')
})

test('who missed more than a thousand changes is told to load anew', async () => {
  const reader = await world.listen('acme', {}, ENTITIES)
  await reader.close()
  const operations = Array.from({ length: 500 }, (_, i) => ({
    method: 'create',
    data: { name: `Bulk ${i}` },
  }))
  for (let i = 0; i < 3; i++)
    expect(
      (await world.t.as('acme').post('/authors/batch', { atomic: true, operations })).status,
    ).toBe(200)
  const again = await resume(reader.lastId())
  await again.until('the reset', isReset)
  expect(again.changes.filter(({ values }) => /^Bulk/.test(values.name))).toEqual([])
  await world.settle(again)
})

test('rights that changed meanwhile make what is shown doubtful: the reader is told to load anew', async () => {
  const acme = world.t.as('acme')
  const save = (fields: object) =>
    acme.put('/roles/reader', { label: 'R', permissions: { 'author.read': 'all' }, fields })
  await save({})
  const reader = await world.listen('acme', { roles: ['reader'] }, ENTITIES)
  await reader.close()
  await save({ 'author.born': 'none' })
  const again = await resume(reader.lastId(), 'acme', { roles: ['reader'] })
  await again.until('the reset', isReset)
})

interface Holder {
  readonly tenantId: string
  readonly rightsKey: string
}

/** Whose place it is, found out as nobody from outside could: the key of the rights is in no answer. */
async function holderOf(cursor: string): Promise<Holder> {
  const tenantId = (await world.crm.tenants.ensure('acme')).id
  const rightsKey = await world.crm.run(
    { tenant: 'acme', id: 'user-admin', roles: ['admin'] },
    async ({ request }) => request.rights.key,
  )
  expect(decodeCursor({ tenantId, rightsKey }, cursor)).toBeDefined()
  return { tenantId, rightsKey }
}
