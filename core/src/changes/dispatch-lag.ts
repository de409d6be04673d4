import type pg from 'pg'

import { quoteIdentifier } from '../database/identifiers.ts'

export interface DispatchLag {
  /** Committed changes that wait; counted up to `LAG_COUNT_MAX`. */
  readonly rows: number
  /** Age of the first of them; 0 when none waits. */
  readonly seconds: number
  /** Age of the oldest transaction of this database that writes, as far as the owner may see it: nothing newer is handed over before it ends. */
  readonly oldestWriterSeconds: number
}

/** Counting stops here, after about 50 ms. */
export const LAG_COUNT_MAX = 100_000

export async function readLag(pool: pg.Pool, schemaName: string): Promise<DispatchLag> {
  const schema = quoteIdentifier(schemaName)
  const position = await pool.query<{ xid: string; seq: number; floor_seq: number }>(
    `select xid::text, seq, floor_seq from ${schema}.dispatch_position`,
  )
  const { xid = '0', seq = 0, floor_seq = 0 } = position.rows[0] ?? {}
  const waiting = `${schema}.changes c where (c.xid, c.seq) > ($1::xid8, $2) and c.seq > $3`
  // With the position as values, not as a subquery: the planner then knows whether a few rows wait or most of the log.
  const { rows } = await pool.query<DispatchLag>(
    `select (select count(*)::float8 from (select from ${waiting} limit ${LAG_COUNT_MAX}) waiting) as rows,
       coalesce((select extract(epoch from clock_timestamp() - c.at)::float8 from ${waiting} order by c.xid, c.seq limit 1), 0) as seconds,
       coalesce((select extract(epoch from clock_timestamp() - min(xact_start))::float8 from pg_stat_activity
         where datname = current_database() and backend_xid is not null and pid <> pg_backend_pid()), 0) as "oldestWriterSeconds"`,
    [xid, seq, floor_seq],
  )
  return rows[0] as DispatchLag
}
