import type { Property, PropertyKind } from '../property.ts'

/**
 * What the custom-fields floor tells readers and writers about a tenant's own fields. Without it `custom.<key>` still works:
 * any key, compared by the type of the value it is compared with, never through an index.
 */
export interface TenantFieldsSource {
  /** Called for every read and write, so answered from memory; a promise only when the fields have to be read first. */
  of(tenantId: string): TenantFields | Promise<TenantFields>
  /** Reads the fields anew, because the database has just said that those of `of` are out of date. */
  refresh?(tenantId: string): Promise<TenantFields>
  /**
   * Called when a list filters or sorts by fields without an index; refuses (422 `FIELD_NOT_INDEXED`) when the tenant
   * has too many records for that.
   */
  assertScannable?(tenantId: string, fields: readonly UnindexedField[]): void | Promise<void>
}

export interface UnindexedField {
  readonly entity: string
  readonly key: string
}

export interface TenantFields {
  /** Equal for equal fields, whichever tenant has them; compiled queries and validators are kept under it. */
  readonly version: string
  /**
   * `custom_field_versions.version` of the tenant when the fields were read. A statement that writes custom values writes nothing
   * when the number has changed since, so that no process writes by definitions of a second ago.
   */
  readonly stamp?: number
  /**
   * The fields of one entity by key. An `indexed` one has a row in `value_index` for each value, under the field
   * `custom.<key>`: numbers in `v_num`, date-times in `v_ts`, all else in `v_text`, texts as `text_key(value)`.
   */
  fields(entity: string): ReadonlyMap<string, Property>
  /** What a write keeps beside the values; nothing when absent. */
  kept?(entity: string): KeptFields
  /** `contact.custom.salary` → the permission without which the field does not exist for an actor. */
  readonly permissions?: ReadonlyMap<string, string>
}

/** What goes with the custom values of one entity, for living fields and for those that are archived. */
export interface KeptFields {
  /** Fields with rows in `value_index`, complete or still being built. */
  readonly indexed: ReadonlyMap<string, PropertyKind>
  /** Fields whose values are claimed in `custom_unique`. */
  readonly unique: readonly string[]
  /** Personal data: masked in the change log. */
  readonly pii: readonly string[]
  /** Fields whose values are kept and answered to nobody. */
  readonly archived: readonly string[]
}

const NOTHING_KEPT: KeptFields = Object.freeze({
  indexed: new Map(),
  unique: [],
  pii: [],
  archived: [],
})

export function keptFields(fields: TenantFields | undefined, entity: string): KeptFields {
  return fields?.kept?.(entity) ?? NOTHING_KEPT
}
