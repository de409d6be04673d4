import type pg from 'pg'

import { quoteIdentifier } from '../database/identifiers.ts'

/** Notices that rights or fields of a tenant may have changed, in whichever process and by whatever means. */
export interface RightsWatch {
  /** Those of the tenants of which something has changed since they were last asked for; one that was never asked for has. */
  changed(tenantIds: readonly string[]): Promise<readonly ChangedTenant[]>
  /** Keeps what it knows of these tenants alone. */
  keep(tenantIds: ReadonlySet<string>): void
}

export interface ChangedTenant {
  readonly tenantId: string
  /** Its custom fields are others now: whoever draws them has to ask for them again, whatever their rights. */
  readonly hasOtherFields: boolean
}

interface Stamp {
  /** Of everything. */
  readonly all: string
  /** Of the custom fields; null without any. */
  readonly fields: string | null
}

/**
 * One statement for many tenants (500 with five roles and 200 sessions each: 15 ms): a digest of whatever rights are made of. It does
 * not wait for the change log, which a long transaction anywhere in the cluster holds up, so that a revoked key is noticed in any
 * case. The latest time of revocation would not do: a transaction that began earlier may commit later.
 */
export function createRightsWatch(options: { ownerPool: pg.Pool; schema: string }): RightsWatch {
  const schema = quoteIdentifier(options.schema)
  const stamps = new Map<string, Stamp>()
  const text = `select part.tenant_id, concat(count(*), ' ', bit_xor(hashtextextended(part.text, 0))), max(part.fields)::text from (
      select r.tenant_id, concat_ws(' ', r.name, r.version, r.updated_at) as text, null::bigint as fields from ${schema}.roles r where r.tenant_id = any($1::uuid[])
      union all
      select v.tenant_id, v.version::text, v.version::bigint from ${schema}.custom_field_versions v where v.tenant_id = any($1::uuid[])
      union all
      select k.tenant_id, concat(k.id, k.revoked_at), null from ${schema}.api_keys k
      where k.tenant_id = any($1::uuid[]) and (k.revoked_at is not null or k.expires_at <= now())
      union all
      select s.tenant_id, s.id::text, null from ${schema}.embed_sessions s where s.tenant_id = any($1::uuid[]) and s.revoked_at is not null
    ) part group by part.tenant_id`

  return Object.freeze({
    async changed(tenantIds: readonly string[]): Promise<readonly ChangedTenant[]> {
      if (tenantIds.length === 0) return []
      const { rows } = await options.ownerPool.query<[string, string, string | null]>({
        name: `crmkit_rights_stamps/${options.schema}`,
        text,
        values: [tenantIds],
        rowMode: 'array',
      })
      const found = new Map(rows.map(([id, all, fields]) => [id, { all, fields }]))
      return tenantIds.flatMap((tenantId) => {
        // A tenant with the built-in roles alone has nothing that could change, and no row.
        const stamp = found.get(tenantId) ?? { all: '', fields: null }
        const before = stamps.get(tenantId)
        if (before?.all === stamp.all) return []
        stamps.set(tenantId, stamp)
        return [{ tenantId, hasOtherFields: !!before && before.fields !== stamp.fields }]
      })
    },
    keep(tenantIds: ReadonlySet<string>) {
      for (const tenantId of stamps.keys()) if (!tenantIds.has(tenantId)) stamps.delete(tenantId)
    },
  })
}
