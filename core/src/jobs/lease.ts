import { hostname } from 'node:os'

import type pg from 'pg'

import { quoteIdentifier } from '../database/identifiers.ts'
import type { Statement } from '../tenancy/statement.ts'

/** A pool of job runners as the others see it: alive while its row in `workers` is there and was touched lately. */
export interface Lease {
  readonly id: string
  /** Resolved once the row is written: no job runs before. */
  readonly registered: Promise<void>
  isRegistered(): boolean
  /** False once the lease was lost or has not been renewed for so long that others may take the jobs. */
  held(): boolean
  register(): Promise<void>
  /** Renews the lease; false when it is gone, because others declared this pool dead. */
  renew(): Promise<boolean>
}

export function createLease(options: {
  pool: pg.Pool
  schema: string
  id: string
  deadAfterMs: number
}): Lease {
  const { pool, id, deadAfterMs } = options
  const workers = `${quoteIdentifier(options.schema)}.workers`
  const { promise: registered, resolve } = Promise.withResolvers<void>()
  /** Monotonic, and taken before the statement is sent: this side always gives up earlier than the others do. */
  let renewedAtMs = -Infinity
  let isRegistered = false
  let lost = false

  return Object.freeze({
    id,
    registered,
    isRegistered: () => isRegistered,
    held: () => !lost && performance.now() - renewedAtMs < deadAfterMs,
    async register() {
      const sentAtMs = performance.now()
      await pool.query(
        `insert into ${workers} (id, host, pid) values ($1, $2, $3) on conflict (id) do nothing`,
        [id, hostname(), process.pid],
      )
      renewedAtMs = sentAtMs
      isRegistered = true
      resolve()
    },
    async renew() {
      const sentAtMs = performance.now()
      const result = await pool.query(
        `update ${workers} set seen_at = clock_timestamp() where id = $1`,
        [id],
      )
      lost ||= result.rowCount === 0
      if (!lost) renewedAtMs = sentAtMs
      return !lost
    },
  })
}

/**
 * The first statement of every transaction of a job: fails with SQLSTATE CRM01 when the worker was declared dead, and else
 * holds the row, so that nobody can take the job over before the transaction has ended (fencing).
 */
export function holdLease(schema: string, worker: string): Statement {
  return {
    name: 'hold_lease',
    text: `select ${quoteIdentifier(schema)}.hold_lease($1)`,
    values: [worker],
  }
}
