import { quoteIdentifier, quoteLiteral } from '../../database/identifiers.ts'
import type { RequestContext } from '../../identity/request-context.ts'
import type { Entity } from '../entity.ts'
import type { Vocabulary } from './field.ts'
import type { PlanParams } from './plan-params.ts'
import { type ScopeShape, scopeSql } from './scope-condition.ts'

/** What the parts of one statement share while its text is put together. */
export interface StatementScope {
  readonly schema: string
  readonly params: PlanParams
  readonly vocabulary: Vocabulary
  /** How far the actor's right to read an entity reaches. */
  readonly shapeOf: (entity: Entity) => ScopeShape
  readonly timeZone: (context: RequestContext) => string
  /** A name no other part of the statement uses. */
  readonly newAlias: () => string
}

export function aliases(): () => string {
  let count = 0
  return () => `r${++count}`
}

export function table(scope: Pick<StatementScope, 'schema'>, name: string): string {
  return `${quoteIdentifier(scope.schema)}.${quoteIdentifier(name)}`
}

/** Conditions for the rows of an entity that exist for the actor: of the tenant, by life, within reach. */
export function reached(
  scope: StatementScope,
  entity: Entity,
  alias: string,
  deleted: 'living' | 'deleted' | 'all' = 'living',
): string[] {
  return [
    `${alias}.tenant_id = ${scope.params.tenant}`,
    ...(deleted === 'all'
      ? []
      : [`${alias}.deleted_at is ${deleted === 'living' ? 'null' : 'not null'}`]),
    ...reach(scope, entity, alias),
  ]
}

/** The rows of the tenant that a list walks. */
export function tenantsLiving({ params }: StatementScope, alias: string): string[] {
  return [`${alias}.tenant_id = ${params.tenant}`, `${alias}.deleted_at is null`]
}

/** The part of `reached` that an actor's scope adds; nothing for `all`. */
export function reach(
  { schema, params, shapeOf }: StatementScope,
  entity: Entity,
  alias: string,
): string[] {
  const shape = shapeOf(entity)
  if (shape === 'all') return []
  if (shape === 'none') return ['false']
  const member = params.hidden(
    params.once('member', ({ context }) => context.actor.memberId),
    'uuid',
  )
  const teams = shape === 'team' ? params.once('teams', ({ context }) => context.actor.teamIds) : ''
  return [scopeSql(shape, { schema, alias, tenant: params.tenant, member, teams })]
}

/** `value_index` cut to one field of an entity, under the alias `v`. */
export function valueIndexRows(scope: StatementScope, entity: Entity, field: string): string {
  return `${table(scope, 'value_index')} v where v.tenant_id = ${scope.params.tenant} and v.entity = ${quoteLiteral(entity.name)} and v.field = ${quoteLiteral(field)}`
}
