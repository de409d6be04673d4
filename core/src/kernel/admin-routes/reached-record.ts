import { quoteIdentifier } from '../../database/identifiers.ts'
import { SqlParams } from '../../database/sql.ts'
import type { Entity } from '../../entities/entity.ts'
import { scopeCondition } from '../../entities/reader/scope-condition.ts'
import type { Actor } from '../../identity/actor.ts'
import type { Scope } from '../../identity/rights.ts'
import type { Engine } from '../engine.ts'

/** One record and whether somebody's reach includes it. */
export interface ReachedRecord {
  readonly found: boolean
  readonly deleted: boolean
  readonly reached: boolean
  readonly via: Scope | null
  /** `name` is null when the member is gone, or when the asker may not read members. */
  readonly owner: { readonly id: string; readonly name: string | null } | null
  /** Names of the owner's teams that the actor's reach includes. */
  readonly sharedTeams: readonly string[]
}

const MISSING: ReachedRecord = Object.freeze({
  found: false,
  deleted: false,
  reached: false,
  via: null,
  owner: null,
  sharedTeams: [],
})

/** Asks by the very condition lists are made with, so that the explanation cannot differ from them. */
export async function reachedRecord(
  { tenantDb, database }: Pick<Engine, 'tenantDb' | 'database'>,
  options: {
    readonly entity: Entity
    readonly id: string
    readonly scope: Scope | undefined
    readonly actor: Pick<Actor, 'tenantId' | 'memberId' | 'teamIds'>
  },
): Promise<ReachedRecord> {
  const { entity, id, scope, actor } = options
  const schema = quoteIdentifier(database.schema)
  const params = new SqlParams()
  const tenant = `${params.add(actor.tenantId)}::uuid`
  const record = `${params.add(id)}::uuid`
  const teams = `${params.add(actor.teamIds)}::uuid[]`
  const condition =
    scope === undefined
      ? 'false'
      : scopeCondition({ schema: database.schema, entity, scope, actor, alias: 'r', params })
  const owner = entity.owned ? 'r.owner_id' : 'null::uuid'
  const [row] = await tenantDb.query(actor.tenantId, {
    text: `select r.deleted_at is not null, coalesce(${condition || 'true'}, false), ${owner}, m.name,
        array(select t.name from ${schema}.teams t
          where t.tenant_id = ${tenant} and t.id = any (m.team_ids) and t.id = any (${teams}))
      from ${schema}.${quoteIdentifier(entity.table)} r
      left join ${schema}.members m on m.tenant_id = ${tenant} and m.id = ${owner}
      where r.tenant_id = ${tenant} and r.id = ${record}`,
    values: params.values,
  })
  if (!row) return MISSING
  const [deleted, reached, ownerId, name, sharedTeams] = row as [
    boolean,
    boolean,
    string | null,
    string | null,
    string[],
  ]
  const narrow = ownerId !== null && ownerId === actor.memberId ? 'own' : 'team'
  return {
    found: true,
    deleted,
    reached,
    via: !reached ? null : scope === 'all' ? 'all' : narrow,
    owner: ownerId === null ? null : { id: ownerId, name },
    sharedTeams,
  }
}
