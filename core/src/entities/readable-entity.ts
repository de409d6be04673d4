import type { Fault } from '../base/crm-error.ts'
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
  return registry.entities.has(name) && readRightsOf(context).scope(`${name}.read`) !== undefined
}

/** The entity, or `UNKNOWN_ENTITY` also for one the actor may not read: to them it does not exist. */
export function readableEntity(
  context: RequestContext,
  registry: EntityRegistry,
  name: string,
): Entity {
  if (isReadableEntity(context, registry, name)) return registry.get(name)
  throw errors.UNKNOWN_ENTITY({ name, known: readableNames(context, registry) })
}

/** The fault of an input that names an entity there is not, or that the actor may not read. */
export function entityFaults(
  context: RequestContext,
  registry: EntityRegistry,
  name: string,
  path: string,
): Fault[] {
  if (isReadableEntity(context, registry, name)) return []
  const message = `is no entity. Use one of: ${readableNames(context, registry)}.`
  return [{ path, code: 'UNKNOWN_ENTITY', message }]
}

function readableNames(context: RequestContext, registry: EntityRegistry): string {
  const names = [...registry.entities.keys()]
  return names.filter((name) => isReadableEntity(context, registry, name)).join(', ')
}
