import type pg from 'pg'

import { quoteIdentifier } from '../database/identifiers.ts'
import type { Upkeep } from './cron.ts'
import { deleteEmptyQueues } from './job-queue.ts'

/** What the engine does for itself, besides what other floors add. Dead workers are the sweeper's (heartbeat.ts). */
export function jobUpkeep({ schema, jobSchema }: { schema: string; jobSchema: string }): Upkeep[] {
  return [
    {
      name: 'crmkit:delete-idempotency-keys',
      crontab: '7 * * * *',
      run: (pool) => deleteIdempotencyKeys(pool, schema),
    },
    {
      name: 'crmkit:delete-empty-queues',
      crontab: '*/10 * * * *',
      run: (pool) => deleteEmptyQueues(pool, jobSchema),
    },
  ]
}

/** 10,000 rows are deleted in about 50 ms, so that no statement nears its time limit. */
const BATCH = 10_000

/** An Idempotency-Key is kept for 24 hours. */
export async function deleteIdempotencyKeys(pool: pg.Pool, schema: string): Promise<number> {
  const table = `${quoteIdentifier(schema)}.idempotency_keys`
  let total = 0
  for (;;) {
    const result = await pool.query(
      `delete from ${table} where ctid in (
         select ctid from ${table} where created_at < now() - interval '24 hours' limit ${BATCH})`,
    )
    const deleted = result.rowCount ?? 0
    total += deleted
    if (deleted < BATCH) return total
  }
}
