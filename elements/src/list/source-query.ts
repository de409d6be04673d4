import type { EntityInfo } from '../client/entity-schemas.ts'
import type { Column } from './columns.ts'
import type { ListRequest } from './list-context.ts'
import type { SourceQuery } from './list-source.ts'

/** The question to the server: what is asked, with the fields that are drawn. */
export function sourceQuery(
  entity: EntityInfo,
  { filter, sort, search }: ListRequest,
  scope: object | undefined,
  shown: readonly Column[],
): SourceQuery {
  return {
    entity: entity.name,
    filter: scope && filter ? { and: [scope, filter] } : (scope ?? filter),
    sort: sort.join(','),
    q: search.trim(),
    fields: fieldsOf(entity, shown),
    include: includesOf(shown),
  }
}

/** Only other columns: the same records in the same order. */
export function isSameRows(a: SourceQuery | undefined, b: SourceQuery): boolean {
  const rows = ({ entity, filter, sort, q }: SourceQuery): string =>
    JSON.stringify([entity, filter, sort, q])
  return a !== undefined && rows(a) === rows(b)
}

/** What is drawn, and what is needed to draw it. */
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
