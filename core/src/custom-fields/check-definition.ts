import { customFieldSchema, defs } from '@crmkit/schemas'

import type { Fault } from '../base/crm-error.ts'
import { createAjv, type JsonSchema } from '../base/validator.ts'
import { checkProperty } from '../entities/check-property.ts'
import { isCurrency } from '../entities/currencies.ts'
import { explainFragmentFault } from './explain-fragment-fault.ts'
import type { FieldSettings } from './field-definition.ts'

const KEY = /^[a-z][A-Za-z0-9_]{0,49}$/

/** Which keywords have a meaning for which type. */
const OF_TYPE: Readonly<Record<string, readonly string[]>> = {
  string: ['format', 'minLength', 'maxLength', 'pattern', 'oneOf'],
  integer: ['minimum', 'maximum'],
  number: ['minimum', 'maximum'],
  boolean: [],
  array: ['items', 'minItems', 'maxItems'],
}
const OF_ANY = ['type', 'description', 'default', 'examples', 'x-crm']

export function checkKey(key: string): Fault[] {
  if (!KEY.test(key)) {
    const message =
      'must begin with a small letter and hold at most 50 letters, digits and underscores: contractEnd'
    return [{ path: '/key', code: 'key', message }]
  }
  // As a key of a record it would be found where nobody put it.
  if (key in {})
    return [
      {
        path: '/key',
        code: 'reserved',
        message: `"${key}" is a member of every JavaScript object; choose another`,
      },
    ]
  return []
}

/** Everything wrong with the settings of a field, at once. */
export function checkSettings(
  settings: Pick<FieldSettings, 'schema' | 'required' | 'unique'>,
  permissions: ReadonlySet<string>,
): Fault[] {
  const { schema } = settings
  const profile = fragmentFaults(schema)
  // What does not keep to the profile cannot be asked for its meaning.
  if (profile.length > 0) return profile
  const keywords = keywordFaults(schema)
  if (keywords.length > 0) return keywords
  return [
    ...boundFaults(schema, ''),
    ...choiceFaults(schema, ''),
    ...itemFaults(schema),
    ...valueFaults(schema),
    ...wordFaults(schema, permissions),
    ...settingFaults(settings),
  ]
}

let validate: ReturnType<ReturnType<typeof createAjv>['compile']> | undefined

function fragmentFaults(schema: JsonSchema): Fault[] {
  if (!validate) {
    const ajv = createAjv()
    ajv.addSchema(defs, 'defs.schema.json')
    validate = ajv.compile(customFieldSchema)
  }
  return validate(schema)
    ? []
    : (validate.errors ?? []).flatMap((error) => explainFragmentFault(error, schema))
}

function keywordFaults(schema: JsonSchema): Fault[] {
  const type = String(schema['type'])
  const known = [...OF_ANY, ...(OF_TYPE[type] ?? [])]
  const faults = Object.keys(schema).flatMap((keyword) => {
    if (known.includes(keyword)) return []
    const types = Object.keys(OF_TYPE).filter((other) => OF_TYPE[other]?.includes(keyword))
    return [
      fault(
        `/${keyword}`,
        'keyword',
        `says nothing about a field of type ${type}; it belongs to ${types.join(', ')}`,
      ),
    ]
  })
  if (type === 'array' && schema['items'] === undefined) {
    faults.push(
      fault(
        '',
        'items',
        'is a list, so it needs "items": { "type": "string" }, with "oneOf" for a choice of several',
      ),
    )
  }
  if (schema['oneOf'] !== undefined) {
    for (const keyword of ['format', 'pattern', 'minLength', 'maxLength'].filter(
      (one) => schema[one] !== undefined,
    )) {
      faults.push(
        fault(
          `/${keyword}`,
          'keyword',
          'has no meaning beside "oneOf": the options are all the values there are',
        ),
      )
    }
  }
  return faults
}

function boundFaults(schema: JsonSchema, path: string): Fault[] {
  const pairs = [
    ['minimum', 'maximum'],
    ['minLength', 'maxLength'],
    ['minItems', 'maxItems'],
  ] as const
  return pairs.flatMap(([low, high]) => {
    const [from, to] = [schema[low] as number | undefined, schema[high] as number | undefined]
    return from !== undefined && to !== undefined && from > to
      ? [
          fault(
            `${path}/${low}`,
            'bounds',
            `is ${from}, which is more than ${high} ${to}: no value could be both`,
          ),
        ]
      : []
  })
}

function choiceFaults(schema: JsonSchema, path: string): Fault[] {
  const choices = (schema['oneOf'] ?? []) as readonly { const: string; title: string }[]
  return choices.flatMap((choice, index) => {
    const at = `${path}/oneOf/${index}`
    if (choice.const !== choice.const.trim())
      return [fault(`${at}/const`, 'choice', 'must not begin or end with a space')]
    const isTwice = choices.findIndex((other) => other.const === choice.const) !== index
    return isTwice
      ? [fault(`${at}/const`, 'choice', `"${choice.const}" is there twice; keep one`)]
      : []
  })
}

function itemFaults(schema: JsonSchema): Fault[] {
  const items = schema['items'] as JsonSchema | undefined
  if (!items) return []
  const beside = ['pattern', 'minLength', 'maxLength'].filter(
    (keyword) => items['oneOf'] !== undefined && items[keyword] !== undefined,
  )
  return [
    ...boundFaults(items, '/items'),
    ...choiceFaults(items, '/items'),
    ...beside.map((keyword) =>
      fault(
        `/items/${keyword}`,
        'keyword',
        'has no meaning beside "oneOf": the options are all the values there are',
      ),
    ),
  ]
}

/** Patterns RE2 cannot run, and a default or an example the field itself would refuse. */
function valueFaults(schema: JsonSchema): Fault[] {
  const { 'x-crm': _words, ...rest } = schema
  return checkProperty('field', rest, createAjv()).map((found) => ({
    ...found,
    path: found.path.replace('/properties/field', '/schema'),
  }))
}

function wordFaults(schema: JsonSchema, permissions: ReadonlySet<string>): Fault[] {
  const { permission, currencyCode } = (schema['x-crm'] ?? {}) as {
    permission?: string
    currencyCode?: string
  }
  const faults: Fault[] = []
  if (permission !== undefined && !permissions.has(permission)) {
    faults.push(
      fault(
        '/x-crm/permission',
        'UNKNOWN_PERMISSION',
        `"${permission}" is no permission; see GET /permissions`,
      ),
    )
  }
  if (currencyCode !== undefined && schema['type'] !== 'integer') {
    faults.push(
      fault(
        '/x-crm/currencyCode',
        'currency',
        'needs an integer: an amount is stored in minor units (cents), so that it is exact',
      ),
    )
  } else if (currencyCode !== undefined && !isCurrency(currencyCode)) {
    faults.push(
      fault('/x-crm/currencyCode', 'currency', `"${currencyCode}" is no currency of ISO 4217`),
    )
  }
  return faults
}

function settingFaults({
  schema,
  required,
  unique,
}: Pick<FieldSettings, 'schema' | 'required' | 'unique'>): Fault[] {
  const type = schema['type']
  const faults: Fault[] = []
  if (unique && (type === 'array' || type === 'boolean')) {
    faults.push({
      path: '/unique',
      code: 'unique',
      message: `needs a single text, number or date; the field is of type ${String(type)}`,
    })
  }
  if (unique && schema['default'] !== undefined) {
    faults.push({
      path: '/unique',
      code: 'unique',
      message: 'cannot go with a default: the second record would have the same value',
    })
  }
  if (
    required &&
    type === 'array' &&
    schema['minItems'] === undefined &&
    schema['default'] === undefined
  ) {
    faults.push({
      path: '/required',
      code: 'required',
      message: 'of a list says nothing while an empty list will do: give it "minItems": 1',
    })
  }
  return faults
}

function fault(path: string, code: string, message: string): Fault {
  return { path: `/schema${path}`, code, message }
}
