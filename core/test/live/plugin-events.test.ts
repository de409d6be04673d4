import { afterAll, beforeAll, expect, test } from '@jest/globals'

import type { AnyPlugin } from '../../src/kernel/any-plugin.ts'
import { library } from '../support/library-plugin.ts'
import { openTransaction } from './by-hand.ts'
import type { LiveReader } from './live-reader.ts'
import { createLiveWorld, type LiveWorld } from './live-world.ts'

const payload = { type: 'object' } as const

/** Emits whatever it is told to. */
const talk: AnyPlugin = {
  name: 'talk',
  version: '1.0.0',
  engine: '^0.1.0',
  permissions: { 'praise.read': { label: 'Hear of praise' } },
  events: {
    'author.praised': { payload, live: { permission: 'praise.read' } },
    'author.seen': { payload, live: true },
    'author.judged': { payload },
    'member.nudged': { payload, live: true },
  },
  routes: [
    {
      method: 'POST',
      path: '/talk',
      operationId: 'talk',
      summary: 'Emit an event',
      access: 'actor',
      body: { kind: 'json', schema: { type: 'object' } },
      responses: { 204: { description: 'It was emitted.' } },
      async handler({ body }, context) {
        const { event, about, says = {} } = body as { event: string; about: object; says?: object }
        await context.emit(event, says, about)
        return { status: 204 }
      },
    },
  ],
}

const ALL = 'author.praised,author.seen,author.judged,member.nudged'
const permissions = (more: object) => ({ 'author.read': 'all', 'book.read': 'all', ...more })

let world: LiveWorld
beforeAll(async () => {
  world = await createLiveWorld({ plugins: [await library(), talk] })
  const acme = world.t.as('acme')
  const roles = {
    fan: permissions({ 'praise.read': 'all' }),
    reader: permissions({}),
    rep: permissions({ 'author.read': 'own', 'praise.read': 'all' }),
    lead: permissions({ 'author.read': 'team', 'member.read': 'all' }),
    clerk: { 'book.read': 'all', 'praise.read': 'all' },
  }
  for (const [name, some] of Object.entries(roles))
    await acme.put(`/roles/${name}`, { label: name, permissions: some })
})
afterAll(() => world.close())

const memberOf = async (id: string, role: string) =>
  (await world.t.as('acme', { id, roles: [role] }).get('/me')).body.data.member.id as string
const authorOf = async (ownerId?: string) =>
  (await world.t.as('acme').post('/authors', { name: 'Ursula', ownerId })).body.data.id as string
const emit = async (event: string, about?: object, says = {}, tenant = 'acme') =>
  expect((await world.t.as(tenant).post('/talk', { event, about, says })).status).toBe(204)
const listen = (id: string, role: string, query = `?entities=book&events=${ALL}`, headers = {}) =>
  world.listen('acme', { id, roles: [role] }, query, headers)
const heard = ({ blocks }: LiveReader) =>
  blocks.filter(({ event }) => event === 'event').map(({ data }) => data)
const names = (reader: LiveReader) => heard(reader).map(({ name }) => name)

test('an event about a record is told to who reads it and holds its permission, and to nobody else', async () => {
  const [ann, bob] = [await memberOf('ann', 'rep'), await memberOf('bob', 'rep')]
  const stranger = await world.listen('globex', {}, `?events=${ALL}`)
  const readers = {
    fan: await listen('fay', 'fan'),
    second: await listen('gus', 'fan'),
    reader: await listen('rob', 'reader'),
    owner: await listen('ann', 'rep'),
    other: await listen('bob', 'rep'),
    blind: await listen('cid', 'clerk'),
    silent: await listen('fay', 'fan', '?entities=author,book'),
  }
  const id = await authorOf(ann)
  await emit('author.praised', { entity: 'author', recordId: id }, { by: 'u-1' })
  await emit('author.seen', { entity: 'author', recordId: id })
  await emit('author.judged', { entity: 'author', recordId: id })
  await emit('author.seen')
  await world.settle(...Object.values(readers))
  expect(heard(readers.fan)[0]).toEqual({
    name: 'author.praised',
    entity: 'author',
    id,
    payload: { by: 'u-1' },
    requestId: expect.any(String),
    at: expect.any(String),
  })
  const both = ['author.praised', 'author.seen']
  expect(Object.entries(readers).map(([who, reader]) => [who, names(reader)])).toEqual([
    ['fan', both],
    ['second', both],
    ['reader', ['author.seen']],
    ['owner', both],
    ['other', []],
    ['blind', []],
    ['silent', []],
  ])
  // None of them listens to authors but one, and events do not change that.
  expect(readers.fan.changes.every(({ entity }) => entity === 'book')).toBe(true)
  const theirs = (await world.t.as('globex').post('/authors', { name: 'Theirs' })).body.data.id
  await emit('author.seen', { entity: 'author', recordId: theirs }, {}, 'globex')
  await stranger.until('their own', ({ event }) => event === 'event')
  expect(heard(stranger).map(({ id: about }) => about)).toEqual([theirs])

  await world.t.as('acme').patch(`/authors/${id}`, { ownerId: bob })
  await emit('author.seen', { entity: 'author', recordId: id })
  await world.settle(...Object.values(readers))
  expect([names(readers.owner), names(readers.other)]).toEqual([both, ['author.seen']])
})

test('an event for a member is told to all their pages and to nobody else, an admin included', async () => {
  const [dan, eve] = [await memberOf('dan', 'fan'), await memberOf('eve', 'fan')]
  const readers = [
    await listen('dan', 'fan'),
    await listen('dan', 'fan', '?entities=book&events=member.nudged'),
    await listen('eve', 'fan'),
    await listen('root', 'admin'),
  ]
  await emit('member.nudged', { memberId: dan }, { id: 'n-1' })
  await world.settle(...readers)
  const [first] = readers
  expect(first && heard(first)[0]).toMatchObject({ entity: null, id: dan, payload: { id: 'n-1' } })
  expect(readers.map(names)).toEqual([['member.nudged'], ['member.nudged'], [], []])

  // Nor does any list of changes show it.
  const admin = world.t.as('acme')
  for (const path of ['/changes?action=event&limit=200', `/members/${dan}/changes?limit=200`])
    expect(JSON.stringify((await admin.get(path)).body)).not.toContain('nudged')
  await emit('member.nudged', { memberId: eve })
  await readers[2]?.until('hers', ({ event }) => event === 'event')
})

test('a stream may be of events alone, and of some records; who names none hears none', async () => {
  const [one, two] = [await authorOf(), await authorOf()]
  const hal = await memberOf('hal', 'fan')
  const some = await listen('hal', 'fan', `?entities=&events=${ALL}&ids=${two}`)
  expect(some.blocks[0]?.data).toMatchObject({
    entities: [],
    events: ['author.praised', 'author.seen', 'member.nudged'],
  })
  for (const recordId of [one, two]) await emit('author.seen', { entity: 'author', recordId })
  await emit('member.nudged', { memberId: hal })
  await some.until('the last', ({ data }) => data?.name === 'member.nudged')
  expect(heard(some).map(({ id }) => id)).toEqual([two, hal])
  const none = await listen('hal', 'fan', '?entities=book')
  expect(none.blocks[0]?.data.events).toEqual([])
})

test('what there is not, or may not be heard, is left out; where nothing is left, the stream is refused', async () => {
  const reader = await listen(
    'rob',
    'reader',
    '?entities=&events=no.such,author.praised,author.seen',
  )
  expect(reader.blocks[0]?.data.events).toEqual(['author.seen'])
  const refused = await listen('rob', 'reader', '?entities=&events=author.praised')
  expect([refused.status, refused.problem.code]).toEqual([403, 'FORBIDDEN'])
  expect(refused.problem.detail).toContain('praise.read')
})

test('who comes back hears what was missed, and not what they may not hear any more', async () => {
  const ivy = await memberOf('ivy', 'rep')
  const [mine, given] = [await authorOf(ivy), await authorOf(ivy)]
  const reader = await listen('ivy', 'rep')
  await world.settle(reader)
  await reader.close()
  await emit('author.praised', { entity: 'author', recordId: mine })
  await emit('author.seen', { entity: 'author', recordId: given })
  await emit('author.judged', { entity: 'author', recordId: mine })
  await emit('member.nudged', { memberId: ivy })
  await emit('member.nudged', { memberId: await memberOf('jon', 'rep') })
  await world.t.as('acme').patch(`/authors/${given}`, { ownerId: null })
  const again = await listen('ivy', 'rep', undefined, { 'last-event-id': reader.lastId() ?? '' })
  await world.settle(again)
  expect(heard(again).map(({ name, id }) => [name, id])).toEqual([
    ['author.praised', mine],
    ['member.nudged', ivy],
  ])
})

test('an event about a member moves nobody between teams: no stream begins anew', async () => {
  const acme = world.t.as('acme')
  const team = (await acme.post('/teams', { name: 'North' })).body.data.id as string
  const lea = await memberOf('lea', 'lead')
  await acme.patch(`/members/${lea}`, { teamIds: [team] })
  // The feed is past that change: a stream that begins a little early would hear of it.
  await world.settle(await listen('fay', 'fan'))
  const reader = await listen('lea', 'lead')
  await emit('author.seen', { entity: 'member', recordId: lea })
  await world.settle(reader)
  expect(heard(reader).map(({ entity, id }) => [entity, id])).toEqual([['member', lea]])
  expect(reader.blocks.some(({ event }) => event === 'reset')).toBe(false)
})

test('an event between two changes of its record does not hide that one of them came too late', async () => {
  const reader = await listen('fay', 'fan', `?entities=author,book&events=${ALL}`)
  const id = await authorOf()
  const [first, second] = [await openTransaction(world), await openTransaction(world)]
  await first.begin()
  await second.insertChange(id, { name: 'Two' }, 2)
  await second.end()
  await first.insertChange(id, { born: '1929-10-21' }, 3)
  await first.insertEvent(id, 'author.seen')
  await first.end()
  await world.settle(reader)
  expect(names(reader)).toEqual(['author.seen'])
  const updates = reader.changes.filter(({ action }) => action === 'updated')
  expect(updates.map(({ version, values }) => [version, values.name])).toEqual([
    [3, undefined],
    [3, undefined],
  ])
})

test('no event is told by a permission that was taken away before', async () => {
  const save = (more: object) =>
    world.t.as('acme').put('/roles/waning', { label: 'Waning', permissions: permissions(more) })
  await save({ 'praise.read': 'all' })
  const id = await authorOf()
  const about = { entity: 'author', recordId: id }
  const reader = await listen('kim', 'waning')
  await emit('author.praised', about)
  await reader.until('the praise', ({ event }) => event === 'event')
  await save({})
  await emit('author.praised', about)
  await reader.until('the reset', ({ event }) => event === 'reset')
  await world.settle(reader)
  expect(names(reader)).toEqual(['author.praised'])
})
