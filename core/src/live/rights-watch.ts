import type pg from 'pg'

import { quoteIdentifier } from '../database/identifiers.ts'

/** Notices that rights of a tenant may have changed, in whichever process and by whatever means. */
export interface RightsWatch {
  /** Those of the tenants of which something has changed since they were last asked for; one that was never asked for has. */
  changed(tenantIds: readonly string[]): Promise<readonly string[]>
  /** Keeps what it knows of these tenants alone. */
  keep(tenantIds: ReadonlySet<string>): void
}

/**
 * One statement for all tenants: a digest of whatever rights are made of. It does not wait for the change log, which a long
 * transaction anywhere in the cluster holds up, so that a revoked key is noticed in any case. Times alone do not do: a transaction
 * that began earlier may commit later.
 */
export function createRightsWatch(options: { ownerPool: pg.Pool; schema: string }): RightsWatch {
  const schema = quoteIdentifier(options.schema)
  const stamps = new Map<string, string>()
  const text = `select t.id, md5(concat_ws('|',
      (select string_agg(concat_ws(' ', r.name, r.version, r.updated_at), ',' order by r.name) from ${schema}.roles r where r.tenant_id = t.id),
      (select v.version from ${schema}.custom_field_versions v where v.tenant_id = t.id),
      (select concat_ws(' ', max(k.revoked_at), count(k.revoked_at), count(*) filter (where k.expires_at <= now()))
        from ${schema}.api_keys k where k.tenant_id = t.id),
      (select concat_ws(' ', max(s.revoked_at), count(*)) from ${schema}.embed_sessions s where s.tenant_id = t.id and s.revoked_at is not null)
    )) from unnest($1::uuid[]) t (id)`

  return Object.freeze({
    async changed(tenantIds: readonly string[]): Promise<readonly string[]> {
      if (tenantIds.length === 0) return []
      const { rows } = await options.ownerPool.query<[string, string]>({
        name: `crmkit_rights_stamps/${options.schema}`,
        text,
        values: [tenantIds],
        rowMode: 'array',
      })
      return rows.flatMap(([tenantId, stamp]) => {
        if (stamps.get(tenantId) === stamp) return []
        stamps.set(tenantId, stamp)
        return [tenantId]
      })
    },
    keep(tenantIds: ReadonlySet<string>) {
      for (const tenantId of stamps.keys()) if (!tenantIds.has(tenantId)) stamps.delete(tenantId)
    },
  })
}
