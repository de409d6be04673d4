import type { Ajv2020 } from 'ajv/dist/2020.js'
import { RE2JS } from 're2js'

import type { Fault } from '../base/crm-error.ts'
import type { JsonSchema } from '../base/validator.ts'
import { checkWords } from './check-words.ts'
import { defNames, defOf } from './resolve-defs.ts'
import { typeOf } from './type-of.ts'

/**
 * What the profile cannot say about one property; the schema has its references resolved. All properties of an entity are tried with one
 * Ajv: making one takes longer than compiling a property.
 */
export function checkProperty(key: string, schema: JsonSchema, ajv: Ajv2020): Fault[] {
  const path = `/properties/${key}`
  const shape = checkShape(path, schema)
  return [
    ...shape,
    // A value can only be tried against a schema that compiles.
    ...(shape.length === 0 ? checkValues(path, schema, ajv) : []),
    ...checkWords(path, key, schema),
  ]
}

/** References, patterns, lists and choices, at any depth. */
function checkShape(path: string, schema: JsonSchema): Fault[] {
  if (schema['$ref'] !== undefined) return [referenceFault(path, schema['$ref'])]
  return [
    ...checkPattern(path, schema['pattern']),
    ...checkType(path, schema),
    ...checkNullChoice(path, schema),
    ...inner(path, schema).flatMap(([at, value]) => checkShape(at, value)),
  ]
}

function inner(path: string, schema: JsonSchema): [string, JsonSchema][] {
  const members = Object.entries(
    (schema['properties'] ?? {}) as Readonly<Record<string, JsonSchema>>,
  )
  const others = schema['additionalProperties']
  return [
    ...members.map(([key, value]): [string, JsonSchema] => [`${path}/properties/${key}`, value]),
    ...(schema['items']
      ? [[`${path}/items`, schema['items'] as JsonSchema] as [string, JsonSchema]]
      : []),
    ...(typeof others === 'object'
      ? [[`${path}/additionalProperties`, others as JsonSchema] as [string, JsonSchema]]
      : []),
  ]
}

function referenceFault(path: string, ref: unknown): Fault {
  const known = defNames.join(', ')
  return defOf(ref)
    ? fault(`${path}/$ref`, 'reference', 'could not be resolved')
    : fault(
        `${path}/$ref`,
        'reference',
        `must point into defs.schema.json ("defs.schema.json#/$defs/address"); found "${String(ref)}". Definitions are ${known}`,
      )
}

function checkPattern(path: string, pattern: unknown): Fault[] {
  if (typeof pattern !== 'string') return []
  try {
    RE2JS.compile(pattern)
    return []
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return [
      fault(
        `${path}/pattern`,
        'pattern',
        `must be a regular expression RE2 understands (no look-around, no back-references): ${reason}`,
      ),
    ]
  }
}

function checkType(path: string, schema: JsonSchema): Fault[] {
  const type = typeOf(schema)
  if (type === undefined && !schema['enum'] && !schema['oneOf']) {
    return [
      fault(path, 'type', 'needs a "type" (or a "$ref"); without one any value would be stored'),
    ]
  }
  if (type === 'array' && !schema['items']) {
    return [fault(path, 'items', 'is a list, so it needs "items": the schema of one entry')]
  }
  if (schema['enum'] && schema['oneOf']) {
    return [fault(path, 'choices', 'has both "enum" and "oneOf"; keep one')]
  }
  if ((schema['enum'] ?? schema['oneOf']) && type !== undefined && type !== 'string') {
    return [
      fault(
        path,
        'choices',
        `is a choice, and the values of a choice are strings; its type is ${type}`,
      ),
    ]
  }
  return []
}

/** `type` and `enum` must agree about null, or null would pass one check and fail the other. */
function checkNullChoice(path: string, schema: JsonSchema): Fault[] {
  if (!Array.isArray(schema['enum']) || schema['type'] === undefined) return []
  const typeAllows = [schema['type']].flat().includes('null')
  const enumAllows = schema['enum'].includes(null)
  if (typeAllows === enumAllows) return []
  return [
    fault(
      `${path}/enum`,
      'null',
      typeAllows
        ? 'must list null too, because the type allows it'
        : 'lists null, so the type must be ["string", "null"]',
    ),
  ]
}

/** The schema compiles, and its default and examples are valid. */
function checkValues(path: string, schema: JsonSchema, ajv: Ajv2020): Fault[] {
  const { default: fallback, examples = [], 'x-crm': _words, ...rest } = schema
  let validate
  try {
    validate = ajv.compile(rest)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return [fault(path, 'schema', `is not a schema that can be checked: ${reason}`)]
  }
  const values: [string, unknown][] = [
    ...(fallback === undefined ? [] : [['default', fallback] as [string, unknown]]),
    ...(examples as unknown[]).map((value, index): [string, unknown] => [
      `examples/${String(index)}`,
      value,
    ]),
  ]
  return values
    .filter(([, value]) => !validate(value))
    .map(([at, value]) =>
      fault(
        `${path}/${at}`,
        'value',
        `${JSON.stringify(value)} is not a value the property accepts`,
      ),
    )
}

function fault(path: string, code: string, message: string): Fault {
  return { path, code, message }
}
