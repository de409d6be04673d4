import type { Fault } from '@crmkit/schemas/client'

import type { FieldInfo } from '../client/field-info.ts'
import { isObject } from '../fields/field-path.ts'
import { moneyLimit } from '../fields/field-text.ts'
import type { FieldContext } from '../fields/renderers.ts'
import { isMessageKey } from '../i18n/table.ts'

/** A fault of a field, and where below it: `/1/value` is in the second of a list. */
export interface FieldFault extends Fault {
  readonly rest: string
}

type Schema = Readonly<Record<string, unknown>>

/**
 * What a person reads: the host's words for this field (`contact.email.error.required`), ours for the keyword in their
 * language, else what the server said.
 */
export function faultText(fault: FieldFault, field: FieldInfo, context: FieldContext): string {
  const { t, custom, entity } = context
  const schema = schemaAt(field.schema, fault.rest)
  const word = wordOf(fault.code, schema)
  const name = nameOf(fault, field)
  const limit = schema[fault.code]
  const values = {
    name,
    limit: typeof limit === 'number' ? moneyLimit(field, limit, context) : '',
  }
  const own = custom?.(`${entity ?? ''}.${field.key}.error.${word}`, values)
  if (own !== undefined) return own
  const key = `form.error.${word}`
  if (isMessageKey(key)) return t(key, values)
  return fault.message === '' ? t('form.error.invalid', { name }) : `${name} ${fault.message}`
}

/** `format` is told by the format, a type by the one that is wanted. */
function wordOf(code: string, schema: Schema): string {
  if (code === 'format') return String(schema['format'])
  if (code === 'oneOf' || code === 'const') return 'enum'
  if (code !== 'type') return code
  const types = [schema['type']].flat()
  return types.find((type) => type === 'number' || type === 'integer') ? String(types[0]) : 'type'
}

function nameOf({ rest }: FieldFault, { label }: FieldInfo): string {
  const index = /^\/(\d+)/.exec(rest)?.[1]
  return index === undefined ? label : `${label} ${String(Number(index) + 1)}`
}

function schemaAt(schema: Schema, rest: string): Schema {
  let node: unknown = schema
  for (const part of rest.split('/').slice(1)) {
    if (!isObject(node)) return {}
    node = isObject(node['properties']) ? node['properties'][part] : node['items']
  }
  return isObject(node) ? node : {}
}
