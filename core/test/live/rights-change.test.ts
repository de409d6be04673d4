import { afterAll, beforeAll, expect, test } from '@jest/globals'

import { until } from './live-reader.ts'
import { createLiveWorld, type LiveWorld } from './live-world.ts'

let world: LiveWorld
/** Ahead of the machine's clock by so many ms. */
let ahead = 0
beforeAll(async () => {
  world = await createLiveWorld({ clock: { now: () => Date.now() + ahead } })
})
afterAll(() => world.close())

const saveRole = (name: string, permissions: object, fields: object = {}) =>
  world.t.as('acme').put(`/roles/${name}`, { label: name, permissions, fields })
const isReset = ({ event, data }: { event?: string; data?: { reason?: string } }) =>
  event === 'reset' && data?.reason === 'rights'
const isEnd = ({ event }: { event?: string }) => event === 'end'
const reads = { 'author.read': 'all', 'book.read': 'all' }

test('no change is told by rights that had been taken away before it was written', async () => {
  const acme = world.t.as('acme')
  const { id } = (await acme.post('/authors', { name: 'Ada' })).body.data
  await saveRole('reader', reads)
  const reader = await world.listen('acme', { roles: ['reader'] }, '?entities=author,book')
  for (let round = 0; round < 10; round++) {
    await saveRole('reader', reads, { 'author.name': 'none' })
    await acme.patch(`/authors/${id}`, { name: `Hidden ${round}`, born: `18${round}0-01-01` })
    await world.settle(reader)
    await saveRole('reader', reads, {})
    await acme.patch(`/authors/${id}`, { name: `Shown ${round}` })
    await world.settle(reader)
  }
  const names = reader.changes.map(({ values }) => values?.name).filter(Boolean)
  expect(names.filter((name) => name.startsWith('Hidden'))).toEqual([])
  expect(names.filter((name) => name.startsWith('Shown'))).toHaveLength(10)
})

test('a role that shows less says so at once, without a change; one that shows nothing ends the stream', async () => {
  await saveRole('clerk', reads)
  const reader = await world.listen('acme', { roles: ['clerk'] }, '?entities=author,book')
  await saveRole('clerk', { 'book.read': 'all' })
  await reader.until('the reset', isReset)
  await world.t.as('acme').post('/authors', { name: 'Unheard' })
  await world.settle(reader)
  expect(JSON.stringify(reader.blocks)).not.toContain('Unheard')
  await world.t.as('acme').delete('/roles/clerk')
  expect((await reader.until('the end', isEnd)).data).toEqual({ reason: 'revoked' })
  await until('the stream to end', () => reader.ended)
})

test('a role that shows more is heard from then on', async () => {
  await saveRole('growing', { 'book.read': 'all' })
  const reader = await world.listen('acme', { roles: ['growing'] }, '?entities=author,book')
  await saveRole('growing', reads)
  await reader.until('the reset', isReset)
  const { id } = (await world.t.as('acme').post('/authors', { name: 'Heard' })).body.data
  await reader.until('the author', ({ data }) => data?.id === id)
})

test('a revoked key ends its stream, and only that; so does one that expires', async () => {
  await world.crm.tenants.ensure('acme')
  const make = (more = {}) =>
    world.crm.apiKeys.create('acme', { name: 'feed', roles: ['admin'], ...more })
  const soon = new Date(Date.now() + 6_000).toISOString()
  const [one, two, short] = [await make(), await make(), await make({ expiresAt: soon })]
  const [first, second, third] = await Promise.all(
    [one, two, short].map(({ text }) => world.listenWith({ authorization: `Bearer ${text}` })),
  )
  await world.crm.apiKeys.revoke('acme', one.id)
  expect((await first?.until('the end', isEnd))?.data).toEqual({ reason: 'revoked' })
  expect((await third?.until('the end', isEnd))?.data).toEqual({ reason: 'expired' })
  if (second) await world.settle(second)
  expect([first?.ended, second?.ended]).toEqual([true, false])
})

test('an embed session ends its stream when it is revoked, when its key is, and when it is over', async () => {
  await world.crm.tenants.ensure('acme')
  const origin = 'https://app.example'
  const session = (id: string) => ({
    tenant: 'acme',
    user: { id, name: id },
    roles: ['admin'],
    origins: [origin],
  })
  const listen = (token: string) =>
    world.listenWith({ authorization: `Bearer ${token}`, origin }, '?entities=author,book')
  const one = await world.crm.embedSession(session('u1'))
  const two = await world.crm.embedSession(session('u2'))
  const [first, second] = [await listen(one.token), await listen(two.token)]
  await world.t.as('acme').delete(`/embed/sessions/${one.id}`)
  expect((await first.until('the end', isEnd)).data).toEqual({ reason: 'revoked' })
  await world.settle(second)
  ahead = Date.parse(two.expiresAt) - Date.now() + 1
  expect((await second.until('the end', isEnd)).data).toEqual({ reason: 'expired' })
  ahead = 0
})
