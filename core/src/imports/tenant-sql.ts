import type { Row } from '../tenancy/statement.ts'
import type { TenantDb } from '../tenancy/tenant-db.ts'

/** Runs a statement for a tenant, whose id is its first parameter. */
export type TenantSql = (
  tenantId: string,
  text: string,
  values?: readonly unknown[],
) => Promise<readonly Row[]>

export function tenantSql(tenantDb: TenantDb): TenantSql {
  return (tenantId, text, values = []) =>
    tenantDb.query(tenantId, { text, values: [tenantId, ...values] })
}
