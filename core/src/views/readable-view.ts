import type { Entity } from '../entities/entity.ts'
import { resolveField, type Vocabulary } from '../entities/reader/field.ts'
import { hasOrder } from '../entities/reader/order.ts'
import { isSearchable } from '../entities/reader/readable.ts'
import type { RequestContext } from '../identity/request-context.ts'
import { isColumn } from './check-view.ts'
import { livingFilter } from './living-filter.ts'
import type { View, ViewColumn, ViewQuery } from './view.ts'

/** A part of a stored view that is not answered. */
export interface ViewWarning {
  /** JSON Pointer of its place in the view as it is stored. */
  readonly path: string
  readonly message: string
}

/** What a reader gets of a view; what means nothing to them is left out and said so. The stored view keeps it. */
export interface ReadableView {
  readonly query: ViewQuery
  readonly columns: readonly ViewColumn[]
  readonly warnings: readonly ViewWarning[]
}

export function readableView(
  vocabulary: Vocabulary,
  entity: Entity,
  context: Pick<RequestContext, 'actor'>,
  view: View,
): ReadableView {
  const warnings: ViewWarning[] = []
  const lose = (path: string, what: string, key: string): void => {
    warnings.push({ path, message: sentence(what, isAuthor(context, view) ? key : undefined) })
  }
  const { filter, sort, search } = view.query
  return {
    query: {
      ...(filter === undefined ? {} : { filter: livingPart(filter) }),
      ...sortPart(sort),
      ...searchPart(search),
    },
    columns: view.columns.filter(({ key }, index) => {
      const isThere = isColumn(vocabulary, entity, key)
      if (!isThere) lose(`/columns/${index}`, 'A column', key)
      return isThere
    }),
    warnings,
  }

  function livingPart(stored: ViewQuery['filter']): ViewQuery['filter'] {
    const { filter: living, lost } = livingFilter(vocabulary, entity, stored)
    for (const { path, key } of lost) lose(`/query/${path}`, 'A condition', key)
    return living as ViewQuery['filter']
  }

  function sortPart(stored: string | undefined): { sort?: string } {
    const words = (stored ?? '').split(',').filter((word) => word.trim() !== '')
    const living = words.filter((word) => {
      const key = word.trim().replace(/^-/, '')
      const field = resolveField(vocabulary, entity, key)
      const isThere = field !== undefined && hasOrder(field.kind)
      if (!isThere) lose('/query/sort', 'A sort key', key)
      return isThere
    })
    return living.length === 0 ? {} : { sort: living.join(',') }
  }

  function searchPart(stored: string | undefined): { search?: string } {
    if (stored === undefined) return {}
    if (isSearchable(vocabulary.rights, entity)) return { search: stored }
    warnings.push({ path: '/query/search', message: 'No field you may read can be searched.' })
    return {}
  }
}

/** Whoever wrote it knows the name; to anybody else a field they may not read does not exist, not even by its name. */
function isAuthor({ actor }: Pick<RequestContext, 'actor'>, { updatedBy }: View): boolean {
  return updatedBy.kind === actor.kind && updatedBy.id === actor.id
}

function sentence(what: string, key: string | undefined): string {
  const which = key === undefined ? '' : ` on "${key}"`
  return `${what}${which} was left out: its field or value is not there for you, or not any more.`
}
