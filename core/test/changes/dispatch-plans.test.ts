import { afterAll, beforeAll, expect, test } from '@jest/globals'
import type pg from 'pg'

import { createDispatcher } from '../../src/changes/dispatcher.ts'
import { ensureChangePartitions } from '../../src/changes/partitions.ts'
import { createSubscriberIndex } from '../../src/changes/subscribers.ts'
import { createEngineDatabase, type EngineDatabase, silent } from '../jobs/engine-database.ts'
import { openWriter, patiently } from './change-rows.ts'

let db: EngineDatabase
/** The partition that holds the rows. */
let month: string
beforeAll(async () => {
  db = await createEngineDatabase()
  month = (await ensureChangePartitions(db.owner, db.schema))[0]!
  const writer = await openWriter(db)
  for (let round = 0; round < 40; round++) {
    await writer.client.query(
      `insert into crm.changes (tenant_id, entity, record_id, action, name, actor, through, after, version, request_id)
       select $1, 'contact', gen_random_uuid(), 'updated', 'contact.updated', '{"kind":"user","id":"u"}', 'http', '{}', 1, 'r'
       from generate_series(1, 1000)`,
      [db.acme],
    )
  }
  writer.close()
}, 60_000)
afterAll(() => db.drop())

interface Sent {
  readonly text: string
  readonly values?: readonly unknown[]
}

/** The pool, and what is sent through it. */
function listenedTo(pool: pg.Pool): { pool: pg.Pool; sent: Sent[] } {
  const sent: Sent[] = []
  const note = (statement: string | Sent, values?: unknown[]) => {
    sent.push(
      typeof statement === 'string' ? { text: statement, ...(values && { values }) } : statement,
    )
  }
  const listen = <T extends pg.Pool | pg.PoolClient>(target: T): T =>
    Object.create(target, {
      query: {
        value: (...args: [string | Sent, unknown[]?]) => {
          note(...args)
          return (target.query as (...all: unknown[]) => unknown)(...args)
        },
      },
      connect: { value: async () => listen(await pool.connect()) },
      release: { value: () => (target as pg.PoolClient).release() },
    }) as T
  return { pool: listen(pool), sent }
}

/** The plans of all reads of the log, under the settings they were sent with. */
async function plansOf(sent: readonly Sent[]): Promise<string[]> {
  const begin = sent.find(({ text }) => text.startsWith('begin'))?.text ?? ''
  const inTransaction = (at: number) =>
    sent.slice(0, at).findLast(({ text }) => /^(begin|commit)/.test(text))?.text === begin
  const reads = new Map(
    sent.flatMap((one, at) =>
      /\.changes c/.test(one.text) ? [[one.text, { one, settings: inTransaction(at) }]] : [],
    ),
  )
  const plans: string[] = []
  const client = await db.owner.connect()
  for (const { one, settings } of reads.values()) {
    await client.query(settings ? begin : 'begin')
    const { rows } = await client.query(`explain (costs off) ${one.text}`, one.values as unknown[])
    await client.query('rollback')
    plans.push(rows.map((row) => row['QUERY PLAN']).join('\n'))
  }
  client.release()
  return plans
}

const findSubscribers = createSubscriberIndex([])

test('With 40,000 changes behind it the dispatcher reads the log through the index of positions', async () => {
  const { pool, sent } = listenedTo(db.owner)
  const dispatcher = createDispatcher({
    ownerPool: pool,
    schema: db.schema,
    findSubscribers,
    logger: silent,
  })
  expect(await dispatcher.runOnce(patiently)).toBe(40_000)
  // Before the log was ever analysed the count of the lag may be taken from the table: all of it waits.
  await expectIndexed(
    sent.filter(({ text }) => !text.includes('pg_stat_activity')),
    2,
  )
})

test('With 40,000 changes done it does not read them again to find that one waits', async () => {
  await db.owner.query('analyze crm.changes')
  const writer = await openWriter(db)
  await writer.write()
  writer.close()
  const { pool, sent } = listenedTo(db.owner)
  const dispatcher = createDispatcher({
    ownerPool: pool,
    schema: db.schema,
    findSubscribers,
    logger: silent,
  })
  expect((await dispatcher.lag()).rows).toBe(1)
  expect(await dispatcher.runOnce(patiently)).toBe(1)
  await expectIndexed(sent, 3)
})

async function expectIndexed(sent: readonly Sent[], statements: number): Promise<void> {
  const plans = await plansOf(sent)
  expect(plans).toHaveLength(statements)
  for (const plan of plans) {
    expect(plan).toContain('xid_seq_idx')
    // A partition without rows may be read as a whole.
    expect(plan).not.toContain(`Seq Scan on ${month}`)
    // In the order of the index, not sorted; the count of the lag needs no order.
    if (!plan.includes('Aggregate')) expect(plan).toContain('Merge Append')
  }
}
