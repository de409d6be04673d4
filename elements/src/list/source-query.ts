import type { EntityInfo } from '../client/entity-schemas.ts'
import type { FilterDocument, ListQuery } from '../client/record.ts'
import type { Column } from './columns.ts'
import type { ListRequest } from './list-context.ts'

/** Which records, in what order, and what of them. */
export interface SourceQuery {
  readonly entity: string
  readonly filter: object | undefined
  readonly sort: string
  readonly q: string
  readonly fields: readonly string[]
  readonly include: readonly string[]
}

/** The question to the server: what is asked, with the fields that are drawn. */
export function sourceQuery(
  entity: string,
  { filter, sort, search }: ListRequest,
  scope: object | undefined,
  drawn: Pick<SourceQuery, 'fields' | 'include'>,
): SourceQuery {
  return {
    entity,
    filter: scope && filter ? { and: [scope, filter] } : (scope ?? filter),
    sort: sort.join(','),
    q: search.trim(),
    fields: drawn.fields,
    include: drawn.include,
  }
}

/** What is asked of each record: what is drawn, and what is needed to draw it. */
export function drawnOf(
  entity: EntityInfo,
  shown: readonly Column[],
): Pick<SourceQuery, 'fields' | 'include'> {
  return { fields: fieldsOf(entity, shown), include: includesOf(shown) }
}

/** In words of the API: a page of it. */
export function pageQuery(query: SourceQuery, limit: number): ListQuery {
  const { sort, fields, include } = query
  return {
    ...setQuery(query),
    ...(sort === '' ? {} : { sort }),
    fields,
    ...(include.length > 0 ? { include } : {}),
    limit,
  }
}

/** In words of the API: how many there are. */
export function countQuery(query: SourceQuery, count: 'exact' | 'estimate'): ListQuery {
  return { ...setQuery(query), fields: ['id'], limit: 1, count }
}

/** Only other columns: the same records in the same order. */
export function isSameRows(a: SourceQuery | undefined, b: SourceQuery): boolean {
  return a !== undefined && isSameSet(a, b) && a.entity === b.entity && a.sort === b.sort
}

/** The same records of an entity, in whatever order: as many as before. */
export function isSameSet(a: SourceQuery, b: SourceQuery): boolean {
  return a.q === b.q && JSON.stringify(a.filter) === JSON.stringify(b.filter)
}

function setQuery({ filter, q }: SourceQuery): ListQuery {
  return {
    ...(filter === undefined ? {} : { filter: filter as FilterDocument }),
    ...(q === '' ? {} : { q }),
  }
}

function fieldsOf({ titleField }: EntityInfo, shown: readonly Column[]): string[] {
  const keys = shown.flatMap(({ field }) => [
    field.key,
    ...(field.currencyField ? [field.currencyField] : []),
  ])
  // Sorted: columns in another order are no other question.
  return [...new Set(['id', titleField, ...keys])].sort()
}

function includesOf(shown: readonly Column[]): string[] {
  const names = shown.flatMap(({ field: { relation } }) =>
    relation?.readable ? [relation.name] : [],
  )
  return [...new Set(names)].sort()
}
