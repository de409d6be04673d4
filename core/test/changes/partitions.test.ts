import { afterAll, beforeAll, expect, test } from '@jest/globals'

import { ensureChangePartitions } from '../../src/changes/partitions.ts'
import { run } from '../database/test-database.ts'
import { createEngineDatabase, type EngineDatabase } from '../jobs/engine-database.ts'
import { openWriter } from './change-rows.ts'

let db: EngineDatabase
beforeAll(async () => {
  db = await createEngineDatabase()
})
afterAll(() => db.drop())

/** `changes_2026_03` for a month from now. */
function partitionOf(monthsFromNow: number): string {
  const now = new Date()
  const month = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + monthsFromNow))
  return `changes_${month.toISOString().slice(0, 7).replace('-', '_')}`
}

/** Rows by partition, as a superuser sees them. */
async function rowsByPartition(): Promise<Record<string, number>> {
  const rows = await run<{ name: string; count: number }>(
    db.superuserUrl,
    'select tableoid::regclass::text as name, count(*)::int as count from crm.changes group by 1',
  )
  return Object.fromEntries(rows.map(({ name, count }) => [name.replace('crm.', ''), count]))
}

test('Before there is a partition for a month its changes wait in the default one, and move when it is made', async () => {
  const writer = await openWriter(db)
  const seqs = [await writer.write(), await writer.write()]
  // A tenant's import with a clock of its own could not do this; a superuser stands in for "the upkeep was late".
  await run(
    db.superuserUrl,
    `insert into crm.changes select tenant_id, seq + 1000, at + interval '1 year', xid, entity, record_id, action, name, actor,
       through, before, after, version, request_id from crm.changes`,
  )
  expect(await rowsByPartition()).toEqual({ changes_default: 4 })

  const made = await ensureChangePartitions(db.owner, db.schema)
  expect(made).toEqual([partitionOf(0), partitionOf(1), partitionOf(2)])
  expect(await rowsByPartition()).toEqual({ changes_default: 2, [partitionOf(0)]: 2 })
  const { rows } = await writer.client.query('select seq from crm.changes order by seq limit 2')
  expect(rows.map((row) => row.seq)).toEqual(seqs)
  await writer.write()
  expect((await rowsByPartition())[partitionOf(0)]).toBe(3)
  writer.close()
})

test('Making them again makes none, also from two processes at once', async () => {
  expect(await ensureChangePartitions(db.owner, db.schema)).toEqual([])
  const both = await Promise.all([1, 2].map(() => ensureChangePartitions(db.owner, db.schema, 4)))
  expect(both.flat()).toEqual([partitionOf(3), partitionOf(4)])
})

test('Each partition has the wall of its own: row-level security forced, no grant, and the indexes of the log', async () => {
  const { rows } = await db.owner.query(
    `select c.relname as name, c.relrowsecurity and c.relforcerowsecurity as walled,
       coalesce((select bool_or(grantee <> c.relowner) from aclexplode(c.relacl)), false) as granted,
       (select count(*)::int from pg_index i where i.indrelid = c.oid) as indexes
     from pg_inherits join pg_class c on c.oid = inhrelid where inhparent = 'crm.changes'::regclass`,
  )
  expect(rows).toHaveLength(6)
  for (const row of rows)
    expect(row).toEqual({ name: row.name, walled: true, granted: false, indexes: 3 })
})

test('The app role adds to the log and reads its tenant’s part; it changes, deletes and stamps nothing', async () => {
  const writer = await openWriter(db, db.globex)
  await writer.write()
  expect((await writer.client.query('select from crm.changes')).rowCount).toBe(1)
  const columns = '(tenant_id, action, name, actor, through, request_id'
  const values = `('${db.globex}', 'event', 'e', '{}', 'http', 'r'`
  for (const statement of [
    "update crm.changes set name = 'other'",
    'delete from crm.changes',
    'truncate crm.changes',
    `select from crm.${partitionOf(0)}`,
    `insert into crm.${partitionOf(0)} ${columns}) values ${values})`,
    `insert into crm.changes ${columns}, xid) values ${values}, '1')`,
    `insert into crm.changes ${columns}, seq) values ${values}, 1)`,
    `insert into crm.changes ${columns}, at) values ${values}, now())`,
    'select crm.ensure_change_partitions(9)',
    'select from crm.dispatch_position',
    'select from crm.workers',
    'select from crm_jobs._private_jobs',
  ]) {
    await expect(writer.client.query(statement)).rejects.toMatchObject({ code: '42501' })
  }
  await expect(
    writer.client.query(
      `insert into crm.changes ${columns}) values ${values.replace(db.globex, db.acme)})`,
    ),
  ).rejects.toMatchObject({ code: '42501' })
  writer.close()
})
