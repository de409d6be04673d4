import type pg from 'pg'

import { quoteIdentifier } from '../database/identifiers.ts'
import type { Upkeep } from '../jobs/cron.ts'

/** This month and two more: a month of failing upkeep costs nothing, and what has no partition waits in the default one. */
const MONTHS_AHEAD = 2

/**
 * Makes the partitions of the change log that are missing; gives their names. Called at every boot, also the first: the
 * migration makes the default partition alone, so that the schema does not depend on the day it was made.
 */
export async function ensureChangePartitions(
  ownerPool: pg.Pool,
  schema: string,
  monthsAhead = MONTHS_AHEAD,
): Promise<readonly string[]> {
  const { rows } = await ownerPool.query<{ name: string }>(
    `select name from ${quoteIdentifier(schema)}.ensure_change_partitions($1) as made (name)`,
    [monthsAhead],
  )
  return rows.map((row) => row.name)
}

export function changeUpkeep(schema: string): Upkeep[] {
  return [
    {
      name: 'crmkit:make-change-partitions',
      crontab: '23 * * * *',
      run: (pool) => ensureChangePartitions(pool, schema),
    },
  ]
}
