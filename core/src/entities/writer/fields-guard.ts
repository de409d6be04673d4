import { quoteIdentifier } from '../../database/identifiers.ts'
import type { SqlParams } from '../../database/sql.ts'
import type { Statement } from '../../tenancy/statement.ts'
import type { TenantFields } from '../reader/tenant-fields.ts'

/**
 * Condition that the tenant's fields are still those the values were checked by, so that no process writes by definitions of a second
 * ago: an archived field, a removed option, an index that is being built since. `''` when no custom value is written.
 */
export function fieldsGuard(
  schema: string,
  fields: TenantFields | undefined,
  keys: readonly string[],
  params: SqlParams,
): string {
  if (fields?.stamp === undefined || keys.length === 0) return ''
  return `${currentStamp(schema)} = ${params.add(fields.stamp)}::bigint`
}

/**
 * For a transaction that writes many records by the same fields: gives their number and keeps it from growing until the transaction
 * ends. No row means that the tenant never had a field.
 */
export function holdFieldsStatement(schema: string, tenantId: string): Statement {
  return {
    text: `select version from ${quoteIdentifier(schema)}.custom_field_versions where tenant_id = $1::uuid for share`,
    values: [tenantId],
  }
}

/** SQL expression of the number that changes with the tenant's fields. */
export function currentStamp(schema: string): string {
  return `${quoteIdentifier(schema)}.custom_fields_version($1::uuid)`
}
