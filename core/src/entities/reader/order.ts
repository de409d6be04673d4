import type { Entity } from '../entity.ts'
import type { SortWord } from '../list-query/list-query.ts'
import type { QueryFaults } from '../list-query/query-faults.ts'
import type { PropertyKind } from '../property.ts'
import { type Field, readableNames, resolveField, type Vocabulary } from './field.ts'

/** One key of a total order. Nulls stand where PostgreSQL puts them by default, last upwards and first downwards, so that one b-tree is read both ways. */
export interface OrderKey {
  readonly field: Field
  readonly descending: boolean
  readonly nullable: boolean
  /**
   * Of a custom field: records without a value come last in both directions. The index holds values alone, so that putting them first
   * would take a look at every record to show that there are none.
   */
  readonly nullsLast: boolean
  readonly kind: PropertyKind
}

const NEWEST_FIRST: readonly SortWord[] = [{ path: 'createdAt', descending: true }]
const UNSORTABLE: readonly string[] = ['json', 'text-list', 'uuid-list']

/** True when values of this kind come one after the other; lists and objects do not. */
export function hasOrder(kind: PropertyKind | 'any'): boolean {
  return !UNSORTABLE.includes(kind)
}

/**
 * The order a list is read in. Ties are broken by `createdAt` and `id` in the direction of the last key: the order is then
 * total, as keyset paging needs it, and equals the index `(tenant_id, <column>, created_at, id)` each indexed property has.
 */
export function checkOrder(
  vocabulary: Vocabulary,
  entity: Entity,
  words: readonly SortWord[],
  faults: QueryFaults,
): OrderKey[] {
  const keys: OrderKey[] = []
  for (const word of words.length > 0 ? words : NEWEST_FIRST) {
    const field = resolveField(vocabulary, entity, word.path)
    if (!field || !hasOrder(field.kind)) {
      const problem = field
        ? `"${word.path}" has no order: it is a list or an object.`
        : `"${word.path.slice(0, 100)}" is not a field of ${entity.name}.`
      faults.add(
        'sort',
        'UNKNOWN_FIELD',
        `${problem} Sort by one of: ${readableNames(vocabulary, entity)}.`,
      )
    } else if (!keys.some((key) => isSame(key.field, field))) {
      keys.push(orderKey(field, word.descending))
    }
  }
  return withTieBreakers(entity, keys)
}

function withTieBreakers(entity: Entity, keys: readonly OrderKey[]): OrderKey[] {
  const all = [...keys]
  const descending = keys.at(-1)?.descending ?? true
  for (const name of ['createdAt', 'id']) {
    const property = entity.properties.get(name)
    // Whatever follows the id decides nothing any more.
    if (
      !property ||
      all.some(({ field }) => field.property?.key === 'id' && field.source === 'column')
    )
      break
    const field: Field = { source: 'column', property, kind: property.kind, listIndex: undefined }
    if (!all.some((key) => isSame(key.field, field))) all.push(orderKey(field, descending))
  }
  return all
}

function orderKey(field: Field, descending: boolean): OrderKey {
  const nullable = field.source !== 'column' || field.property.nullable || !field.property.required
  const nullsLast = field.source === 'custom' && field.property !== undefined
  const kind = field.kind === 'any' ? 'text' : field.kind
  return { field, descending, nullable, nullsLast, kind }
}

function isSame(one: Field, other: Field): boolean {
  if (one.source === 'custom' && other.source === 'custom') return one.key === other.key
  return one.source === other.source && one.property === other.property
}

/** True when an index holds the living records in this order, so that a page is read from it without sorting all of them. */
export function isIndexed(keys: readonly OrderKey[]): boolean {
  const [first] = keys
  return (
    first?.field.source === 'column' &&
    (first.field.property.indexed || first.field.property.key === 'id')
  )
}

/** True when `value_index` holds the records that have a value in this order. */
export function isInValueIndex([first]: readonly OrderKey[]): boolean {
  return first?.field.source === 'custom' && first.field.property?.indexed === true
}

/** Names and directions, for a cursor to tell whether it belongs to this order. */
export function orderName(keys: readonly OrderKey[]): string {
  return keys
    .map(({ field, descending }) => {
      const key = field.source === 'custom' ? field.key : field.property.key
      const plugin = field.source === 'ext' ? `.${field.extension.plugin}` : ''
      return `${descending ? '-' : ''}${field.source}${plugin}.${key}`
    })
    .join(',')
}
