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
  /** The record with every field, for hooks: what they decide must not depend on what the actor may read. */
  whole(tenantId: string, entity: Entity, id: string): Promise<WholeRecord>
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
  return { lock, whole, missing }

  async function lock(
    context: RequestContext,
    entity: Entity,
    id: string,
    scope: Scope,
    deleted: 'living' | 'all' = 'living',
  ): Promise<void> {
    const params = new SqlParams([context.tenantId, id])
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
      't.id = $2::uuid',
      deleted === 'living' ? 't.deleted_at is null' : '',
      reached,
    ]
    const [row] = await tenantDb.query(context.tenantId, {
      text: `select 1 from ${tableOf(entity)} t where ${conditions.filter(Boolean).join(' and ')} for no key update`,
      values: params.values,
    })
    if (!row) throw errors.RECORD_NOT_FOUND({ entity: entity.name, id })
  }

  async function whole(tenantId: string, entity: Entity, id: string): Promise<WholeRecord> {
    const json = recordJson({ schema, entity, rights: system, alias: 't' })
    const [row] = await tenantDb.query(tenantId, {
      text: `select ${json} from ${tableOf(entity)} t where t.tenant_id = $1::uuid and t.id = $2::uuid`,
      values: [tenantId, id],
    })
    if (!row) throw errors.RECORD_NOT_FOUND({ entity: entity.name, id })
    return JSON.parse(row[0] as string) as WholeRecord
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
