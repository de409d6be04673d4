import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormatsModule from 'ajv-formats'
import { RE2JS } from 're2js'

import type { Fault } from './crm-error.ts'

/** A JSON Schema, draft 2020-12. */
export type JsonSchema = { readonly [keyword: string]: unknown }

// ajv-formats is CommonJS: its callable is the default of the default.
const addFormats = addFormatsModule as unknown as (typeof addFormatsModule)['default']

/**
 * Compiles one schema in an Ajv instance of its own: a shared Ajv 8 keeps about 20 KiB for each compiled schema for ever,
 * even after `removeSchema` (measured, research/engines.md §0.10). Drop the function and the memory goes with it.
 */
export function compileValidator(schema: JsonSchema): ValidateFunction {
  return createAjv().compile(schema)
}

/** Ajv as we use it; `useDefaults` fills in what the input leaves out. */
export function createAjv(options: { readonly useDefaults?: boolean } = {}): Ajv2020 {
  const ajv = new Ajv2020({
    useDefaults: options.useDefaults ?? false,
    allErrors: true,
    strict: true,
    strictRequired: false,
    // `type: [string, null]` is how our schemas say nullable.
    allowUnionTypes: true,
    validateSchema: false,
    // `required: ["constructor"]` must not pass on `{}` (research/reliability-security.md §5.17).
    ownProperties: true,
    // RE2 runs in linear time: a pattern from an admin cannot stall the process (measured 2.6 s at 28 characters with V8).
    code: { regExp: linearRegExp },
  })
  addFormats(ajv, { mode: 'fast' })
  ajv.addFormat('date-time', { type: 'string', validate: isDateTime })
  ajv.addFormat('date', { type: 'string', validate: isDate })
  ajv.addKeyword({ keyword: 'x-crm' })
  return ajv
}

/** The faults of a failed validation, each with the JSON Pointer of its place. */
export function faultsOf(errors: readonly ErrorObject[] | null | undefined): Fault[] {
  return (errors ?? []).map((error) => {
    const params = error.params as Record<string, unknown>
    const key = (params['additionalProperty'] ??
      params['unevaluatedProperty'] ??
      params['missingProperty']) as string | undefined
    const path = key === undefined ? error.instancePath : `${error.instancePath}/${pointer(key)}`
    return { path, code: error.keyword, message: sentence(error, params) }
  })
}

function sentence(error: ErrorObject, params: Record<string, unknown>): string {
  switch (error.keyword) {
    case 'required':
      return 'is required'
    case 'additionalProperties':
    case 'unevaluatedProperties':
      return 'is not a known field'
    case 'enum':
      return `must be one of: ${(params['allowedValues'] as unknown[]).map(String).join(', ')}`
    default:
      return error.message ?? 'is not valid'
  }
}

/** One key as a part of a JSON Pointer (RFC 6901 §3). */
export function pointer(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1')
}

function linearRegExp(pattern: string, flags: string): RegExp {
  const compiled = RE2JS.compile(pattern, flags.includes('i') ? RE2JS.CASE_INSENSITIVE : 0)
  return {
    test: (text: string) => compiled.matcher(text).find(),
    // Ajv shares compiled patterns by this text: without it every pattern of a schema would be the first one.
    toString: () => `/${pattern}/${flags}`,
  } as RegExp
}
linearRegExp.code = 'linearRegExp'

const DATE = /^(\d{4})-(\d\d)-(\d\d)$/
const DATE_TIME = /^(\d{4}-\d\d-\d\d)T(\d\d):(\d\d):(\d\d)(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/

/** RFC 3339 full-date with a day that exists; year 0000 is refused because PostgreSQL has none. */
export function isDate(text: string): boolean {
  const match = DATE.exec(text)
  if (!match) return false
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])]
  if (year === 0 || month < 1 || month > 12 || day < 1) return false
  return day <= new Date(Date.UTC(year, month, 0)).getUTCDate()
}

/** RFC 3339 date-time, with zone, without leap seconds (PostgreSQL folds them, a round trip would change the value). */
export function isDateTime(text: string): boolean {
  const match = DATE_TIME.exec(text)
  if (!match || !isDate(match[1] ?? '')) return false
  if (Number(match[2]) > 23 || Number(match[3]) > 59 || Number(match[4]) > 59) return false
  const zone = match[6] ?? 'Z'
  return zone === 'Z' || (Number(zone.slice(1, 3)) <= 15 && Number(zone.slice(4)) <= 59)
}
