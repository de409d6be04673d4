import type { JsonSchema } from '../base/validator.ts'

/** How a property is stored, compared and drawn. */
export type PropertyKind =
  | 'text'
  | 'integer'
  | 'number'
  | 'boolean'
  | 'uuid'
  | 'date'
  | 'date-time'
  | 'text-list'
  | 'uuid-list'
  | 'json'

/** `x-crm` of a property, as an author writes it; the meta-schema in `@crmkit/schemas` checks it. */
export interface PropertyWords {
  /** Stable identity in migrations: a new key with an old id is a rename. Default: the key itself. */
  readonly id?: string
  readonly label?: string
  readonly relation?: {
    /** Name of the other entity. */
    readonly entity: string
    readonly kind: 'belongsTo' | 'manyToMany'
    /** How the other entity sees these records: `company.contacts`. */
    readonly inverse?: string
    readonly onDelete?: 'restrict' | 'cascade' | 'set null'
    /** Property both records have the same value of: a deal's stage is one `within` the deal's `pipelineId`. Kept by the foreign key itself. */
    readonly within?: string
  }
  readonly index?: boolean
  /** Unique among the living records of a tenant; also makes the property an upsert key. */
  readonly unique?: boolean
  /** Part of the list's `q` fragment search, and of the search document. */
  readonly search?: boolean
  readonly facet?: boolean
  /** Personal data: masked in the change log. */
  readonly pii?: boolean
  /** Set by the engine or a plugin, never by a caller. */
  readonly readonly?: boolean
  /** Permission a reader needs; without it the field does not exist for the actor. */
  readonly permission?: string
  /** For an integer amount in minor units: the property that holds its ISO 4217 currency. */
  readonly currency?: string
  /** Labels and colours of an enum's values. */
  readonly options?: readonly {
    readonly value: string
    readonly label: string
    readonly color?: string
  }[]
  /** For an integer amount in minor units: its ISO 4217 currency, when it is always the same. */
  readonly currencyCode?: string
  /** Not offered in forms and lists. */
  readonly hidden?: boolean
  /** Values a choice once had: records still hold them, no write takes them; of a custom field. */
  readonly retired?: readonly { readonly const: string; readonly title: string }[]
  /** How text is made comparable before it is checked and stored. */
  readonly normalize?: 'trim' | 'lower' | 'phone' | 'url' | 'domain' | 'country' | 'currency'
  /** What the editor shows: `longText`, `tags`, … ; else drawn from type and format. */
  readonly widget?: string
  /** Heading under which a form has the field, when no layout says otherwise. */
  readonly section?: string
}

/** One property of an entity, compiled: everything a statement, a validator or a form asks about it. */
export interface Property {
  /** Name in the API, camelCase. */
  readonly key: string
  readonly id: string
  /** Name in the table, snake_case. */
  readonly column: string
  readonly kind: PropertyKind
  readonly label: string
  readonly nullable: boolean
  readonly required: boolean
  /** Written by the engine itself: id, createdAt, version, … */
  readonly system: boolean
  /** Not writable by a caller. */
  readonly readonly: boolean
  readonly indexed: boolean
  readonly unique: boolean
  readonly searchable: boolean
  readonly pii: boolean
  readonly permission: string | undefined
  readonly relation: Relation | undefined
  readonly words: PropertyWords
  /** JSON Schema of the value, `$ref`s into `@crmkit/schemas` resolved, `x-crm` kept. */
  readonly schema: JsonSchema
}

/** A way from one entity to another, by name: `include=company`, `filter={"company.industry":…}`. */
export interface Relation {
  /** `company` for `companyId`, `tags` for `tagIds`, `contacts` for the inverse. */
  readonly name: string
  readonly kind: 'belongsTo' | 'manyToMany' | 'hasMany'
  /** The entity at the other end. */
  readonly entity: string
  /** The property that holds the reference: on this entity, or for `hasMany` on the other one. */
  readonly property: string
  readonly inverse: string | undefined
  readonly onDelete: 'restrict' | 'cascade' | 'set null'
  /** Property both ends have the same value of; undefined for most. */
  readonly within?: string | undefined
}
