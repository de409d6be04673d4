import type { Entity } from '../entity.ts'
import { type Candidates, candidatesOf, isInOrder, isPinned } from './candidates.ts'
import type { Condition } from './condition.ts'
import { conditionSql, type Mode } from './condition-sql.ts'
import { afterCursor, type NullPattern, orderBy, rangesAfter } from './keyset.ts'
import { operandOf } from './operand.ts'
import { isIndexed, type OrderKey } from './order.ts'
import { CANDIDATE_LIMIT, wordCandidates, wordsSql } from './search.ts'
import type { Selection } from './selection.ts'
import { selectionJson } from './selection-json.ts'
import { reached, type StatementScope, table } from './statement-scope.ts'

/** A list query, checked: what is asked, apart from which page of it. */
export interface CheckedList {
  readonly entity: Entity
  readonly deleted: 'living' | 'deleted' | 'all'
  readonly filter: Condition
  readonly words: readonly string[]
  readonly order: readonly OrderKey[]
  readonly selection: Selection
}

export interface PageShape {
  /** Rows to read; one more than are shown tells whether there is a next page. */
  readonly rows: number
  /** Read against the order, from a `prev` cursor. */
  readonly backward: boolean
  /** Of the cursor's values; undefined on the first page. */
  readonly nulls: NullPattern | undefined
}

/**
 * Rows of one page: `j` the record's JSON, `k0`, `k1`, … its sort values, in the order read.
 *
 * One text must be right for values that match a handful of records and for values that match half of them, because a
 * prepared statement is planned once. So where an index could find the matches and another could give the order, the
 * statement decides when it runs: it reads up to 1,001 ids from the first (0.1 ms); if that was all, it fetches and sorts
 * those records, else it walks the list in order until the page is full. PostgreSQL does not run a branch whose
 * condition on constants is false.
 */
export function pageRows(scope: StatementScope, list: CheckedList, page: PageShape): string {
  const { entity, order } = list
  const sortValues = order.map((key, index) => `${sortValue(scope, key)} as k${index}`)
  const columns = [`${selectionJson(scope, list.selection, 'a')} as j`, ...sortValues].join(', ')
  const end = `order by ${orderBy(scope, order, 'a', page.backward)} limit ${page.rows}`
  const { ctes, branches } = walk(scope, list, page)
  const rows = `from ${table(scope, entity.table)} a where`
  const [only, ...others] = branches
  const body =
    only !== undefined && others.length === 0
      ? `${rows} ${only}`
      : `from (${branches.map((branch) => `(select a.* ${rows} ${branch} ${end})`).join(' union all ')}) a`
  const head = ctes.length > 0 ? `with ${ctes.join(', ')} ` : ''
  return `${head}select ${columns} ${body} ${end}`
}

/** All records the query matches, whatever the page, for counting: `from … where …`. */
export function matchingRows(scope: StatementScope, list: CheckedList): string {
  return `from ${table(scope, list.entity.table)} a where ${conditions(scope, list, 'set').join(' and ')}`
}

/** True when one plan serves all values, so that the statement may be prepared; others are planned for their values each time. */
export function isStable({ deleted, order, filter }: CheckedList): boolean {
  return deleted === 'living' && (isIndexed(order) || isPinned(filter))
}

interface Walk {
  readonly ctes: readonly string[]
  /** Conditions of disjoint sets of rows; together they are the page's. */
  readonly branches: readonly string[]
}

function walk(scope: StatementScope, list: CheckedList, page: PageShape): Walk {
  const { order } = list
  const cursor = page.nulls
  const after = cursor ? [afterCursor(scope, order, 'a', page.backward, cursor)] : []
  if (!isWalkable(list)) {
    return { ctes: [], branches: [[...conditions(scope, list, 'set'), ...after].join(' and ')] }
  }
  const matching = conditions(scope, list, {
    keeps: (field, test) => isInOrder(order, field, test),
  })
  const ranges = cursor ? rangesAfter(scope, order, 'a', page.backward, cursor) : []
  const found = walkCandidates(scope, list)
  const dense = found.map((_, index) => `not ${isSparse(index, found)}`)
  const sparseBranches = found.map((_, index) => [
    ...dense.slice(0, index),
    isSparse(index, found),
    `a.id = any(array(select id from h${index}))`,
    ...matching,
    ...after,
  ])
  const denseBranches = (ranges.length > 0 ? ranges : ['true']).map((range) => [
    ...dense,
    ...matching,
    range,
  ])
  return {
    ctes: found.flatMap((one, index) => candidateCtes(scope, list, one, index)),
    branches: [...sparseBranches, ...denseBranches].map((parts) => parts.join(' and ')),
  }
}

/** True when there is an index in the order of the list to walk, and no single record to go to at once. */
function isWalkable(list: CheckedList): boolean {
  return list.deleted === 'living' && isIndexed(list.order) && !isPinned(list.filter)
}

function conditions(scope: StatementScope, list: CheckedList, mode: Mode): string[] {
  const { entity, deleted, filter, words } = list
  return [
    ...reached(scope, entity, 'a', deleted),
    ...(filter.type === 'and' && filter.parts.length === 0
      ? []
      : [conditionSql(scope, filter, 'a', mode)]),
    ...wordsSql(scope, entity, words, 'a'),
  ]
}

/** More than three ways in are only more branches to plan. */
const MAX_CANDIDATES = 3

function walkCandidates(scope: StatementScope, list: CheckedList): Candidates[] {
  const { entity, order, words, filter } = list
  const byWord = wordCandidates(scope, entity, words)
  const byScope = scopeCandidates(scope, list)
  const all = [
    ...(byWord ? [byWord] : []),
    ...candidatesOf({ scope, entity, order }, filter),
    ...byScope,
  ]
  return all.slice(0, MAX_CANDIDATES)
}

/** The records within reach, unless the index on the owner is in the order of the list anyway. */
function scopeCandidates(scope: StatementScope, { entity, order }: CheckedList): Candidates[] {
  const owner = entity.properties.get('ownerId')
  const shape = scope.shapeOf(entity)
  if (!owner || shape === 'all' || shape === 'none') return []
  const field = {
    source: 'column',
    property: owner,
    kind: owner.kind,
    listIndex: undefined,
  } as const
  if (shape === 'own' && isInOrder(order, field, { operator: 'eq', value: '' })) return []
  const ids = (): string => {
    const alias = scope.newAlias()
    return `select ${alias}.id from ${table(scope, entity.table)} ${alias} where ${reached(scope, entity, alias).join(' and ')}`
  }
  return [{ ids }]
}

/** Records looked at to see whether a word is frequent, and how many of them must have it: a page is then full after some 1,000 records. */
const SAMPLE_ROWS = 500
const FREQUENT_IN_SAMPLE = 13

function candidateCtes(
  scope: StatementScope,
  list: CheckedList,
  { ids, sampled }: Candidates,
  index: number,
): string[] {
  const limited = `limit ${CANDIDATE_LIMIT + 1}`
  if (!sampled) return [`h${index} as materialized (select id from (${ids()}) c ${limited})`]
  const { entity, order } = list
  const first = `from ${table(scope, entity.table)} a where ${reached(scope, entity, 'a').join(' and ')} order by ${orderBy(scope, order, 'a', false)} limit ${SAMPLE_ROWS}`
  return [
    // A frequent fragment makes the trigram index gather every match before the first comes out: 14 ms for 100,000.
    `s${index} as materialized (select count(*) as n from (select ${sampled('a')} as m ${first}) c where m)`,
    `h${index} as materialized (select id from (${ids()}) c where (select n from s${index}) < ${FREQUENT_IN_SAMPLE} ${limited})`,
  ]
}

function isSparse(index: number, found: readonly Candidates[]): string {
  const few = `(select count(*) from h${index}) <= ${CANDIDATE_LIMIT}`
  return found[index]?.sampled
    ? `((select n from s${index}) < ${FREQUENT_IN_SAMPLE} and ${few})`
    : `(${few})`
}

/** In the form `json_build_array` can carry without losing digits. */
function sortValue(scope: StatementScope, { field, kind }: OrderKey): string {
  const { sql } = operandOf(scope, field, 'a')
  return kind === 'integer' || kind === 'number' ? `(${sql})::text` : sql
}
