import { fitIdentifier } from '../database/identifiers.ts'
import type { ColumnDef, ForeignKeyDef, IndexDef, TableDef } from '../database/schema-snapshot.ts'
import type { Entity, Extension } from './entity.ts'
import { snakeCase } from './naming.ts'
import type { Property } from './property.ts'
import { sqlType } from './writer/stored-value.ts'

/** Name of the partial unique index over these columns; the writer finds the field behind a conflict by it. */
export function uniqueIndexName(table: string, columns: readonly string[]): string {
  return fitIdentifier(`${table}_${columns.join('_')}_key`)
}

export function foreignKeyName(table: string, column: string): string {
  return fitIdentifier(`${table}_${column}_fkey`)
}

const LIVING = 'deleted_at is null'
/** For rows a model inserts; the engine's own statements name the tenant. */
const BOUND_TENANT = `nullif(current_setting('app.tenant_id', true), '')::uuid`

/**
 * The table an entity lives in. Keys begin with `tenant_id`: foreign-key checks bypass row-level security, and the same keys let the
 * table be distributed by tenant. Sort indexes end with `id`, so that a keyset page is one range of the index.
 */
export function tableDef(entity: Entity, tableOf: (entity: string) => string): TableDef {
  const own = [...entity.properties.values()].filter(
    (property) => !property.system || property.key === 'ownerId',
  )
  return {
    id: entity.name,
    name: entity.table,
    columns: [
      column('tenant_id', 'uuid', { default: BOUND_TENANT }),
      column('id', 'uuid'),
      ...own.map(propertyColumn),
      column('created_at', 'timestamptz', { default: 'now()' }),
      column('updated_at', 'timestamptz', { default: 'now()' }),
      column('created_by', 'json'),
      column('updated_by', 'json'),
      column('version', 'integer', { default: '1' }),
      column('deleted_at', 'timestamptz', { nullable: true }),
      ...(entity.customFields ? [column('custom', 'jsonb', { default: `'{}'` })] : []),
      ...(entity.searchable ? [searchColumn(entity)] : []),
    ],
    primaryKey: ['tenant_id', 'id'],
    indexes: [...indexesOf(entity, own), ...(entity.searchable ? [searchIndex(entity)] : [])],
    // None to tenants: its check would lock the tenant's one row for every insert, and the policy already refuses a wrong tenant.
    foreignKeys: own.flatMap((property) => foreignKey(entity.table, property, tableOf)),
    tenantScoped: true,
  }
}

/** The sidecar of an extension: one row a record at most, gone with the record. */
export function extensionTableDef(
  entity: Entity,
  extension: Extension,
  tableOf: (entity: string) => string,
): TableDef {
  const own = [...extension.properties.values()]
  const recordKey: ForeignKeyDef = {
    name: foreignKeyName(extension.table, 'record_id'),
    columns: ['tenant_id', 'record_id'],
    refTable: entity.table,
    refColumns: ['tenant_id', 'id'],
    onDelete: 'cascade',
  }
  return {
    id: `${extension.plugin}.${entity.name}.ext`,
    name: extension.table,
    columns: [column('tenant_id', 'uuid'), column('record_id', 'uuid'), ...own.map(propertyColumn)],
    primaryKey: ['tenant_id', 'record_id'],
    indexes: own
      .filter((property) => property.indexed)
      .map((property) => ({
        name: fitIdentifier(`${extension.table}_${property.column}_idx`),
        columns: ['tenant_id', property.column, 'record_id'],
        unique: false,
      })),
    foreignKeys: [
      recordKey,
      ...own.flatMap((property) => foreignKey(extension.table, property, tableOf)),
    ],
    tenantScoped: true,
  }
}

function column(name: string, type: string, more: Partial<ColumnDef> = {}): ColumnDef {
  return { id: `system.${name}`, name, type, nullable: false, ...more }
}

function propertyColumn(property: Property): ColumnDef {
  return {
    id: property.id,
    name: property.column,
    type: sqlType(property),
    nullable: property.nullable || !property.required || property.system,
    ...(heldWithin(property) ?? limits(property)),
  }
}

/** A composite foreign key with a null in it is not checked at all (`match simple`): such a null is what this refuses. */
function heldWithin({ column: name, relation }: Property): { check: string } | undefined {
  if (relation?.within === undefined) return undefined
  return { check: `${name} is null or ${snakeCase(relation.within)} is not null` }
}

/** What the database can check itself; the rest of a schema is checked by the engine before it writes. */
function limits(property: Property): { check?: string } {
  const name = property.column
  const values = property.schema['enum']
  if (Array.isArray(values) && property.kind === 'text') {
    const texts = values.filter((value): value is string => typeof value === 'string')
    return {
      check: `${name} in (${texts.map((text) => `'${text.replaceAll("'", "''")}'`).join(', ')})`,
    }
  }
  const longest = property.schema['maxLength']
  return typeof longest === 'number' && property.kind === 'text'
    ? { check: `length(${name}) <= ${longest}` }
    : {}
}

function indexesOf(entity: Entity, own: readonly Property[]): IndexDef[] {
  const sorted = own.filter(
    (property) => property.indexed && !property.unique && isComparable(property),
  )
  return [
    sortIndex(entity, 'created_at'),
    sortIndex(entity, 'updated_at'),
    ...sorted.map((property) =>
      (property.relation ? keyIndex : sortIndex)(entity, property.column),
    ),
    ...own
      .filter((property) => property.unique)
      .map((property) => unique(entity.table, [property.column])),
    ...entity.uniqueTogether.map((keys) => unique(entity.table, keys.map(snakeCase))),
    ...entity.indexes.map((keys) => listIndex(entity, keys.map(snakeCase))),
    ...entity.referenceKeys.map((key) => referenceKey(entity, snakeCase(key))),
  ]
}

/** What a composite foreign key points at: over the deleted too, as a foreign key knows nothing of them. */
function referenceKey(entity: Entity, name: string): IndexDef {
  return {
    name: fitIdentifier(`${entity.table}_${name}_ref`),
    columns: ['tenant_id', name, 'id'],
    unique: true,
  }
}

function listIndex(entity: Entity, names: readonly string[]): IndexDef {
  return {
    name: fitIdentifier(`${entity.table}_${names.join('_')}_idx`),
    columns: ['tenant_id', ...names, 'created_at', 'id'],
    unique: false,
    where: LIVING,
  }
}

function sortIndex(entity: Entity, name: string): IndexDef {
  return {
    name: fitIdentifier(`${entity.table}_${name}_idx`),
    columns: inListOrder(name),
    unique: false,
    where: LIVING,
  }
}

/** Of a foreign key: over the deleted too, because deleting what it points at asks for all of them. */
function keyIndex(entity: Entity, name: string): IndexDef {
  return {
    name: fitIdentifier(`${entity.table}_${name}_idx`),
    columns: inListOrder(name),
    unique: false,
  }
}

/** Lists break ties by `created_at` and `id`: one index then gives the order by the column, and the newest first among those of one value. */
function inListOrder(name: string): string[] {
  return name === 'created_at' ? ['tenant_id', name, 'id'] : ['tenant_id', name, 'created_at', 'id']
}

function unique(table: string, columns: readonly string[]): IndexDef {
  return {
    name: uniqueIndexName(table, columns),
    columns: ['tenant_id', ...columns],
    unique: true,
    where: LIVING,
  }
}

/** Lists are found through `value_index`, objects not at all. */
function isComparable(property: Property): boolean {
  return property.kind !== 'json' && property.kind !== 'text-list' && property.kind !== 'uuid-list'
}

function foreignKey(
  table: string,
  property: Property,
  tableOf: (entity: string) => string,
): ForeignKeyDef[] {
  const relation = property.relation
  if (relation?.kind !== 'belongsTo') return []
  const shared = relation.within === undefined ? [] : [snakeCase(relation.within)]
  return [
    {
      name: foreignKeyName(table, property.column),
      columns: ['tenant_id', ...shared, property.column],
      refTable: tableOf(relation.entity),
      refColumns: ['tenant_id', ...shared, 'id'],
      onDelete: relation.onDelete,
      ...(relation.onDelete === 'set null' ? { setNullColumns: [property.column] } : {}),
    },
  ]
}

/** What a fragment search looks at: the searchable properties in lower case, one a line, so that no match spans two. */
function searchColumn(entity: Entity): ColumnDef {
  const parts = [...entity.properties.values()]
    .filter((property) => property.searchable)
    .map(searchText)
  return column('search_text', 'text', {
    nullable: true,
    generated: `lower(${parts.join(` || E'\\n' || `)})`,
  })
}

/** A list of objects such as `emails` is searched by the `value` of each; `::text` of jsonb is immutable, as a generated column needs. */
function searchText({ kind, column: name }: Property): string {
  return kind === 'json'
    ? `coalesce(jsonb_path_query_array(${name}::jsonb, '$[*].value')::text, '')`
    : `coalesce(${name}, '')`
}

function searchIndex(entity: Entity): IndexDef {
  return {
    name: fitIdentifier(`${entity.table}_search_idx`),
    columns: ['tenant_id', 'search_text'],
    unique: false,
    method: 'gin',
    opclasses: { search_text: 'gin_trgm_ops' },
    where: LIVING,
  }
}
