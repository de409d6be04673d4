import { afterAll, beforeAll, expect, test } from '@jest/globals'

import type { LiveReader } from './live-reader.ts'
import { createLiveWorld, type LiveWorld } from './live-world.ts'

let world: LiveWorld
beforeAll(async () => {
  world = await createLiveWorld()
  const permissions = (scope: string) => ({ 'author.read': scope, 'book.read': 'all' })
  const acme = world.t.as('acme')
  await acme.put('/roles/rep', { label: 'Rep', permissions: permissions('own') })
  await acme.put('/roles/lead', { label: 'Lead', permissions: permissions('team') })
})
afterAll(() => world.close())

const memberOf = async (id: string, role: string) =>
  (await world.t.as('acme', { id, roles: [role] }).get('/me')).body.data.member.id as string
const hearAll = async (...ids: [string, string][]) => {
  const readers = await Promise.all(
    ids.map(([id, role]) => world.listen('acme', { id, roles: [role] }, '?entities=author,book')),
  )
  return {
    readers,
    settle: async () => {
      await world.settle(...readers)
      return readers.map(({ changes }) => changes.filter(({ entity }) => entity === 'author'))
    },
  }
}

test('who reads their own records hears of those alone, and that one has left or entered their sight', async () => {
  const [ann, bob] = [await memberOf('ann', 'rep'), await memberOf('bob', 'rep')]
  const { settle } = await hearAll(['ann', 'rep'], ['bob', 'rep'])
  const acme = world.t.as('acme')
  const { id } = (await acme.post('/authors', { name: 'Ursula', ownerId: ann })).body.data
  await acme.post('/authors', { name: 'Nobody' })
  await acme.patch(`/authors/${id}`, { name: 'Ursula K.' })
  await settle()
  const moved = await acme.patch(`/authors/${id}`, { name: 'U. K.', ownerId: bob })
  await settle()
  await acme.patch(`/authors/${id}`, { born: '1929-10-21' })
  const [byAnn, byBob] = await settle()
  expect(byAnn?.map(({ action, values }) => [action, values.name])).toEqual([
    ['created', 'Ursula'],
    ['updated', 'Ursula K.'],
    ['gone', undefined],
  ])
  expect(byAnn?.[2]).toEqual({
    entity: 'author',
    id,
    action: 'gone',
    version: null,
    changed: [],
    values: {},
    partial: false,
    requestId: moved.headers['x-request-id'],
    actor: null,
    at: expect.any(String),
  })
  // What bob has never seen is not told by the two fields that changed.
  expect(byBob?.map(({ action, partial, changed }) => [action, partial, changed])).toEqual([
    ['updated', true, ['name', 'ownerId']],
    ['updated', false, ['born']],
  ])
})

test('deleting and purging is heard by the owner, and by nobody else', async () => {
  const cid = await memberOf('cid', 'rep')
  const { settle } = await hearAll(['cid', 'rep'], ['dan', 'rep'])
  const acme = world.t.as('acme')
  const { id } = (await acme.post('/authors', { name: 'Stanislaw', ownerId: cid })).body.data
  await acme.delete(`/authors/${id}`)
  await acme.post(`/authors/${id}/restore`)
  await acme.delete(`/authors/${id}?purge=true`)
  const [byCid, byDan] = await settle()
  expect(byCid?.map(({ action }) => action)).toEqual(['created', 'deleted', 'restored', 'purged'])
  expect(byDan).toEqual([])
})

test("who reads their team's records hears of all members' of it, and hears anew when the team changes", async () => {
  const acme = world.t.as('acme')
  const team = (await acme.post('/teams', { name: 'North' })).body.data.id as string
  const [eve, fay] = [await memberOf('eve', 'lead'), await memberOf('fay', 'lead')]
  await acme.patch(`/members/${eve}`, { teamIds: [team] })
  await acme.patch(`/members/${fay}`, { teamIds: [team] })
  // Memberships are remembered for 5 s; a stream asks for them itself.
  const { readers, settle } = await hearAll(['eve', 'lead'])
  const mine = await acme.post('/authors', { name: 'One', ownerId: fay })
  await acme.post('/authors', { name: 'Two', ownerId: await memberOf('gus', 'lead') })
  const [byEve] = await settle()
  expect(byEve?.map(({ id }) => id)).toEqual([mine.body.data.id])

  await acme.patch(`/members/${fay}`, { teamIds: [] })
  await readers[0]?.until(
    'the reset',
    ({ event, data }) => event === 'reset' && data.reason === 'rights',
  )
  await acme.patch(`/authors/${mine.body.data.id}`, { name: 'Three' })
  expect((await settle())[0]?.length).toBe(1)

  // The same for who was away meanwhile.
  await readers[0]?.close()
  await acme.patch(`/members/${fay}`, { teamIds: [team] })
  const again = await world.listen('acme', { id: 'eve', roles: ['lead'] }, '?entities=author', {
    'last-event-id': readers[0]?.lastId() ?? '',
  })
  await again.until('the reset', ({ event }) => event === 'reset')
})

test('a stream of an entity hears of no other, and one of some records of no others', async () => {
  const acme = world.t.as('acme')
  const [one, two] = [
    (await acme.post('/authors', { name: 'One' })).body.data.id as string,
    (await acme.post('/authors', { name: 'Two' })).body.data.id as string,
  ]
  const byEntity = await world.listen('acme', {}, '?entities=author')
  const byId = await world.listen('acme', {}, `?ids=${two.toUpperCase()}`)
  await acme.post('/books', { title: 'Solaris' })
  await acme.patch(`/authors/${one}`, { name: 'Uno' })
  await acme.patch(`/authors/${two}`, { name: 'Due' })
  await byEntity.until('the last', ({ data }) => data?.id === two && data.action === 'updated')
  await byId.until('the last', ({ data }) => data?.action === 'updated')
  // What was written just before may come too: a stream may begin a little early, never late.
  const updates = (reader: LiveReader) =>
    reader.changes.filter(({ action }) => action === 'updated').map(({ id }) => id)
  expect(updates(byEntity)).toEqual([one, two])
  expect(updates(byId)).toEqual([two])
  expect(byEntity.changes.every(({ entity }) => entity === 'author')).toBe(true)
  expect(byId.changes.every(({ id }) => id === two)).toBe(true)
})
