import type { JsonSchema } from '../base/validator.ts'
import { labelOf, snakeCase } from './naming.ts'
import type { Property, PropertyKind, PropertyWords, Relation } from './property.ts'

/** Compiles one property of an author's schema; the schema has passed `assertEntitySchema`. */
export function compileProperty(key: string, schema: JsonSchema, required: boolean): Property {
  const words = (schema['x-crm'] ?? {}) as PropertyWords
  return Object.freeze({
    key,
    id: words.id ?? key,
    column: snakeCase(key),
    kind: kindOf(schema),
    label: words.label ?? labelOf(key),
    nullable: isNullable(schema),
    required,
    system: false,
    readonly: words.readonly === true,
    indexed: words.index === true || words.unique === true || words.relation?.kind === 'belongsTo',
    unique: words.unique === true,
    searchable: words.search === true,
    pii: words.pii === true,
    permission: words.permission,
    relation: relationOf(key, words),
    words,
    schema,
  })
}

export function isNullable(schema: JsonSchema): boolean {
  const type = schema['type']
  if (Array.isArray(type)) return type.includes('null')
  return Array.isArray(schema['enum']) && (schema['enum'] as unknown[]).includes(null)
}

function kindOf(schema: JsonSchema): PropertyKind {
  const [type] = [schema['type'] ?? 'string'].flat().filter((name) => name !== 'null') as string[]
  switch (type) {
    case 'integer':
    case 'number':
    case 'boolean':
      return type
    case 'object':
      return 'json'
    case 'array':
      return listKind((schema['items'] ?? {}) as JsonSchema)
    default:
      return textKind(schema['format'])
  }
}

function listKind(items: JsonSchema): PropertyKind {
  if (items['type'] !== 'string') return 'json'
  return items['format'] === 'uuid' ? 'uuid-list' : 'text-list'
}

function textKind(format: unknown): PropertyKind {
  return format === 'uuid' || format === 'date' || format === 'date-time' ? format : 'text'
}

/** `companyId` → `company`, `tagIds` → `tags`. */
function relationOf(key: string, words: PropertyWords): Relation | undefined {
  const relation = words.relation
  if (!relation) return undefined
  const name = relation.kind === 'manyToMany' ? key.replace(/Ids$/, 's') : key.replace(/Id$/, '')
  return Object.freeze({
    name,
    kind: relation.kind,
    entity: relation.entity,
    property: key,
    inverse: relation.inverse,
    onDelete: relation.onDelete ?? (relation.kind === 'manyToMany' ? 'set null' : 'restrict'),
    ...(relation.within === undefined ? {} : { within: relation.within }),
  })
}
