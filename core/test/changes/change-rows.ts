import type pg from 'pg'

import type { EngineDatabase } from '../jobs/engine-database.ts'

const INSERT = `insert into crm.changes (tenant_id, entity, record_id, action, name, actor, through, after, version, request_id)
  values ($1, 'contact', gen_random_uuid(), 'created', $2, '{"kind":"user","id":"u1"}', 'http', '{}', 1, 'test') returning seq`

/** A connection of the app role, bound to a tenant, that writes changes as the writer does. */
export async function openWriter(db: EngineDatabase, tenantId = db.acme) {
  const client = await db.app.connect()
  await client.query("select set_config('app.tenant_id', $1, false)", [tenantId])
  return {
    client,
    async write(name = 'contact.created'): Promise<number> {
      const { rows } = await client.query<{ seq: number }>(INSERT, [tenantId, name])
      return rows[0]?.seq as number
    },
    close: () => client.release(true),
  }
}

/** What was committed a moment ago, or waits behind a transaction of another test in the same cluster, is handed over soon. */
export const patiently = { waitMs: 10_000 }

/** The seq of each change that a subscriber's job waits for, in order. */
export async function dispatchedSeqs(owner: pg.Pool, job = '%'): Promise<number[]> {
  const { rows } = await owner.query<{ seq: number }>(
    `select (payload -> 'payload' ->> 'seq')::bigint as seq from crm_jobs._private_jobs j
     join crm_jobs._private_tasks t on t.id = j.task_id where t.identifier like $1 order by seq`,
    [job],
  )
  return rows.map((row) => row.seq)
}

/** All changes and jobs gone, the position at the end. */
export async function forgetChanges(db: EngineDatabase): Promise<void> {
  await db.owner.query('delete from crm_jobs._private_jobs')
  await db.owner.query('truncate crm.changes')
}
