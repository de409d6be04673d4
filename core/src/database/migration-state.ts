import type pg from 'pg'

import { quoteIdentifier } from './identifiers.ts'
import type { MigrationFile, MigrationSource } from './migration-files.ts'

export interface AppliedRow {
  readonly plugin: string
  readonly name: string
  readonly checksum: string
  readonly appliedAt: string
  readonly ms: number
}

export interface MigrationState {
  readonly applied: readonly AppliedRow[]
  readonly pending: readonly MigrationFile[]
  readonly removedPlugins: readonly string[]
  readonly problems: readonly string[]
}

/** Which files still have to run, and where files and table disagree. */
export function compareState(
  files: readonly MigrationFile[],
  applied: readonly AppliedRow[],
  folderProblems: readonly string[],
  sources: readonly MigrationSource[],
): MigrationState {
  const key = ({ plugin, name }: { plugin: string; name: string }) => `${plugin}/${name}.sql`
  const byKey = new Map(files.map((file) => [key(file), file]))
  const appliedKeys = new Set(applied.map(key))
  const loaded = new Set(sources.map((source) => source.plugin))
  const pending = files.filter((file) => !appliedKeys.has(key(file)))
  const problems = [...folderProblems]
  for (const row of applied.filter(({ plugin }) => loaded.has(plugin))) {
    const file = byKey.get(key(row))
    if (file === undefined) {
      problems.push(
        `${key(row)}: was applied at ${row.appliedAt} and is gone; bring the file back.`,
      )
    } else if (file.checksum !== row.checksum) {
      problems.push(
        `${key(row)}: was changed after it was applied; bring the old text back and write the change as a new file.`,
      )
    }
  }
  for (const file of pending) {
    const later = applied.findLast((row) => row.plugin === file.plugin && row.name > file.name)
    if (later === undefined) continue
    problems.push(
      `${key(file)}: was not applied but the later ${later.name} was; give the file the next free number.`,
    )
  }
  const removed = applied.map((row) => row.plugin).filter((plugin) => !loaded.has(plugin))
  return { applied, pending, removedPlugins: [...new Set(removed)], problems }
}

export async function readApplied(
  client: pg.ClientBase | pg.Pool,
  schema: string,
): Promise<AppliedRow[]> {
  try {
    const { rows } = await client.query<AppliedRow>(
      `select plugin, name, checksum, applied_at as "appliedAt", ms
       from ${quoteIdentifier(schema)}.migrations order by applied_at, plugin, name`,
    )
    return rows
  } catch (error) {
    // Undefined table or schema: nothing was ever applied.
    if (['42P01', '3F000'].includes((error as { code?: string }).code ?? '')) return []
    throw error
  }
}
