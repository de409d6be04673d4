import { afterAll, beforeAll, expect, test } from '@jest/globals'

import type { Change } from '../../src/changes/change.ts'
import { createChangeTail } from '../../src/changes/change-tail.ts'
import {
  createEngineDatabase,
  type EngineDatabase,
  silent,
  until,
} from '../jobs/engine-database.ts'
import { openWriter } from './change-rows.ts'

let db: EngineDatabase
beforeAll(async () => {
  db = await createEngineDatabase()
})
afterAll(() => db.drop())

const tailOf = () => createChangeTail({ ownerPool: db.owner, schema: db.schema, logger: silent })

test('Every process hears every change from when it listens on, late commits included, each once and in one order', async () => {
  const [writer, late] = [await openWriter(db), await openWriter(db, db.globex)]
  await writer.write('contact.before')
  const tails = [tailOf(), tailOf()]
  const heard: Change[][] = [[], []]
  const begun = new Set<number>()
  const ends = tails.map((tail, at) =>
    tail.onChanges((changes) => {
      begun.add(at)
      // What was committed just before may be told: when a transaction elsewhere in the cluster is older.
      heard[at]?.push(...changes.filter(({ name }) => name !== 'contact.before'))
    }),
  )
  // A listener that throws costs the others nothing.
  tails[0]?.onChanges(() => {
    throw new Error('closed stream')
  })
  await until('where they begin', () => begun.size === 2)

  await late.client.query('begin')
  const lateSeq = await late.write('deal.created')
  const seqs = [await writer.write(), await writer.write()]
  await new Promise((resolve) => setTimeout(resolve, 100))
  await late.client.query('commit')
  for (const tail of tails) tail.wake()
  for (const one of heard) await until('all changes', () => one.length === 3, 25_000)
  for (const one of heard) expect(one.map((change) => change.seq)).toEqual([lateSeq, ...seqs])
  expect(heard[0]?.[0]).toMatchObject({
    tenantId: db.globex,
    name: 'deal.created',
    at: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*\+00:00$/),
    actor: { kind: 'user', id: 'u1' },
  })

  ends[0]?.()
  await writer.write()
  tails[1]?.wake()
  await until('the one that still listens', () => heard[1]?.length === 4)
  expect(heard[0]).toHaveLength(3)
  await Promise.all(tails.map((tail) => tail.stop()))
  writer.close()
  late.close()
})
