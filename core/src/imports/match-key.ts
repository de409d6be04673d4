import type { Entity } from '../entities/entity.ts'
import type { Property } from '../entities/property.ts'
import type { ExternalRef } from '../entities/writer/check-input.ts'
import { indexedTexts, listIndexes } from '../entities/writer/list-index.ts'
import type { Target } from './target.ts'

/** How a row's record is looked for: by an indexed column, by an element of an indexed list, by an external reference or by its id. */
export type MatchKey =
  | { readonly kind: 'column'; readonly property: Property }
  | { readonly kind: 'list'; readonly property: Property; readonly field: string }
  | { readonly kind: 'external'; readonly system: string; readonly type: string }
  | { readonly kind: 'id' }

/** The look-up a target allows; a sentence that says why there is none. */
export function matchKey(entity: Entity, target: Target): MatchKey | string {
  switch (target.kind) {
    case 'external':
      return { kind: 'external', system: target.system, type: target.type }
    case 'id':
      return { kind: 'id' }
    case 'property':
      return propertyKey(entity, target.property)
    case 'entry':
      return target.isWhole
        ? listKey(entity, target.property)
        : 'is a part of an entry; match by its value'
    default:
      return 'cannot tell which record is meant; use an indexed field of the record itself'
  }
}

/** Kinds whose text is the same however it was written, so that it can be compared in and out of the database. */
const COMPARABLE: ReadonlySet<Property['kind']> = new Set(['text', 'integer', 'uuid', 'date'])

function propertyKey(entity: Entity, property: Property): MatchKey | string {
  if (!COMPARABLE.has(property.kind)) return listKey(entity, property)
  if (property.indexed) return { kind: 'column', property }
  return `is not indexed, so a look-up for each row would read all ${entity.plural}`
}

function listKey(entity: Entity, property: Property): MatchKey | string {
  const index = listIndexes(entity).find((one) => one.property === property)
  return index ? { kind: 'list', property, field: index.field } : 'is not indexed by its values'
}

/** The values a row is looked for by. */
export function matchValues(
  key: MatchKey,
  values: Readonly<Record<string, unknown>>,
  refs: readonly ExternalRef[],
  id: string | undefined,
): readonly string[] {
  switch (key.kind) {
    case 'id':
      return id === undefined ? [] : [id]
    case 'external':
      return refs
        .filter(({ system, type }) => system === key.system && type === key.type)
        .map((ref) => ref.id)
    case 'column': {
      const value = values[key.property.key]
      return value === undefined || value === null || value === '' ? [] : [asText(value)]
    }
    case 'list':
      return indexedTexts({ property: key.property, field: key.field }, values[key.property.key])
  }
}

/** For messages: `the e-mail`. */
export function keyName(key: MatchKey): string {
  switch (key.kind) {
    case 'id':
      return 'the id'
    case 'external':
      return `the reference ${key.system}:${key.type}`
    case 'column':
    case 'list':
      return `the ${key.property.label.toLowerCase()}`
  }
}

export function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}
