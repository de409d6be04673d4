import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'

import { errors } from './errors.ts'
import type { MigrationClass } from './migration-files.ts'
import { diffSnapshots, type SchemaDiff } from './schema-diff.ts'
import { EMPTY_SNAPSHOT, type Snapshot } from './schema-snapshot.ts'

export interface WriteMigrationOptions {
  /** URL of the plugin's migrations folder, with a slash at the end. */
  readonly dir: URL
  /** Snake case, what the migration does: `add_budget`. */
  readonly name: string
  readonly before: Snapshot
  readonly after: Snapshot
}

export interface WrittenMigration {
  /** File names, in the order they run; empty when nothing changed. */
  readonly files: readonly string[]
  readonly class: MigrationClass
  readonly losses: SchemaDiff['losses']
  readonly summary: readonly string[]
}

const SNAPSHOT_FILE = 'snapshot.json'

/** The tables as of the last written migration; empty for a new plugin. */
export async function readSnapshot(dir: URL): Promise<Snapshot> {
  try {
    return JSON.parse(await readFile(new URL(SNAPSHOT_FILE, dir), 'utf8')) as Snapshot
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return EMPTY_SNAPSHOT
    throw error
  }
}

/**
 * Writes the next migration and the snapshot it leads to. What reads whole tables goes to a second file that runs outside
 * a transaction. Read the files before you commit them: they are yours from here on.
 */
export async function writeMigration(options: WriteMigrationOptions): Promise<WrittenMigration> {
  const { dir, name, before, after } = options
  if (!/^[a-z][a-z0-9_]*$/.test(name)) throw errors.MIGRATION_NAME_INVALID({ name })
  const diff = diffSnapshots(before, after)
  const { class: migrationClass, losses, summary } = diff
  const number = await nextNumber(dir)
  const files = filesOf(diff, name, number)
  if (files.length > 0) {
    await mkdir(dir, { recursive: true })
    for (const file of files) await writeFile(new URL(file.name, dir), file.text, { flag: 'wx' })
    await writeFile(new URL(SNAPSHOT_FILE, dir), `${JSON.stringify(after, undefined, 2)}\n`)
  }
  return { files: files.map((file) => file.name), class: migrationClass, losses, summary }
}

function filesOf(diff: SchemaDiff, name: string, number: number): { name: string; text: string }[] {
  const comment = diff.summary.map((line) => `-- ${line}`)
  const recomputes = diff.recomputes.map(({ table, column }) => `-- recomputes: ${table}.${column}`)
  const files: { name: string; text: string }[] = []
  const add = (suffix: string, header: readonly string[], statements: readonly string[]) => {
    if (statements.length === 0) return
    const position = String(number + files.length).padStart(4, '0')
    const body = statements.map((statement) => `${statement};\n`).join('\n')
    files.push({
      name: `${position}_${name}${suffix}.sql`,
      text: `${header.join('\n')}\n\n${body}`,
    })
  }
  add('', [`-- class: ${diff.class}`, ...recomputes, ...comment], diff.statements)
  add(
    diff.statements.length === 0 ? '' : '_afterwards',
    [
      '-- class: additive',
      '-- transaction: none',
      '-- Reads whole tables, one statement after the other, while others write.',
      ...(diff.statements.length === 0 ? comment : []),
    ],
    diff.afterwards,
  )
  return files
}

async function nextNumber(dir: URL): Promise<number> {
  const names = await readdir(dir).catch(() => [])
  const numbers = names.map((name) => Number(/^(\d{4})_.*\.sql$/.exec(name)?.[1] ?? 0))
  return Math.max(0, ...numbers) + 1
}
