import { quoteIdentifier, quoteLiteral } from '../../database/identifiers.ts'
import type { Entity } from '../entity.ts'
import type { QueryFaults } from '../list-query/query-faults.ts'
import type { Property } from '../property.ts'
import type { Candidates } from './candidates.ts'
import type { Vocabulary } from './field.ts'
import { isReadable, isSearchable } from './readable.ts'
import { type StatementScope, table } from './statement-scope.ts'
import { containsPattern, hasTrigram } from './text-pattern.ts'

/** The most ids a candidate query is used for: fetching and sorting 1,000 records costs what walking a list of 100,000 does whose every 40th matches. */
export const CANDIDATE_LIMIT = 1_000

/** The searchable properties the actor may read: a hidden e-mail address must not be found by guessing at it. */
export function searchedProperties({ vocabulary }: StatementScope, entity: Entity): Property[] {
  return [...entity.properties.values()].filter(
    (property) =>
      property.searchable && isReadable(vocabulary.rights, entity, property.key, property),
  )
}

/** Tells of words that can find nothing, because none of the fields the actor may read is searched. */
export function checkSearch(
  { rights }: Pick<Vocabulary, 'rights'>,
  entity: Entity,
  words: readonly string[],
  faults: QueryFaults,
): void {
  if (words.length === 0 || isSearchable(rights, entity)) return
  faults.add(
    'q',
    'NOT_SEARCHABLE',
    `finds nothing in ${entity.name}: none of its fields takes part in the search.`,
  )
}

/** SQL conditions that every word occurs, one for each. */
export function wordsSql(
  scope: StatementScope,
  entity: Entity,
  words: readonly string[],
  alias: string,
): string[] {
  const readable = searchedProperties(scope, entity)
  const all = [...entity.properties.values()].filter((property) => property.searchable)
  // The search column holds every searchable property; without the right to all of them the columns are looked at themselves.
  const texts =
    readable.length === all.length
      ? [`${alias}.search_text`]
      : readable.map((property) => searchedText(property, alias))
  return words.map((word) => {
    const pattern = `(select lower(${wordPlace(scope, word)}::text))`
    // Without `coalesce` the planner expects next to nothing to match, and leaves the order of the list to sort the whole table.
    return `(coalesce(${texts.map((text) => `${text} like ${pattern}`).join(' or ')}, false))`
  })
}

/** The records in which all words occur that are long enough for the index; undefined when none is. */
export function wordCandidates(
  scope: StatementScope,
  entity: Entity,
  words: readonly string[],
): Candidates | undefined {
  const telling = words.filter(hasTrigram)
  if (telling.length === 0) return undefined
  return {
    ids: () =>
      searchIds(
        scope,
        entity,
        telling.map((word) => wordPlace(scope, word)),
      ),
  }
}

/**
 * Ids of the records whose search text matches all patterns, from the trigram index, through a definer function: `like` is not leakproof,
 * so under row-level security it uses no index (454 ms against 1.5 in a tenant of a million; research/reliability-security.md §0.1).
 */
export function searchIds(
  scope: StatementScope,
  entity: Entity,
  patterns: readonly string[],
): string {
  const list = patterns.map((pattern) => `lower(${pattern}::text)`).join(', ')
  return `select found as id from ${table(scope, 'search_ids')}(${quoteLiteral(entity.table)}, array[${list}], ${CANDIDATE_LIMIT + 1}) found`
}

/** What of a property is in the search column: the text, or the values of a list of objects. */
function searchedText({ kind, column }: Property, alias: string): string {
  const value = `${alias}.${quoteIdentifier(column)}`
  return `lower(${kind === 'json' ? `jsonb_path_query_array(${value}::jsonb, '$[*].value')::text` : value})`
}

function wordPlace({ params }: StatementScope, word: string): string {
  return params.once(`word.${word}`, () => containsPattern(word))
}
