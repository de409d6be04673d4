import { setTimeout as sleep } from 'node:timers/promises'

import type pg from 'pg'

import { errors } from './errors.ts'
import { quoteIdentifier } from './identifiers.ts'
import { rethrowAsCrmError } from './sqlstate.ts'

const LOCK_POLL_MS = 100

/**
 * A connection of its own: the advisory lock belongs to it, and closing it afterwards frees the lock whatever happened.
 */
export async function migrationSession<T>(
  pool: pg.Pool,
  run: (client: pg.ClientBase) => Promise<T>,
): Promise<T> {
  const client = await pool.connect().catch(rethrowAsCrmError)
  try {
    await client.query(
      `select set_config('statement_timeout', '0', false), set_config('idle_in_transaction_session_timeout', '0', false)`,
    )
    return await run(client)
  } catch (error) {
    return rethrowAsCrmError(error)
  } finally {
    client.release(true)
  }
}

/**
 * Asked again and again instead of waited for: a session waiting inside `pg_advisory_lock` holds a snapshot, and the
 * other process's `create index concurrently` would wait for that snapshot, for ever.
 */
export async function waitForLock(
  client: pg.ClientBase,
  schema: string,
  waitMs: number,
): Promise<void> {
  const deadline = Date.now() + waitMs
  for (;;) {
    const { rows } = await client.query<{ locked: boolean }>(
      'select pg_try_advisory_lock(hashtextextended($1, 0)) as locked',
      [`crmkit:migrations:${schema}`],
    )
    if (rows[0]?.locked === true) return
    if (Date.now() >= deadline) throw errors.MIGRATION_LOCK_WAIT({ schema, waitMs })
    await sleep(LOCK_POLL_MS)
  }
}

export async function createMigrationsTable(client: pg.ClientBase, schema: string): Promise<void> {
  await client.query(`
    create table if not exists ${quoteIdentifier(schema)}.migrations (
      plugin text not null,
      name text not null,
      checksum text not null,
      class text not null,
      applied_at timestamptz not null default now(),
      ms integer not null,
      primary key (plugin, name)
    )`)
}
