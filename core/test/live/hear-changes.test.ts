import { afterAll, beforeAll, expect, test } from '@jest/globals'

import { createLiveWorld, type LiveWorld } from './live-world.ts'

let world: LiveWorld
beforeAll(async () => {
  world = await createLiveWorld()
})
afterAll(() => world.close())

test('a created, changed, deleted, restored and purged record is heard, each change in its order', async () => {
  const { t } = world
  const acme = t.as('acme')
  await acme.get('/me')
  const reader = await world.listen('acme', {}, '?entities=author')
  expect(reader.headers.get('content-type')).toBe('text/event-stream')
  const headers = { 'x-request-id': 'tab-1:17' }
  const made = await acme.post('/authors', { name: 'Ursula', email: 'u@le.example' }, headers)
  const { id } = made.body.data
  expect(made.headers['x-request-id']).toBe('tab-1:17')
  await acme.patch(`/authors/${id}`, { born: '1929-10-21' })
  await acme.delete(`/authors/${id}`)
  await acme.post(`/authors/${id}/restore`)
  await acme.delete(`/authors/${id}?purge=true`)
  await reader.until('the purge', ({ data }) => data?.action === 'purged')
  const { changes } = reader
  expect(changes.map(({ action, version }) => [action, version])).toEqual([
    ['created', 1],
    ['updated', 2],
    ['deleted', 3],
    ['restored', 4],
    ['purged', 5],
  ])
  // The mail address is personal: named, not told.
  expect(changes[0]).toMatchObject({
    entity: 'author',
    id,
    changed: expect.arrayContaining(['name', 'email']),
    partial: true,
    requestId: 'tab-1:17',
    actor: { kind: 'user', id: 'user-admin' },
  })
  const { email: _, ext: __, ...told } = made.body.data
  expect(changes[0].values).toEqual(told)
  expect(changes[1]).toMatchObject({
    changed: ['born'],
    values: { born: '1929-10-21', version: 2 },
    partial: false,
  })
  expect(changes[3].partial).toBe(true)
})
