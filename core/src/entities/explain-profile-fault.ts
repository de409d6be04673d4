import type { ErrorObject } from 'ajv/dist/2020.js'

import type { Fault } from '../base/crm-error.ts'
import type { JsonSchema } from '../base/validator.ts'

/** Words authors bring from elsewhere, and what says the same here. */
const REMEDIES: Readonly<Record<string, string>> = {
  nullable: 'Write `"type": ["string", "null"]` instead.',
  const: 'Write `"enum": [value]` instead.',
  anyOf:
    'One property has one type; write `"type": ["string", "null"]` for a value that may be missing.',
  allOf: 'Write the keywords side by side.',
  not: 'Say what is allowed instead.',
  if: 'Rules between fields belong in a hook (`beforeCreate`, `beforeUpdate`).',
  readOnly: 'Write `"x-crm": { "readonly": true }` instead.',
  writeOnly: 'Use `"x-crm": { "permission": … }` to hide a field.',
  $defs: 'Shared shapes are in `defs.schema.json`; point at them with `$ref`.',
  definitions: 'Shared shapes are in `defs.schema.json`; point at them with `$ref`.',
  unevaluatedProperties: 'Unknown keys are refused anyway; remove it.',
  patternProperties: 'Describe the values of a map with `additionalProperties`.',
}

/** Words of `x-crm` that authors put one level too high. */
const WORDS = new Set(
  'id label relation index unique search facet pii readonly permission currency options normalize widget plural icon titleField owned softDelete customFields timeline uniqueTogether indexes referenceKeys'.split(
    ' ',
  ),
)

/** An Ajv error of the meta-schema in words an author understands; none for those that only repeat another. */
export function explainProfileFault(error: ErrorObject, schema: JsonSchema): Fault[] {
  const params = error.params as Readonly<Record<string, unknown>>
  const at = error.instancePath
  // Each branch of an anyOf complains for itself; the anyOf says it once.
  if (error.schemaPath.includes('/anyOf/')) return []
  switch (error.keyword) {
    case 'additionalProperties':
      return [unknownKeyword(at, String(params['additionalProperty']))]
    case 'required':
      return [fault(at, 'required', `needs ${quote(params['missingProperty'])}`)]
    case 'propertyNames':
      return [keyFault(at, String(params['propertyName']))]
    case 'enum':
      return [
        expected(
          error,
          schema,
          `one of ${(params['allowedValues'] as unknown[]).map(quote).join(', ')}`,
        ),
      ]
    case 'const':
      return [expected(error, schema, quote(params['allowedValue']))]
    case 'type':
      return [expected(error, schema, `a value of type ${[params['type']].flat().join(' or ')}`)]
    case 'anyOf':
      return [expected(error, schema, choiceOf(error.schemaPath))]
    case 'pattern':
      // The fault of the key itself is told by propertyNames.
      return error.propertyName === undefined
        ? [expected(error, schema, `text that matches ${String(params['pattern'])}`)]
        : []
    default:
      return [fault(at, error.keyword, error.message ?? 'is not valid')]
  }
}

function unknownKeyword(at: string, keyword: string): Fault {
  const path = `${at}/${keyword.replaceAll('~', '~0').replaceAll('/', '~1')}`
  const inWords = at.endsWith('/x-crm') || at.includes('/x-crm/')
  const remedy =
    !inWords && WORDS.has(keyword)
      ? `It belongs under "x-crm": { "${keyword}": … }.`
      : (REMEDIES[keyword] ?? 'Remove it, or see entity.schema.json for the keywords that are.')
  return fault(
    path,
    'unknownKeyword',
    `"${keyword}" is not a keyword of an entity file here. ${remedy}`,
  )
}

function keyFault(at: string, key: string): Fault {
  return fault(
    `${at}/${key}`,
    'key',
    `the key "${key}" must be camelCase, begin with a small letter and have at most 58 characters (its column has the same name in snake_case)`,
  )
}

function choiceOf(schemaPath: string): string {
  return schemaPath.includes('/otherMembers/')
    ? 'true, false or the schema of a value'
    : 'one of string, integer, number, boolean, array, object, or [one of them, "null"]'
}

function expected(error: ErrorObject, schema: JsonSchema, what: string): Fault {
  return fault(
    error.instancePath,
    error.keyword,
    `must be ${what}; found ${quote(valueAt(schema, error.instancePath))}`,
  )
}

function fault(path: string, code: string, message: string): Fault {
  return { path, code, message }
}

function quote(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length > 80 ? `${text.slice(0, 77)}…` : text
}

function valueAt(schema: JsonSchema, pointer: string): unknown {
  let value: unknown = schema
  for (const part of pointer.split('/').slice(1)) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~')
    value = (value as Readonly<Record<string, unknown>> | null | undefined)?.[key]
  }
  return value
}
