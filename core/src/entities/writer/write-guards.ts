import type { EntityVerb } from '../../identity/permission-catalogue.ts'
import type { RequestContext } from '../../identity/request-context.ts'
import type { Scope } from '../../identity/rights.ts'
import type { Entity } from '../entity.ts'
import { errors } from '../errors.ts'

/** The reach of a verb, or 403. */
export function assertMay(context: RequestContext, entity: Entity, verb: EntityVerb): Scope {
  const permission = `${entity.name}.${verb}`
  const scope = context.rights.scope(permission)
  if (scope === undefined) throw errors.FORBIDDEN({ verb, entity: entity.name, permission })
  return scope
}

export function stale(entity: Entity, yours: number, current: number): Error {
  return errors.VERSION_STALE({ entity: entity.name, yours, current })
}

export function assertVersion(
  entity: Entity,
  before: Readonly<Record<string, unknown>>,
  { version }: { readonly version?: number | undefined },
): void {
  const current = before['version'] as number
  if (version !== undefined && version !== current) throw stale(entity, version, current)
}

/** A new record belongs to whoever makes it, unless the actor's reach goes beyond the own records and says otherwise. */
export function setOwner(
  context: RequestContext,
  entity: Entity,
  scope: Scope,
  values: Record<string, unknown>,
): void {
  if (!entity.owned) return
  const { memberId } = context.actor
  if (values['ownerId'] === undefined) values['ownerId'] = memberId
  if (scope === 'own' && values['ownerId'] !== memberId)
    throw errors.FIELD_FORBIDDEN({ entity: entity.name, field: 'ownerId' })
}
