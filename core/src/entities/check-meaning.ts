import type { Fault } from '../base/crm-error.ts'
import { createAjv, type JsonSchema } from '../base/validator.ts'
import { checkProperty } from './check-property.ts'
import type { EntityWords } from './entity.ts'
import { snakeCase } from './naming.ts'
import type { PropertyWords } from './property.ts'
import { resolveDefs } from './resolve-defs.ts'
import { reservedKeys } from './system-properties.ts'
import { typeOf } from './type-of.ts'

/** Members every object inherits: as keys of a record they would be found where nobody put them. */
const INHERITED = new Set([
  'constructor',
  'toString',
  'valueOf',
  'hasOwnProperty',
  'toLocaleString',
  'isPrototypeOf',
  'propertyIsEnumerable',
])

/** Columns the engine gives every table beside those of the system properties. */
const COLUMNS = new Set([
  'tenant_id',
  'record_id',
  'search_text',
  'xmin',
  'xmax',
  'cmin',
  'cmax',
  'ctid',
  'tableoid',
])

/** System fields a list may show. */
const STAMPS = ['createdAt', 'updatedAt', 'createdBy', 'updatedBy']

type Properties = Readonly<Record<string, JsonSchema>>

/** What a schema cannot say about an entity (or an extension) that keeps to the profile. */
export function checkMeaning(schema: JsonSchema): Fault[] {
  const written = schema['properties'] as Properties
  // Resolved one by one: a bad reference is a fault of its own property, told by checkProperty.
  const properties = Object.fromEntries(
    Object.entries(written).map(([key, value]) => [key, resolveDefs(value)]),
  )
  const words = schema['x-crm'] as EntityWords | undefined
  const ajv = createAjv()
  return [
    ...checkKeys(properties),
    ...checkRequired(schema, properties),
    ...Object.entries(properties).flatMap(([key, property]) => [
      ...checkProperty(key, property, ajv),
      ...checkPresence(key, property, schema),
      ...checkCurrency(key, property, properties),
      ...checkRelationName(key, property, properties),
      ...checkWithin(key, property, properties),
    ]),
    ...(words ? checkEntityWords(words, properties) : []),
  ]
}

function checkKeys(properties: Properties): Fault[] {
  const columns = new Map<string, string>()
  return Object.keys(properties).flatMap((key) => {
    const column = snakeCase(key)
    const twin = columns.get(column)
    columns.set(column, key)
    if (reservedKeys.has(key) || COLUMNS.has(column)) {
      return [
        at(
          `/properties/${key}`,
          'reserved',
          `the key "${key}" belongs to the engine; choose another`,
        ),
      ]
    }
    if (INHERITED.has(key)) {
      return [
        at(
          `/properties/${key}`,
          'reserved',
          `the key "${key}" is a member of every JavaScript object; choose another`,
        ),
      ]
    }
    if (twin !== undefined) {
      return [
        at(
          `/properties/${key}`,
          'column',
          `"${key}" and "${twin}" would both be the column ${column}; rename one`,
        ),
      ]
    }
    return []
  })
}

function checkRequired(schema: JsonSchema, properties: Properties): Fault[] {
  const required = (schema['required'] ?? []) as readonly string[]
  return required.flatMap((key, index) =>
    Object.hasOwn(properties, key)
      ? []
      : [
          at(
            `/required/${String(index)}`,
            'unknown',
            `there is no property "${key}"; there are ${names(properties)}`,
          ),
        ],
  )
}

/** A record without the value must be possible or impossible, not both. */
function checkPresence(key: string, property: JsonSchema, schema: JsonSchema): Fault[] {
  const required = ((schema['required'] ?? []) as readonly string[]).includes(key)
  const unresolved = property['$ref'] !== undefined
  if (required || unresolved || property['default'] !== undefined || allowsNull(property)) return []
  const type = typeOf(property) ?? 'string'
  const fallback = type === 'array' ? '"default": []' : 'a "default"'
  return [
    at(
      `/properties/${key}`,
      'presence',
      `a create may leave "${key}" out, and then it has no value: allow null ("type": ["${type}", "null"]), give it ${fallback}, or name it in "required"`,
    ),
  ]
}

function checkCurrency(key: string, property: JsonSchema, properties: Properties): Fault[] {
  const currency = wordsOf(property).currency
  if (currency === undefined) return []
  const path = `/properties/${key}/x-crm/currency`
  const other = Object.hasOwn(properties, currency) ? properties[currency] : undefined
  if (!other)
    return [
      at(
        path,
        'unknown',
        `there is no property "${currency}" to hold the currency; there are ${names(properties)}`,
      ),
    ]
  return (typeOf(other) ?? 'string') === 'string'
    ? []
    : [
        at(
          path,
          'type',
          `"${currency}" must be a string that holds an ISO 4217 code; its type is ${String(typeOf(other))}`,
        ),
      ]
}

/** `companyId` is read as `company`, so no property may have that name. */
function checkRelationName(key: string, property: JsonSchema, properties: Properties): Fault[] {
  if (!wordsOf(property).relation) return []
  const name = key.replace(/Ids$/, 's').replace(/Id$/, '')
  return name !== key && Object.hasOwn(properties, name)
    ? [
        at(
          `/properties/${key}`,
          'relation',
          `its record is read as "${name}", which is a property too; rename one`,
        ),
      ]
    : []
}

/** Whether the other entity has the property too, and offers it in `referenceKeys`, is known when all plugins are. */
function checkWithin(key: string, property: JsonSchema, properties: Properties): Fault[] {
  const within = wordsOf(property).relation?.within
  if (within === undefined || Object.hasOwn(properties, within)) return []
  return [
    at(
      `/properties/${key}/x-crm/relation/within`,
      'unknown',
      `there is no property "${within}" to share with the other record; there are ${names(properties)}`,
    ),
  ]
}

function checkEntityWords(words: EntityWords, properties: Properties): Fault[] {
  const faults: Fault[] = []
  const title = Object.hasOwn(properties, words.titleField)
    ? properties[words.titleField]
    : undefined
  if (!title) {
    faults.push(
      at(
        '/x-crm/titleField',
        'unknown',
        `there is no property "${words.titleField}"; there are ${names(properties)}`,
      ),
    )
  } else if ((typeOf(title) ?? 'string') !== 'string') {
    faults.push(
      at(
        '/x-crm/titleField',
        'type',
        `"${words.titleField}" must be a string, so that it can name a record; its type is ${String(typeOf(title))}`,
      ),
    )
  }
  const shown = [...Object.keys(properties), ...(words.owned ? ['ownerId'] : []), ...STAMPS]
  for (const [index, key] of (words.columns ?? []).entries()) {
    if (shown.includes(key)) continue
    const problem = `there is no property "${key}"; there are ${shown.join(', ')}`
    faults.push(at(`/x-crm/columns/${String(index)}`, 'unknown', problem))
  }
  for (const [index, key] of (words.referenceKeys ?? []).entries()) {
    const problem = uniquenessProblem(key, words, properties)
    if (problem) faults.push(at(`/x-crm/referenceKeys/${String(index)}`, 'unknown', problem))
  }
  for (const [index, keys] of (words.indexes ?? []).entries()) {
    for (const key of keys) {
      const problem = uniquenessProblem(key, words, properties)
      if (problem) faults.push(at(`/x-crm/indexes/${String(index)}`, 'unknown', problem))
    }
  }
  for (const [index, keys] of (words.uniqueTogether ?? []).entries()) {
    for (const key of keys) {
      const problem = uniquenessProblem(key, words, properties)
      if (problem) faults.push(at(`/x-crm/uniqueTogether/${String(index)}`, 'unique', problem))
    }
  }
  return faults
}

function uniquenessProblem(
  key: string,
  words: EntityWords,
  properties: Properties,
): string | undefined {
  if (key === 'ownerId' && words.owned) return undefined
  const property = Object.hasOwn(properties, key) ? properties[key] : undefined
  if (!property) return `there is no property "${key}"; there are ${names(properties)}`
  const type = typeOf(property)
  return type === 'array' || type === 'object'
    ? `"${key}" is ${type === 'array' ? 'a list' : 'an object'}; only single values can be unique together`
    : undefined
}

function allowsNull(property: JsonSchema): boolean {
  const types = [property['type'] ?? []].flat() as unknown[]
  if (types.includes('null')) return true
  const choices = (property['oneOf'] ?? []) as readonly { const: unknown }[]
  if (choices.some((choice) => choice.const === null)) return true
  return property['type'] === undefined && ((property['enum'] ?? []) as unknown[]).includes(null)
}

function wordsOf(property: JsonSchema): PropertyWords {
  return property['x-crm'] ?? {}
}

function names(properties: Properties): string {
  return Object.keys(properties).join(', ')
}

function at(path: string, code: string, message: string): Fault {
  return { path, code, message }
}
