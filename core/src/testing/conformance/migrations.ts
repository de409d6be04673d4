import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

import pg from 'pg'

import { schemaSql } from '../../contract/schema-sql.ts'
import { diffSnapshots } from '../../database/schema-diff.ts'
import { readSnapshot, writeMigration } from '../../database/schema-diff-files.ts'
import { EMPTY_SNAPSHOT } from '../../database/schema-snapshot.ts'
import type { AnyPlugin } from '../../kernel/any-plugin.ts'
import { pluginSnapshot } from '../../kernel/plugin-snapshot.ts'
import { createTestDatabase } from '../test-database.ts'
import type { Blueprint, Subject } from './subject.ts'

const SCHEMA = 'crm'
const APP_ROLE = 'crm_app'

/** A schema that was changed without a migration. */
export async function migrationsAreCurrent({ plugin, manifest }: Blueprint): Promise<string[]> {
  if (!plugin.migrations) return []
  const wanted = pluginSnapshot(manifest.registry, plugin.name)
  const { summary } = diffSnapshots(await readSnapshot(plugin.migrations), wanted)
  return summary.map(
    (line) =>
      `The schemas ask for more than the migrations make: ${line}. Run crmkit schema diff --plugin ${plugin.name} --name what_it_does.`,
  )
}

/** A migration that was changed by hand and makes less than its snapshot says: compared with one freshly written. */
export async function tablesAreAsAsked(subject: Subject): Promise<string[]> {
  const { plugin, required, manifest, t } = subject
  if (!plugin.migrations) return []
  const folder = await mkdtemp(join(tmpdir(), 'crmkit-conformance-'))
  try {
    const dir = pathToFileURL(`${folder}/`)
    const after = pluginSnapshot(manifest.registry, plugin.name)
    await writeMigration({ dir, name: 'create_tables', before: EMPTY_SNAPSHOT, after })
    const wanted = await drawnOf([...required, { ...plugin, migrations: dir }], t.databaseUrl)
    const made = new Set(linesOf(await drawn(t.databaseUrl)))
    return linesOf(wanted)
      .filter((line) => !made.has(line))
      .map((line) => `The migrations do not make what the schemas ask for: ${line}`)
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** Runs last: takes the plugin out and compares with a database that never had it. */
export async function uninstallLeavesNothing(subject: Subject): Promise<string[]> {
  const { plugin, required, t } = subject
  await t.crm.migrations.uninstall(plugin.name)
  const never = new Set(linesOf(await drawnOf(required, t.databaseUrl)))
  const left = linesOf(await drawn(t.databaseUrl)).filter((line) => !never.has(line))
  return left.map(
    (line) => `Uninstalling leaves in the database: ${line} Remove it in lifecycle.uninstall.`,
  )
}

async function drawnOf(plugins: readonly AnyPlugin[], beside: string): Promise<string> {
  const database = await createTestDatabase(plugins, SCHEMA, beside)
  try {
    return await drawn(database.url)
  } finally {
    await database.drop()
  }
}

async function drawn(url: string): Promise<string> {
  const client = new pg.Client(url)
  await client.connect()
  try {
    const { rows } = await client.query<{ owner: string }>('select current_user as owner')
    return await schemaSql(client, { schema: SCHEMA, owner: rows[0]?.owner ?? '', app: APP_ROLE })
  } finally {
    await client.end()
  }
}

/** A statement a line, and of a table each column and constraint, so that their order does not matter. */
function linesOf(sql: string): string[] {
  return sql.split(/\n\n+/).flatMap((statement) => {
    const [, table, body] = /^create table (\S+) \(\n([^]*)\n\)[^)]*;$/.exec(statement) ?? []
    if (table === undefined || body === undefined) return [statement.replace(/\s+/g, ' ')]
    const parts = body.split('\n').map((line) => line.trim().replace(/,$/, ''))
    return [`create table ${table}`, ...parts.map((part) => `${table}: ${part}`)]
  })
}
