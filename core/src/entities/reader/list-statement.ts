import type { Entity } from '../entity.ts'
import { isPinned } from './candidates.ts'
import type { Condition } from './condition.ts'
import { type NullPattern, orderBy } from './keyset.ts'
import { orderOperand } from './operand.ts'
import { isIndexed, isInValueIndex, type OrderKey } from './order.ts'
import { listConditions, pageSources } from './page-sources.ts'
import type { Selection } from './selection.ts'
import { selectionJson } from './selection-json.ts'
import { type StatementScope, table } from './statement-scope.ts'

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

/** What is read of a row: SQL of type text over the alias `a`, which is the entity's table itself or has only its columns. */
export type RowText = (scope: StatementScope, list: CheckedList, isTable: boolean) => string

export const recordText: RowText = (scope, { selection }) => selectionJson(scope, selection, 'a')

/** `<id> <version>`: which row, in which committed version; sidecars that are answered count in. */
export const versionText: RowText = (scope, list, isTable) =>
  `a.id::text || ' ' || ${rowVersion(scope, list, isTable)}`

function rowVersion(
  scope: StatementScope,
  { entity, selection }: CheckedList,
  isTable: boolean,
): string {
  const own = isTable
    ? 'a.xmin::text'
    : `(select v.xmin::text from ${table(scope, entity.table)} v where v.tenant_id = a.tenant_id and v.id = a.id)`
  const sidecars = [...selection.extensions.keys()].map(
    (extension) =>
      ` || '.' || coalesce((select x.xmin::text from ${table(scope, extension.table)} x where x.tenant_id = a.tenant_id and x.record_id = a.id), '')`,
  )
  return own + sidecars.join('')
}

/** Id, version and text of the records with the given ids (the binding's `record`). */
export function recordTexts(scope: StatementScope, list: CheckedList): string {
  const ids = scope.params.bind(({ record }) => record)
  const columns = ['a.id::text', rowVersion(scope, list, true), recordText(scope, list, true)]
  return `select ${columns.join(', ')} from ${table(scope, list.entity.table)} a where a.tenant_id = ${scope.params.tenant} and a.id = any(${ids}::uuid[])`
}

/** Rows of one page: `j` the text asked for, `k0`, `k1`, … the sort values, in the order read. */
export function pageRows(
  scope: StatementScope,
  list: CheckedList,
  page: PageShape,
  rowText: RowText = recordText,
): string {
  const { order } = list
  const sortValues = order.map((key, index) => `${sortValue(scope, key)} as k${index}`)
  const end = `order by ${orderBy(order, ({ field }) => orderOperand(scope, field, 'a'), page.backward)} limit ${page.rows}`
  const { ctes, sources, order: walked } = pageSources(scope, list, page, end)
  const [only, ...others] = sources
  const from =
    others.length === 0
      ? only
      : `from (${sources.map((source) => `(select a.* ${source} ${end})`).join(' union all ')}) a`
  const isTable =
    others.length === 0 && only?.startsWith(`from ${table(scope, list.entity.table)} a `) === true
  const columns = [`${rowText(scope, list, isTable)} as j`, ...sortValues].join(', ')
  const head = ctes.length > 0 ? `with ${ctes.join(', ')} ` : ''
  const inOrder = walked === undefined ? end : `${walked} limit ${page.rows}`
  return `${head}select ${columns} ${from} ${inOrder}`
}

/** All records the query matches, whatever the page, for counting: `from … where …`. */
export function matchingRows(scope: StatementScope, list: CheckedList): string {
  return `from ${table(scope, list.entity.table)} a where ${listConditions(scope, list, 'set').join(' and ')}`
}

/** True when one plan serves all values, so that the statement may be prepared; others are planned for their values each time. */
export function isStable({ deleted, order, filter }: CheckedList): boolean {
  return deleted === 'living' && (isIndexed(order) || isInValueIndex(order) || isPinned(filter))
}

/** In the form `json_build_array` can carry without losing digits. */
function sortValue(scope: StatementScope, { field, kind }: OrderKey): string {
  const { sql } = orderOperand(scope, field, 'a')
  return kind === 'integer' || kind === 'number' ? `(${sql})::text` : sql
}
