import { quoteIdentifier } from '../../database/identifiers.ts'
import type { Entity } from '../entity.ts'
import type { Condition, Scalar, Test } from './condition.ts'
import type { Field, Way } from './field.ts'
import { reached, type StatementScope, table, valueIndexRows } from './statement-scope.ts'
import { subjectOf, testSql } from './test-sql.ts'
import { indexedCustom } from './value-index.ts'

/**
 * How a condition is written. `set`: plainly, other rows through `in (…)`, so that the planner is free to begin anywhere; right
 * where all matches are wanted. `row`: to be asked of one row after the other while a list is walked in order; right where a page
 * is wanted and many rows match. The planner would leave that path whenever it expects few matches, so each comparison is
 * wrapped until it looks like a coin toss, but for those whose index is in the order of the list (`keeps`).
 */
export type Mode = 'set' | { readonly keeps: (field: Field, test: Test) => boolean }

/** SQL condition for the row under `alias`. Every part is in brackets. */
export function conditionSql(
  scope: StatementScope,
  condition: Condition,
  alias: string,
  mode: Mode,
): string {
  switch (condition.type) {
    case 'and':
    case 'or': {
      if (condition.parts.length === 0) return condition.type === 'and' ? 'true' : 'false'
      const parts = condition.parts.map((part) => conditionSql(scope, part, alias, mode))
      return `(${parts.join(` ${condition.type} `)})`
    }
    case 'not':
      // Not `not (…)`: a comparison with null is neither true nor false, and "not a customer" includes those without a status.
      return `(${conditionSql(scope, condition.part, alias, mode)} is not true)`
    case 'field':
      return `(${fieldSql(scope, condition, alias, mode)})`
    case 'related':
      return mode === 'set'
        ? relatedSet(scope, condition, alias)
        : relatedRow(scope, condition, alias)
  }
}

function fieldSql(
  scope: StatementScope,
  { field, test }: Condition & { type: 'field' },
  alias: string,
  mode: Mode,
): string {
  const lookUp = mode === 'set' ? listLookUp(field, test) : undefined
  if (lookUp) return `${alias}.id in (${listIndexIds(scope, lookUp)})`
  const sql = testSql(scope, subjectOf(scope, field, alias), test)
  const rows =
    mode === 'set' && field.source === 'custom'
      ? indexedCustom(scope, field.entity, field, test)
      : undefined
  if (rows)
    return `${alias}.id in (select v.record_id from ${rows.from} where ${rows.where()}) and ${sql}`
  return mode === 'set' || mode.keeps(field, test) ? sql : `coalesce(${sql}, false)`
}

/** `has` on a list whose elements are in `value_index`. */
export interface ListLookUp {
  readonly entity: Entity
  readonly field: string
  readonly value: Scalar
}

export function listLookUp(field: Field, test: Test): ListLookUp | undefined {
  if (field.source !== 'column' || !field.listIndex || test.operator !== 'has') return undefined
  return { ...field.listIndex, value: test.value }
}

/** Ids of the records whose list holds the value. */
export function listIndexIds(scope: StatementScope, lookUp: ListLookUp): string {
  const rows = valueIndexRows(scope, lookUp.entity, lookUp.field)
  return `select v.record_id as id from ${rows} and v.v_text = ${scope.params.compared(() => lookUp.value, 'text')}`
}

type Related = Condition & { type: 'related' }

/** `company.industry` of contacts: contacts whose company is one of … */
function relatedSet(scope: StatementScope, { way, part }: Related, alias: string): string {
  const { key, ids } = relatedIds(scope, way, part)
  return `(${alias}.${key} in (${ids}))`
}

/**
 * The ids that related records point at, and the column of ours to look for them in. A relation that is a list is looked
 * up in `value_index`; ids become text inside an array, because a cast beside the indexed column is not leakproof and would keep the index from being used.
 */
export function relatedIds(
  scope: StatementScope,
  way: Way,
  part: Condition,
): { key: string; ids: string } {
  const { from, relation, to } = way
  const inner = scope.newAlias()
  const rows = `${table(scope, to.table)} ${inner} where ${[...reached(scope, to, inner), conditionSql(scope, part, inner, 'set')].join(' and ')}`
  if (relation.kind === 'belongsTo')
    return { key: columnName(way), ids: `select ${inner}.id from ${rows}` }
  if (relation.kind === 'manyToMany') {
    const targets = `array(select ${inner}.id::text from ${rows})`
    return {
      key: 'id',
      ids: `select v.record_id as id from ${valueIndexRows(scope, from, relation.property)} and v.v_text = any(${targets})`,
    }
  }
  const column = `${inner}.${columnName(way)}`
  return {
    key: 'id',
    ids: `select ${isListBack(way) ? `unnest(${column})` : column} as id from ${rows}`,
  }
}

/** Asked of one row: a scalar sub-select, which the planner can neither turn into a join nor hash. */
function relatedRow(scope: StatementScope, { way, part }: Related, alias: string): string {
  const inner = scope.newAlias()
  const conditions = [
    relatedJoin(scope, way, alias, inner),
    ...reached(scope, way.to, inner),
    conditionSql(scope, part, inner, ROW),
  ]
  return `(coalesce((select true from ${table(scope, way.to.table)} ${inner} where ${conditions.join(' and ')} limit 1), false))`
}

const ROW: Mode = { keeps: () => false }

/** Condition that the row `inner` of the other entity is related to the row `outer`. */
export function relatedJoin(scope: StatementScope, way: Way, outer: string, inner: string): string {
  switch (way.relation.kind) {
    case 'belongsTo':
      return `${inner}.id = ${outer}.${columnName(way)}`
    case 'manyToMany':
      return `${inner}.id = any(${outer}.${columnName(way)})`
    case 'hasMany':
      if (!isListBack(way)) return `${inner}.${columnName(way)} = ${outer}.id`
      return `${inner}.id in (select v.record_id from ${valueIndexRows(scope, way.to, way.relation.property)} and v.v_text = ${outer}.id::text)`
  }
}

/** Column that holds the reference, on the side that has it. */
function columnName({ from, relation, to }: Way): string {
  const property = (relation.kind === 'hasMany' ? to : from).properties.get(relation.property)
  return quoteIdentifier(property?.column ?? '')
}

/** True for the inverse of a relation that is a list: contacts of a tag. */
function isListBack({ relation, to }: Way): boolean {
  return relation.kind === 'hasMany' && to.properties.get(relation.property)?.kind === 'uuid-list'
}
