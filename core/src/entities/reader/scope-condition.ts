import { quoteIdentifier } from '../../database/identifiers.ts'
import type { SqlParams } from '../../database/sql.ts'
import type { Actor } from '../../identity/actor.ts'
import type { Scope } from '../../identity/rights.ts'
import type { Entity } from '../entity.ts'

/** Table of the `member` entity, whose `team_ids` say which teams a member belongs to. */
const MEMBERS = 'members'

export interface ScopeOptions {
  readonly schema: string
  readonly entity: Pick<Entity, 'owned'>
  readonly scope: Scope
  readonly actor: Pick<Actor, 'tenantId' | 'memberId' | 'teamIds'>
  /** Of the table whose rows are asked about. */
  readonly alias: string
  readonly params: SqlParams
}

/** SQL condition for the rows an actor's scope reaches, `''` for all of them; adds its parameters. */
export function scopeCondition({
  schema,
  entity,
  scope,
  actor,
  alias,
  params,
}: ScopeOptions): string {
  const shape = scopeShape(entity, scope, actor)
  if (shape === 'all') return ''
  if (shape === 'none') return 'false'
  const member = params.add(actor.memberId)
  if (shape === 'own') return scopeSql(shape, { schema, alias, tenant: '', member, teams: '' })
  const [tenant, teams] = [params.add(actor.tenantId), params.add(actor.teamIds)]
  return scopeSql(shape, { schema, alias, tenant, member, teams })
}

export type ScopeShape = 'all' | 'own' | 'team' | 'none'

/** `own` and `team` reach nothing without an owner column to compare, or without a member to compare it with. */
export function scopeShape(
  entity: Pick<Entity, 'owned'>,
  scope: Scope,
  actor: Pick<Actor, 'memberId' | 'teamIds'>,
): ScopeShape {
  if (scope === 'all') return 'all'
  if (!entity.owned || actor.memberId === null) return 'none'
  return scope === 'team' && actor.teamIds.length > 0 ? 'team' : 'own'
}

/**
 * The owners of a team are gathered once, in an array before the scan (so the tenant is a parameter, not the record's column): an index on `owner_id` can then serve it, and the
 * overlap operator, which is not leakproof, never meets the record's own row. One's own records belong to it even when one's member row is gone.
 */
export function scopeSql(
  shape: 'own' | 'team',
  places: { schema: string; alias: string; tenant: string; member: string; teams: string },
): string {
  const { schema, alias, tenant, member, teams } = places
  if (shape === 'own') return `${alias}.owner_id = ${member}::uuid`
  const owners = `array(select m.id from ${quoteIdentifier(schema)}.${MEMBERS} m where m.tenant_id = ${tenant}::uuid and m.team_ids && ${teams}::uuid[])`
  return `${alias}.owner_id = any(array_append(${owners}, ${member}::uuid))`
}
