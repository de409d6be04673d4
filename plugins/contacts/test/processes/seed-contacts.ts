import pg from 'pg'

/** Contacts of both tenants, written past the engine: an export of 20,000 takes long enough to be caught under way. */
export async function seedContacts(
  databaseUrl: string,
  count: number,
): Promise<Record<string, readonly string[]>> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  const known: Record<string, readonly string[]> = {}
  for (const tenant of ['acme', 'other']) {
    const { rows } = await client.query<{ id: string }>(
      `with inserted as (
         insert into crm.contacts (tenant_id, id, name, first_name, last_name, created_by, updated_by)
         select t.id, gen_random_uuid(), 'n' || n || ' ' || t.key, 'n' || n, t.key, '{}', '{}'
         from crm.tenants t, generate_series(1, $2::int) n where t.key = $1 returning id
       ) select id from inserted limit 100`,
      [tenant, count],
    )
    known[tenant] = rows.map(({ id }) => id)
  }
  await client.query('analyze crm.contacts')
  await client.end()
  return known
}

/** Those of the contacts that are not in the database, or in that of another tenant. */
export async function missingContacts(
  databaseUrl: string,
  acknowledged: ReadonlyMap<string, string>,
): Promise<readonly string[]> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  const { rows } = await client.query<{ id: string; key: string }>(
    `select c.id, t.key from crm.contacts c join crm.tenants t on t.id = c.tenant_id
     where c.id = any ($1) and c.last_name = t.key`,
    [[...acknowledged.keys()]],
  )
  await client.end()
  const found = new Map(rows.map(({ id, key }) => [id, key]))
  return [...acknowledged].filter(([id, tenant]) => found.get(id) !== tenant).map(([id]) => id)
}
