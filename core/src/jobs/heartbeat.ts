import type pg from 'pg'

import { quoteIdentifier } from '../database/identifiers.ts'

export interface Sweeper {
  /** Frees the jobs of workers that went silent; gives their ids. One process at a time does it, the others get none. */
  sweep(): Promise<readonly string[]>
  /** Takes the jobs back from one worker of this process, at the end of its life. */
  free(worker: string): Promise<void>
  /** Gives back jobs that `worker` holds and does not run (their getting was committed, its answer lost); keeps the others. */
  keepOnly(worker: string, running: readonly string[]): Promise<void>
}

/** Any starting worker of graphile-worker frees what has been locked for 4 h, also jobs that run that long. */
const RENEW_LOCK_H = 3
/** What stands as the error of a job whose try never ended. */
const DIED = 'The worker that ran this job died or was cut off.'

export function createSweeper(options: {
  pool: pg.Pool
  schema: string
  jobSchema: string
  deadAfterMs: number
}): Sweeper {
  const { pool, schema, deadAfterMs } = options
  const workers = `${quoteIdentifier(schema)}.workers`
  const jobs = quoteIdentifier(options.jobSchema)
  const dead = `clock_timestamp() - interval '${deadAfterMs} milliseconds'`

  return Object.freeze({ sweep, free, keepOnly })

  function sweep(): Promise<readonly string[]> {
    return inTransaction(async (client) => {
      const lock = await client.query<{ mine: boolean }>(
        'select pg_try_advisory_xact_lock(hashtextextended($1, 0)) as mine',
        [`crmkit:sweeper:${schema}`],
      )
      if (lock.rows[0]?.mine !== true) return []
      // A row whose key share lock a job's transaction holds (holdLease) is left for the next sweep.
      const gone = await client.query<{ id: string }>(
        `delete from ${workers} where id in (select id from ${workers} where seen_at < ${dead} for update skip locked)
         returning id`,
      )
      // The second half finds locks of pools that never registered or whose row was deleted by hand.
      const { rows } = await client.query<{ id: string }>(
        `select distinct locked_by as id from (
           select locked_by, locked_at from ${jobs}._private_jobs where locked_by is not null
           union all select locked_by, locked_at from ${jobs}._private_job_queues where locked_by is not null) held
         where locked_by = any ($1)
           or (locked_at < ${dead} and not exists (select from ${workers} w where w.id = locked_by))`,
        [gone.rows.map((row) => row.id)],
      )
      const ids = rows.map((row) => row.id)
      if (ids.length > 0) await unlock(client, ids)
      return ids
    })
  }

  function free(worker: string): Promise<void> {
    return inTransaction(async (client) => {
      await client.query(`delete from ${workers} where id = $1`, [worker])
      await unlock(client, [worker])
    })
  }

  async function keepOnly(worker: string, running: readonly string[]): Promise<void> {
    await pool.query(
      `with strays as (
         update ${jobs}._private_jobs set locked_at = null, locked_by = null, attempts = greatest(0, attempts - 1)
         where locked_by = $1 and locked_at < ${dead} and id <> all ($2::bigint[]) returning job_queue_id),
       kept as (
         update ${jobs}._private_jobs set locked_at = now()
         where locked_by = $1 and locked_at < now() - interval '${RENEW_LOCK_H} hours' and id = any ($2::bigint[])
         returning job_queue_id)
       update ${jobs}._private_job_queues q set
         locked_at = case when held.stray then null else now() end,
         locked_by = case when held.stray then null else q.locked_by end
       from (select job_queue_id, true as stray from strays union all select job_queue_id, false from kept) held
       where q.id = held.job_queue_id and q.locked_by = $1`,
      [worker, running],
    )
  }

  /** Since graphile-worker 0.17 it is the pool's id that locks, not the single worker's. */
  async function unlock(client: pg.ClientBase, ids: readonly string[]): Promise<void> {
    await client.query(
      `update ${jobs}._private_jobs set last_error = $2 where locked_by = any ($1)`,
      [ids, DIED],
    )
    await client.query(`select ${jobs}.force_unlock_workers($1)`, [ids])
  }

  async function inTransaction<T>(work: (client: pg.ClientBase) => Promise<T>): Promise<T> {
    const client = await pool.connect()
    try {
      await client.query('begin')
      const result = await work(client)
      await client.query('commit')
      return result
    } catch (error) {
      await client.query('rollback').catch(() => undefined)
      throw error
    } finally {
      client.release()
    }
  }
}
