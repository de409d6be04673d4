import type { Entity } from '../entity.ts'
import type { Property } from '../property.ts'

/** A list property whose elements are found through `value_index`. */
export interface ListIndex {
  readonly property: Property
  /** Name in `value_index`: `tagIds`, or `emails.value` for a list of objects. */
  readonly field: string
}

const known = new WeakMap<Entity, readonly ListIndex[]>()

/** The list properties of an entity that are indexed element by element. */
export function listIndexes(entity: Entity): readonly ListIndex[] {
  let indexes = known.get(entity)
  if (!indexes) {
    indexes = [...entity.properties.values()].filter(isIndexedList).map((property) => ({
      property,
      field: property.kind === 'json' ? `${property.key}.value` : property.key,
    }))
    known.set(entity, indexes)
  }
  return indexes
}

/** The texts under which a list's elements are found, in order; an element without a value is left out. */
export function indexedTexts(index: ListIndex, value: unknown): string[] {
  if (!Array.isArray(value)) return []
  const texts =
    index.property.kind === 'json'
      ? value.map((item) => (item as { value?: unknown }).value)
      : (value as unknown[])
  return texts.filter((text): text is string => typeof text === 'string')
}

function isIndexedList(property: Property): boolean {
  if (property.system) return false
  if (property.kind === 'text-list' || property.kind === 'uuid-list')
    return property.indexed || property.relation !== undefined
  return property.kind === 'json' && property.indexed
}
