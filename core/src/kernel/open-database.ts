import { join } from 'node:path'

import type pg from 'pg'

import type { Logger } from '../base/logger.ts'
import { ensureChangePartitions } from '../changes/partitions.ts'
import { startEmbeddedPostgres } from '../database/embedded-postgres.ts'
import { errors } from '../database/errors.ts'
import { createMigrator, type Migrator } from '../database/migrations.ts'
import { createPools, type Pools } from '../database/pools.ts'
import { assertAppConnection, ensureAppRole } from '../database/roles.ts'
import { installQueue } from '../jobs/install-queue.ts'
import type { CrmOptions } from './crm-options.ts'
import type { Manifest } from './manifest.ts'

/** The database of an engine: its roles are there, its connections are pooled. */
export interface OpenDatabase {
  readonly pools: Pools
  readonly migrator: Migrator
  readonly schema: string
  readonly appRole: string
  /** Major version of the server: 18. */
  readonly version: number
  /** Told whenever a connection was lost: the server restarted, or another one has taken its place. */
  readonly onLost: (listener: () => void) => void
  /** Brings tables, job queue and partitions up to date. */
  readonly migrate: (options?: {
    readonly allowDestructive?: boolean
  }) => ReturnType<Migrator['up']>
  /** After `timeoutMs` (default: no limit) connections still in use are cut off. */
  close(options?: { readonly timeoutMs?: number }): Promise<void>
}

export const DEFAULT_SCHEMA = 'crm'

/** Makes the database ready: the schema and the app role are there, and row-level security binds the app role. */
export async function openDatabase(
  options: CrmOptions,
  manifest: Manifest,
  logger: Logger,
): Promise<OpenDatabase> {
  const database = await reachDatabase(options, manifest, logger)
  try {
    await ensureAppRole(database.pools.owner, database)
    await assertAppConnection(database.pools.app, database)
    return database
  } catch (error) {
    await database.close()
    throw error
  }
}

/** The database as it is, for commands that only look: nothing is made in it. */
export async function reachDatabase(
  options: CrmOptions,
  manifest: Manifest,
  logger: Logger,
): Promise<OpenDatabase> {
  const { url, appUrl, embedded, ...database } = options.database ?? {}
  const { schema = DEFAULT_SCHEMA, appRole = 'crm_app' } = database
  const server =
    url === undefined
      ? await startEmbeddedPostgres({
          ...embedded,
          dir: embedded?.dir ?? join(process.cwd(), '.crmkit'),
        })
      : undefined
  let closing = false
  const lost: (() => void)[] = []
  const pools = createPools({
    ...database,
    ownerUrl: server?.ownerUrl ?? url ?? '',
    appUrl: server?.appUrl ?? appUrl,
    appRole,
    pgbouncer: database.binding === 'transaction',
    onConnectionError: (error) => {
      for (const listener of lost) listener()
      // The embedded server may end the last connections before they have said goodbye.
      if (!closing) logger.warn({ err: error.message }, 'a database connection was lost')
    },
  })
  let version: number
  try {
    version = await serverVersion(pools.owner)
  } catch (cause) {
    await close()
    throw notReached(pools.owner, cause)
  }
  const migrator = createMigrator({
    ownerPool: pools.owner,
    schema,
    appRole,
    sources: manifest.plugins.flatMap(({ name, migrations }) =>
      migrations ? [{ plugin: name, dir: migrations }] : [],
    ),
    onApply: ({ plugin, name }) => logger.info({ plugin, migration: name }, 'migrating'),
  })

  return Object.freeze({
    pools,
    migrator,
    schema,
    appRole,
    version,
    onLost: (listener: () => void) => void lost.push(listener),
    migrate,
    close,
  })

  async function migrate(
    upOptions: { readonly allowDestructive?: boolean } = {},
  ): ReturnType<Migrator['up']> {
    const applied = await migrator.up(upOptions)
    await installQueue({ ownerPool: pools.owner, schema, appRole })
    await ensureChangePartitions(pools.owner, schema)
    return applied
  }

  async function close(options?: { readonly timeoutMs?: number }): Promise<void> {
    closing = true
    await pools.close(options)
    await server?.stop()
  }
}

/** Of several addresses of one host each may have refused; Node says so in an error without a message. */
function notReached({ options: { host, port, database } }: pg.Pool, cause: unknown): Error {
  const { message, code } = cause as { message?: string; code?: string }
  return errors.DATABASE_NOT_REACHED(
    { database: `${host}:${port ?? 5432}/${database}`, reason: message || code },
    { cause },
  )
}

async function serverVersion(pool: pg.Pool): Promise<number> {
  const { rows } = await pool.query<{ version: string }>(
    "select current_setting('server_version_num') as version",
  )
  return Math.floor(Number(rows[0]?.version) / 10_000)
}
