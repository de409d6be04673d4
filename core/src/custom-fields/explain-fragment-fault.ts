import type { ErrorObject } from 'ajv/dist/2020.js'

import type { Fault } from '../base/crm-error.ts'
import { type JsonSchema, pointer } from '../base/validator.ts'

/** Words people bring from elsewhere, and what says the same here. */
const REMEDIES: Readonly<Record<string, string>> = {
  enum: 'Write "oneOf": [{ "const": "gold", "title": "Gold" }], so that every value has a label.',
  const: 'Write "oneOf" with one option.',
  title: 'The label is "x-crm": { "label": … }.',
  label: 'The label is "x-crm": { "label": … }.',
  permission: 'Write "x-crm": { "permission": … }.',
  pii: 'Write "x-crm": { "pii": true }.',
  currency: 'Write "x-crm": { "currencyCode": "EUR" }.',
  nullable: 'A field that is not required may be empty; remove it.',
  required: 'Write "required" beside "schema", not in it.',
  index: 'Write "indexed" beside "schema", not in it.',
  unique: 'Write "unique" beside "schema", not in it.',
  $ref: 'A field stands for itself; write out what you point at.',
  anyOf: 'A field has one type.',
  allOf: 'Write the keywords side by side.',
  not: 'Say what is allowed instead.',
  if: 'Rules between fields belong in a hook of a plugin.',
  properties: 'A field holds one value or a list of texts; make a field for each part.',
  exclusiveMinimum: 'Write "minimum".',
  exclusiveMaximum: 'Write "maximum".',
  multipleOf: 'Amounts with decimals are integers in minor units: "x-crm": { "currencyCode": … }.',
}

/** An Ajv error of the meta-schema in words an admin understands; paths begin at the field's settings. */
export function explainFragmentFault(error: ErrorObject, schema: JsonSchema): Fault[] {
  const params = error.params as Readonly<Record<string, unknown>>
  const path = `/schema${error.instancePath}`
  const found = quote(valueAt(schema, error.instancePath))
  switch (error.keyword) {
    case 'additionalProperties': {
      const keyword = String(params['additionalProperty'])
      const remedy =
        REMEDIES[keyword] ?? 'Remove it; custom-field.schema.json lists the keywords there are.'
      return [
        {
          path: `${path}/${pointer(keyword)}`,
          code: 'unknownKeyword',
          message: `"${keyword}" is not a keyword of a custom field. ${remedy}`,
        },
      ]
    }
    case 'required':
      return [{ path, code: 'required', message: `needs ${quote(params['missingProperty'])}` }]
    case 'enum':
      return [
        {
          path,
          code: 'enum',
          message: `must be one of ${(params['allowedValues'] as unknown[]).map(quote).join(', ')}; it is ${found}`,
        },
      ]
    case 'const':
      return [
        {
          path,
          code: 'const',
          message: `must be ${quote(params['allowedValue'])}; it is ${found}`,
        },
      ]
    case 'type':
      return [
        {
          path,
          code: 'type',
          message: `must be of type ${String(params['type'])}; it is ${found}`,
        },
      ]
    default:
      return [
        {
          path,
          code: error.keyword,
          message: `${error.message ?? 'is not valid'}; it is ${found}`,
        },
      ]
  }
}

function valueAt(schema: JsonSchema, path: string): unknown {
  return path
    .split('/')
    .slice(1)
    .reduce<unknown>(
      (value, key) =>
        (value as Record<string, unknown> | undefined)?.[
          key.replaceAll('~1', '/').replaceAll('~0', '~')
        ],
      schema,
    )
}

function quote(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length > 60 ? `${text.slice(0, 57)}…` : text
}
