import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'

import { errors } from './errors.ts'
import { quoteIdentifier, quoteLiteral } from './identifiers.ts'
import { describeDrop, findDrops } from './migration-losses.ts'
import { splitStatements } from './split-statements.ts'

export type MigrationClass = 'additive' | 'destructive'

/** The folder of one plugin's migrations; plugins come in the order they depend on each other. */
export interface MigrationSource {
  readonly plugin: string
  /** URL of a folder, with a slash at the end: `new URL('../migrations/', import.meta.url)`. */
  readonly dir: URL
}

export interface MigrationFile {
  readonly plugin: string
  /** The file's name without `.sql`: `0001_create_contacts`. */
  readonly name: string
  readonly class: MigrationClass
  /** False when the file says `-- transaction: none`. */
  readonly transactional: boolean
  readonly sql: string
  readonly checksum: string
}

/** What a folder holds; the problems are told together, so that one run of the command shows all of them. */
export interface MigrationFolder {
  readonly files: readonly MigrationFile[]
  readonly problems: readonly string[]
}

const FILE_NAME = /^(\d{4})_[a-z0-9_]+\.sql$/

/** Reads `NNNN_name.sql` of a folder, in order. A folder that is not there holds no migrations. */
export async function readMigrationFiles(source: MigrationSource): Promise<MigrationFolder> {
  const names = await listSqlFiles(source)
  const read = await Promise.all(names.map((name) => readMigrationFile(source, name)))
  return {
    files: read.map(({ file }) => file),
    problems: [...numberingProblems(source.plugin, names), ...read.flatMap((one) => one.problems)],
  }
}

/** Puts the quoted names of the schema and the app role in; `:'SCHEMA'` and `:'APP_ROLE'` become string literals, as in psql. */
export function fillPlaceholders(sql: string, names: { schema: string; appRole: string }): string {
  const values: Record<string, string> = { SCHEMA: names.schema, APP_ROLE: names.appRole }
  // `::SCHEMA` is a cast to a type of that name, not a place of ours.
  return sql.replace(
    /(?<!:):(?:(SCHEMA|APP_ROLE)\b|'(SCHEMA|APP_ROLE)')/g,
    (place, identifier?: string, literal?: string) => {
      if (identifier !== undefined) return quoteIdentifier(values[identifier] ?? place)
      return quoteLiteral(values[literal ?? ''] ?? place)
    },
  )
}

/** Windows may check files out with CRLF; the same migration must have the same checksum there. */
export function checksumOf(sql: string): string {
  return createHash('sha256').update(sql.replaceAll('\r\n', '\n')).digest('hex')
}

async function listSqlFiles({ plugin, dir }: MigrationSource): Promise<string[]> {
  try {
    return (await readdir(dir)).filter((name) => name.endsWith('.sql')).sort()
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw errors.MIGRATION_FOLDER_UNREADABLE({ plugin, folder: dir.pathname }, { cause })
  }
}

async function readMigrationFile({ plugin, dir }: MigrationSource, fileName: string) {
  const sql = await readFile(new URL(fileName, dir), 'utf8')
  const header = readHeader(sql)
  const transactional = header.get('transaction') !== 'none'
  const file: MigrationFile = {
    plugin,
    name: fileName.slice(0, -'.sql'.length),
    class: header.get('class') === 'destructive' ? 'destructive' : 'additive',
    transactional,
    sql,
    checksum: checksumOf(sql),
  }
  return { file, problems: fileProblems(file, header) }
}

function fileProblems(file: MigrationFile, header: ReadonlyMap<string, string>): string[] {
  const place = `${file.plugin}/${file.name}.sql`
  const problems: string[] = []
  const headerClass = header.get('class')
  if (headerClass !== 'additive' && headerClass !== 'destructive') {
    problems.push(
      `${place}: expected a first line "-- class: additive" or "-- class: destructive", came ${headerClass ?? 'none'}.`,
    )
  }
  const transaction = header.get('transaction')
  if (transaction !== undefined && transaction !== 'none') {
    problems.push(
      `${place}: expected "-- transaction: none" or no such line, came "${transaction}".`,
    )
  }
  const drops = findDrops(file.sql)
  if (headerClass === 'additive' && drops.length > 0) {
    problems.push(
      `${place}: says "-- class: additive" but drops ${drops.map(describeDrop).join(', ')}; say "-- class: destructive".`,
    )
  }
  const control = splitStatements(file.sql).find((statement) => TRANSACTION_CONTROL.test(statement))
  if (control !== undefined) {
    problems.push(
      `${place}: says "${control}", but the runner opens and ends the transaction; remove the line.`,
    )
  }
  return problems
}

const TRANSACTION_CONTROL = /^(begin|start\s+transaction|commit|end|rollback|abort)\b/i

/** The `-- key: value` lines before the first line that is neither a comment nor empty. */
function readHeader(sql: string): Map<string, string> {
  const header = new Map<string, string>()
  for (const line of sql.split(/\r?\n/)) {
    if (line.trim() === '') continue
    if (!line.startsWith('--')) break
    const pair = /^--\s*([a-z]+):\s*(\S+)\s*$/.exec(line)
    if (pair?.[1] !== undefined && pair[2] !== undefined) header.set(pair[1], pair[2])
  }
  return header
}

function numberingProblems(plugin: string, names: readonly string[]): string[] {
  return names.flatMap((name, index) => {
    const expected = String(index + 1).padStart(4, '0')
    if (FILE_NAME.exec(name)?.[1] === expected) return []
    return [
      `${plugin}/${name}: expected ${expected}_<name in snake_case>.sql; two branches may both have added one: number the later again.`,
    ]
  })
}
