import type { JsonSchema } from '../base/validator.ts'
import type { Property, Relation } from './property.ts'

/** `x-crm` of an entity, as an author writes it. */
export interface EntityWords {
  /** Plural in the API and the route: `contacts`. */
  readonly plural: string
  readonly label: { readonly one: string; readonly many: string }
  readonly icon?: string
  /** Property that names a record for people. */
  readonly titleField: string
  /** Fields a list shows where nobody has chosen others. */
  readonly columns?: readonly string[]
  /** Has an owner (`ownerId`), so `own` and `team` permissions have a meaning. */
  readonly owned?: boolean
  /** Deletes can be undone until purged; default true. */
  readonly softDelete?: boolean
  /** Admins may add fields at run time; default true. */
  readonly customFields?: boolean
  readonly timeline?: boolean
  /** Extra uniqueness over several properties, among the living. */
  readonly uniqueTogether?: readonly (readonly string[])[]
  /** Properties that records of other entities share when they point here `within` them: `pipelineId` of a stage. */
  readonly referenceKeys?: readonly string[]
  /** Orders beyond those of single properties that lists are read in by an index: `["stageId", "position"]`. */
  readonly indexes?: readonly (readonly string[])[]
}

/** A sidecar another plugin hangs on an entity: read as `record.ext.<plugin>.<key>`. */
export interface Extension {
  readonly plugin: string
  /** `<plugin>_<entity>_ext`, keyed by (tenant_id, record_id). */
  readonly table: string
  readonly properties: ReadonlyMap<string, Property>
  readonly schema: JsonSchema
}

/** One entity, compiled from its JSON Schema: the single source of table, validation, routes, OpenAPI and types. */
export interface Entity {
  /** Singular, camelCase: `contact`. */
  readonly name: string
  readonly plugin: string
  /** `contacts`, the route and the API's plural. */
  readonly plural: string
  readonly label: { readonly one: string; readonly many: string }
  readonly icon: string | undefined
  readonly description: string | undefined
  /** Unqualified table name. */
  readonly table: string
  readonly titleField: string
  readonly owned: boolean
  readonly softDelete: boolean
  readonly customFields: boolean
  readonly timeline: boolean
  /** Author's and system properties, in the order they are answered. */
  readonly properties: ReadonlyMap<string, Property>
  /** All ways to other entities by name, inverses included. */
  readonly relations: ReadonlyMap<string, Relation>
  /** By plugin name. */
  readonly extensions: ReadonlyMap<string, Extension>
  readonly uniqueTogether: readonly (readonly string[])[]
  readonly referenceKeys: readonly string[]
  readonly indexes: readonly (readonly string[])[]
  /** True when some property takes part in the fragment search: the table then has `search_text`. */
  readonly searchable: boolean
  /** The author's schema as it was given. */
  readonly schema: JsonSchema
}
