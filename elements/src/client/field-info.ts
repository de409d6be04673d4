import type { JsonSchema } from '@crmkit/schemas'

/** How a field is drawn and edited. */
export type FieldKind =
  | 'text'
  | 'longText'
  | 'email'
  | 'phone'
  | 'url'
  | 'integer'
  | 'number'
  | 'money'
  | 'boolean'
  | 'date'
  | 'dateTime'
  | 'select'
  | 'multiSelect'
  | 'tags'
  | 'relation'
  | 'relations'
  | 'address'
  | 'addresses'
  | 'emails'
  | 'phones'
  | 'links'
  | 'actor'
  | 'id'
  | 'json'

export interface FieldOption {
  readonly value: string
  readonly label: string
  /** One of the ten names of a tag's colour: `gray`, `red`, … */
  readonly color: string | undefined
}

export interface FieldRelation {
  /** Name of the way to the other record, for `include`: `company`. */
  readonly name: string
  readonly entity: string
  readonly kind: 'belongsTo' | 'manyToMany'
}

/** One field of an entity as this actor may read and write it. */
export interface FieldInfo {
  /** `email`, `custom.region`, `ext.shop.plan` */
  readonly key: string
  readonly label: string
  readonly description: string | undefined
  readonly kind: FieldKind
  readonly schema: JsonSchema
  /** `x-crm` of the field. */
  readonly words: Readonly<Record<string, unknown>>
  /** Written by the engine: createdAt, version, … */
  readonly system: boolean
  readonly readonly: boolean
  readonly required: boolean
  readonly nullable: boolean
  readonly relation: FieldRelation | undefined
  readonly options: readonly FieldOption[] | undefined
  /** Field that holds the currency of an amount in minor units. */
  readonly currencyField: string | undefined
  /** Currency of an amount that is always the same. */
  readonly currencyCode: string | undefined
  readonly sortable: boolean
  readonly filterable: boolean
}

interface Words {
  readonly label?: string
  readonly widget?: string
  readonly normalize?: string
  readonly readonly?: boolean
  readonly currency?: string
  readonly currencyCode?: string
  readonly relation?: { readonly entity: string; readonly kind: 'belongsTo' | 'manyToMany' }
  readonly options?: readonly { value: string; label: string; color?: string }[]
}

export interface FieldPlace {
  readonly key: string
  /** Whether a patch takes it. */
  readonly writable: boolean
  /** Whether a create must have it. */
  readonly required: boolean
}

/** Keys the engine itself writes. */
const SYSTEM = new Set(
  'id createdAt updatedAt createdBy updatedBy version deletedAt'.split(' '),
)

export function fieldInfo(schema: JsonSchema, { key, writable, required }: FieldPlace): FieldInfo {
  const words = (schema['x-crm'] ?? {}) as Words
  const kind = kindOf(schema, words, key)
  const sortable = !UNSORTABLE.has(kind)
  return Object.freeze({
    key,
    label: words.label ?? labelOf(key),
    description: schema['description'] as string | undefined,
    kind,
    schema,
    words: words as Readonly<Record<string, unknown>>,
    system: SYSTEM.has(key),
    readonly: !writable,
    required,
    nullable: typesOf(schema).includes('null'),
    relation: words.relation && {
      name: relationName(key, words.relation.kind),
      entity: words.relation.entity,
      kind: words.relation.kind,
    },
    options: optionsOf(schema, words),
    currencyField: words.currency,
    currencyCode: words.currencyCode,
    sortable,
    filterable: kind !== 'json' && kind !== 'actor' && kind !== 'addresses' && kind !== 'address',
  })
}

const UNSORTABLE: ReadonlySet<FieldKind> = new Set<FieldKind>([
  'json',
  'actor',
  'address',
  'addresses',
  'emails',
  'phones',
  'links',
  'tags',
  'relation',
  'relations',
  'multiSelect',
])

function kindOf(schema: JsonSchema, words: Words, key: string): FieldKind {
  if (key === 'id') return 'id'
  if (key === 'createdBy' || key === 'updatedBy') return 'actor'
  if (words.relation?.kind === 'belongsTo') return 'relation'
  if (words.relation) return words.widget === 'tags' ? 'tags' : 'relations'
  const type = typesOf(schema).find((name) => name !== 'null') ?? 'string'
  if (type === 'boolean') return 'boolean'
  if (type === 'integer' || type === 'number') {
    return words.currency !== undefined || words.currencyCode !== undefined ? 'money' : type
  }
  if (type === 'array') return listKind(schema['items'] as JsonSchema | undefined, words)
  if (type === 'object') return objectKind(schema)
  return textKind(schema, words)
}

function textKind(schema: JsonSchema, words: Words): FieldKind {
  if (schema['enum'] !== undefined || schema['oneOf'] !== undefined) return 'select'
  if (words.widget === 'longText') return 'longText'
  switch (schema['format']) {
    case 'email':
      return 'email'
    case 'uri':
      return 'url'
    case 'date':
      return 'date'
    case 'date-time':
      return 'dateTime'
    case 'uuid':
      return 'id'
  }
  if (words.normalize === 'phone') return 'phone'
  if (words.normalize === 'url' || words.normalize === 'domain') return 'url'
  return 'text'
}

function listKind(items: JsonSchema = {}, words: Words): FieldKind {
  const members = (items['properties'] ?? {}) as Readonly<Record<string, JsonSchema>>
  if ('url' in members) return 'links'
  if ('street' in members) return 'addresses'
  const value = members['value']
  if (value) return value['format'] === 'email' ? 'emails' : 'phones'
  if (items['enum'] !== undefined || items['oneOf'] !== undefined) return 'multiSelect'
  if (items['type'] === 'string') return words.widget === 'tags' ? 'tags' : 'multiSelect'
  return 'json'
}

function objectKind(schema: JsonSchema): FieldKind {
  const members = (schema['properties'] ?? {}) as Readonly<Record<string, JsonSchema>>
  if ('amountMinor' in members) return 'money'
  return 'street' in members ? 'address' : 'json'
}

interface Choice {
  readonly const?: unknown
  readonly title?: string
  readonly 'x-crm'?: { readonly color?: string }
}

function optionsOf(schema: JsonSchema, words: Words): readonly FieldOption[] | undefined {
  const own = schema['items'] === undefined ? schema : (schema['items'] as JsonSchema)
  const choices = own['oneOf'] as readonly Choice[] | undefined
  const named = new Map(words.options?.map((option) => [option.value, option]))
  const values = choices
    ? choices.map((choice) => ({ value: choice.const, choice }))
    : (own['enum'] as readonly unknown[] | undefined)?.map((value) => ({ value, choice: undefined }))
  return values
    ?.filter(({ value }) => typeof value === 'string')
    .map(({ value, choice }) => {
      const option = named.get(value as string)
      return Object.freeze({
        value: value as string,
        label: option?.label ?? choice?.title ?? sentence(value as string),
        color: option?.color ?? choice?.['x-crm']?.color,
      })
    })
}

function typesOf(schema: JsonSchema): readonly string[] {
  return [schema['type'] ?? []].flat() as string[]
}

/** As the engine names it: `companyId` → `company`, `tagIds` → `tags`. */
export function relationName(key: string, kind: 'belongsTo' | 'manyToMany'): string {
  return kind === 'manyToMany' ? key.replace(/Ids$/, 's') : key.replace(/Id$/, '')
}

function labelOf(key: string): string {
  return sentence(key.slice(key.lastIndexOf('.') + 1))
}

/** `createdAt` → `Created at` */
function sentence(name: string): string {
  const words = name
    .replace(/[-_]/g, ' ')
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
  return words.charAt(0).toUpperCase() + words.slice(1)
}
