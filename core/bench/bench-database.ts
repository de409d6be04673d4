import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'

import pg from 'pg'
import { pino } from 'pino'

import { contacts } from '@crmkit/contacts'

import { startEmbeddedPostgres } from '../src/database/embedded-postgres.ts'
import { createCrm } from '../src/index.ts'
import type { Crm } from '../src/kernel/crm.ts'

export interface BenchDatabase {
  readonly ownerUrl: string
  readonly appUrl: string
  /** The bare server's: no row-level security. */
  readonly superuserUrl: string
  readonly tenantId: string
  /** Folder of the running PostgreSQL. */
  readonly dataDir: string
  readonly apiKey: string
  /** Some ids of contacts, spread over the table. */
  readonly ids: readonly string[]
  close(): Promise<void>
}

/** A fresh database with fsync on, one tenant of `rows` contacts and a second one of 1,000, analysed. */
export async function benchDatabase(rows: number): Promise<BenchDatabase> {
  const dir = await mkdtemp(join(tmpdir(), 'crmkit-bench-'))
  const server = await startEmbeddedPostgres({
    dir,
    settings: { shared_buffers: '1GB', max_wal_size: '4GB' },
  })
  const crm = createCrm({
    plugins: [contacts()],
    database: { url: server.ownerUrl, appUrl: server.appUrl },
    migrate: 'auto',
    worker: 'off',
    logger: pino({ level: 'silent' }),
  })
  await crm.ready()
  const tenant = await crm.tenants.ensure('bench')
  const other = await crm.tenants.ensure('other')
  const { text: apiKey } = await crm.apiKeys.create('bench', { name: 'bench', roles: ['admin'] })
  await defineFields(crm, apiKey)
  await crm.close()
  const superuserUrl = new URL(server.superuserUrl)
  superuserUrl.pathname = new URL(server.ownerUrl).pathname
  const client = new pg.Client({ connectionString: superuserUrl.href })
  await client.connect()
  await fill(client, tenant.id, rows)
  await fill(client, other.id, 1_000)
  await client.query('vacuum analyze')
  const { rows: ids } = await client.query<{ id: string }>(
    'select id from crm.contacts tablesample system (5) where tenant_id = $1 limit 2000',
    [tenant.id],
  )
  await client.end()
  return {
    ...server,
    superuserUrl: superuserUrl.href,
    dataDir: basename(dir),
    tenantId: tenant.id,
    apiKey,
    ids: ids.map(({ id }) => id),
    async close() {
      await server.stop()
      await rm(dir, { recursive: true, force: true })
    },
  }
}

/** The custom fields of the tenant, as an admin makes them. */
async function defineFields(crm: Crm, apiKey: string): Promise<void> {
  const fields = [
    { key: 'score', schema: { type: 'integer' }, indexed: true },
    { key: 'segment', schema: { type: 'string' } },
  ]
  for (const body of fields) {
    const { status } = await crm.inject({
      method: 'POST',
      url: '/api/v1/schemas/contact/fields',
      headers: { authorization: `Bearer ${apiKey}` },
      body,
    })
    if (status !== 201) throw new Error(`The field ${body.key} was not made: ${status}.`)
  }
}

/** Contacts as an import leaves them, made inside PostgreSQL; a tenth are customers, one in 500 has a given score. */
async function fill(client: pg.Client, tenantId: string, rows: number): Promise<void> {
  await client.query(
    `insert into crm.contacts (tenant_id, id, name, first_name, last_name, title, email, emails, phone, phones, status, source, tag_ids, addresses, email_consent, email_opt_out, phone_opt_out, created_at, created_by, updated_by, custom)
     select $1, crm.uuid_v7(), 'First' || i || ' Last' || i % 5000, 'First' || i, 'Last' || i % 5000, 'Head of Sales', 'person' || i || '@company' || i % 9000 || '.example',
       jsonb_build_array(jsonb_build_object('value', 'person' || i || '@company' || i % 9000 || '.example', 'type', 'work', 'primary', true)),
       '+1504' || lpad(i::text, 7, '0'), jsonb_build_array(jsonb_build_object('value', '+1504' || lpad(i::text, 7, '0'), 'type', 'work', 'primary', true)),
       (array['lead','lead','lead','lead','prospect','prospect','prospect','other','other','customer'])[1 + i % 10], 'web', '{}',
       '[{"type":"work","street":"1 Main Street","city":"New Orleans","country":"US"}]', 'granted', false, false,
       now() - (i || ' seconds')::interval, '{"kind":"system","id":"bench","through":"import"}', '{"kind":"system","id":"bench","through":"import"}',
       jsonb_build_object('score', i % 500, 'segment', 'B')
     from generate_series(1, $2::int) i`,
    [tenantId, rows],
  )
  await client.query(
    `insert into crm.value_index (tenant_id, entity, field, record_id, v_num, created_at)
     select tenant_id, 'contact', 'custom.score', id, (custom->>'score')::float8, created_at from crm.contacts where tenant_id = $1`,
    [tenantId],
  )
  await client.query(
    "create index if not exists bare_score on crm.contacts (tenant_id, ((custom->>'score')::float8), created_at desc, id desc)",
  )
}
