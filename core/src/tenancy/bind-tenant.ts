import type { ClientBase } from 'pg'

declare module 'pg' {
  interface ClientBase {
    /** pg ≥ 8.23: statements are sent without waiting for the answers before them. */
    pipeline: boolean
  }
}

/**
 * Tells PostgreSQL for whom this connection works from now on; row-level security reads it.
 * Session-wide on purpose and only ever outside a transaction: a rollback would undo it and leave the old tenant bound.
 */
export async function bindTenant(client: ClientBase, tenantId: string): Promise<void> {
  await client.query({ name: 'bind_tenant', text: "select set_config('app.tenant_id', $1, false)", values: [tenantId] })
}
