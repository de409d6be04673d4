import type { Entity, Extension } from '../entity.ts'
import type { Property, PropertyKind, Relation } from '../property.ts'
import { listIndexes } from '../writer/list-index.ts'
import { isFollowable, isReadable, readableProperties, type ReadRights } from './readable.ts'
import type { TenantFields } from './tenant-fields.ts'

/** A field as a query names it, found and allowed: the only thing identifiers of a statement come from. */
export type Field =
  | {
      readonly source: 'column'
      readonly property: Property
      readonly kind: PropertyKind
      /** Where `value_index` has the elements of an indexed list. */
      readonly listIndex: { readonly entity: Entity; readonly field: string } | undefined
    }
  | {
      readonly source: 'custom'
      /** Whose field it is. */
      readonly entity: Entity
      readonly key: string
      readonly property: Property | undefined
      /** `any` when the tenant's fields are not known: the value compared with decides. */
      readonly kind: PropertyKind | 'any'
    }
  | {
      readonly source: 'ext'
      readonly extension: Extension
      readonly property: Property
      readonly kind: PropertyKind
    }

/** A way to another entity. */
export interface Way {
  readonly from: Entity
  readonly relation: Relation
  readonly to: Entity
}

export interface ResolvedPath {
  /** Relations walked before the field, at most two. */
  readonly ways: readonly Way[]
  /** The entity the field is of. */
  readonly entity: Entity
  readonly field: Field
}

/** What decides what a path means for one actor of one tenant. */
export interface Vocabulary {
  readonly rights: ReadRights
  readonly entityOf: (name: string) => Entity | undefined
  readonly tenantFields: TenantFields | undefined
}

/** More relations in a row cost a join each, and no screen of a CRM asks for them. */
export const MAX_WAYS = 2

const CUSTOM_KEY = /^[A-Za-z][A-Za-z0-9_-]{0,62}$/

/** Finds what a dotted path names: a property, `custom.<key>`, `ext.<plugin>.<key>`, or one of these behind relations. */
export function resolvePath(
  vocabulary: Vocabulary,
  entity: Entity,
  path: string,
): ResolvedPath | undefined {
  const ways: Way[] = []
  let current = entity
  let rest = path
  for (;;) {
    const field = resolveField(vocabulary, current, rest)
    if (field) return { ways, entity: current, field }
    const dot = rest.indexOf('.')
    const way = dot < 0 ? undefined : resolveWay(vocabulary, current, rest.slice(0, dot))
    if (!way || ways.length === MAX_WAYS) return undefined
    ways.push(way)
    current = way.to
    rest = rest.slice(dot + 1)
  }
}

export function resolveField(
  vocabulary: Vocabulary,
  entity: Entity,
  path: string,
): Field | undefined {
  const property = entity.properties.get(path)
  if (property) return ownField(vocabulary, entity, property)
  if (path.startsWith('custom.'))
    return customField(vocabulary, entity, path.slice('custom.'.length))
  if (path.startsWith('ext.')) return extField(vocabulary, entity, path.split('.'))
  // `emails.value` is the spelling of the index for what `emails` holds.
  const list = path.endsWith('.value')
    ? entity.properties.get(path.slice(0, -'.value'.length))
    : undefined
  return list?.kind === 'json' && holdsValues(list) ? ownField(vocabulary, entity, list) : undefined
}

export function resolveWay(vocabulary: Vocabulary, from: Entity, name: string): Way | undefined {
  const relation = from.relations.get(name)
  const to = relation && vocabulary.entityOf(relation.entity)
  if (!to || !isFollowable(vocabulary.rights, from, relation, to)) return undefined
  return { from, relation, to }
}

/** True for a list of objects with a text `value`, such as e-mail addresses: `has` looks at those. */
export function holdsValues(property: Property): boolean {
  const items = property.schema['items'] as { properties?: Record<string, unknown> } | undefined
  return property.schema['type'] !== 'object' && items?.properties?.['value'] !== undefined
}

/** Names an author may have meant, for a message. */
export function readableNames({ rights }: Vocabulary, entity: Entity): string {
  const names = readableProperties(rights, entity).map(({ key }) => key)
  return names.length <= 40 ? names.join(', ') : `${names.slice(0, 40).join(', ')}, …`
}

function ownField({ rights }: Vocabulary, entity: Entity, property: Property): Field | undefined {
  if (!isReadable(rights, entity, property.key, property)) return undefined
  const found = listIndexes(entity).find((index) => index.property === property)
  const listIndex = found && { entity, field: found.field }
  return { source: 'column', property, kind: property.kind, listIndex }
}

function customField(
  { rights, tenantFields }: Vocabulary,
  entity: Entity,
  key: string,
): Field | undefined {
  const custom = entity.properties.get('custom')
  if (!custom || !isReadable(rights, entity, 'custom', custom)) return undefined
  const property = tenantFields?.fields(entity.name).get(key)
  if (tenantFields ? !property : !CUSTOM_KEY.test(key)) return undefined
  if (!isReadable(rights, entity, `custom.${key}`, property)) return undefined
  return { source: 'custom', entity, key, property, kind: property?.kind ?? 'any' }
}

function extField(
  { rights }: Vocabulary,
  entity: Entity,
  steps: readonly string[],
): Field | undefined {
  const [, plugin = '', key = '', ...more] = steps
  const extension = entity.extensions.get(plugin)
  const property = extension?.properties.get(key)
  if (!extension || !property || more.length > 0) return undefined
  if (!isReadable(rights, entity, steps.join('.'), property)) return undefined
  return { source: 'ext', extension, property, kind: property.kind }
}
