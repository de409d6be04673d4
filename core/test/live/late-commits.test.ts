import { afterAll, beforeAll, expect, test } from '@jest/globals'

import { openTransaction } from './by-hand.ts'
import { createLiveWorld, type LiveWorld } from './live-world.ts'

let world: LiveWorld
beforeAll(async () => {
  world = await createLiveWorld()
})
afterAll(() => world.close())

test('a change that was written early and committed late is not missed, also by who comes back in between', async () => {
  const acme = world.t.as('acme')
  const { id } = (await acme.post('/authors', { name: 'Zero' })).body.data
  const reader = await world.listen('acme', {}, '?entities=author,book')
  const late = await openTransaction(world)
  await late.insertChange(id, { name: 'Late' }, 2)
  await acme.patch(`/authors/${id}`, { name: 'Early' })
  const again = await world.listen('acme', {}, '?entities=author,book', {
    'last-event-id': reader.lastId() ?? '',
  })
  await late.end()
  await world.settle(reader, again)
  for (const { changes } of [reader, again]) {
    const names = changes.filter((change) => change.id === id).map(({ values }) => values.name)
    expect(names).toEqual(expect.arrayContaining(['Late', 'Early']))
  }
})

test('a change that nobody announces is found by looking', async () => {
  const acme = world.t.as('acme')
  const { id } = (await acme.post('/authors', { name: 'Zero' })).body.data
  const reader = await world.listen('acme', {}, '?entities=author')
  const silent = await openTransaction(world)
  await silent.insertChange(id, { name: 'Silent' }, 2)
  await silent.end()
  await reader.until('the change', ({ data }) => data?.values?.name === 'Silent')
})

/**
 * The log is handed out by transaction; the one that began first may have written last. Its change of the record then comes first,
 * and the older one of the other behind it.
 */
test('an older change that comes behind a newer one of its record brings no old values, now or later', async () => {
  const acme = world.t.as('acme')
  const { id } = (await acme.post('/authors', { name: 'Zero' })).body.data
  const reader = await world.listen('acme', {}, '?entities=author,book')
  const from = reader.lastId() ?? ''
  const [first, second] = [await openTransaction(world), await openTransaction(world)]
  await first.begin()
  await second.insertChange(id, { name: 'Two' }, 2)
  await second.end()
  await first.insertChange(id, { born: '1929-10-21' }, 3)
  await first.end()
  await world.settle(reader)
  const again = await world.listen('acme', {}, '?entities=author,book', { 'last-event-id': from })
  await world.settle(again)
  for (const { changes } of [reader, again]) {
    const heard = changes.filter((change) => change.id === id && change.action === 'updated')
    expect(heard.map(({ version, changed, partial }) => [version, changed, partial])).toEqual([
      [3, ['born'], false],
      [3, ['name'], true],
    ])
    expect(heard[1].values).toEqual({})
  }
})
