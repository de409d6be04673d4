import { afterAll, expect, test } from '@jest/globals'
import fc from 'fast-check'
import pg from 'pg'

import { positionsBetween } from '../src/staged/position.ts'
import { column, createSalesCrm, makeBoard, ok } from './support/sales.ts'

const t = await createSalesCrm()
const acme = t.as('acme')
const client = new pg.Client(t.databaseUrl)
await client.connect()
afterAll(async () => {
  await client.end()
  await t.close()
})

/** Interleavings of moves against the real database, a few moves at once each. */
const INTERLEAVINGS = 1_000
const { stages } = await makeBoard(acme)
const { New, Talks } = stages as Record<'New' | 'Talks', string>

test('a place lies between its neighbours, whatever they are', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(1_000), { minLength: 1, maxLength: 200 }), (places) => {
      const column: string[] = []
      for (const place of places) {
        const at = place % (column.length + 1)
        const [made = ''] = positionsBetween(column[at - 1], column[at], 1)
        column.splice(at, 0, made)
      }
      expect([...column].sort()).toEqual(column)
      expect(new Set(column).size).toBe(column.length)
    }),
    { numRuns: 500 },
  )
})

test('several places lie in order, and at the ends places stay short', () => {
  let [first = ''] = positionsBetween(undefined, undefined, 1)
  for (let i = 0; i < 1_000; i++) [first = ''] = positionsBetween(undefined, first, 1)
  expect(first).toHaveLength(9)
  let [low = '', high = ''] = positionsBetween(undefined, undefined, 2)
  for (let i = 0; i < 100; i++) {
    const [a = '', b = '', c = ''] = positionsBetween(low, high, 3)
    expect([low, a, b, c, high]).toEqual([low, a, b, c, high].sort())
    ;[low, high] = i % 2 ? [a, b] : [b, c]
  }
})

test('a card lies where it was dropped', async () => {
  const ids: Record<string, string> = {}
  for (const title of ['a', 'b', 'c', 'd'])
    ids[title] = (await ok(acme.post('/deals', { title, stageId: Talks }))).id
  const move = async (titles: string[], more: object): Promise<string> => {
    await ok(
      acme.post('/deals/move', { ids: titles.map((title) => ids[title]), stageId: Talks, ...more }),
    )
    return (await column(acme, Talks)).join('')
  }
  expect((await column(acme, Talks)).join('')).toBe('abcd')
  expect(await move(['d'], { afterId: ids['a'] })).toBe('adbc')
  expect(await move(['c'], { afterId: null })).toBe('cadb')
  expect(await move(['c'], {})).toBe('adbc')
  expect(await move(['b', 'a'], { beforeId: ids['c'] })).toBe('dbac')
  expect(await move(['d', 'c'], { afterId: ids['b'] })).toBe('bdca')
})

test('a card that has gone meanwhile means the end of the column', async () => {
  const gone = await ok(acme.post('/deals', { title: 'gone', stageId: New }))
  const card = await ok(acme.post('/deals', { title: 'card', stageId: New }))
  const moved = await acme.post('/deals/move', {
    ids: [card.id],
    stageId: Talks,
    afterId: gone.id,
  })
  expect(moved.status).toBe(200)
  expect((await column(acme, Talks)).at(-1)).toBe('card')
  const unknown = await acme.post('/deals/move', { ids: [gone.id], stageId: card.id })
  expect([unknown.status, unknown.body.code]).toEqual([422, 'STAGE_UNKNOWN'])
})

test('each card is moved with the rights of whoever moves it, or none is', async () => {
  await ok(
    acme.put('/roles/own-only', {
      label: 'Own only',
      permissions: { 'deal.*': 'own', 'pipeline.read': 'all', 'stage.read': 'all' },
    }),
  )
  const own = t.as('acme', { roles: ['own-only'], id: 'own-only' })
  const mine = await ok(own.post('/deals', { title: 'mine', stageId: New }))
  const theirs = await ok(acme.post('/deals', { title: 'theirs', stageId: New }))
  const both = await own.post('/deals/move', { ids: [mine.id, theirs.id], stageId: Talks })
  expect([both.status, both.body.code, both.body.errors[0].path]).toEqual([
    ...[422, 'MOVE_UNKNOWN', '/ids/1'],
  ])
  expect((await ok(acme.get(`/deals/${mine.id}`))).stageId).toBe(New)
  const [moved] = await ok(own.post('/deals/move', { ids: [mine.id], stageId: Talks }))
  expect(moved).toMatchObject({ stageId: Talks, version: 2 })
  const guest = t.as('acme', { roles: ['guest'] })
  expect((await guest.post('/deals/move', { ids: [mine.id], stageId: New })).status).toBe(403)
})

test('a place is the server’s to give', async () => {
  const { status, body } = await acme.post('/deals', { title: 'x', position: 'zzz' })
  expect([status, body.errors[0].path]).toEqual([422, '/position'])
})

test(
  'moves at the same time end in one order, with every card once and one change row a move',
  async () => {
    const board = await makeBoard(acme, undefined, { name: 'Busy' })
    const [left, right] = [board.stages['New'] ?? '', board.stages['Talks'] ?? '']
    const ids: string[] = []
    for (let i = 0; i < 8; i++) {
      const data = { title: String(i), stageId: i % 2 ? left : right }
      ids.push((await ok(acme.post('/deals', data))).id)
    }
    const versions = new Map(ids.map((id) => [id, 1]))
    const move = fc.record({
      ids: fc.uniqueArray(fc.nat(7), { minLength: 1, maxLength: 3 }),
      to: fc.constantFrom(left, right),
      anchor: fc.option(fc.nat(7), { nil: null }),
      before: fc.boolean(),
    })
    const runs = fc.sample(fc.array(move, { minLength: 2, maxLength: 3 }), INTERLEAVINGS)
    for (const moves of runs) {
      const answers = await Promise.all(
        moves.map(({ ids: cards, to, anchor, before }) =>
          acme.post('/deals/move', {
            ids: cards.map((card) => ids[card]),
            stageId: to,
            [before ? 'beforeId' : 'afterId']: anchor === null ? null : ids[anchor],
          }),
        ),
      )
      for (const { status, body } of answers) {
        expect([status, body.code]).toEqual([200, undefined])
        for (const { id, version } of body.data as { id: string; version: number }[])
          versions.set(id, Math.max(versions.get(id) ?? 0, version))
      }
      // Two cards in one place would have two orders.
      const { rows } = await client.query(
        'select count(*) = count(distinct position) as apart from crm.deals where stage_id = any($1)',
        [[left, right]],
      )
      expect(rows[0]).toEqual({ apart: true })
    }
    const cards = [...(await column(acme, left)), ...(await column(acme, right))]
    expect([...cards].sort()).toEqual(ids.map((_, index) => String(index)))
    // Two people read the same order, and no two cards share a place.
    expect([...(await column(acme, left)), ...(await column(acme, right))]).toEqual(cards)
    const places = await ok(acme.get('/deals?sort=position&limit=200&fields=position'))
    const all = (places as { position: string }[]).map(({ position }) => position)
    expect(new Set(all).size).toBe(all.length)
    const changes = (await t.changes('acme')).filter(({ name }) => name === 'deal.updated')
    for (const id of ids)
      expect(changes.filter(({ recordId }) => recordId === id)).toHaveLength(
        (versions.get(id) ?? 0) - 1,
      )
  },
  10 * 60_000,
)

test('a column whose places have become long is numbered anew, in its order', async () => {
  const board = await makeBoard(acme, undefined, { name: 'Narrow' })
  const stageId = board.stages['New'] ?? ''
  const made: string[] = []
  for (const title of ['first', 'last', 'one', 'two'])
    made.push((await ok(acme.post('/deals', { title, stageId }))).id)
  const [first, , one, two] = made
  await ok(acme.post('/deals/move', { ids: [made[1]], stageId }))
  // Into ever the same gap: each halves it.
  for (let i = 0; i < 320; i++)
    await ok(acme.post('/deals/move', { ids: [i % 2 ? one : two], stageId, afterId: first }))
  const cards = await ok(
    acme.get(`/deals?sort=position&filter=${encodeURIComponent(JSON.stringify({ stageId }))}`),
  )
  expect((cards as { title: string }[]).map(({ title }) => title)).toEqual([
    ...['first', 'one', 'two', 'last'],
  ])
  for (const { position } of cards as { position: string }[])
    expect(position.length).toBeLessThanOrEqual(60)
}, 120_000)
