import type { JsonSchema } from '../base/validator.ts'
import { compileProperty } from '../entities/compile-property.ts'
import type { Property, PropertyWords } from '../entities/property.ts'
import type { Choice, FieldDefinition } from './field-definition.ts'

/** Longest texts where the admin sets no bound. */
export const MAX_TEXT = 2_000
const MAX_BY_FORMAT: Readonly<Record<string, number>> = { email: 254, uri: 2_000 }
const MAX_ITEM = 200
const MAX_ITEMS = 100

type Shape = Pick<
  FieldDefinition,
  'key' | 'schema' | 'required' | 'retired' | 'status' | 'index' | 'claims'
>

/** The field as readers and writers meet it: like a property of the entity's own schema. */
export function fieldProperty(definition: Shape & { readonly id: string }): Property {
  const { key, id, required, index, claims } = definition
  const schema = wholeSchema(definition)
  return Object.freeze({
    ...compileProperty(key, schema, required),
    id,
    indexed: index === 'ready',
    unique: claims === 'ready',
  })
}

/** The admin's schema with the bounds it leaves out, null where a value may be missing, and our words. */
function wholeSchema(definition: Shape): JsonSchema {
  const { schema, required, retired, status, index, claims } = definition
  const bounded = withBounds(schema)
  const words: PropertyWords = {
    ...(schema['x-crm'] as PropertyWords | undefined),
    ...(index === 'ready' ? { index: true } : {}),
    ...(claims === 'ready' ? { unique: true } : {}),
    ...(status === 'hidden' ? { hidden: true } : {}),
    ...(retired.length > 0 ? { retired } : {}),
    ...normalizeWord(schema),
  }
  return { ...(required ? bounded : nullable(bounded)), 'x-crm': words }
}

function withBounds(schema: JsonSchema): JsonSchema {
  switch (schema['type']) {
    case 'integer':
      // A larger one would not come back as it was sent (RFC 8259 §6).
      return { minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER, ...schema }
    case 'array': {
      const items = schema['items'] as JsonSchema
      const bound = items['oneOf'] === undefined ? { maxLength: MAX_ITEM } : {}
      return { maxItems: MAX_ITEMS, ...schema, items: { ...bound, ...items } }
    }
    case 'string':
      return isText(schema)
        ? { maxLength: MAX_BY_FORMAT[String(schema['format'])] ?? MAX_TEXT, ...schema }
        : schema
    default:
      return schema
  }
}

/** Free text, as against a choice or a date. */
function isText(schema: JsonSchema): boolean {
  return (
    schema['type'] === 'string' &&
    schema['oneOf'] === undefined &&
    !String(schema['format']).startsWith('date')
  )
}

function nullable(schema: JsonSchema): JsonSchema {
  const choices = schema['oneOf'] as readonly Choice[] | undefined
  return {
    ...schema,
    type: [schema['type'], 'null'],
    ...(choices ? { oneOf: [...choices, { const: null, title: '' }] } : {}),
  }
}

/** One spelling of a value: spaces at the ends are nobody's intention, and an e-mail address has no case. */
function normalizeWord(schema: JsonSchema): Pick<PropertyWords, 'normalize'> {
  if (schema['format'] === 'email') return { normalize: 'lower' }
  if (schema['format'] === 'uri') return { normalize: 'url' }
  return isText(schema) || schema['type'] === 'array' ? { normalize: 'trim' } : {}
}
