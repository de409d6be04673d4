import type { Entity } from '../../entities/entity.ts'
import { type Grant, grantsBeyond } from '../../identity/grants.ts'
import type { Role } from '../../identity/permission-catalogue.ts'
import type { RequestContext } from '../../identity/request-context.ts'
import type { FieldAccess, Rights } from '../../identity/rights.ts'
import type { Engine } from '../engine.ts'

const ACCESS: readonly FieldAccess[] = ['none', 'read', 'write']
/** An admin mends a role in steps; a list of hundreds helps nobody. */
const MAX_NAMED = 5

/** What somebody wants to hand on: as grants, and compiled for its fields. */
export interface Given {
  readonly grants: readonly Grant[]
  readonly rights: Rights
}

/** Says what of `given` goes beyond what the caller holds; empty when nothing does. */
export async function beyondRights(
  engine: Pick<Engine, 'manifest' | 'roles'>,
  context: RequestContext,
  given: Given,
): Promise<string> {
  const grants = grantsBeyond(context.rights, given.grants)
  if (grants.length > 0) return sentence(grants)
  const own = await engine.roles.resolve(context.tenantId, context.actor.roles)
  const fields = [...engine.manifest.registry.entities.values()]
    .filter((entity) => touches(given.grants, entity))
    .flatMap((entity) => fieldsBeyond(context.rights, given.rights, entity, own))
  return sentence([...new Set(fields)])
}

function sentence(all: readonly string[]): string {
  const more = all.length > MAX_NAMED ? [`and ${all.length - MAX_NAMED} more`] : []
  return [...all.slice(0, MAX_NAMED), ...more].join(', ')
}

/** True when some grant reaches the entity; the fields of others are out of reach whatever they say. */
function touches(grants: readonly Grant[], { name }: Entity): boolean {
  return grants.some(
    ({ pattern }) => pattern === '*' || pattern.startsWith('*.') || pattern.startsWith(`${name}.`),
  )
}

function fieldsBeyond(held: Rights, given: Rights, entity: Entity, own: readonly Role[]): string[] {
  return fieldNames(entity, own).flatMap((field) => {
    const mine = held.field(entity.name, field)
    const theirs = given.field(entity.name, field)
    if (ACCESS.indexOf(theirs) <= ACCESS.indexOf(mine)) return []
    // A field its reader may not see does not exist for them, not even in a refusal.
    if (mine === 'none') return [`a field of ${entity.name} that is hidden from you`]
    return [`${theirs} ${entity.name}.${field} (held: ${mine})`]
  })
}

/** Those of the schema, and custom fields that the caller's own roles name. */
function fieldNames(entity: Entity, own: readonly Role[]): string[] {
  const prefix = `${entity.name}.`
  const named = own.flatMap(({ fields }) => Object.keys(fields))
  return [
    ...new Set([
      ...entity.properties.keys(),
      ...[...entity.extensions.values()].flatMap(({ plugin, properties }) =>
        [...properties.keys()].map((key) => `ext.${plugin}.${key}`),
      ),
      ...named.filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length)),
    ]),
  ]
}
