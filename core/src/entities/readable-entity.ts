import type { RequestContext } from '../identity/request-context.ts'
import type { Entity } from './entity.ts'
import type { EntityRegistry } from './entity-registry.ts'
import { errors } from './errors.ts'
import { readRightsOf } from './reader/readable.ts'

/** True when there is an entity of this name for the actor. */
export function isReadableEntity(
  context: RequestContext,
  registry: EntityRegistry,
  name: string,
): boolean {
  return (
    registry.entities.has(name) && readRightsOf(context).scope(`${name}.read`) !== undefined
  )
}

/** The entity, or `UNKNOWN_ENTITY` also for one the actor may not read: to them it does not exist. */
export function readableEntity(
  context: RequestContext,
  registry: EntityRegistry,
  name: string,
): Entity {
  if (isReadableEntity(context, registry, name)) return registry.get(name)
  const known = [...registry.entities.keys()].filter((other) =>
    isReadableEntity(context, registry, other),
  )
  throw errors.UNKNOWN_ENTITY({ name, known: known.join(', ') })
}
