import type { JsonSchema } from '@crmkit/schemas'

import type { FieldKind } from '../fields/field-kind.ts'

export interface FieldOption {
  readonly value: string
  readonly label: string
  /** One of the ten names of a tag's colour: `gray`, `red`, … */
  readonly color?: string
  /** Records still hold it; no write takes it. */
  readonly retired?: true
}

/** The other end of a relation field; only its name where this actor may not read those records. */
export interface FieldRelation {
  /** What `include` calls it: `company`. */
  readonly name: string
  readonly entity: string
  readonly readable: boolean
  readonly plural?: string
  readonly label?: string
  readonly titleField?: string
  /** Whether `q` finds its records: for a type-ahead. */
  readonly searchable?: boolean
  /** Field with a colour's name, for chips. */
  readonly colorField?: string
}

/** One field of an entity as this actor may read and write it: the engine's own description. */
export interface FieldInfo {
  /** `email`, `custom.region`, `ext.shop.plan` */
  readonly key: string
  readonly label: string
  readonly description?: string
  readonly kind: FieldKind
  /** A create must give it. */
  readonly required: boolean
  readonly nullable: boolean
  readonly readonly: boolean
  readonly sortable: boolean
  readonly filterable: boolean
  /** What a filter may ask: `eq`, `contains`, … */
  readonly operators: readonly string[]
  /** Kept by the engine: id, createdAt, … */
  readonly system?: true
  /** Not to be offered in forms and lists. */
  readonly hidden?: true
  readonly searched?: true
  readonly unique?: true
  readonly pii?: true
  /** Heading under which the author wants it. */
  readonly section?: string
  readonly options?: readonly FieldOption[]
  /** Key of the field with the ISO 4217 code of an amount in minor units. */
  readonly currencyField?: string
  /** The code itself, when it is always the same. */
  readonly currencyCode?: string
  readonly relation?: FieldRelation
  /** Of the value: as a patch takes it, for a field nobody may write as it is read. */
  readonly schema: JsonSchema
  /** `x-crm` of the schema. */
  readonly words: Readonly<Record<string, unknown>>
}

/** The engine's description without the schema, which it gives beside it. */
export type DescribedField = Omit<FieldInfo, 'schema' | 'words'>

export function fieldInfo(field: DescribedField, schema: JsonSchema): FieldInfo {
  const words = (schema['x-crm'] ?? {}) as Readonly<Record<string, unknown>>
  return Object.freeze({ ...field, schema, words })
}
