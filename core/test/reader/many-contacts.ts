import { ACME, OTHER, SCHEMA, type World } from './reader-world.ts'

/** Contacts of each of the two tenants; enough that a plan without an index shows. */
export const MANY = 100_000

/**
 * Fills both tenants: a status of four values and one rare one, scores with nulls, labels every 20th, every 60th and every
 * 2,000th has, newest last in id and first in time.
 */
export async function insertMany({ owner, tenantDb }: World): Promise<void> {
  for (const [number, tenantId] of [ACME, OTHER].entries()) {
    await tenantDb.dedicated(tenantId, async (client) => {
      await client.query('set statement_timeout = 0')
      await client.query(companiesSql, [tenantId, number])
      await client.query(contactsSql, [tenantId, number, MANY])
      await client.query(labelsSql, [tenantId])
      await client.query('reset statement_timeout')
    })
  }
  await owner.query('set statement_timeout = 0')
  for (const table of ['contacts', 'companies', 'value_index']) {
    await owner.query(`vacuum analyze ${SCHEMA}.${table}`)
  }
}

const stamp = `'{"kind":"user","id":"u1","name":"Ann","through":"http"}'::json`
const uuid = (kind: number, number: string): string =>
  `('0190000${kind}-0000-7000-8000-' || lpad(to_hex(${number}), 12, '0'))::uuid`

const companiesSql = `insert into ${SCHEMA}.companies (tenant_id, id, name, industry, size, created_by, updated_by)
  select $1, ${uuid(2, '$2::int * 1000000 + n')}, 'Company ' || n, (array['tech', 'retail', 'bank'])[n % 3 + 1], n, ${stamp}, ${stamp}
  from generate_series(1, 2000) n`

const contactsSql = `insert into ${SCHEMA}.contacts (
    tenant_id, id, first_name, last_name, email, status, score, rating, vip, last_seen_at, labels, emails, company_id, custom, created_at, created_by, updated_by)
  select $1, ${uuid(1, '$2::int * 10000000 + n')}, 'First' || n % 997, 'Last' || (n::bigint * 104729 % 9973), 'p' || n || '@example' || n % 50 || '.com',
    case when n % 1000 = 0 then 'former' else (array['lead', 'customer'])[n % 2 + 1] end,
    case when n % 5 = 0 then null else n::bigint * 31 % 10007 end, n % 1000 / 10.0, n % 3 = 0, timestamptz '2026-11-20' - n * interval '1 min',
    array['t' || n % 20] || case when n % 60 = 0 then array['some'] else '{}' end || case when n % 2000 = 0 then array['rare'] else '{}' end,
    json_build_array(json_build_object('value', 'p' || n || '@example' || n % 50 || '.com')),
    case when n % 3 = 0 then null else ${uuid(2, '$2::int * 1000000 + 1 + n % 2000')} end,
    jsonb_build_object('tier', (array['gold', 'silver'])[n % 2 + 1], 'seats', n % 100),
    timestamptz '2026-11-20' - n * interval '37 s', ${stamp}, ${stamp}
  from generate_series(1, $3::int) n`

const labelsSql = `insert into ${SCHEMA}.value_index (tenant_id, entity, field, record_id, ord, v_text, created_at)
  select tenant_id, 'contact', 'labels', id, n - 1, text, created_at from ${SCHEMA}.contacts, unnest(labels) with ordinality as e (text, n) where tenant_id = $1`
