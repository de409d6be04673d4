import { fitIdentifier } from './identifiers.ts'
import {
  checkName,
  type ColumnDef,
  type ForeignKeyDef,
  type IndexDef,
  prepareSnapshot,
  primaryKeyName,
  type TableDef,
} from './schema-snapshot.ts'

/**
 * The statements that make a table: the table, its indexes, row-level security and rights, not its foreign keys, whose
 * other tables may come later. Names carry `:SCHEMA` and `:APP_ROLE`, which the runner fills.
 */
export function createTableSql(table: TableDef): string[] {
  const [prepared] = prepareSnapshot({ tables: [table] }).tables
  return prepared === undefined ? [] : preparedTableSql(prepared)
}

/** As `createTableSql`, of a table that `prepareSnapshot` has been through. */
export function preparedTableSql(table: TableDef): string[] {
  const checks = table.columns.filter(({ check }) => check !== undefined)
  const lines = [
    ...table.columns.map(columnSql),
    `constraint ${sqlName(primaryKeyName(table.name))} primary key (${columnList(table.primaryKey)})`,
    ...checks.map((column) => checkSql(table.name, column)),
  ]
  return [
    `create table ${tableSql(table.name)} (\n  ${lines.join(',\n  ')}\n)`,
    ...table.indexes.map((index) => createIndexSql(table.name, index)),
    ...(table.tenantScoped ? tenantScopeSql(table.name) : []),
  ]
}

export function tableSql(name: string): string {
  return `:SCHEMA.${sqlName(name)}`
}

/** `stage_id uuid not null default …`, as `create table` and `add column` take it. */
export function columnSql(column: ColumnDef): string {
  const parts = [sqlName(column.name), column.type]
  if (column.generated !== undefined) parts.push(`generated always as (${column.generated}) stored`)
  if (column.default !== undefined) parts.push(`default ${column.default}`)
  if (!column.nullable) parts.push('not null')
  return parts.join(' ')
}

export function checkSql(table: string, { name, check }: ColumnDef): string {
  return `constraint ${sqlName(checkName(table, name))} check (${check})`
}

export function createIndexSql(
  table: string,
  index: IndexDef,
  options: { concurrently?: boolean } = {},
): string {
  const unique = index.unique ? 'unique ' : ''
  const concurrently = options.concurrently ? 'concurrently if not exists ' : ''
  const columns = index.columns.map((column) => {
    const opclass = index.opclasses?.[column]
    return opclass === undefined ? sqlName(column) : `${sqlName(column)} ${opclass}`
  })
  const using =
    index.method === undefined || index.method === 'btree' ? '' : `using ${index.method} `
  const where = index.where === undefined ? '' : ` where ${index.where}`
  return `create ${unique}index ${concurrently}${sqlName(index.name)} on ${tableSql(table)} ${using}(${columns.join(', ')})${where}`
}

export function foreignKeySql(key: ForeignKeyDef): string {
  const onDelete =
    key.onDelete === 'set null'
      ? `set null (${columnList(key.setNullColumns ?? [])})`
      : key.onDelete
  return (
    `constraint ${sqlName(key.name)} foreign key (${columnList(key.columns)}) ` +
    `references ${tableSql(key.refTable)} (${columnList(key.refColumns)}) on delete ${onDelete}`
  )
}

/** Quotes only names that would be read as words of SQL, so that generated files stay readable. */
export function sqlName(name: string): string {
  return RESERVED.has(name) ? `"${name}"` : fitIdentifier(name)
}

/**
 * `(select …)` is evaluated once a statement, not once a row: 85 against 327 ms over 1M rows. After a transaction-local
 * set_config the setting is '' and not null, and ''::uuid is an error. The owner keeps his rows, for migrations and for
 * functions that run as him.
 */
function tenantScopeSql(table: string): string[] {
  const name = tableSql(table)
  const ofTenant = `tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid)`
  return [
    `alter table ${name} enable row level security`,
    `alter table ${name} force row level security`,
    `create policy tenant on ${name} to :APP_ROLE\n  using (${ofTenant})\n  with check (${ofTenant})`,
    `create policy owner on ${name} to current_user using (true) with check (true)`,
    `grant select, insert, update, delete on ${name} to :APP_ROLE`,
  ]
}

function columnList(columns: readonly string[]): string {
  return columns.map(sqlName).join(', ')
}

/** Key words that cannot name a column or table without quotes, PostgreSQL 18 (docs, appendix C; pg_get_keywords() R and T). */
export const RESERVED: ReadonlySet<string> = new Set(
  (
    'all analyse analyze and any array as asc asymmetric authorization binary both case cast check collate collation ' +
    'column concurrently constraint create cross current_catalog current_date current_role current_schema ' +
    'current_time current_timestamp current_user default deferrable desc distinct do else end except false fetch for ' +
    'foreign freeze from full grant group having ilike in initially inner intersect into is isnull join lateral ' +
    'leading left like limit localtime localtimestamp natural not notnull null offset on only or order outer overlaps ' +
    'placing primary references returning right select session_user similar some symmetric system_user table ' +
    'tablesample then to trailing true union unique user using variadic verbose when where window with'
  ).split(' '),
)
