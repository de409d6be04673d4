import pg from 'pg'

import type { LiveWorld } from './live-world.ts'

/** A transaction held open in acme that writes change rows as the writer does, and nothing else. */
export async function openTransaction(world: LiveWorld) {
  const client = new pg.Client({ connectionString: world.t.databaseUrl })
  await client.connect()
  const { id: tenantId } = await world.crm.tenants.ensure('acme')
  await client.query('set role crm_app')
  await client.query("select set_config('app.tenant_id', $1, false)", [tenantId])
  await client.query('begin')
  return {
    /** Takes the transaction's id. */
    begin: () => client.query('select pg_current_xact_id()'),
    insertChange: (id: string, after: object, version: number) =>
      client.query(
        `insert into crm.changes (tenant_id, entity, record_id, action, name, actor, through, before, after, version, request_id)
         values ($1, 'author', $2, 'updated', 'author.updated', '{"kind":"user","id":"u"}', 'http', '{}', $3, $4, 'r')`,
        [tenantId, id, JSON.stringify(after), version],
      ),
    insertEvent: (id: string, name: string) =>
      client.query(
        `insert into crm.changes (tenant_id, entity, record_id, action, name, actor, through, after, request_id)
         values ($1, 'author', $2, 'event', $3, '{"kind":"user","id":"u"}', 'http', '{}', 'r')`,
        [tenantId, id, name],
      ),
    async end() {
      await client.query('commit')
      await client.end()
    },
  }
}
