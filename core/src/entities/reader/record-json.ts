import { quoteIdentifier } from '../../database/identifiers.ts'
import type { Entity, Extension } from '../entity.ts'
import type { Property } from '../property.ts'
import { isReadable, readableProperties, type ReadRights } from './readable.ts'
import { keptFields, type TenantFields } from './tenant-fields.ts'

export interface RecordJsonOptions {
  readonly schema: string
  readonly entity: Entity
  readonly rights: ReadRights
  /** Of the table, or of anything else with its columns. */
  readonly alias: string
  /** Bind place of the keys that are taken out of `custom`: those of `hiddenCustomKeys`. Nothing is, when absent. */
  readonly hiddenCustom?: string | undefined
}

/** SQL expression of type text: a record's JSON with only what the actor may read, keys in property order, nulls kept. */
export function recordJson(options: RecordJsonOptions): string {
  return `(select row_to_json(r)::text from (select ${recordColumns(options).join(', ')}) r)`
}

/**
 * The members of the object, as a select list: `row_to_json` over named columns is the cheapest way PostgreSQL has
 * (measured for 26 rows of 19 columns: 160 µs; `json_build_object` takes at most 50 pairs, `jsonb_build_object` sorts and parses).
 */
export function recordColumns(options: RecordJsonOptions): string[] {
  const { entity, rights } = options
  const columns = readableProperties(rights, entity).map((property) =>
    named(propertyValue(options, property), property.key),
  )
  return entity.extensions.size === 0 ? columns : [...columns, named(allExtensions(options), 'ext')]
}

/** The value of one property as it goes into the JSON. */
export function propertyValue(options: RecordJsonOptions, property: Property): string {
  const value = `${options.alias}.${quoteIdentifier(property.column)}`
  if (property.key !== 'custom') return value
  return options.hiddenCustom === undefined ? value : `${value} - ${options.hiddenCustom}::text[]`
}

/** The sidecar's readable members, all or those named; null when the plugin holds nothing about the record. */
export function extensionValue(
  { schema, entity, rights, alias }: RecordJsonOptions,
  extension: Extension,
  keys?: ReadonlySet<string>,
): string {
  const columns = [...extension.properties.values()]
    .filter((property) => keys?.has(property.key) ?? true)
    .filter((property) =>
      isReadable(rights, entity, `ext.${extension.plugin}.${property.key}`, property),
    )
    .map((property) => named(`x.${quoteIdentifier(property.column)}`, property.key))
  const table = `${quoteIdentifier(schema)}.${quoteIdentifier(extension.table)}`
  return `(select row_to_json(e) from (select ${columns.join(', ')} from ${table} x where x.tenant_id = ${alias}.tenant_id and x.record_id = ${alias}.id) e)`
}

export function named(value: string, key: string): string {
  return `${value} as ${quoteIdentifier(key)}`
}

function allExtensions(options: RecordJsonOptions): string {
  const columns = [...options.entity.extensions.values()].map((extension) =>
    named(extensionValue(options, extension), extension.plugin),
  )
  return `(select row_to_json(e) from (select ${columns.join(', ')}) e)`
}

/** Keys that may be in `custom` and are not answered: of fields the actor may not read, and of archived ones. */
export function hiddenCustomKeys(
  rights: ReadRights,
  entity: Entity,
  fields: TenantFields | undefined,
): string[] {
  const unreadable = [...(fields?.fields(entity.name).values() ?? [])].filter(
    (property) => !isReadable(rights, entity, `custom.${property.key}`, property),
  )
  return [...unreadable.map(({ key }) => key), ...keptFields(fields, entity.name).archived]
}
