import { quoteIdentifier } from '../../database/identifiers.ts'
import { SqlParams } from '../../database/sql.ts'
import type { RequestContext } from '../../identity/request-context.ts'
import type { Rights, Scope } from '../../identity/rights.ts'
import type { TenantDb } from '../../tenancy/tenant-db.ts'
import type { Entity } from '../entity.ts'
import { errors } from '../errors.ts'
import { recordJson } from '../reader/record-json.ts'
import { scopeCondition } from '../reader/scope-condition.ts'

/** What a write that needs Node in the middle looks up first. */
export interface RecordLookup {
  /** Locks a record the actor reaches until the transaction ends; throws `RECORD_NOT_FOUND`. */
  lock(
    context: RequestContext,
    entity: Entity,
    id: string,
    scope: Scope,
    deleted?: 'living' | 'all',
  ): Promise<void>
  /** The same for many, in the order of their ids; gives those that are reached. */
  lockMany(
    context: RequestContext,
    entity: Entity,
    ids: readonly string[],
    scope: Scope,
    deleted?: 'living' | 'all',
  ): Promise<ReadonlySet<string>>
  /** The record with every field, for hooks: what they decide must not depend on what the actor may read. */
  whole(tenantId: string, entity: Entity, id: string): Promise<WholeRecord>
  /** By id, those there are. */
  wholeMany(
    tenantId: string,
    entity: Entity,
    ids: readonly string[],
  ): Promise<ReadonlyMap<string, WholeRecord>>
  /** Those of the ids that name no living record of the tenant. */
  missing(tenantId: string, entity: Entity, ids: readonly string[]): Promise<string[]>
}

export type WholeRecord = Readonly<Record<string, unknown>> & {
  readonly version: number
  readonly deletedAt: string | null
}

export function createRecordLookup({
  schema,
  tenantDb,
  system,
}: {
  schema: string
  tenantDb: TenantDb
  system: Rights
}): RecordLookup {
  return { lock, lockMany, whole, wholeMany, missing }

  async function lock(
    context: RequestContext,
    entity: Entity,
    id: string,
    scope: Scope,
    deleted?: 'living' | 'all',
  ): Promise<void> {
    const reached = await lockMany(context, entity, [id], scope, deleted)
    if (reached.size === 0) throw errors.RECORD_NOT_FOUND({ entity: entity.name, id })
  }

  async function lockMany(
    context: RequestContext,
    entity: Entity,
    ids: readonly string[],
    scope: Scope,
    deleted: 'living' | 'all' = 'living',
  ): Promise<ReadonlySet<string>> {
    const params = new SqlParams([context.tenantId, ids])
    const reached = scopeCondition({
      schema,
      entity,
      scope,
      actor: context.actor,
      alias: 't',
      params,
    })
    const conditions = [
      't.tenant_id = $1::uuid',
      't.id = any($2::uuid[])',
      deleted === 'living' ? 't.deleted_at is null' : '',
      reached,
    ]
    const rows = await tenantDb.query(context.tenantId, {
      text: `select t.id from ${tableOf(entity)} t where ${conditions.filter(Boolean).join(' and ')} order by t.id for no key update`,
      values: params.values,
    })
    return new Set(rows.map(([id]) => id as string))
  }

  async function whole(tenantId: string, entity: Entity, id: string): Promise<WholeRecord> {
    const [found] = (await wholeMany(tenantId, entity, [id])).values()
    if (!found) throw errors.RECORD_NOT_FOUND({ entity: entity.name, id })
    return found
  }

  async function wholeMany(
    tenantId: string,
    entity: Entity,
    ids: readonly string[],
  ): Promise<ReadonlyMap<string, WholeRecord>> {
    const json = recordJson({ schema, entity, rights: system, alias: 't' })
    const rows = await tenantDb.query(tenantId, {
      text: `select ${json} from ${tableOf(entity)} t where t.tenant_id = $1::uuid and t.id = any($2::uuid[])`,
      values: [tenantId, ids],
    })
    const records = rows.map(([text]) => JSON.parse(text as string) as WholeRecord)
    return new Map(records.map((record) => [record['id'] as string, record]))
  }

  async function missing(
    tenantId: string,
    entity: Entity,
    ids: readonly string[],
  ): Promise<string[]> {
    const rows = await tenantDb.query(tenantId, {
      text: `select id from ${tableOf(entity)} where tenant_id = $1::uuid and id = any($2::uuid[]) and deleted_at is null`,
      values: [tenantId, ids],
    })
    const found = new Set(rows.map(([id]) => id))
    return ids.filter((id) => !found.has(id.toLowerCase()))
  }

  function tableOf(entity: Entity): string {
    return `${quoteIdentifier(schema)}.${quoteIdentifier(entity.table)}`
  }
}
