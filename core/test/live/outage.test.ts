import { setTimeout as sleep } from 'node:timers/promises'

import { afterAll, beforeAll, expect, test } from '@jest/globals'
import pg from 'pg'
import { pino } from 'pino'

import { openTransaction } from './by-hand.ts'
import { until } from './live-reader.ts'
import { createLiveWorld, type LiveWorld } from './live-world.ts'

let world: LiveWorld
const warnings: string[] = []
beforeAll(async () => {
  const logger = pino({ level: 'warn' }, { write: (line: string) => void warnings.push(line) })
  world = await createLiveWorld({ logger })
})
afterAll(() => world.close())

test('nothing is missed while every connection to the database is cut, again and again', async () => {
  const acme = world.t.as('acme')
  await acme.put('/roles/rep', {
    label: 'Rep',
    permissions: { 'author.read': 'own', 'book.read': 'all' },
  })
  const rep = { id: 'rep', roles: ['rep'] }
  const { member } = (await world.t.as('acme', rep).get('/me')).body.data
  const readers = [
    await world.listen('acme', {}, '?entities=author,book'),
    await world.listen('acme', rep, '?entities=author,book'),
  ]
  const written: string[] = []
  let over = false
  const writing = (async () => {
    while (!over) {
      // One that was cut off may be in the log all the same; only those that were answered count.
      const answer = await acme.post('/authors', { name: 'Ada', ownerId: member.id })
      if (answer.status === 201) written.push(answer.body.data.id)
      await sleep(5)
    }
  })()
  for (let round = 0; round < 5; round++) {
    await sleep(200)
    await cutAll()
  }
  await sleep(200)
  over = true
  await writing
  expect(written.length).toBeGreaterThan(10)
  for (const reader of readers)
    await until('every author', () => {
      const heard = new Set(reader.changes.map(({ id }) => id))
      return written.every((id) => heard.has(id))
    })
  expect(readers.map(({ ended }) => ended)).toEqual([false, false])
})

test('what cannot be delivered, because whose it is cannot be read, is delivered once it can', async () => {
  const acme = world.t.as('acme')
  const rep = { id: 'rep', roles: ['rep'] }
  const { member } = (await world.t.as('acme', rep).get('/me')).body.data
  const { id } = (await acme.post('/authors', { name: 'Ada', ownerId: member.id })).body.data
  const reader = await world.listen('acme', rep, '?entities=author,book')
  await world.settle(reader)
  warnings.length = 0
  // By hand: a writer would wait for the lock. Begun first, because the lock holds up what begins after it.
  const writing = await openTransaction(world)
  await writing.insertChange(id, { name: 'Grace' }, 2)
  const lock = new pg.Client({ connectionString: world.t.databaseUrl })
  await lock.connect()
  await lock.query('begin; lock table crm.authors in access exclusive mode')
  await writing.end()
  await until(
    'a failed delivery',
    () => warnings.some((line) => line.includes('interrupted')),
    30_000,
  )
  expect(JSON.stringify(reader.blocks)).not.toContain('Grace')
  await lock.query('commit')
  await lock.end()
  await reader.until('the change', ({ data }) => data?.values?.name === 'Grace')
}, 60_000)

async function cutAll(): Promise<void> {
  const client = new pg.Client({ connectionString: world.t.databaseUrl })
  await client.connect()
  await client.query(
    'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
  )
  await client.end()
}
