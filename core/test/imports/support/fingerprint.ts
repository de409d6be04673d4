import { createHash } from 'node:crypto'

import pg from 'pg'

import type { TestCrm } from '../../../src/testing/create-test-crm.ts'

/** Tables whose rows are the tenant's data; what tells when and by whom, and the version, is left out. */
const TABLES = ['contacts', 'companies', 'deals', 'tags', 'value_index', 'external_refs']
const BOOKKEEPING = [
  'id',
  'record_id',
  'created_at',
  'updated_at',
  'created_by',
  'updated_by',
  'version',
]

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
      const gone = BOOKKEEPING.slice(withIds ? 2 : 0)
      // Ids of records pointed at are told by what those are called.
      const named = withIds
        ? ''
        : `|| jsonb_build_object(${table === 'contacts' || table === 'deals' ? `'company_id', (select c.name from crm.companies c where c.id = t.company_id)` : ''})`
      const tags =
        table === 'contacts' && !withIds
          ? ` || jsonb_build_object('tag_ids', (select jsonb_agg(g.name order by g.name) from crm.tags g where g.id = any(t.tag_ids)))`
          : ''
      const { rows } = await client.query<{ row: string }>(
        `select (to_jsonb(t) - $2::text[] ${named}${tags})::text as row from crm.${table} t where tenant_id = $1 order by 1`,
        [id, gone],
      )
      hash.update(table)
      for (const { row } of rows) hash.update(row)
    }
    return hash.digest('hex')
  } finally {
    await client.end()
  }
}
