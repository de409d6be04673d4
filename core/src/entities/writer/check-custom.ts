import type { ValidateFunction } from 'ajv/dist/2020.js'
import { LRUCache } from 'lru-cache'

import type { Fault } from '../../base/crm-error.ts'
import {
  compileValidator,
  faultsOf,
  isDateTime,
  type JsonSchema,
  pointer,
} from '../../base/validator.ts'
import type { Rights } from '../../identity/rights.ts'
import type { Entity } from '../entity.ts'
import { errors } from '../errors.ts'
import { type NormalizeOptions, normalizeValue } from '../normalize.ts'
import type { Property } from '../property.ts'
import { isReadable } from '../reader/readable.ts'
import type { TenantFields } from '../reader/tenant-fields.ts'
import { customSchema } from '../record-schema.ts'
import type { InputPart } from './check-input.ts'

/** What one record may hold of custom values, as JSON. More would be moved out of the row and rewritten whole by every update. */
export const MAX_CUSTOM_BYTES = 65_536

/** A validator of 30 fields takes 1.2 ms to make and 22 KiB to keep (research/engines.md §4.2). */
const VALIDATORS = 500

export interface CustomInput {
  readonly rights: Rights
  readonly entity: Entity
  readonly part: InputPart
  /** `custom` as it came; undefined when it did not. */
  readonly given: unknown
  readonly fields: TenantFields
}

export interface CustomChecker {
  /** The values as they are stored, null meaning gone; undefined when there is nothing to write. Adds a fault for each that cannot be stored. */
  check(input: CustomInput, faults: Fault[]): Record<string, unknown> | undefined
}

/** Checks custom values against the definitions of the tenant: only what is given, and on a create what is required. */
export function createCustomChecker(options: NormalizeOptions): CustomChecker {
  const validators = new LRUCache<string, ValidateFunction>({ max: VALIDATORS })

  return { check }

  function check(input: CustomInput, faults: Fault[]): Record<string, unknown> | undefined {
    const { rights, entity, part, given, fields } = input
    const known = fields.fields(entity.name)
    if (given === undefined && (part === 'patch' || known.size === 0)) return undefined
    if (given !== undefined && !isObject(given)) {
      faults.push({
        path: '/custom',
        code: 'type',
        message: 'must be an object with custom fields by key',
      })
      return undefined
    }
    assertWritable(rights, entity, given ?? {})
    const own: Fault[] = []
    const values = normalized(known, given ?? {}, own)
    if (part !== 'patch') complete(input, known, values)
    const validate = validator(input, known)
    if (!validate(values)) {
      // What could not be read also breaks the rule of its schema; the first says it better.
      const told = new Set(own.map(({ path }) => path))
      own.push(...faultsOf(validate.errors).filter(({ path }) => !told.has(path)))
    }
    faults.push(...own.map((fault) => explained(fault, input, known)))
    if (part === 'create')
      for (const key of Object.keys(values)) if (values[key] === null) delete values[key]
    if (Buffer.byteLength(JSON.stringify(values)) > MAX_CUSTOM_BYTES) faults.push(tooLarge())
    return Object.keys(values).length === 0 ? undefined : values
  }

  function normalized(
    known: ReadonlyMap<string, Property>,
    given: Readonly<Record<string, unknown>>,
    faults: Fault[],
  ): Record<string, unknown> {
    // Not a spread into a prototype: `__proto__` stays an own key, and is unknown.
    const values: Record<string, unknown> = Object.create(null) as Record<string, unknown>
    for (const key of Object.keys(given)) {
      const property = known.get(key)
      values[key] = property
        ? storedForm(property, normalizeValue(property, given[key], options, faults))
        : given[key]
    }
    return values
  }

  function validator(
    { rights, entity, part, fields }: CustomInput,
    known: ReadonlyMap<string, Property>,
  ): ValidateFunction {
    const key = `${fields.version} ${entity.name} ${part} ${rights.key}`
    let validate = validators.get(key)
    if (!validate) {
      validate = compileValidator(withEnums(customSchema(entity, { part, rights, custom: known })))
      validators.set(key, validate)
    }
    return validate
  }
}

/** What a create leaves out gets its default; what a replace leaves out is cleared, where the caller could have set it. */
function complete(
  { rights, entity, part }: CustomInput,
  known: ReadonlyMap<string, Property>,
  values: Record<string, unknown>,
): void {
  for (const property of known.values()) {
    if (values[property.key] !== undefined || access(rights, entity, property) !== 'write') continue
    const initial = property.schema['default']
    if (initial !== undefined) values[property.key] = structuredClone(initial)
    else if (part === 'replace' && !property.required) values[property.key] = null
  }
}

export function tooLarge(): Fault {
  return {
    path: '/custom',
    code: 'size',
    message: `holds more than ${MAX_CUSTOM_BYTES / 1024} KiB; keep long texts and files elsewhere and link to them`,
  }
}

/** A field the actor may see but not write is refused by name; one the actor may not see is unknown. */
function assertWritable(
  rights: Rights,
  entity: Entity,
  given: Readonly<Record<string, unknown>>,
): void {
  for (const key of Object.keys(given)) {
    const field = `custom.${key}`
    if (rights.field(entity.name, field) === 'read')
      throw errors.FIELD_FORBIDDEN({ entity: entity.name, field })
  }
}

function access(rights: Rights, entity: Entity, property: Property) {
  const field = `custom.${property.key}`
  return isReadable(rights, entity, field, property) ? rights.field(entity.name, field) : 'none'
}

/** An unknown key is answered with the keys there are. */
function explained(
  { path, code, message }: Fault,
  { rights, entity }: CustomInput,
  known: ReadonlyMap<string, Property>,
): Fault {
  if (code !== 'additionalProperties') return { path: `/custom${path}`, code, message }
  const keys = [...known.values()]
    .filter((property) => access(rights, entity, property) !== 'none')
    .map(({ key }) => pointer(key))
  const there = keys.length === 0 ? 'it has none' : `it has ${keys.slice(0, 40).join(', ')}`
  return {
    path: `/custom${path}`,
    code: 'UNKNOWN_FIELD',
    message: `is no custom field of the ${entity.name}; ${there}`,
  }
}

/** One form for one value, so that equal values are equal in the index, as keys and in `custom` itself. */
function storedForm(property: Property, value: unknown): unknown {
  if (property.kind === 'text-list' && Array.isArray(value)) return [...new Set(value as unknown[])]
  if (property.kind === 'date-time' && typeof value === 'string') return inUtc(value)
  return value
}

/** Keeps the fraction of a second as it was written: `Date` would cut it to milliseconds. */
function inUtc(text: string): string {
  if (!isDateTime(text) || text.endsWith('Z')) return text
  const [, fraction = ''] = /(\.\d+)/.exec(text) ?? []
  const utc = `${new Date(text.replace(fraction, '')).toISOString().slice(0, 19)}${fraction}Z`
  return isDateTime(utc) ? utc : text
}

/** `oneOf` of constants as `enum`: one fault that lists the values instead of one for each of them. */
export function withEnums(schema: JsonSchema): JsonSchema {
  return Object.fromEntries(
    Object.entries(schema).map(([keyword, value]): [string, unknown] => {
      if (keyword === 'oneOf')
        return ['enum', (value as readonly { const: unknown }[]).map((choice) => choice.const)]
      if (keyword === 'items') return [keyword, withEnums(value as JsonSchema)]
      if (keyword !== 'properties') return [keyword, value]
      return [
        keyword,
        Object.fromEntries(
          Object.entries(value as Record<string, JsonSchema>).map(([key, inner]) => [
            key,
            withEnums(inner),
          ]),
        ),
      ]
    }),
  )
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
