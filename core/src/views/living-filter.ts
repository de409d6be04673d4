import type { Entity } from '../entities/entity.ts'
import { QueryFaults, step } from '../entities/list-query/query-faults.ts'
import { checkFilter } from '../entities/reader/check-filter.ts'
import type { Vocabulary } from '../entities/reader/field.ts'

/** A condition that means nothing to this reader. */
export interface LostCondition {
  /** Where it stood: `filter/and/0`, without the name of the field. */
  readonly path: string
  readonly key: string
}

type Document = Readonly<Record<string, unknown>>

/**
 * What is left of a filter that was fine when it was saved: conditions on fields the actor may not read, on archived ones, or with
 * values a choice no longer has are taken out. An `or` or `not` from which all is gone goes too, because left empty it would match nothing.
 */
export function livingFilter(
  vocabulary: Vocabulary,
  entity: Entity,
  filter: unknown,
): { readonly filter: Document; readonly lost: readonly LostCondition[] } {
  const lost: LostCondition[] = []
  return { filter: living(filter as Document, 'filter') ?? {}, lost }

  /** Undefined when nothing is left of a document that said something. */
  function living(document: Document, path: string): Document | undefined {
    const entries = Object.entries(document)
    const kept = entries.flatMap(([key, value]): [string, unknown][] => {
      const left = livingMember(key, value, path)
      return left === undefined ? [] : [[key, left]]
    })
    return kept.length === 0 && entries.length > 0 ? undefined : Object.fromEntries(kept)
  }

  function livingMember(key: string, value: unknown, path: string): unknown {
    if (key === 'not') return living(value as Document, step(path, key))
    if (key === 'and' || key === 'or')
      return livingList(value as readonly Document[], step(path, key))
    const faults = new QueryFaults()
    checkFilter(vocabulary, entity, { [key]: value }, faults)
    if (!faults.any) return value
    lost.push({ path, key })
    return undefined
  }

  function livingList(documents: readonly Document[], path: string): Document[] | undefined {
    const kept = documents.flatMap((document, index): Document[] => {
      const left = living(document, step(path, index))
      return left === undefined ? [] : [left]
    })
    // One that was empty from the beginning stays what it was: `or: []` matches nothing.
    return kept.length === 0 && documents.length > 0 ? undefined : kept
  }
}
