import { quoteIdentifier } from '../../database/identifiers.ts'
import type { PropertyKind } from '../property.ts'
import type { Scalar } from './condition.ts'
import type { Field } from './field.ts'
import { type StatementScope, table } from './statement-scope.ts'

/** A field as SQL compares it. */
export interface Operand {
  readonly sql: string
  /** Type its bind places are cast to: PostgreSQL cannot always tell, and a wrong guess is an error at run time. */
  readonly type: string
  readonly kind: PropertyKind
  /** A list inside `custom`: a JSON array, not one of PostgreSQL. */
  readonly jsonList?: boolean
}

const TYPES: Readonly<Record<PropertyKind, string>> = {
  text: 'text',
  integer: 'bigint',
  number: 'double precision',
  boolean: 'boolean',
  uuid: 'uuid',
  date: 'date',
  'date-time': 'timestamptz',
  // A list is compared through its elements.
  'text-list': 'text',
  'uuid-list': 'uuid',
  json: 'text',
}

/** The field of the row under `alias`; a custom field whose definition is not known is read as being of kind `unknownAs`. */
export function operandOf(
  scope: StatementScope,
  field: Field,
  alias: string,
  unknownAs: PropertyKind = 'text',
): Operand {
  switch (field.source) {
    case 'column':
      return { sql: columnOf(field, alias), type: TYPES[field.kind], kind: field.kind }
    case 'ext': {
      const from = `${table(scope, field.extension.table)} x where x.tenant_id = ${scope.params.tenant} and x.record_id = ${alias}.id`
      return {
        sql: `(select x.${quoteIdentifier(field.property.column)} from ${from})`,
        type: TYPES[field.kind],
        kind: field.kind,
      }
    }
    case 'custom': {
      const kind = field.kind === 'any' ? unknownAs : field.kind
      return customOperand(
        `${alias}.custom`,
        scope.params.once(`custom.${field.key}`, () => field.key),
        kind,
      )
    }
  }
}

/**
 * The field as lists are ordered by it. Texts of custom fields are ordered without case and accents, whether or not they are indexed:
 * turning an index on must not turn lists around.
 */
export function orderOperand(scope: StatementScope, field: Field, alias: string): Operand {
  const operand = operandOf(scope, field, alias)
  const isText = field.source === 'custom' && field.kind === 'text'
  return isText
    ? { ...operand, sql: `(${textKey(scope, operand.sql)} collate "C")`, type: 'text' }
    : operand
}

/** What `value_index` holds of a text of a custom field. */
export function textKey(scope: StatementScope, text: string): string {
  return `${table(scope, 'text_key')}(${text})`
}

export function columnOf(field: Field & { source: 'column' }, alias: string): string {
  return `${alias}.${quoteIdentifier(field.property.column)}`
}

/** The value as text, null when there is none: for `isNull`, which asks nothing of the value. */
export function presenceOf(scope: StatementScope, field: Field, alias: string): string {
  if (field.source !== 'custom') return operandOf(scope, field, alias).sql
  const key = scope.params.once(`custom.${field.key}`, () => field.key)
  return `(${alias}.custom ->> ${key}::text)`
}

const DATE = String.raw`^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])`

/**
 * A value inside `custom`, read only when it has the JSON type the field should have: one value of another type must not
 * break the query of all others. Numbers become `numeric`, which no JSON number overflows; dates stay text, which sorts as dates do.
 */
function customOperand(custom: string, place: string, kind: PropertyKind): Operand {
  const key = `${place}::text`
  const text = `(${custom} ->> ${key})`
  const when = (jsonType: string, value: string): string =>
    `(case when jsonb_typeof(${custom} -> ${key}) = '${jsonType}' then ${value} end)`
  switch (kind) {
    case 'integer':
    case 'number':
      return { sql: when('number', `${text}::numeric`), type: 'numeric', kind }
    case 'boolean':
      return { sql: when('boolean', `${text}::boolean`), type: 'boolean', kind }
    case 'date':
      return {
        sql: `(case when ${text} ~ '${DATE}$' then ${text} end collate "C")`,
        type: 'text',
        kind,
      }
    case 'date-time':
      return {
        sql: `(case when ${text} ~ '${DATE}T[0-9:.]+(Z|[+-][0-9:]+)$' then ${text}::timestamptz end)`,
        type: 'timestamptz',
        kind,
      }
    case 'text-list':
    case 'uuid-list':
      return { sql: when('array', `${custom} -> ${key}`), type: 'text', kind, jsonList: true }
    case 'json':
      return { sql: `(${custom} -> ${key})`, type: 'text', kind }
    default:
      return { sql: when('string', text), type: 'text', kind }
  }
}

/** What a custom field must be to be compared with the value. */
export function kindOfValue(value: Scalar | undefined): PropertyKind {
  if (typeof value === 'number') return 'number'
  return typeof value === 'boolean' ? 'boolean' : 'text'
}
