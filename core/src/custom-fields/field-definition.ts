import type { JsonSchema } from '../base/validator.ts'
import type { Row } from '../tenancy/statement.ts'

/** active: part of records. hidden: the same, but not offered in forms and lists. archived: values kept and answered to nobody. */
export type FieldStatus = 'active' | 'hidden' | 'archived' | 'purging' | 'purged'

/** Of rows beside the records: `none`, kept by every write but not complete, complete, being removed. */
export type RowsState = 'none' | 'building' | 'ready' | 'dropping'

export interface Choice {
  readonly const: string
  readonly title: string
}

/** What an admin decides about a field. */
export interface FieldSettings {
  /** In the profile of custom-field.schema.json. */
  readonly schema: JsonSchema
  readonly required: boolean
  readonly indexed: boolean
  readonly unique: boolean
  readonly status: 'active' | 'hidden'
  /** Place among the fields of the entity; equal ones by key. */
  readonly position: number
}

/** A field as it is stored. */
export interface FieldDefinition extends Omit<FieldSettings, 'status'> {
  readonly id: string
  readonly entity: string
  readonly key: string
  readonly status: FieldStatus
  /** Options the choice once had. */
  readonly retired: readonly Choice[]
  readonly index: RowsState
  readonly claims: RowsState
  /** Id of the last record the running job has done. */
  readonly progress: string | null
  readonly failure: { readonly code: string; readonly message: string } | null
  readonly version: number
  readonly createdAt: string
  readonly updatedAt: string
  readonly createdBy: object
  readonly updatedBy: object
}

/** In the order `toDefinition` reads. */
export const DEFINITION_COLUMNS =
  'id, entity, key, schema, retired, required, position, status, index_state, claims_state, progress, failure, version, created_at, updated_at, created_by, updated_by'

export function toDefinition(row: Row): FieldDefinition {
  const [id, entity, key, schema, retired, required, position, status, index, claims, ...rest] = row
  const [progress, failure, version, createdAt, updatedAt, createdBy, updatedBy] = rest
  return Object.freeze({
    ...{ id, entity, key, schema, retired, required, position, status, index, claims },
    ...{ progress, failure, version, createdAt, updatedAt, createdBy, updatedBy },
    indexed: isKept(index as RowsState),
    unique: isKept(claims as RowsState),
  }) as FieldDefinition
}

/** True when every write keeps the rows. */
export function isKept(state: RowsState): boolean {
  return state === 'building' || state === 'ready'
}

/** True for a field that callers meet. */
export function isLive({ status }: Pick<FieldDefinition, 'status'>): boolean {
  return status === 'active' || status === 'hidden'
}
