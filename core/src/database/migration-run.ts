import { setTimeout as sleep } from 'node:timers/promises'

import type pg from 'pg'

import { errors } from './errors.ts'
import { quoteIdentifier } from './identifiers.ts'
import type { MigrationFile } from './migration-files.ts'
import { splitStatements } from './split-statements.ts'

interface Migration {
  readonly file: MigrationFile
  /** With the placeholders filled. */
  readonly sql: string
  readonly schema: string
}

/**
 * A statement that waits for its lock holds up every later one on that table, so it gives up early, lets them pass and
 * tries again: 3 s stay below the request timeout of most clients.
 */
const LOCK_TIMEOUT_MS = 3_000
const LOCK_ATTEMPTS = 10
const LOCK_PAUSE_MS = 500

/** Runs one file and writes down that it ran. */
export async function applyMigration(client: pg.ClientBase, migration: Migration): Promise<void> {
  const { plugin, name, transactional } = migration.file
  await client.query(`select set_config('lock_timeout', $1, false)`, [String(LOCK_TIMEOUT_MS)])
  for (let attempt = 1; attempt <= LOCK_ATTEMPTS; attempt++) {
    try {
      return await (transactional
        ? runInTransaction(client, migration)
        : runOneByOne(client, migration))
    } catch (error) {
      const { code } = error as { code?: string }
      if (code !== '55P03' && code !== '40P01') throw failure(migration, error)
      await sleep(LOCK_PAUSE_MS * attempt)
    }
  }
  throw errors.MIGRATION_LOCKED({
    plugin,
    name,
    attempts: LOCK_ATTEMPTS,
    lockTimeoutMs: LOCK_TIMEOUT_MS,
  })
}

async function runInTransaction(client: pg.ClientBase, migration: Migration): Promise<void> {
  const startMs = performance.now()
  await client.query('begin')
  try {
    await client.query(migration.sql)
    await writeDown(client, migration, startMs)
    await client.query('commit')
  } catch (error) {
    // A lost connection has already rolled back; its first error is the one to tell.
    await client.query('rollback').catch(() => undefined)
    throw error
  }
}

/** A crash between two statements leaves the first done: such files say `if not exists` and are run again from the top. */
async function runOneByOne(client: pg.ClientBase, migration: Migration): Promise<void> {
  const startMs = performance.now()
  for (const statement of splitStatements(migration.sql)) {
    await dropInvalidIndex(client, migration, statement)
    await client.query(statement)
  }
  await writeDown(client, migration, startMs)
}

/** A `create index concurrently` that failed leaves an invalid index, which `if not exists` would take for a good one. */
async function dropInvalidIndex(client: pg.ClientBase, { schema }: Migration, statement: string) {
  const name =
    /^create\s+(?:unique\s+)?index\s+concurrently\s+(?:if\s+not\s+exists\s+)?"?(\w+)"?/i.exec(
      statement,
    )?.[1]
  if (name === undefined) return
  const index = `${quoteIdentifier(schema)}.${quoteIdentifier(name)}`
  const { rows } = await client.query(
    'select from pg_index where indexrelid = to_regclass($1) and not indisvalid',
    [index],
  )
  if (rows.length > 0) await client.query(`drop index concurrently ${index}`)
}

async function writeDown(client: pg.ClientBase, { file, schema }: Migration, startMs: number) {
  await client.query(
    `insert into ${quoteIdentifier(schema)}.migrations (plugin, name, checksum, class, ms, applied_at)
     values ($1, $2, $3, $4, $5, clock_timestamp())`,
    [file.plugin, file.name, file.checksum, file.class, Math.round(performance.now() - startMs)],
  )
}

function failure({ file, sql }: Migration, cause: unknown): Error {
  const { message, position } = cause as { message: string; position?: string }
  // PostgreSQL counts characters from 1 of the text it was sent; one by one it was sent single statements.
  const line =
    position !== undefined && file.transactional
      ? sql.slice(0, Number(position) - 1).split('\n').length
      : undefined
  const place = line === undefined ? '' : ` at line ${line}`
  return errors.MIGRATION_FAILED(
    { plugin: file.plugin, name: file.name, place, reason: message },
    { cause },
  )
}
