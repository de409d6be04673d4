import type pg from 'pg'

import { quoteIdentifier } from '../database/identifiers.ts'
import { addJobs, type JobSpec } from '../jobs/job-queue.ts'
import type { JobRequest } from '../jobs/job-registry.ts'
import { createHorizon } from './horizon.ts'
import type { FindSubscribers } from './subscribers.ts'

export interface BatchOptions {
  readonly pool: pg.Pool
  readonly schema: string
  readonly jobSchema: string
  readonly findSubscribers: FindSubscribers
  readonly batchSize: number
  /** See `HorizonOptions`. */
  readonly patienceMs?: number | undefined
  /** Hears of a change whose jobs the queue refuses; it is passed over, because one bad row must not hold up all others. */
  onRefused(change: { seq: number; name: string }, error: unknown): void
}

export interface Batch {
  /** Changes passed, whether or not anything came of them. */
  readonly changes: number
  readonly jobs: number
}

/** `busy`: another process dispatches at the moment. */
export type DispatchBatch = () => Promise<Batch | 'busy'>

/** Where statistics are old, the planner takes most of the log for a few rows and sorts them for each batch. */
const BEGIN = 'begin; set local enable_sort = off; set local enable_bitmapscan = off'

interface Position {
  readonly xid: string
  readonly seq: number
  readonly max_seq: number
  readonly floor_seq: number
  readonly restored: boolean
}

interface Found {
  readonly xid: string
  readonly seq: number
  readonly at: string
  readonly tenant_id: string
  readonly action: string
  readonly name: string
  readonly request_id: string
  readonly job: JobRequest | null
}

/**
 * Hands the next changes over to jobs and moves the position, in one transaction: each change leads to its jobs exactly
 * once. Only transactions below the oldest one still running are read (see horizon.ts), in the order of their ids: a
 * transaction that took its `seq` early and commits late has its turn when it is done, and nothing that has an older id
 * can come after it.
 */
export function createDispatchBatch(options: BatchOptions): DispatchBatch {
  const { pool, jobSchema, findSubscribers, batchSize } = options
  const schema = quoteIdentifier(options.schema)
  const horizon = createHorizon(options)

  return async () => {
    // Most polls find nothing; they write nothing and lock nothing.
    if (!(await hasWork()) && !((await horizon.advance()) && (await hasWork())))
      return { changes: 0, jobs: 0 }
    return inTransaction(dispatch)
  }

  async function hasWork(): Promise<boolean> {
    const { rows } = await pool.query<{ found: boolean }>({
      name: `crmkit_has_changes/${options.schema}`,
      // Not `exists`: PostgreSQL drops the order of its query and reads the log from its start (330 ms at 1M rows; so 0.3).
      text: `select (select true from ${schema}.changes c
          where (c.xid, c.seq) > ((select xid from ${schema}.dispatch_position), (select seq from ${schema}.dispatch_position))
            and c.xid < greatest(pg_snapshot_xmin(pg_current_snapshot()), $1::xid8)
            and c.seq > (select floor_seq from ${schema}.dispatch_position)
          order by c.xid, c.seq limit 1)
        or (select xid >= pg_snapshot_xmax(pg_current_snapshot()) from ${schema}.dispatch_position) as found`,
      values: [horizon.bound],
    })
    return rows[0]?.found === true
  }

  async function dispatch(client: pg.ClientBase): Promise<Batch | 'busy'> {
    const locked = await client.query<Position>(
      `select xid::text, seq, max_seq, floor_seq, xid >= pg_snapshot_xmax(pg_current_snapshot()) as restored
       from ${schema}.dispatch_position for update skip locked`,
    )
    const position = locked.rows[0]
    if (!position) return 'busy'
    const found = await readChanges(client, position)
    const last = found.at(-1)
    if (!last) {
      if (!position.restored) return { changes: 0, jobs: 0 }
      await leaveOldCluster(client)
      return dispatch(client)
    }
    const jobs = await handOver(client, found)
    await client.query(
      `update ${schema}.dispatch_position set xid = $1, seq = $2, max_seq = greatest(max_seq, $3), moved_at = clock_timestamp()`,
      [last.xid, last.seq, Math.max(...found.map((change) => change.seq))],
    )
    return { changes: found.length, jobs }
  }

  async function readChanges(client: pg.ClientBase, position: Position): Promise<Found[]> {
    // What an old cluster left undone has ids this one has not given yet; a dump holds only what was committed.
    const bound = position.restored
      ? '>= pg_snapshot_xmax(pg_current_snapshot())'
      : '< greatest(pg_snapshot_xmin(pg_current_snapshot()), $4::xid8)'
    const { rows } = await client.query<Found>({
      // The limit stands in the text: with a parameter the generic plan may prefer to read and sort everything.
      name: `crmkit_read_${batchSize}_changes${position.restored ? '_restored' : ''}/${options.schema}`,
      text: `select c.xid::text, c.seq, c.at, c.tenant_id, c.action, c.name, c.request_id,
          case when c.action = 'job' then c.after end as job
        from ${schema}.changes c
        where (c.xid, c.seq) > ($1::xid8, $2) and c.xid ${bound} and c.seq > $3
        order by c.xid, c.seq limit ${batchSize}`,
      values: [
        ...[position.xid, position.seq, position.floor_seq],
        ...(position.restored ? [] : [horizon.bound]),
      ],
    })
    return rows
  }

  async function handOver(client: pg.ClientBase, found: readonly Found[]): Promise<number> {
    const specs = found.flatMap((change) => jobsOf(change, findSubscribers))
    if (specs.length === 0) return 0
    await client.query('savepoint hand_over')
    try {
      return await addJobs(client, jobSchema, specs)
    } catch (error) {
      if (!isBadData(error)) throw error
      await client.query('rollback to savepoint hand_over')
      return handOverOneByOne(client, found)
    }
  }

  async function handOverOneByOne(client: pg.ClientBase, found: readonly Found[]): Promise<number> {
    let added = 0
    for (const change of found) {
      const specs = jobsOf(change, findSubscribers)
      if (specs.length === 0) continue
      await client.query('savepoint hand_over')
      try {
        added += await addJobs(client, jobSchema, specs)
      } catch (error) {
        if (!isBadData(error)) throw error
        await client.query('rollback to savepoint hand_over')
        options.onRefused({ seq: change.seq, name: change.name }, error)
      }
    }
    return added
  }

  /**
   * After a restore into another cluster the ids start anew. What the old one left is done by now; from here on rows count
   * by `seq`, which a restore keeps, and the position starts at the first row this cluster wrote.
   */
  async function leaveOldCluster(client: pg.ClientBase): Promise<void> {
    // Once after a restore, and without an index for it.
    await client.query("select set_config('statement_timeout', '0', true)")
    await client.query(
      `update ${schema}.dispatch_position p set seq = 0, floor_seq = greatest(p.max_seq, p.floor_seq),
         xid = least(pg_snapshot_xmin(pg_current_snapshot()),
           (select min(c.xid) from ${schema}.changes c where c.seq > greatest(p.max_seq, p.floor_seq)))`,
    )
  }

  async function inTransaction<T>(work: (client: pg.ClientBase) => Promise<T>): Promise<T> {
    const client = await pool.connect()
    try {
      await client.query(BEGIN)
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

function jobsOf(change: Found, findSubscribers: FindSubscribers): JobSpec[] {
  const origin = { tenantId: change.tenant_id, requestId: change.request_id }
  if (change.action === 'job') {
    // Written by appendChange, checked by the registry before.
    return change.job ? [{ name: change.name, ...origin, ...change.job }] : []
  }
  return findSubscribers(change.name).map(({ job, maxAttempts }) => ({
    name: job,
    ...origin,
    payload: { seq: change.seq, at: change.at },
    maxAttempts,
  }))
}

/** Data exception, integrity violation: the same batch would fail the same way for ever. */
function isBadData(error: unknown): boolean {
  return /^(22|23)/.test(String((error as { code?: unknown }).code))
}
