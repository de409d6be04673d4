import type pg from 'pg'

import { quoteIdentifier } from '../database/identifiers.ts'
import { fillPlaceholders } from '../database/migration-files.ts'
import { diffSnapshots } from '../database/schema-diff.ts'
import { readSnapshot } from '../database/schema-diff-files.ts'
import { EMPTY_SNAPSHOT } from '../database/schema-snapshot.ts'
import { jobSchemaOf } from '../jobs/job-queue.ts'
import type { AnyPlugin } from './any-plugin.ts'
import type { Engine } from './engine.ts'
import { errors } from './errors.ts'
import { lifecycleContext } from './lifecycle-context.ts'
import type { OpenDatabase } from './open-database.ts'

type Parts = Pick<Engine, 'database' | 'manifest' | 'tenantDb' | 'tenants'>

/**
 * Takes a loaded plugin out of the database: what its `lifecycle.uninstall` removes, what the engine keeps for it, its tables.
 * What happened stays in the change log. It cannot be undone; broken off half-way, it is run again.
 */
export async function uninstallPlugin(engine: Parts, name: string): Promise<void> {
  const { database, manifest } = engine
  const plugin = manifest.plugins.find((one) => one.name === name)
  if (!plugin || name === 'core') throw errors.PLUGIN_NOT_LOADED({ plugin: name })
  const needing = manifest.plugins.filter(({ requires }) => name in (requires ?? {}))
  if (needing.length > 0) {
    throw errors.PLUGIN_NEEDED({ plugin: name, by: needing.map((one) => one.name).join(', ') })
  }
  await plugin.lifecycle?.uninstall?.(lifecycleContext(database))
  // Under forced row-level security the owner sees these rows no more than anybody else: tenant by tenant.
  for (const { id } of await engine.tenants.list()) await deleteTenantRows(engine, plugin, id)
  await inTransaction(database, async (client) => {
    await deleteEngineRows(client, database, plugin)
    await dropTables(client, database, plugin)
  })
}

/** Tables of the engine whose rows belong to an entity. */
const OF_ENTITIES = [
  ...['value_index', 'external_refs', 'custom_unique', 'imports'],
  ...['views', 'view_orders', 'layouts'],
]

/** What the engine keeps for its entities, and the tenant's settings. */
async function deleteTenantRows(
  { tenantDb, database }: Parts,
  { name, entities = {} }: AnyPlugin,
  tenantId: string,
): Promise<void> {
  const names = Object.keys(entities)
  const deletions = [
    ...OF_ENTITIES.map((table) => [table, 'entity = any($1::text[])', names] as const),
    ['settings', 'plugin = $1', name] as const,
  ]
  for (const [table, condition, value] of deletions) {
    await tenantDb.query(tenantId, {
      text: `delete from ${tableOf(database, table)} where ${condition}`,
      values: [value],
    })
  }
}

/** Waiting jobs, schedules, and that its migrations ran. */
async function deleteEngineRows(
  client: pg.ClientBase,
  database: OpenDatabase,
  { name }: AnyPlugin,
): Promise<void> {
  const jobs = quoteIdentifier(jobSchemaOf(database.schema))
  await client.query(
    `delete from ${jobs}._private_jobs j using ${jobs}._private_tasks t
     where t.id = j.task_id and starts_with(t.identifier, $1)`,
    [`${name}:`],
  )
  const runs = tableOf(database, 'cron_runs')
  await client.query(`delete from ${runs} where starts_with(name, $1)`, [`${name}:`])
  await client.query(`delete from ${tableOf(database, 'migrations')} where plugin = $1`, [name])
}

/** Those its last migration left; what else its migrations made is the business of its `lifecycle.uninstall`. */
async function dropTables(
  client: pg.ClientBase,
  { schema, appRole }: OpenDatabase,
  { migrations }: AnyPlugin,
): Promise<void> {
  if (!migrations) return
  const { statements } = diffSnapshots(await readSnapshot(migrations), EMPTY_SNAPSHOT)
  for (const statement of statements) {
    await client.query(fillPlaceholders(statement, { schema, appRole }))
  }
}

async function inTransaction(
  { pools }: OpenDatabase,
  work: (client: pg.ClientBase) => Promise<void>,
): Promise<void> {
  const client = await pools.owner.connect()
  try {
    await client.query('begin')
    await work(client)
    await client.query('commit')
  } catch (error) {
    await client.query('rollback')
    throw error
  } finally {
    client.release()
  }
}

function tableOf({ schema }: OpenDatabase, name: string): string {
  return `${quoteIdentifier(schema)}.${quoteIdentifier(name)}`
}
