import { createHash } from 'node:crypto'

import pg from 'pg'

import type { TestCrm } from '../../../src/testing/create-test-crm.ts'

/** Tables whose rows are the tenant's data. */
const TABLES = ['contacts', 'companies', 'deals', 'tags', 'value_index', 'external_refs']
/** When, by whom, and how often. */
const BOOKKEEPING = ['created_at', 'updated_at', 'created_by', 'updated_by', 'version']
/** Given by chance; records pointed at are then told by what they are called. */
const GIVEN = ['tenant_id', 'id', 'record_id', 'owner_id', 'company_id', 'parent_id', 'tag_ids']
const NAMES: Readonly<Record<string, string>> = {
  contacts: `jsonb_build_object('company', (select c.name from crm.companies c where c.id = t.company_id),
    'tags', (select jsonb_agg(g.name order by g.name) from crm.tags g where g.id = any(t.tag_ids)))`,
  companies: `jsonb_build_object('parent', (select c.name from crm.companies c where c.id = t.parent_id))`,
  deals: `jsonb_build_object('company', (select c.name from crm.companies c where c.id = t.company_id))`,
}

export interface FingerprintOptions {
  /** Default: ids count. Two databases that were filled apart have other ids. */
  readonly withIds?: boolean
}

/** A hash over all data of a tenant: equal hashes, equal records. */
export async function fingerprint(
  t: TestCrm,
  tenant: string,
  { withIds = true }: FingerprintOptions = {},
): Promise<string> {
  const { id } = await t.crm.tenants.resolve(tenant)
  const client = new pg.Client({ connectionString: t.databaseUrl })
  await client.connect()
  try {
    const hash = createHash('sha256')
    for (const table of TABLES) {
      const gone = [...BOOKKEEPING, ...(withIds ? [] : GIVEN)]
      const names = withIds ? "'{}'::jsonb" : (NAMES[table] ?? "'{}'::jsonb")
      const which = table === 'value_index' && !withIds ? "and field <> 'tagIds'" : ''
      // Hashed where the rows are: a million of them would not fit here.
      const { rows } = await client.query<{ hash: string | null }>(
        `select md5(string_agg(hash, '' order by hash)) as hash from (
           select md5((to_jsonb(t) - $2::text[] || ${names})::text) as hash from crm.${table} t where tenant_id = $1 ${which}
         ) hashed`,
        [id, gone],
      )
      hash.update(`${table} ${rows[0]?.hash ?? ''}`)
    }
    return hash.digest('hex')
  } finally {
    await client.end()
  }
}
