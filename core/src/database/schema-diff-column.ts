import { sqlName, tableSql } from './ddl.ts'
import type { ColumnDef, TableDef } from './schema-snapshot.ts'

/** The columns of a table, sorted by what happens to them. */
export interface ColumnChanges {
  readonly kept: readonly (readonly [before: ColumnDef, after: ColumnDef])[]
  /** Generated ones first: they read the others. */
  readonly dropped: readonly ColumnDef[]
  /** Generated ones last. */
  readonly added: readonly ColumnDef[]
  /** Ids of generated columns that are dropped and added again; nothing is lost. */
  readonly rebuilt: ReadonlySet<string>
}

/** PostgreSQL converts these without losing a value; anything else may fail or round, on rows nobody has looked at. */
const WIDENINGS: ReadonlySet<string> = new Set([
  'integer > bigint',
  'integer > double precision',
  'integer > text',
  'bigint > text',
  'uuid > text',
  'boolean > text',
  'date > text',
])

/** Type, default and nullability of a column that stays. `translate` puts the new names into an old expression. */
export function alterColumn(
  table: string,
  before: ColumnDef,
  after: ColumnDef,
  translate: (expression: string) => string,
): string[] {
  const retyped = before.type !== after.type
  const redefaulted =
    before.default !== undefined && (retyped || translate(before.default) !== after.default)
  const actions: string[] = []
  if (before.generated !== undefined && after.generated === undefined)
    actions.push('drop expression')
  if (redefaulted) actions.push('drop default')
  if (retyped) actions.push(`type ${after.type} using ${sqlName(after.name)}::${after.type}`)
  if (after.default !== undefined && (redefaulted || before.default === undefined)) {
    actions.push(`set default ${after.default}`)
  }
  if (before.nullable !== after.nullable) {
    actions.push(after.nullable ? 'drop not null' : 'set not null')
  }
  return actions.map(
    (action) => `alter table ${tableSql(table)} alter column ${sqlName(after.name)} ${action}`,
  )
}

/** The changes of a table that one migration cannot make, each with what to do instead. */
export function refusals(before: TableDef, after: TableDef, columns: ColumnChanges): string[] {
  const { name } = after
  const problems: string[] = []
  if (before.tenantScoped !== after.tenantScoped) {
    problems.push(
      `${name}: cannot become or stop being tenant-scoped; make a new table and copy the rows in a job.`,
    )
  }
  const idsOf = (table: TableDef) =>
    table.primaryKey
      .map((key) => table.columns.find((column) => column.name === key)?.id)
      .join(', ')
  if (idsOf(before) !== idsOf(after)) {
    problems.push(
      `${name}: its primary key cannot change; make a new table and copy the rows in a job.`,
    )
  }
  for (const [from, to] of columns.kept) {
    if (from.type === to.type || WIDENINGS.has(`${from.type} > ${to.type}`)) continue
    problems.push(
      `${name}.${to.name}: ${from.type} does not widen to ${to.type}. 1. Add a new nullable column with an id of its own. ` +
        '2. Fill it from the old one in a job. 3. Drop the old column in a later migration.',
    )
  }
  for (const column of columns.added) {
    if (column.nullable || column.default !== undefined || column.generated !== undefined) continue
    problems.push(
      `${name}.${column.name}: is required and has no default, but the table may have rows. 1. Add it nullable. ` +
        '2. Fill it in a job. 3. Make it required in a later migration. Or give it a default.',
    )
  }
  return problems
}
