import type { Property } from '../property.ts'

/**
 * What the custom-fields floor tells the reader about a tenant's own fields. Without it `custom.<key>` still works:
 * any key, compared by the type of the value it is compared with, never through an index.
 */
export interface TenantFieldsSource {
  /** Called for every read, so answered from memory; a promise only when the fields have to be read first. */
  of(tenantId: string): TenantFields | Promise<TenantFields>
  /**
   * Called when a list filters or sorts by fields without an index; refuses (422 `FIELD_NOT_INDEXED`) when the tenant
   * has too many records for that.
   */
  assertScannable?(tenantId: string, entity: string, keys: readonly string[]): void | Promise<void>
}

export interface TenantFields {
  /** Changes with every change of the fields; compiled queries are kept under it. */
  readonly version: string
  /**
   * The fields of one entity by key. An `indexed` one has a row in `value_index` for each value, under the field
   * `custom.<key>`: numbers in `v_num`, date-times in `v_ts`, all else in `v_text`.
   */
  fields(entity: string): ReadonlyMap<string, Property>
}
