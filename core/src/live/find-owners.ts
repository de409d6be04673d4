import type { Change } from '../changes/change.ts'
import { quoteIdentifier } from '../database/identifiers.ts'
import type { Entity } from '../entities/entity.ts'
import type { TenantDb } from '../tenancy/tenant-db.ts'
import type { Owners } from './reach.ts'

export interface OwnersOptions {
  readonly tenantDb: TenantDb
  readonly schema: string
}

export type FindOwners = (
  tenantId: string,
  entity: Entity,
  changes: readonly Change[],
) => Promise<Owners>

/** At most three statements for all changes of one entity in a batch, however many connections ask. */
export function createFindOwners({ tenantDb, schema: schemaName }: OwnersOptions): FindOwners {
  const schema = quoteIdentifier(schemaName)

  return async (tenantId, entity, changes) => {
    const ids = [...new Set(changes.flatMap(({ recordId }) => recordId ?? []))]
    const owners = await ownersNow(tenantId, entity, ids)
    const purged = ids.filter((id) => !owners.has(id))
    if (purged.length > 0)
      for (const [id, owner] of await lastOwners(tenantId, entity, purged)) owners.set(id, owner)
    const former = changes.flatMap(({ before }) => before?.['ownerId'] ?? []) as string[]
    const members = [...owners.values(), ...former].filter((id) => id !== null)
    const teams = await teamsOf(tenantId, [...new Set(members)])
    return {
      ownerOf: (recordId) => owners.get(recordId) ?? null,
      teamsOf: (memberId) => teams.get(memberId) ?? [],
    }
  }

  async function ownersNow(
    tenantId: string,
    { table }: Entity,
    ids: readonly string[],
  ): Promise<Map<string, string | null>> {
    const rows = await tenantDb.query(tenantId, {
      text: `select id, owner_id from ${schema}.${quoteIdentifier(table)} where tenant_id = $1::uuid and id = any($2::uuid[])`,
      values: [tenantId, ids],
    })
    return new Map(rows.map(([id, owner]) => [id as string, owner as string | null]))
  }

  /** Of records that are no more: what the log says of them last. */
  async function lastOwners(
    tenantId: string,
    { name }: Entity,
    ids: readonly string[],
  ): Promise<Map<string, string | null>> {
    const rows = await tenantDb.query(tenantId, {
      text: `select distinct on (c.record_id) c.record_id, c.after ->> 'ownerId' from ${schema}.changes c
        where c.tenant_id = $1::uuid and c.record_id = any($2::uuid[]) and c.entity = $3
          and c.action <> 'event' and c.after ? 'ownerId'
        order by c.record_id, c.seq desc`,
      values: [tenantId, ids, name],
    })
    return new Map(rows.map(([id, owner]) => [id as string, owner as string | null]))
  }

  /** Deleted members too: scope-condition.ts does not leave them out either. */
  async function teamsOf(
    tenantId: string,
    members: readonly string[],
  ): Promise<Map<string, readonly string[]>> {
    if (members.length === 0) return new Map()
    const rows = await tenantDb.query(tenantId, {
      text: `select id, team_ids from ${schema}.members where tenant_id = $1::uuid and id = any($2::uuid[])`,
      values: [tenantId, members],
    })
    return new Map(rows.map(([id, teams]) => [id as string, (teams ?? []) as string[]]))
  }
}
