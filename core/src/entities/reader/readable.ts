import { SystemActor } from '../../identity/actor.ts'
import type { RequestContext } from '../../identity/request-context.ts'
import type { Rights, Scope } from '../../identity/rights.ts'
import type { Entity } from '../entity.ts'
import type { Property, Relation } from '../property.ts'

/** What a read asks of `Rights`. */
export type ReadRights = Pick<Rights, 'key' | 'scope' | 'field'>

const everything: ReadRights = Object.freeze({
  key: 'system',
  scope: (): Scope => 'all',
  field: () => 'write' as const,
})

/** The engine itself sees all, whatever rights its context carries. */
export function readRightsOf(context: RequestContext): ReadRights {
  return SystemActor.is(context.actor) ? everything : context.rights
}

/**
 * True when the actor may read the field; one that may not be read does not exist, for answers, filters and sorts alike.
 * `path` is the key, or the whole path of a field below `custom` or `ext`. `id` is always readable: without it no record could be named.
 */
export function isReadable(
  rights: ReadRights,
  entity: Entity,
  path: string,
  property?: Property,
): boolean {
  if (path === 'id') return true
  if (rights.field(entity.name, path) === 'none') return false
  return property?.permission === undefined || rights.scope(property.permission) !== undefined
}

export function readableProperties(rights: ReadRights, entity: Entity): Property[] {
  return [...entity.properties.values()].filter((property) =>
    isReadable(rights, entity, property.key, property),
  )
}

/** True when `q` looks at some field the actor may read. */
export function isSearchable(rights: ReadRights, entity: Entity): boolean {
  return [...entity.properties.values()].some(
    (property) => property.searchable && isReadable(rights, entity, property.key, property),
  )
}

/** The field that names a record to this actor: the id where they may not read its title. */
export function readableTitle(rights: ReadRights, entity: Entity): string {
  const { titleField } = entity
  return isReadable(rights, entity, titleField, entity.properties.get(titleField))
    ? titleField
    : 'id'
}

/** True when the actor may follow the relation: read the other entity, and the property that holds the reference. */
export function isFollowable(
  rights: ReadRights,
  entity: Entity,
  relation: Relation,
  target: Entity,
): boolean {
  if (rights.scope(`${target.name}.read`) === undefined) return false
  const holder = relation.kind === 'hasMany' ? target : entity
  const property = holder.properties.get(relation.property)
  return property !== undefined && isReadable(rights, holder, property.key, property)
}
