import type { Fault } from '../base/crm-error.ts'
import type { JsonSchema } from '../base/validator.ts'
import type { PropertyWords } from './property.ts'
import { typeOf } from './type-of.ts'

/** Whether the words of a property (`x-crm`) fit its type. */
export function checkWords(path: string, key: string, schema: JsonSchema): Fault[] {
  const words = (schema['x-crm'] ?? {}) as PropertyWords
  const at = `${path}/x-crm`
  const faults: Fault[] = []
  const refuse = (word: string, message: string): void =>
    void faults.push(fault(`${at}/${word}`, word, message))
  const type = typeOf(schema) ?? 'string'

  if (words.unique && (type === 'array' || type === 'object' || type === 'boolean')) {
    refuse('unique', `needs a single text, number or date; "${key}" is of type ${type}`)
  }
  if (words.search && !holdsText(schema)) {
    refuse(
      'search',
      `needs text, or a list whose entries are text or have a text "value"; "${key}" is of type ${type}`,
    )
  }
  if (words.index && !isIndexable(schema)) {
    refuse(
      'index',
      `needs a single value, or a list whose entries are text or have a text "value"; "${key}" is of type ${type}`,
    )
  }
  if (words.facet && !isIndexable(schema)) {
    refuse('facet', `needs a single value or a list of texts; "${key}" is of type ${type}`)
  }
  if (words.normalize && !holdsText(schema)) {
    refuse('normalize', `needs text; "${key}" is of type ${type}`)
  }
  if (words.currency !== undefined && type !== 'integer') {
    refuse('currency', `needs an integer amount in minor units; "${key}" is of type ${type}`)
  }
  return [...faults, ...checkRelation(at, key, schema, words), ...checkOptions(at, schema, words)]
}

function checkRelation(
  at: string,
  key: string,
  schema: JsonSchema,
  { relation }: PropertyWords,
): Fault[] {
  if (!relation) return []
  const refuse = (message: string): Fault[] => [fault(`${at}/relation`, 'relation', message)]
  if (relation.kind === 'manyToMany') {
    const items = (schema['items'] ?? {}) as JsonSchema
    return key.endsWith('Ids') && typeOf(schema) === 'array' && items['format'] === 'uuid'
      ? []
      : refuse(
          `kind manyToMany needs a list of uuids with a key that ends in "Ids" (tagIds), read as "tags"; this is "${key}"`,
        )
  }
  if (!key.endsWith('Id') || typeOf(schema) !== 'string' || schema['format'] !== 'uuid') {
    return refuse(
      `kind belongsTo needs a string of format uuid with a key that ends in "Id" (companyId), read as "company"; this is "${key}"`,
    )
  }
  return relation.onDelete === 'set null' && ![schema['type']].flat().includes('null')
    ? refuse('onDelete "set null" needs a property that allows null: "type": ["string", "null"]')
    : []
}

function checkOptions(at: string, schema: JsonSchema, { options }: PropertyWords): Fault[] {
  if (!options) return []
  const values = ((schema['enum'] ?? []) as (string | null)[]).filter((value) => value !== null)
  if (values.length === 0)
    return [fault(`${at}/options`, 'options', 'needs an "enum" beside it whose values it labels')]
  const labelled = options.map(({ value }) => value)
  const missing = values.filter((value) => !labelled.includes(value))
  const extra = labelled.filter(
    (value, index) => !values.includes(value) || labelled.indexOf(value) !== index,
  )
  if (missing.length === 0 && extra.length === 0) return []
  const said = [
    ...(missing.length > 0 ? [`without a label: ${missing.join(', ')}`] : []),
    ...(extra.length > 0 ? [`not in the enum, or twice: ${extra.join(', ')}`] : []),
  ]
  return [
    fault(
      `${at}/options`,
      'options',
      `must label every value of the enum once; ${said.join('; ')}`,
    ),
  ]
}

function holdsText(schema: JsonSchema): boolean {
  const type = typeOf(schema) ?? 'string'
  if (type === 'string') return !['uuid', 'date', 'date-time'].includes(String(schema['format']))
  if (type !== 'array') return false
  const items = (schema['items'] ?? {}) as JsonSchema
  return holdsText(entryOf(items))
}

function isIndexable(schema: JsonSchema): boolean {
  const type = typeOf(schema) ?? 'string'
  if (type === 'object') return false
  if (type !== 'array') return true
  return (typeOf(entryOf((schema['items'] ?? {}) as JsonSchema)) ?? 'string') === 'string'
}

/** What stands for an entry of a list: itself, or its member `value` (`emails[].value`). */
function entryOf(items: JsonSchema): JsonSchema {
  const members = items['properties'] as Readonly<Record<string, JsonSchema>> | undefined
  return typeOf(items) === 'object' ? (members?.['value'] ?? { type: 'object' }) : items
}

function fault(path: string, code: string, message: string): Fault {
  return { path, code, message }
}
