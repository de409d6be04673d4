import type { Fault } from '../base/crm-error.ts'
import { pointer } from '../base/validator.ts'
import type { Entity } from '../entities/entity.ts'
import { parseListQuery } from '../entities/list-query/list-query.ts'
import { QueryFaults } from '../entities/list-query/query-faults.ts'
import { checkFilter } from '../entities/reader/check-filter.ts'
import { readableNames, resolvePath, type Vocabulary } from '../entities/reader/field.ts'
import { checkOrder } from '../entities/reader/order.ts'
import { isSearchable } from '../entities/reader/readable.ts'
import type { ViewColumn, ViewContent, ViewQuery } from './view.ts'

/** Longest JSON text of a query; a filter of 100 conditions with ten values each has some 10 KiB. */
const MAX_QUERY_CHARACTERS = 65_536

/** What of a new or changed view does not fit the entity as its author sees it, each with the JSON Pointer of its place. */
export function viewFaults(
  vocabulary: Vocabulary,
  entity: Entity,
  { query, columns }: Partial<Pick<ViewContent, 'query' | 'columns'>>,
): Fault[] {
  return [
    ...(query === undefined ? [] : queryFaults(vocabulary, entity, query)),
    ...(columns === undefined ? [] : columnFaults(vocabulary, entity, columns)),
  ]
}

function queryFaults(
  vocabulary: Vocabulary,
  entity: Entity,
  { filter, sort, search }: ViewQuery,
): Fault[] {
  const characters = JSON.stringify({ filter, sort, search }).length
  if (characters > MAX_QUERY_CHARACTERS) {
    const message = `must be at most ${MAX_QUERY_CHARACTERS} characters of JSON, came ${characters}`
    return [{ path: '/query', code: 'OUT_OF_RANGE', message }]
  }
  const faults = new QueryFaults()
  const parsed = parseListQuery({ filter, sort, q: search }, faults)
  checkFilter(vocabulary, entity, filter ?? {}, faults)
  checkOrder(vocabulary, entity, parsed.sort, faults)
  if (parsed.words.length > 0 && !isSearchable(vocabulary.rights, entity)) {
    const message = `finds nothing in ${entity.name}: none of its fields takes part in the search. Leave it out.`
    faults.add('q', 'NOT_SEARCHABLE', message)
  }
  return faults.found.map((fault) => ({ ...fault, path: placeInView(fault.path) }))
}

/** `filter/and/0` → `/query/filter/and/0`, `q` → `/query/search`. */
function placeInView(path: string): string {
  return path === 'q' ? '/query/search' : `/query/${path}`
}

function columnFaults(
  vocabulary: Vocabulary,
  entity: Entity,
  columns: readonly ViewColumn[],
): Fault[] {
  const seen = new Set<string>()
  return columns.flatMap(({ key }, index): Fault[] => {
    const path = `/columns/${index}/key`
    if (!isColumn(vocabulary, entity, key)) {
      const shown = pointer(key).slice(0, 100)
      const message = `"${shown}" is not a field of ${entity.name}. Use one of: ${readableNames(vocabulary, entity)}; or custom.<key>, ext.<plugin>.<key>, <relation>.<field>.`
      return [{ path, code: 'UNKNOWN_FIELD', message }]
    }
    if (seen.has(key)) {
      const message = `"${key}" is a column already. Name each field once.`
      return [{ path, code: 'DUPLICATE', message }]
    }
    seen.add(key)
    return []
  })
}

/** True for a field of the entity, and for one behind relations to one record each: a row has one value of it. */
export function isColumn(vocabulary: Vocabulary, entity: Entity, key: string): boolean {
  const resolved = resolvePath(vocabulary, entity, key)
  return resolved?.ways.every(({ relation }) => relation.kind === 'belongsTo') ?? false
}
