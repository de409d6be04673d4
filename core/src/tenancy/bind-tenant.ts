import type { ClientBase } from 'pg'

/**
 * Tells PostgreSQL for whom this connection works from now on; row-level security reads it.
 * Session-wide on purpose and only ever outside a transaction: a rollback would undo it and leave the old tenant bound.
 */
export async function bindTenant(client: ClientBase, tenantId: string): Promise<void> {
  await client.query({
    name: 'bind_tenant',
    text: "select set_config('app.tenant_id', $1, false)",
    values: [tenantId],
  })
}

/**
 * Switches pg's pipelining of a connection nobody uses at the moment: statements are sent without waiting for the answers before them.
 * pg (8.23) takes it as an option of the constructor and declares it read-only, but reads it anew for every statement.
 */
export function setPipelining(client: ClientBase, on: boolean): void {
  ;(client as unknown as { pipeline: boolean }).pipeline = on
}
