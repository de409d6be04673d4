import { checkSql, columnSql, foreignKeySql, sqlName, tableSql } from './ddl.ts'
import type { Drop } from './migration-losses.ts'
import type { Rename } from './renames.ts'
import { alterColumn, type ColumnChanges, refusals } from './schema-diff-column.ts'
import {
  checkName,
  type ColumnDef,
  type ForeignKeyDef,
  type IndexDef,
  mentions,
  type TableDef,
} from './schema-snapshot.ts'

/** The changes of one table, by the phase of the migration they belong to. Until the renames the old names hold. */
export interface TableDiff {
  /** The new name. */
  readonly name: string
  readonly problems: readonly string[]
  readonly summary: readonly string[]
  readonly losses: readonly Drop[]
  readonly recomputes: readonly Drop[]
  readonly dropForeignKeys: readonly string[]
  readonly dropIndexes: readonly string[]
  readonly dropChecks: readonly string[]
  readonly dropColumns: readonly string[]
  readonly indexRenames: readonly Rename[]
  readonly columnRenames: readonly Rename[]
  readonly constraintRenames: readonly Rename[]
  readonly alterColumns: readonly string[]
  readonly addColumns: readonly string[]
  readonly addChecks: readonly string[]
  readonly addForeignKeys: readonly string[]
  readonly createIndexes: readonly IndexDef[]
  readonly validate: readonly string[]
}

/** What turns one table into another of the same id. `tableNames` leads from the old to the new name of each table that stays. */
export function diffTable(
  before: TableDef,
  after: TableDef,
  tableNames: ReadonlyMap<string, string>,
): TableDiff {
  const columns = sortColumns(before, after)
  const translate = translator(columns.kept)
  const translateTable = (name: string) => tableNames.get(name) ?? name
  const gone = columns.dropped.map(({ name }) => name)
  const reads = (expression: string | undefined) => gone.some((name) => mentions(expression, name))
  const contains = (names: readonly string[]) => gone.some((name) => names.includes(name))

  const indexes = match(before.indexes, after.indexes, {
    isGone: (index) => contains(index.columns) || reads(index.where),
    oldForm: (index) => indexForm(index, translate),
    newForm: (index) => indexForm(index, unchanged),
  })
  const keys = match(before.foreignKeys, after.foreignKeys, {
    isGone: (key) => contains(key.columns),
    oldForm: (key) => foreignKeyForm(key, translate, translateTable),
    newForm: (key) => foreignKeyForm(key, unchanged, unchanged),
  })
  const checks = match(checksOf(before), checksOf(after), {
    isGone: ({ column }) => contains([column.name]) || reads(column.check),
    oldForm: ({ column }) => `${column.id} ${translate(column.check ?? '')}`,
    newForm: ({ column }) => `${column.id} ${column.check}`,
  })

  const was = `alter table ${tableSql(before.name)}`
  const is = `alter table ${tableSql(after.name)}`
  const drop = (kind: string) => (item: { name: string }) =>
    `${was} drop ${kind} ${sqlName(item.name)}`
  const rename = (kind: string) => (pair: Pair<{ name: string }>) =>
    renameOf(pair, (from, to) => `${is} rename ${kind} ${sqlName(from)} to ${sqlName(to)}`)
  const dropOf = ({ name }: ColumnDef) => ({ table: before.name, column: name })

  return {
    name: after.name,
    problems: refusals(before, after, columns),
    summary: [
      ...(before.name === after.name ? [] : [`rename table ${before.name} to ${after.name}`]),
      ...columnSummary(after.name, columns),
      ...partSummary('index', indexes),
      ...partSummary('foreign key', keys),
      ...partSummary('check', checks),
    ],
    losses: columns.dropped.filter(({ id }) => !columns.rebuilt.has(id)).map(dropOf),
    recomputes: columns.dropped.filter(({ id }) => columns.rebuilt.has(id)).map(dropOf),
    dropForeignKeys: keys.dropped.map(drop('constraint')),
    dropIndexes: indexes.dropped.map(({ name }) => `drop index ${tableSql(name)}`),
    dropChecks: checks.dropped.map(drop('constraint')),
    dropColumns: columns.dropped.map(drop('column')),
    indexRenames: indexes.kept.map((pair) =>
      renameOf(pair, (from, to) => `alter index ${tableSql(from)} rename to ${sqlName(to)}`),
    ),
    columnRenames: columns.kept.map(rename('column')),
    constraintRenames: [...checks.kept, ...keys.kept].map(rename('constraint')),
    alterColumns: columns.kept.flatMap(([from, to]) =>
      alterColumn(after.name, from, to, translate),
    ),
    addColumns: columns.added.map((column) => `${is} add column ${columnSql(column)}`),
    addChecks: checks.added.map(
      ({ column }) => `${is} add ${checkSql(after.name, column)} not valid`,
    ),
    addForeignKeys: keys.added.map((key) => `${is} add ${foreignKeySql(key)} not valid`),
    createIndexes: indexes.added,
    validate: [...checks.added, ...keys.added].map(
      ({ name }) => `${is} validate constraint ${sqlName(name)}`,
    ),
  }
}

function sortColumns(before: TableDef, after: TableDef): ColumnChanges {
  const nowById = new Map(after.columns.map((column) => [column.id, column]))
  const pairs = before.columns.flatMap((from): Pair<ColumnDef>[] => {
    const to = nowById.get(from.id)
    return to === undefined ? [] : [[from, to]]
  })
  const translate = translator(pairs)
  // PostgreSQL changes neither an expression (before 17) nor a type that an expression reads.
  const unsteady = before.columns.filter(({ id, type }) => nowById.get(id)?.type !== type)
  const mustRebuild = ([from, to]: Pair<ColumnDef>) =>
    from.generated !== undefined &&
    to.generated !== undefined &&
    (translate(from.generated) !== to.generated ||
      from.type !== to.type ||
      unsteady.some(({ name }) => mentions(from.generated, name)))
  // An ordinary column that becomes a generated one loses what was written in it.
  const isReplaced = ([from, to]: Pair<ColumnDef>) =>
    from.generated === undefined && to.generated !== undefined

  const kept = pairs.filter((pair) => !mustRebuild(pair) && !isReplaced(pair))
  const keptIds = new Set(kept.map(([{ id }]) => id))
  const rest = ({ id }: ColumnDef) => !keptIds.has(id)
  const rank = ({ generated }: ColumnDef) => (generated === undefined ? 0 : 1)
  return {
    kept,
    dropped: before.columns.filter(rest).sort((one, other) => rank(other) - rank(one)),
    added: after.columns.filter(rest).sort((one, other) => rank(one) - rank(other)),
    rebuilt: new Set(pairs.filter(mustRebuild).map(([{ id }]) => id)),
  }
}

type Pair<T> = readonly [before: T, after: T]

interface Matched<T> {
  readonly kept: readonly Pair<T>[]
  readonly dropped: readonly T[]
  readonly added: readonly T[]
}

/** Pairs what has the same form, under the same name first; `isGone` things go with their columns. */
function match<T extends { readonly name: string }>(
  before: readonly T[],
  after: readonly T[],
  by: { isGone: (item: T) => boolean; oldForm: (item: T) => string; newForm: (item: T) => string },
): Matched<T> {
  const open = new Set(before.filter((item) => !by.isGone(item)))
  const kept: Pair<T>[] = []
  const pairUp = (items: readonly T[], fits: (old: T, now: T) => boolean) =>
    items.filter((now) => {
      const old = [...open].find((item) => by.oldForm(item) === by.newForm(now) && fits(item, now))
      if (old === undefined) return true
      open.delete(old)
      kept.push([old, now])
      return false
    })
  const unpaired = pairUp(after, (old, now) => old.name === now.name)
  const added = pairUp(unpaired, () => true)
  const keptOld = new Set(kept.map(([old]) => old))
  return { kept, dropped: before.filter((item) => !keptOld.has(item)), added }
}

type Translate = (text: string) => string

const unchanged: Translate = (text) => text

/** Puts the new names of columns into an expression; text in quotes stays. */
function translator(pairs: readonly Pair<ColumnDef>[]): Translate {
  const names = new Map(pairs.map(([from, to]) => [from.name, to.name]))
  return (expression) =>
    expression.replace(/'(?:[^']|'')*'|[A-Za-z_]\w*/g, (word) => names.get(word) ?? word)
}

function indexForm(index: IndexDef, translate: Translate): string {
  const columns = index.columns.map((name) => [translate(name), index.opclasses?.[name] ?? ''])
  return JSON.stringify([
    columns,
    index.unique,
    index.method ?? 'btree',
    translate(index.where ?? ''),
  ])
}

function foreignKeyForm(
  key: ForeignKeyDef,
  translate: Translate,
  translateTable: Translate,
): string {
  const setNull = key.setNullColumns?.map(translate)
  return JSON.stringify([
    key.columns.map(translate),
    translateTable(key.refTable),
    key.refColumns,
    key.onDelete,
    setNull,
  ])
}

function checksOf(table: TableDef): { name: string; column: ColumnDef }[] {
  return table.columns
    .filter(({ check }) => check !== undefined)
    .map((column) => ({ name: checkName(table.name, column.name), column }))
}

function renameOf<T extends { readonly name: string }>(
  [from, to]: Pair<T>,
  sql: Rename['sql'],
): Rename {
  return { from: from.name, to: to.name, sql }
}

function columnSummary(table: string, columns: ColumnChanges): string[] {
  const isRebuilt = ({ id }: ColumnDef) => columns.rebuilt.has(id)
  return [
    ...columns.kept
      .filter(([from, to]) => from.name !== to.name)
      .map(([from, to]) => `rename column ${table}.${from.name} to ${to.name}`),
    ...columns.kept
      .filter(([from, to]) => alterColumn(table, from, to, translator(columns.kept)).length > 0)
      .map(([, to]) => `change column ${table}.${to.name}`),
    ...columns.dropped
      .filter((column) => !isRebuilt(column))
      .map(({ name }) => `drop column ${table}.${name}`),
    ...columns.added.map(
      (column) => `${isRebuilt(column) ? 'compute again' : 'add'} column ${table}.${column.name}`,
    ),
  ]
}

function partSummary(kind: string, parts: Matched<{ readonly name: string }>): string[] {
  return [
    ...parts.dropped.map(({ name }) => `drop ${kind} ${name}`),
    ...parts.added.map(({ name }) => `add ${kind} ${name}`),
  ]
}
