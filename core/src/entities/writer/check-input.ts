import type { ValidateFunction } from 'ajv/dist/2020.js'
import { LRUCache } from 'lru-cache'

import type { Fault } from '../../base/crm-error.ts'
import { compileValidator, faultsOf } from '../../base/validator.ts'
import { SystemActor } from '../../identity/actor.ts'
import type { RequestContext } from '../../identity/request-context.ts'
import type { Rights } from '../../identity/rights.ts'
import type { Entity } from '../entity.ts'
import { errors } from '../errors.ts'
import { normalizeValue } from '../normalize.ts'
import type { Property } from '../property.ts'
import type { TenantFields } from '../reader/tenant-fields.ts'
import { recordSchema } from '../record-schema.ts'
import { createCustomChecker } from './check-custom.ts'
import { writtenProperties } from './create-statement.ts'

export interface ExternalRef {
  readonly system: string
  readonly type: string
  readonly id: string
}

/** Input that has been normalised and checked, sorted by where it goes. */
export interface CheckedInput {
  /** Columns of the record: author's properties, `ownerId`, `custom`. */
  readonly values: Record<string, unknown>
  /** Sidecar values by plugin. */
  readonly ext: Readonly<Record<string, Record<string, unknown>>> | undefined
  readonly externalRefs: readonly ExternalRef[] | undefined
  /** The tenant's fields `custom` was checked by. */
  readonly fields?: TenantFields | undefined
}

export type InputPart = 'create' | 'patch' | 'replace'

export interface InputChecker {
  /**
   * Throws `VALIDATION_FAILED` with a fault for each place, or `FIELD_FORBIDDEN`. Without the tenant's fields `custom` may be any object:
   * right only where nothing knows them.
   */
  check(
    context: RequestContext,
    entity: Entity,
    part: InputPart,
    input: unknown,
    fields?: TenantFields,
  ): CheckedInput
}

/** A validator holds about 20 KiB; 500 are the entities and rights of a busy process. */
const VALIDATORS = 500

export function createInputChecker(options: { country?: string | undefined } = {}): InputChecker {
  const validators = new LRUCache<string, ValidateFunction>({ max: VALIDATORS })
  const customChecker = createCustomChecker(options)

  return { check }

  function check(
    context: RequestContext,
    entity: Entity,
    part: InputPart,
    input: unknown,
    fields?: TenantFields,
  ): CheckedInput {
    if (typeof input !== 'object' || input === null || Array.isArray(input)) {
      throw invalid(entity, [
        {
          path: '',
          code: 'type',
          message: `must be an object with the fields of the ${entity.name}`,
        },
      ])
    }
    const given = input as Readonly<Record<string, unknown>>
    assertWritable(context.rights, entity, given)
    const faults: Fault[] = []
    const normalized = normalize(entity, given, faults)
    const validate = validator(context, entity, part)
    if (!validate(normalized)) {
      // What a word could not read also breaks the rule of its schema; the word says it better.
      const told = new Set(faults.map(({ path }) => path))
      faults.push(...faultsOf(validate.errors).filter(({ path }) => !told.has(path)))
    }
    if (fields && entity.customFields && context.rights.field(entity.name, 'custom') === 'write') {
      const { rights } = context
      normalized['custom'] = customChecker.check(
        { rights, entity, part, given: given['custom'], fields },
        faults,
      )
    }
    if (faults.length > 0) throw invalid(entity, faults)
    return { ...sorted(context.rights, entity, part, normalized), fields }
  }

  function normalize(
    entity: Entity,
    given: Readonly<Record<string, unknown>>,
    faults: Fault[],
  ): Record<string, unknown> {
    // Not a spread of unknown keys into a prototype: `__proto__` stays an own key, and the validator refuses it.
    const copy: Record<string, unknown> = Object.create(null) as Record<string, unknown>
    for (const key of Object.keys(given)) {
      const property = entity.properties.get(key)
      if (key === 'ext') copy[key] = normalizeExt(entity, given[key], faults)
      else copy[key] = property ? normalizeValue(property, given[key], options, faults) : given[key]
    }
    return copy
  }

  /** The fields of plugins keep the words of their schemas as the record's own do. */
  function normalizeExt(entity: Entity, given: unknown, faults: Fault[]): unknown {
    if (!isObject(given)) return given
    return mapObject(given, (plugin, values) => {
      const properties = entity.extensions.get(plugin)?.properties
      if (!properties || !isObject(values)) return values
      const found: Fault[] = []
      const normalized = mapObject(values, (key, value) => {
        const property = properties.get(key)
        return property ? normalizeValue(property, value, options, found) : value
      })
      faults.push(...found.map((fault) => ({ ...fault, path: `/ext/${plugin}${fault.path}` })))
      return normalized
    })
  }

  function validator(
    { actor, rights }: RequestContext,
    entity: Entity,
    part: InputPart,
  ): ValidateFunction {
    // What callers may only read is written by the engine and by plugins' jobs.
    const withReadonly = SystemActor.is(actor)
    const key = `${entity.name} ${part} ${withReadonly ? 'system' : rights.key}`
    let validate = validators.get(key)
    if (!validate) {
      validate = compileValidator(recordSchema(entity, { part, rights, words: true, withReadonly }))
      validators.set(key, validate)
    }
    return validate
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function mapObject(
  object: Readonly<Record<string, unknown>>,
  map: (key: string, value: unknown) => unknown,
): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, map(key, value)]))
}

export function invalid(entity: Entity, faults: readonly Fault[]): Error {
  return errors.VALIDATION_FAILED({ entity: entity.name }, { faults })
}

/** A field the actor may see but not write is refused by name; one the actor may not see is unknown (the validator says so). */
function assertWritable(
  rights: Rights,
  entity: Entity,
  given: Readonly<Record<string, unknown>>,
): void {
  for (const key of Object.keys(given)) {
    const property = entity.properties.get(key)
    if (property && !property.readonly && rights.field(entity.name, key) === 'read') {
      throw errors.FIELD_FORBIDDEN({ entity: entity.name, field: key })
    }
  }
}

function sorted(
  rights: Rights,
  entity: Entity,
  part: InputPart,
  input: Readonly<Record<string, unknown>>,
): CheckedInput {
  const values: Record<string, unknown> = {}
  for (const property of writtenProperties(entity)) {
    const value = input[property.key]
    if (value !== undefined) values[property.key] = value
    else if (part === 'create' || (part === 'replace' && isWritable(rights, entity, property)))
      setDefault(values, property, part)
  }
  return {
    values,
    ext: input['ext'] as CheckedInput['ext'],
    externalRefs: input['externalRefs'] as CheckedInput['externalRefs'],
  }
}

/** What a replace leaves out stays as it is where the caller could not have said it. */
function isWritable(rights: Rights, entity: Entity, { key }: Property): boolean {
  return rights.field(entity.name, key) === 'write'
}

/** What a create leaves out gets its default; what a replace leaves out is cleared, if a caller could have set it. */
function setDefault(values: Record<string, unknown>, property: Property, part: InputPart): void {
  const initial = property.schema['default']
  if (initial !== undefined) values[property.key] = fresh(initial)
  else if (
    part === 'replace' &&
    !property.readonly &&
    property.key !== 'ownerId' &&
    property.key !== 'custom'
  ) {
    values[property.key] = null
  }
}

/** A value of one's own. `structuredClone` takes 2 µs even for a number, and a contact has seven defaults. */
function fresh(initial: unknown): unknown {
  if (typeof initial !== 'object' || initial === null) return initial
  return Array.isArray(initial) && initial.length === 0 ? [] : structuredClone(initial)
}
