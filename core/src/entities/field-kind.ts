import type { FieldKind } from '@crmkit/schemas'

import type { JsonSchema } from '../base/validator.ts'
import type { PropertyWords } from './property.ts'
import { typeOf } from './type-of.ts'

/** Past this many characters a single line hides most of a text; custom texts have this bound when the admin sets none. */
const LONG_TEXT = 2_000

/** The kind of a value of this schema: what the author says of it counts before what its shape tells. */
export function fieldKindOf(schema: JsonSchema): FieldKind {
  const words = (schema['x-crm'] ?? {}) as PropertyWords
  return kindOfWords(words, typeOf(schema)) ?? kindOfShape(schema)
}

function kindOfWords(words: PropertyWords, type: string | undefined): FieldKind | undefined {
  const { widget, relation, normalize } = words
  if (relation?.kind === 'manyToMany') return widget === 'tags' ? 'tags' : 'relations'
  if (relation) return relation.entity === 'member' ? 'member' : 'relation'
  if (words.currency !== undefined || words.currencyCode !== undefined) return 'money'
  if (type !== 'string') return undefined
  if (widget === 'longText') return 'long-text'
  return normalize === 'phone' || normalize === 'country' || normalize === 'currency'
    ? normalize
    : undefined
}

function kindOfShape(schema: JsonSchema): FieldKind {
  const type = typeOf(schema)
  if (type === 'array') return kindOfList((schema['items'] ?? {}) as JsonSchema)
  if (hasChoices(schema)) return 'select'
  if (type === 'object') return kindOfObject(schema)
  if (type === 'integer' || type === 'number' || type === 'boolean') return type
  return kindOfText(schema)
}

function kindOfText({ format, maxLength }: JsonSchema): FieldKind {
  if (format === 'email' || format === 'date' || format === 'date-time') return format
  if (format === 'uri') return 'url'
  return typeof maxLength === 'number' && maxLength > LONG_TEXT ? 'long-text' : 'text'
}

function kindOfList(items: JsonSchema): FieldKind {
  if (hasChoices(items)) return 'multi-select'
  return typeOf(items) === 'string' ? 'texts' : 'objects'
}

function kindOfObject(schema: JsonSchema): FieldKind {
  if (hasMembers(schema, 'amountMinor', 'currency')) return 'money-object'
  if (hasMembers(schema, 'street', 'city')) return 'address'
  return hasMembers(schema, 'kind', 'through') ? 'stamp' : 'json'
}

function hasChoices(schema: JsonSchema): boolean {
  return Array.isArray(schema['enum']) || Array.isArray(schema['oneOf'])
}

export function hasMembers({ properties }: JsonSchema, ...keys: readonly string[]): boolean {
  return keys.every((key) => Object.hasOwn(properties ?? {}, key))
}
