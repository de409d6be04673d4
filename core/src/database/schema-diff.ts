import { createIndexSql, foreignKeySql, preparedTableSql, sqlName, tableSql } from './ddl.ts'
import { errors } from './errors.ts'
import type { MigrationClass } from './migration-files.ts'
import type { Drop } from './migration-losses.ts'
import { type Rename, renameSql } from './renames.ts'
import { diffTable, type TableDiff } from './schema-diff-table.ts'
import { prepareSnapshot, primaryKeyName, type Snapshot, type TableDef } from './schema-snapshot.ts'

export interface SchemaDiff {
  /** Destructive when values or rows are deleted. */
  readonly class: MigrationClass
  /** Run in one transaction. */
  readonly statements: readonly string[]
  /** Run after those, each in a transaction of its own: what reads a whole table and must not hold up its writers. */
  readonly afterwards: readonly string[]
  readonly losses: readonly Drop[]
  /** Generated columns that are dropped, by their old names, and added again. */
  readonly recomputes: readonly Drop[]
  /** One line for each change, for people. */
  readonly summary: readonly string[]
}

/**
 * What turns the tables of one snapshot into those of another. Tables and columns are known by their ids, so a new name
 * is a rename. Throws one error with all changes that cannot be made without thought, each with its recipe.
 */
export function diffSnapshots(before: Snapshot, after: Snapshot): SchemaDiff {
  const old = prepareSnapshot(before).tables
  const now = prepareSnapshot(after).tables
  const oldById = new Map(old.map((table) => [table.id, table]))
  const nowById = new Map(now.map((table) => [table.id, table]))
  const kept = old.flatMap((table) => pairOf(table, nowById.get(table.id)))
  const created = now.filter(({ id }) => !oldById.has(id))
  const dropped = old.filter(({ id }) => !nowById.has(id))

  const renamedTables = new Map(kept.map(([from, to]) => [from.name, to.name]))
  const diffs = kept.map(([from, to]) => diffTable(from, to, renamedTables))
  assertPossible(diffs)
  const every = <T>(pick: (diff: TableDiff) => readonly T[]) => diffs.flatMap((diff) => pick(diff))
  const losses = [...dropped.map(({ name }) => ({ table: name })), ...every((diff) => diff.losses)]

  return {
    class: losses.length > 0 ? 'destructive' : 'additive',
    losses,
    recomputes: every((diff) => diff.recomputes),
    statements: [
      ...every((diff) => diff.dropForeignKeys),
      ...every((diff) => diff.dropIndexes),
      ...every((diff) => diff.dropChecks),
      ...dropTables(dropped),
      ...every((diff) => diff.dropColumns),
      ...renameSql([...kept.flatMap(renamesOfTable), ...every((diff) => diff.indexRenames)]),
      ...every((diff) => renameSql(diff.columnRenames)),
      ...every((diff) => renameSql(diff.constraintRenames)),
      ...created.flatMap(preparedTableSql),
      ...every((diff) => diff.alterColumns),
      ...every((diff) => diff.addColumns),
      ...every((diff) => diff.addChecks),
      ...every((diff) => indexesOf(diff, { unique: true })),
      ...created.flatMap(foreignKeysOf),
      ...every((diff) => diff.addForeignKeys),
    ],
    afterwards: [
      ...every((diff) => indexesOf(diff, { unique: false })),
      ...every((diff) => diff.validate),
    ],
    summary: [
      ...created.map(({ name }) => `create table ${name}`),
      ...dropped.map(({ name }) => `drop table ${name}`),
      ...every((diff) => diff.summary),
    ],
  }
}

function pairOf(before: TableDef, after: TableDef | undefined): [TableDef, TableDef][] {
  return after === undefined ? [] : [[before, after]]
}

/** In one statement, so that tables pointing at each other go together. */
function dropTables(tables: readonly TableDef[]): string[] {
  return tables.length === 0
    ? []
    : [`drop table ${tables.map(({ name }) => tableSql(name)).join(', ')}`]
}

function foreignKeysOf({ name, foreignKeys }: TableDef): string[] {
  return foreignKeys.map((key) => `alter table ${tableSql(name)} add ${foreignKeySql(key)}`)
}

/** A unique index is part of the promise the new code relies on, so it comes with the tables; others come after. */
function indexesOf({ name, createIndexes }: TableDiff, { unique }: { unique: boolean }): string[] {
  return createIndexes
    .filter((index) => index.unique === unique)
    .map((index) => createIndexSql(name, index, { concurrently: !unique }))
}

function renamesOfTable([before, after]: [TableDef, TableDef]): Rename[] {
  const alter = (kind: string) => (from: string, to: string) =>
    `alter ${kind} ${tableSql(from)} rename to ${sqlName(to)}`
  return [
    { from: before.name, to: after.name, sql: alter('table') },
    // Renames the constraint of the same name as well.
    { from: primaryKeyName(before.name), to: primaryKeyName(after.name), sql: alter('index') },
  ]
}

function assertPossible(diffs: readonly TableDiff[]): void {
  const problems = diffs.flatMap((diff) => diff.problems)
  if (problems.length === 0) return
  throw errors.SCHEMA_DIFF_REFUSED({ problems: problems.map((line) => `  ${line}`).join('\n') })
}
