import type { IncomingHttpHeaders } from 'node:http'

import type { ValidateFunction } from 'ajv/dist/2020.js'

import type { Fault } from '../base/crm-error.ts'
import { isUuid } from '../base/uuid-v7.ts'
import { createAjv, faultsOf, type JsonSchema } from '../base/validator.ts'
import { errors } from './errors.ts'
import type { Route } from './route.ts'

/** The schemas that `#/components/schemas/<Name>` points at. */
export type Components = Readonly<Record<string, JsonSchema>>

/** The checks of one route, each compiled when it is first needed: 150 routes at boot would cost most of a second. */
export interface InputCheck {
  params(values: Readonly<Record<string, string>>): void
  /** The values as the schemas say them; unknown names are refused. */
  query(values: Readonly<Record<string, string>>): Readonly<Record<string, unknown>>
  headers(headers: IncomingHttpHeaders): void
  body(value: unknown): void
}

const PART: JsonSchema = { type: 'string', minLength: 1, maxLength: 200 }

export function createInputCheck(
  route: Route,
  names: readonly string[],
  components: Components,
): InputCheck {
  const part = Object.fromEntries(names.map((name) => [name, route.params?.[name] ?? PART]))
  const query = route.query ?? {}
  const params = lazy(() =>
    names.map((name) => [name, partCheck(part[name] ?? PART, components)] as const),
  )
  const queryCheck = lazy(() => compileObject(query, components))
  const headerCheck = lazy(() => compileObject(route.headers ?? {}, components))
  const bodyCheck = lazy(() =>
    compile(route.body?.kind === 'json' ? route.body.schema : true, components),
  )
  const defaults = Object.entries(query).filter(([, schema]) => 'default' in schema)

  return { params: checkParams, query: checkQuery, headers: checkHeaders, body: checkBody }

  function checkParams(values: Readonly<Record<string, string>>): void {
    for (const [name, faults] of params()) {
      const found = faults(values[name])
      if (found.length > 0)
        throw errors.INVALID_PARAMETER(
          {},
          { faults: found.map((fault) => ({ ...fault, path: name })) },
        )
    }
  }

  function checkQuery(values: Readonly<Record<string, string>>): Readonly<Record<string, unknown>> {
    const result: Record<string, unknown> = {}
    const faults: Fault[] = []
    for (const [name, value] of Object.entries(values)) {
      if (Object.hasOwn(query, name)) result[name] = converted(value, query[name])
      else
        faults.push({ path: name, code: 'UNKNOWN_PARAMETER', message: unknown(Object.keys(query)) })
    }
    const validate = queryCheck()
    if (!validate(result)) faults.push(...named(faultsOf(validate.errors)))
    if (faults.length > 0) throw errors.INVALID_PARAMETER({}, { faults })
    for (const [name, schema] of defaults) result[name] ??= schema['default']
    return result
  }

  function checkHeaders(headers: IncomingHttpHeaders): void {
    if (!route.headers) return
    const given = Object.entries(route.headers).map(
      ([name, schema]) => [name, headers[name.toLowerCase()], schema] as const,
    )
    const present = given.filter(([, value]) => value !== undefined)
    const values = Object.fromEntries(
      present.map(([name, value, schema]) => [name, converted(String(value), schema)]),
    )
    const validate = headerCheck()
    if (!validate(values))
      throw errors.INVALID_PARAMETER({}, { faults: named(faultsOf(validate.errors)) })
  }

  function checkBody(value: unknown): void {
    const validate = bodyCheck()
    if (!validate(value)) throw errors.VALIDATION_FAILED({}, { faults: faultsOf(validate.errors) })
  }
}

/** ajv-formats also takes `urn:uuid:…` for a uuid, which PostgreSQL refuses; and our own test is five times faster. */
function partCheck(
  schema: JsonSchema,
  components: Components,
): (value: unknown) => readonly Fault[] {
  if (schema['type'] === 'string' && schema['format'] === 'uuid') return uuidFaults
  const validate = compile(schema, components)
  return (value) =>
    validate(converted(String(value), schema)) ? NO_FAULTS : faultsOf(validate.errors)
}

const NO_FAULTS: readonly Fault[] = []
const NOT_A_UUID: readonly Fault[] = [{ path: '', code: 'format', message: 'must be a UUID' }]

function uuidFaults(value: unknown): readonly Fault[] {
  return isUuid(value) ? NO_FAULTS : NOT_A_UUID
}

/** Text becomes a number or a boolean only where the schema asks for one; what does not fit stays text, and fails there. */
function converted(text: string, schema: JsonSchema | undefined): unknown {
  switch (schema?.['type']) {
    case 'integer':
      return /^-?\d{1,15}$/.test(text) ? Number(text) : text
    case 'number':
      return /^-?\d{1,15}(\.\d{1,15})?$/.test(text) ? Number(text) : text
    case 'boolean':
      return text === 'true' ? true : text === 'false' ? false : text
    default:
      return text
  }
}

function compileObject(
  properties: Readonly<Record<string, JsonSchema>>,
  components: Components,
): ValidateFunction {
  return compile({ type: 'object', properties, additionalProperties: false }, components)
}

function compile(schema: JsonSchema | true, components: Components): ValidateFunction {
  const ajv = createAjv()
  // OpenAPI's place for shared schemas, so that `#/components/schemas/Contact` means the same here and there.
  ajv.addKeyword('components')
  // A word of the documentation, without a meaning for a check.
  ajv.addKeyword('example')
  return ajv.compile(schema === true ? true : { ...schema, components: { schemas: components } })
}

function named(faults: readonly Fault[]): Fault[] {
  return faults.map((fault) => ({ ...fault, path: fault.path.slice(1) }))
}

function unknown(known: readonly string[]): string {
  return known.length === 0
    ? 'is not known; this call takes none'
    : `is not known; this call takes ${known.join(', ')}`
}

function lazy<T>(build: () => T): () => T {
  let built: { value: T } | undefined
  return () => (built ??= { value: build() }).value
}
