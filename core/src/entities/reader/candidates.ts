import type { Entity } from '../entity.ts'
import type { Condition, Test } from './condition.ts'
import { listIndexIds, listLookUp, relatedIds } from './condition-sql.ts'
import type { Field, Way } from './field.ts'
import { isIndexed, type OrderKey } from './order.ts'
import { CANDIDATE_LIMIT, searchIds } from './search.ts'
import { reached, type StatementScope, table } from './statement-scope.ts'
import { subjectOf, testSql } from './test-sql.ts'
import { containsPattern, hasTrigram } from './text-pattern.ts'
import { indexedCustom, isRange } from './value-index.ts'

export interface Candidates {
  /** Query with one column `id`. Written only when it is used: writing it adds bind places, and an unused one is an error. */
  readonly ids: () => string
}

export interface CandidateOptions {
  readonly scope: StatementScope
  readonly entity: Entity
  readonly order: readonly OrderKey[]
  /** True for comparisons the walked index answers itself. */
  readonly isWalked?: ((field: Field, test: Test) => boolean) | undefined
}

/**
 * Queries for the ids of all records that can meet a condition, and perhaps of some more, each from an index. Every one of several that hold together is enough; of alternatives
 * all must have one. A condition whose index is in the order of the list already has none: walking that index is best.
 */
export function candidatesOf(options: CandidateOptions, condition: Condition): Candidates[] {
  switch (condition.type) {
    case 'and':
      return condition.parts.flatMap((part) => candidatesOf(options, part))
    case 'or':
      return alternatives(options, condition.parts)
    case 'field':
      return fieldIds(options, condition.field, condition.test)
    case 'related':
      return [{ ids: () => relatedRows(options, condition.way, condition.part) }]
    case 'not':
      return []
  }
}

/** True when the condition names one record, or a few by id: no other way than that index is ever better. */
export function isPinned(condition: Condition): boolean {
  if (condition.type === 'and') return condition.parts.some(isPinned)
  if (condition.type !== 'field' || condition.field.source !== 'column') return false
  const { property } = condition.field
  const { operator } = condition.test
  if (property.key === 'id') return operator === 'eq' || operator === 'in'
  return property.unique && operator === 'eq'
}

function alternatives(options: CandidateOptions, parts: readonly Condition[]): Candidates[] {
  const each = parts.map((part) => candidatesOf(options, part)[0])
  const found = each.filter((one) => one !== undefined)
  if (found.length < each.length || found.length === 0) return []
  return [{ ids: () => found.map(({ ids }) => `(${ids()})`).join(' union all ') }]
}

/** One look-up in the index on the reference for each related record, and an end to it: a join would be free to read our whole table. */
function relatedRows(options: CandidateOptions, way: Way, part: Condition): string {
  const { scope, entity } = options
  const { key, ids } = relatedIds(scope, way, part)
  if (key === 'id') return ids
  const alias = scope.newAlias()
  const ours = `select ${alias}.id from ${livingRows(options, entity, alias)} and ${alias}.${key} = k.id limit ${CANDIDATE_LIMIT + 1}`
  return `select found.id from (${ids}) k cross join lateral (${ours}) found`
}

function fieldIds(options: CandidateOptions, field: Field, test: Test): Candidates[] {
  if (options.isWalked?.(field, test)) return []
  switch (field.source) {
    case 'column':
      return columnIds(options, field, test)
    case 'ext':
      return sidecarIds(options, field, test)
    case 'custom':
      return customIds(options, field, test)
  }
}

function columnIds(
  options: CandidateOptions,
  field: Field & { source: 'column' },
  test: Test,
): Candidates[] {
  const { scope, entity } = options
  const lookUp = listLookUp(field, test)
  if (lookUp) return [{ ids: () => listIndexIds(scope, lookUp) }]
  if (test.operator === 'startsWith' || test.operator === 'contains') {
    return textIds(options, field, test)
  }
  const isUsable = isRange(test) || test.operator === 'isNull'
  if (!isUsable || !field.property.indexed || isInOrder(options, field, test)) return []
  const ids = (): string => {
    const alias = scope.newAlias()
    const rows = livingRows(options, entity, alias)
    return `select ${alias}.id from ${rows} and ${testSql(scope, subjectOf(scope, field, alias), test)}`
  }
  return [{ ids }]
}

function sidecarIds(
  { scope }: CandidateOptions,
  field: Field & { source: 'ext' },
  test: Test,
): Candidates[] {
  if (!isRange(test) || !field.property.indexed) return []
  const ids = (): string => {
    const column: Field = { ...field, source: 'column', listIndex: undefined }
    const rows = `${table(scope, field.extension.table)} x where x.tenant_id = ${scope.params.tenant}`
    return `select x.record_id as id from ${rows} and ${testSql(scope, subjectOf(scope, column, 'x'), test)}`
  }
  return [{ ids }]
}

/**
 * The index on the field is walked in the order of the list: it begins with the field, is pinned to one value and newest first, or
 * the author has named it (`indexes`).
 */
export function isInOrder(
  { entity, order }: { readonly entity: Entity; readonly order: readonly OrderKey[] },
  field: Field,
  test: Test,
): boolean {
  const isColumn = (key: OrderKey | undefined, name: string): boolean =>
    key?.field.source === 'column' && key.field.property.key === name
  // Others have their index in a table of their own, in another order.
  if (field.source !== 'column' || !field.property.indexed || !isIndexed(order)) return false
  if (isColumn(order[0], field.property.key)) return true
  const isOne = test.operator === 'eq' || test.operator === 'isNull'
  const isNamed = ([first, ...rest]: readonly string[]): boolean =>
    first === field.property.key && rest.every((key, at) => isColumn(order[at], key))
  if (isOne && entity.indexes.some(isNamed)) return true
  return (
    isOne && !field.property.unique && isColumn(order[0], 'createdAt') && isColumn(order[1], 'id')
  )
}

/** The search column holds the beginning of a text too, so a prefix is searched as a fragment. */
function textIds(
  { scope, entity }: CandidateOptions,
  field: Field & { source: 'column' },
  test: Test & { operator: 'contains' | 'startsWith' },
): Candidates[] {
  if (!field.property.searchable || !hasTrigram(test.text)) return []
  const ids = (): string => searchIds(scope, entity, [scope.params.add(containsPattern(test.text))])
  return [{ ids }]
}

/** An indexed custom field has its values in `value_index`. */
function customIds(
  { scope, entity }: CandidateOptions,
  field: Field & { source: 'custom' },
  test: Test,
): Candidates[] {
  const rows = indexedCustom(scope, entity, field, test)
  return rows
    ? [{ ids: () => `select v.record_id as id from ${rows.from} where ${rows.where()}` }]
    : []
}

function livingRows({ scope }: CandidateOptions, entity: Entity, alias: string): string {
  return `${table(scope, entity.table)} ${alias} where ${reached(scope, entity, alias).join(' and ')}`
}
