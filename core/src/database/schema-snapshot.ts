import { errors } from './errors.ts'
import { fitIdentifier } from './identifiers.ts'

/** `text`, `bigint`, `integer`, `double precision`, `boolean`, `uuid`, `uuid[]`, `text[]`, `date`, `timestamptz`, `jsonb`. */
export interface ColumnDef {
  /** Stable within its table: a new name with an old id is a rename. */
  readonly id: string
  readonly name: string
  readonly type: string
  readonly nullable: boolean
  /** SQL expression, as are `check` and `generated`. */
  readonly default?: string | undefined
  readonly check?: string | undefined
  /** `generated always as (…) stored` */
  readonly generated?: string | undefined
}

export interface IndexDef {
  readonly name: string
  readonly columns: readonly string[]
  readonly unique: boolean
  readonly where?: string | undefined
  readonly method?: 'btree' | 'gin' | undefined
  readonly opclasses?: Readonly<Record<string, string>> | undefined
}

export interface ForeignKeyDef {
  readonly name: string
  readonly columns: readonly string[]
  readonly refTable: string
  readonly refColumns: readonly string[]
  readonly onDelete: 'restrict' | 'cascade' | 'set null'
  /** Of a `set null`: which columns. Default: all but `tenant_id`, which never becomes null. */
  readonly setNullColumns?: readonly string[] | undefined
}

export interface TableDef {
  /** Stable within its snapshot: a new name with an old id is a rename. */
  readonly id: string
  readonly name: string
  readonly columns: readonly ColumnDef[]
  readonly primaryKey: readonly string[]
  readonly indexes: readonly IndexDef[]
  readonly foreignKeys: readonly ForeignKeyDef[]
  /** Rows belong to a tenant: row-level security is forced, all keys begin with `tenant_id`. */
  readonly tenantScoped: boolean
}

/** The tables of one plugin. */
export interface Snapshot {
  readonly tables: readonly TableDef[]
}

export const EMPTY_SNAPSHOT: Snapshot = Object.freeze({ tables: [] })

/**
 * The snapshot with all names cut to what PostgreSQL keeps of them, and an index for each foreign key: without one,
 * deleting a referenced row reads the whole table. Throws one error with everything that is wrong.
 */
export function prepareSnapshot(snapshot: Snapshot): Snapshot {
  const tables = snapshot.tables.map(prepareTable)
  const problems = [...tables.flatMap(tableProblems), ...collisions(tables)]
  if (problems.length > 0) {
    throw errors.SNAPSHOT_INVALID({ problems: problems.map((line) => `  ${line}`).join('\n') })
  }
  return { tables }
}

export function primaryKeyName(table: string): string {
  return fitIdentifier(`${table}_pkey`)
}

export function checkName(table: string, column: string): string {
  return fitIdentifier(`${table}_${column}_check`)
}

/** True when an SQL expression names the column. Text inside quotes counts too: one rebuild too many does no harm. */
export function mentions(expression: string | undefined, column: string): boolean {
  return expression !== undefined && new RegExp(String.raw`\b${column}\b`).test(expression)
}

const TENANT = 'tenant_id'

function prepareTable(table: TableDef): TableDef {
  const fitAll = (names: readonly string[]) => names.map(fitIdentifier)
  const name = fitIdentifier(table.name)
  const columns = table.columns.map((column) => ({ ...column, name: fitIdentifier(column.name) }))
  const primaryKey = fitAll(table.primaryKey)
  const indexes = table.indexes.map((index) => ({
    ...index,
    name: fitIdentifier(index.name),
    columns: fitAll(index.columns),
  }))
  const foreignKeys = table.foreignKeys.map((key) => prepareForeignKey(key))
  const missing = foreignKeys
    .filter(({ columns: wanted }) => !isIndexed(wanted, primaryKey, indexes))
    .map((key) => ({ name: fitIdentifier(`${key.name}_idx`), columns: key.columns, unique: false }))
  return { ...table, name, columns, primaryKey, indexes: [...indexes, ...missing], foreignKeys }
}

function prepareForeignKey(key: ForeignKeyDef): ForeignKeyDef {
  const columns = key.columns.map(fitIdentifier)
  const setNull = key.setNullColumns?.map(fitIdentifier) ?? columns.filter((one) => one !== TENANT)
  return {
    name: fitIdentifier(key.name),
    columns,
    refTable: fitIdentifier(key.refTable),
    refColumns: key.refColumns.map(fitIdentifier),
    onDelete: key.onDelete,
    ...(key.onDelete === 'set null' ? { setNullColumns: setNull } : {}),
  }
}

/** By an index that holds every row and begins with the columns. */
function isIndexed(
  wanted: readonly string[],
  primaryKey: readonly string[],
  indexes: readonly IndexDef[],
): boolean {
  const whole = indexes.filter(({ where, method }) => where === undefined && method !== 'gin')
  return [primaryKey, ...whole.map(({ columns }) => columns)].some((columns) =>
    wanted.every((column, position) => columns[position] === column),
  )
}

function tableProblems(table: TableDef): string[] {
  const { name } = table
  const known = new Map(table.columns.map((column) => [column.name, column]))
  const used = [
    ...table.primaryKey.map((column) => ['the primary key', column] as const),
    ...table.indexes.flatMap((index) =>
      index.columns.map((one) => [`index ${index.name}`, one] as const),
    ),
    ...table.foreignKeys.flatMap((key) =>
      key.columns.map((one) => [`foreign key ${key.name}`, one] as const),
    ),
  ]
  const unknown = used
    .filter(([, column]) => !known.has(column))
    .map(
      ([place, column]) => `${name}: ${place} names the column ${column}, which the table lacks.`,
    )
  const nullableKey = table.primaryKey
    .filter((column) => known.get(column)?.nullable)
    .map((column) => `${name}.${column}: is part of the primary key and cannot be nullable.`)
  const both = table.columns
    .filter((column) => column.generated !== undefined && column.default !== undefined)
    .map((column) => `${name}.${column.name}: a generated column has no default.`)
  const keyless = table.primaryKey.length === 0 ? [`${name}: has no primary key.`] : []
  return [...keyless, ...unknown, ...nullableKey, ...both, ...tenantProblems(table, known)]
}

/** Foreign keys and unique indexes see the rows of all tenants; beginning with `tenant_id` they compare within one. */
function tenantProblems(table: TableDef, known: ReadonlyMap<string, ColumnDef>): string[] {
  if (!table.tenantScoped) return []
  const tenant = known.get(TENANT)
  const column =
    tenant?.type === 'uuid' && !tenant.nullable
      ? []
      : [`${table.name}: is tenant-scoped and needs a column tenant_id of type uuid, not nullable.`]
  const keys = [
    ['the primary key', table.primaryKey] as const,
    ...table.indexes
      .filter(({ unique }) => unique)
      .map((index) => [`the unique index ${index.name}`, index.columns] as const),
    ...table.foreignKeys.map((key) => [`the foreign key ${key.name}`, key.columns] as const),
  ]
  const begins = keys
    .filter(([, columns]) => columns[0] !== TENANT)
    .map(([place]) => `${table.name}: ${place} must begin with tenant_id.`)
  return [...column, ...begins]
}

/** PostgreSQL keeps tables and indexes in one space of names, constraints in one for each table. */
function collisions(tables: readonly TableDef[]): string[] {
  const relations = tables.flatMap((table) => [
    [table.name, `table ${table.name}`] as const,
    [primaryKeyName(table.name), `the primary key of ${table.name}`] as const,
    ...table.indexes.map(({ name }) => [name, `index ${name} of ${table.name}`] as const),
  ])
  const inTables = tables.flatMap((table) => [
    ...twice(table.columns.map(({ name }) => [name, `${table.name}.${name}`])),
    ...twice(table.columns.map(({ id, name }) => [`id ${id}`, `the column ${table.name}.${name}`])),
    ...twice([
      [primaryKeyName(table.name), `the primary key of ${table.name}`],
      ...table.columns
        .filter(({ check }) => check !== undefined)
        .map(
          ({ name }) =>
            [checkName(table.name, name), `the check of ${table.name}.${name}`] as const,
        ),
      ...table.foreignKeys.map(
        ({ name }) => [name, `foreign key ${name} of ${table.name}`] as const,
      ),
    ]),
  ])
  const ids = twice(tables.map(({ id, name }) => [`id ${id}`, `table ${name}`]))
  return [...twice(relations), ...ids, ...inTables]
}

function twice(pairs: readonly (readonly [key: string, what: string])[]): string[] {
  const first = new Map<string, string>()
  return pairs.flatMap(([key, what]) => {
    const other = first.get(key)
    first.set(key, what)
    return other === undefined
      ? []
      : [`"${key}" would be the name of two things: ${other} and ${what}.`]
  })
}
