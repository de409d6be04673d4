import { type OutputUnit, Validator } from '@cfworker/json-schema'

import type { Fault } from '@crmkit/schemas/client'

import { isObject, type Values } from '../fields/field-path.ts'

type Schema = Readonly<Record<string, unknown>>

/** Finds the faults of a record, as the server would; one for each place, by JSON Pointer and broken keyword. */
export type Check = (record: Values) => readonly Fault[]

/** Loaded with its validator, 6 KB, once somebody fills in a form; no `eval`, unlike Ajv. */
export function createCheck(schema: Schema): Check {
  const validator = new Validator(browserSchema(schema) as Schema, '2020-12', false)
  return (record) => {
    const told = new Set<string>()
    return unitsOf(validator, record)
      .map(faultOf)
      .filter(({ path, code }) => {
        // The first broken rule of a place says enough: an empty address is too short, and no address.
        const isNew = !told.has(path) && !WRAPPERS.has(code)
        if (isNew) told.add(path)
        return isNew
      })
  }
}

/** Keywords that only repeat what one below them found. */
const WRAPPERS = new Set(
  'properties additionalProperties items prefixItems $ref allOf anyOf not if then else'.split(' '),
)

/** What the server brings into shape before it checks: the browser would refuse what the server takes. */
const NORMALIZED = new Set(['domain', 'phone', 'country', 'currency'])

function browserSchema(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(browserSchema)
  if (!isObject(schema)) return schema
  const { normalize } = (schema['x-crm'] ?? {}) as { normalize?: string }
  const dropped = new Set(
    NORMALIZED.has(normalize ?? '') ? ['format', 'pattern', 'x-crm'] : ['x-crm'],
  )
  if (typeof schema['pattern'] === 'string' && !isPattern(schema['pattern'])) dropped.add('pattern')
  return Object.fromEntries(
    Object.entries(schema)
      .filter(([key]) => !dropped.has(key))
      .map(([key, value]) => [key, DATA.has(key) ? value : browserSchema(value)]),
  )
}

/** Keywords whose value is data, not a schema. */
const DATA = new Set(['default', 'const', 'enum', 'examples', 'required'])

/** The server's patterns are RE2: one that JavaScript cannot read is left to the server. */
function isPattern(pattern: string): boolean {
  try {
    return new RegExp(pattern, 'u') instanceof RegExp
  } catch {
    return false
  }
}

function unitsOf(validator: Validator, record: Values): readonly OutputUnit[] {
  const { valid, errors } = validator.validate(record)
  return valid ? [] : errors
}

function faultOf({ keyword, instanceLocation, error }: OutputUnit): Fault {
  const path = decodeURI(instanceLocation.replace(/^#/, ''))
  if (keyword === 'required') {
    // The unit names the object; the fault belongs to the member that is missing.
    const [, name = ''] = /"([^"]*)"/.exec(error) ?? []
    return { path: `${path}/${name}`, code: 'required', message: '' }
  }
  return { path, code: isMissing(keyword, error) ? 'required' : keyword, message: '' }
}

/** Null where a value must be: to a person that is a field left empty, not a wrong type. */
function isMissing(keyword: string, error: string): boolean {
  return keyword === 'type' && /type "null" is invalid/.test(error)
}
