import type pg from 'pg'

import { errors } from './errors.ts'
import { assertIdentifier } from './identifiers.ts'
import {
  fillPlaceholders,
  type MigrationClass,
  type MigrationSource,
  readMigrationFiles,
} from './migration-files.ts'
import { countLosses, describeLoss, findDrops, type Loss } from './migration-losses.ts'
import { applyMigration } from './migration-run.ts'
import { createMigrationsTable, migrationSession, waitForLock } from './migration-session.ts'
import { compareState, type MigrationState, readApplied } from './migration-state.ts'
import { createSchema } from './roles.ts'
import { rethrowAsCrmError } from './sqlstate.ts'

export interface MigratorOptions {
  readonly ownerPool: pg.Pool
  readonly schema: string
  readonly appRole: string
  /** In the order the plugins depend on each other. */
  readonly sources: readonly MigrationSource[]
  /** How long `up` waits for another process that migrates the same schema. */
  readonly lockWaitMs?: number | undefined
  /** Hears of each file before it runs. */
  readonly onApply?: ((migration: { plugin: string; name: string }) => void) | undefined
}

export interface MigrationStatus {
  readonly applied: readonly { plugin: string; name: string; appliedAt: string; ms: number }[]
  readonly pending: readonly { plugin: string; name: string; class: MigrationClass }[]
  /** Plugins that once migrated this schema and are not loaded now; their tables stay as they are. */
  readonly removedPlugins: readonly string[]
  /** Empty when the files fit what was applied. */
  readonly problems: readonly string[]
}

export interface PlannedMigration {
  readonly plugin: string
  readonly name: string
  readonly class: MigrationClass
  readonly sql: string
  readonly losses: readonly Loss[]
}

export interface Migrator {
  status(): Promise<MigrationStatus>
  /** The pending migrations in order, with their SQL and what they would delete now. */
  plan(): Promise<readonly PlannedMigration[]>
  /** Applies the pending migrations, in order, one transaction each. Safe in several processes at once. */
  up(options?: { allowDestructive?: boolean }): Promise<readonly { plugin: string; name: string }[]>
  /** Throws one error with all pending migrations; one query, for the start of a process. */
  check(): Promise<void>
}

/** An index built concurrently on a big table takes minutes. */
const LOCK_WAIT_MS = 10 * 60_000

/** Runs the migration files of all plugins against one schema. */
export function createMigrator(options: MigratorOptions): Migrator {
  const { ownerPool, appRole, sources, lockWaitMs = LOCK_WAIT_MS } = options
  const schema = assertIdentifier(options.schema)
  const fill = (sql: string) => fillPlaceholders(sql, { schema, appRole })

  async function readState(client: pg.ClientBase | pg.Pool): Promise<MigrationState> {
    const [folders, rows] = await Promise.all([
      Promise.all(sources.map(readMigrationFiles)),
      readApplied(client, schema),
    ])
    const files = folders.flatMap((folder) => folder.files)
    return compareState(
      files,
      rows,
      folders.flatMap((folder) => folder.problems),
      sources,
    )
  }

  async function readSound(client: pg.ClientBase | pg.Pool): Promise<MigrationState> {
    const state = await readState(client)
    if (state.problems.length > 0) {
      throw errors.MIGRATIONS_BROKEN({ schema, problems: listOf(state.problems) })
    }
    return state
  }

  const planOf = async (
    client: pg.ClientBase,
    state: MigrationState,
  ): Promise<PlannedMigration[]> => {
    const plan: PlannedMigration[] = []
    for (const file of state.pending) {
      const sql = fill(file.sql)
      const losses = await countLosses(client, findDrops(sql))
      plan.push({ plugin: file.plugin, name: file.name, class: file.class, sql, losses })
    }
    return plan
  }

  async function assertNoLoss(client: pg.ClientBase, state: MigrationState): Promise<void> {
    // On the first install of a plugin its whole history is pending and there is nothing to lose.
    const refused = state.pending.filter(
      (file) =>
        file.class === 'destructive' && state.applied.some((row) => row.plugin === file.plugin),
    )
    if (refused.length === 0) return
    const plan = await planOf(client, { ...state, pending: refused })
    const losses = plan.flatMap((file) => [
      `${file.plugin}/${file.name}.sql`,
      ...file.losses.map((loss) => `  ${describeLoss(loss)}`),
    ])
    throw errors.MIGRATION_DESTRUCTIVE({ schema, losses: listOf(losses) })
  }

  async function up({ allowDestructive = false } = {}) {
    // Most starts find nothing to do and need no lock.
    if ((await readSound(ownerPool).catch(rethrowAsCrmError)).pending.length === 0) return []
    return migrationSession(ownerPool, async (client) => {
      await waitForLock(client, schema, lockWaitMs)
      await createSchema(client, schema)
      await createMigrationsTable(client, schema)
      const state = await readSound(client)
      if (!allowDestructive) await assertNoLoss(client, state)
      for (const file of state.pending) {
        options.onApply?.({ plugin: file.plugin, name: file.name })
        await applyMigration(client, { file, sql: fill(file.sql), schema })
      }
      return state.pending.map(({ plugin, name }) => ({ plugin, name }))
    })
  }

  return Object.freeze({
    status: async () => {
      const { pending, ...state } = await readState(ownerPool).catch(rethrowAsCrmError)
      return {
        ...state,
        pending: pending.map((file) => ({
          plugin: file.plugin,
          name: file.name,
          class: file.class,
        })),
      }
    },
    plan: () =>
      migrationSession(ownerPool, async (client) => planOf(client, await readSound(client))),
    up,
    check: async () => {
      const { pending } = await readSound(ownerPool).catch(rethrowAsCrmError)
      if (pending.length === 0) return
      const names = pending.map((file) => `${file.plugin}/${file.name}.sql`)
      throw errors.MIGRATIONS_PENDING({ schema, count: names.length, pending: listOf(names) })
    },
  })
}

function listOf(lines: readonly string[]): string {
  return lines.map((line) => `  ${line}`).join('\n')
}
