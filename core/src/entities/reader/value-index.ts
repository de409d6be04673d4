import { quoteLiteral } from '../../database/identifiers.ts'
import type { Entity } from '../entity.ts'
import type { PropertyKind } from '../property.ts'
import type { Test } from './condition.ts'
import type { Field } from './field.ts'
import { type Operand, textKey } from './operand.ts'
import { type StatementScope, table } from './statement-scope.ts'
import { testSql } from './test-sql.ts'

export type CustomField = Field & { source: 'custom' }

/** Rows of `value_index`, under the alias `v`. */
export interface IndexedRows {
  readonly from: string
  /** Written only when it is used: writing it adds bind places. */
  where(): string
}

/**
 * The rows of all records that meet a comparison with an indexed custom field, and perhaps of some more: the index knows texts
 * without case and accents. Undefined when it cannot answer: it has no rows for records without a value, and no ranges of texts,
 * which have another order in a language.
 */
export function indexedCustom(
  scope: StatementScope,
  entity: Entity,
  field: CustomField,
  test: Test,
): IndexedRows | undefined {
  if (!isAnswered(field, test)) return undefined
  return {
    from: `${table(scope, 'value_index')} v`,
    where: () => `${customRows(scope, entity, field)} and ${customTest(scope, field, test)}`,
  }
}

/** True when `value_index` answers the comparison. */
export function isAnswered({ property }: CustomField, test: Test): boolean {
  if (!property?.indexed) return false
  if (test.operator === 'has') return true
  const isSame = test.operator === 'eq' || test.operator === 'in'
  return isRange(test) && (property.kind !== 'text' || isSame)
}

/** Condition for the rows of one custom field. The key is a bind place, so that a thousand tenants' fields share one statement. */
export function customRows(scope: StatementScope, entity: Entity, field: CustomField): string {
  const place = scope.params.once(`index custom.${field.key}`, () => `custom.${field.key}`)
  const name = scope.params.hidden(place, 'text')
  return `v.tenant_id = ${hiddenTenant(scope)} and v.entity = ${quoteLiteral(entity.name)} and v.field = ${name}`
}

/**
 * The tenant, hidden from the planner like the values: knowing it to be a large one it promises to fill a page sooner, and plans every
 * run anew (670 against 230 µs of PostgreSQL's time).
 */
export function hiddenTenant({ params }: StatementScope): string {
  return params.hidden('$1', 'uuid')
}

/** The comparison, of the index's own value. */
export function customTest(scope: StatementScope, field: CustomField, test: Test): string {
  const operand = indexOperand(field.kind)
  const subject = { operand: () => operand, presence: operand.sql, isUnknown: false }
  const asked: Test = test.operator === 'has' ? { operator: 'eq', value: test.value } : test
  if (field.kind !== 'text' && field.kind !== 'text-list') return testSql(scope, subject, asked)
  if (asked.operator === 'in') {
    const values = scope.params.compared(() => asked.values, 'text[]')
    return `v.v_text = any(array(select ${textKey(scope, 'given.value')} from unnest(${values}) as given (value)))`
  }
  if (asked.operator !== 'eq') throw new Error('The index has no such order of texts.')
  const value = scope.params.compared(() => asked.value, 'text')
  return `v.v_text = (select ${textKey(scope, value)})`
}

/** Where the index holds values of the kind. */
export function indexOperand(kind: PropertyKind | 'any'): Operand {
  if (kind === 'integer' || kind === 'number')
    return { sql: 'v.v_num', type: 'double precision', kind }
  if (kind === 'date-time') return { sql: 'v.v_ts', type: 'timestamptz', kind }
  return { sql: 'v.v_text', type: 'text', kind: kind === 'any' ? 'text' : kind }
}

/** A comparison an index answers with one range, or a few; records without a value are not among them. */
export function isRange(test: Test): boolean {
  return RANGES.includes(test.operator) && !('orNull' in test && test.orNull)
}

/** Comparisons a b-tree answers. */
const RANGES: readonly Test['operator'][] = [
  'eq',
  'in',
  'gt',
  'gte',
  'lt',
  'lte',
  'between',
  'within',
]
