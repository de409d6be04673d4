import pg from 'pg'

/** Tables of the engine that belong to no tenant: the app role may read none of them. */
const WITHOUT_TENANT = ['migrations', 'dispatch_position', 'workers', 'cron_runs', 'embed_keys']
/** Counters of client networks: the app role keeps them, and they tell nothing of any tenant. */
const COUNTERS = ['rate_limits']
/** Found before the tenant is known, and random: unique over all tenants on purpose. */
const UNIQUE_ACROSS_TENANTS = ['api_keys_public_id_key', 'tenants_pkey', 'tenants_key_key']

interface Rule {
  readonly rule: string
  /** Gives a text for each breach; `$1` schema, `$2` app role, `$3` tables without a tenant, `$4` unique indexes across tenants, `$5` counters. */
  readonly sql: string
}

const TENANT_TABLES = `
  select c.oid, c.relname, c.relkind, c.relispartition, c.relrowsecurity, c.relforcerowsecurity
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where n.nspname = $1 and c.relkind in ('r', 'p')
    and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped)`

const RULES: readonly Rule[] = [
  {
    rule: 'row-level security is on and forced',
    sql: `select relname from (${TENANT_TABLES}) t where not (relrowsecurity and relforcerowsecurity)`,
  },
  {
    rule: 'the app role is bound by a policy on the bound tenant, for reading and for writing',
    sql: `select t.relname from (${TENANT_TABLES}) t
      where not t.relispartition and not exists (
        select from pg_policy p where p.polrelid = t.oid and $2::regrole = any(p.polroles)
          and coalesce(pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid)) ~ 'tenant_id = .*app\\.tenant_id')
      union all
      select t.relname || '.' || p.polname from (${TENANT_TABLES}) t join pg_policy p on p.polrelid = t.oid
      where $2::regrole = any(p.polroles) and (
        (p.polcmd in ('r', 'd', 'w', '*') and pg_get_expr(p.polqual, p.polrelid) !~ 'tenant_id = .*app\\.tenant_id')
        or (p.polcmd in ('a', 'w', '*') and coalesce(pg_get_expr(p.polwithcheck, p.polrelid), '') !~ 'tenant_id = .*app\\.tenant_id'))`,
  },
  {
    rule: 'no policy of the app role is open to everybody',
    sql: `select c.relname || '.' || p.polname from pg_policy p join pg_class c on c.oid = p.polrelid join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = $1 and 0::oid = any(p.polroles)`,
  },
  {
    rule: 'a partition is reached through its table only',
    sql: `select t.relname from (${TENANT_TABLES}) t
      where t.relispartition and has_table_privilege($2::regrole, t.oid, 'select, insert, update, delete')`,
  },
  {
    rule: 'primary keys and unique indexes begin with tenant_id',
    sql: `select i.indexrelid::regclass::text from pg_index i join (${TENANT_TABLES}) t on t.oid = i.indrelid
      where i.indisunique and i.indexrelid::regclass::text !~ ('^' || quote_ident($1) || '\\.(' || array_to_string($4::text[], '|') || ')$')
        and (select a.attname from pg_attribute a where a.attrelid = i.indrelid and a.attnum = i.indkey[0]) is distinct from 'tenant_id'`,
  },
  {
    rule: 'foreign keys carry the tenant with them: their checks bypass row-level security',
    sql: `select k.conname from pg_constraint k join (${TENANT_TABLES}) t on t.oid = k.conrelid
      where k.contype = 'f' and k.confrelid <> (quote_ident($1) || '.tenants')::regclass
        and (select a.attname from pg_attribute a where a.attrelid = k.conrelid and a.attnum = k.conkey[1]) is distinct from 'tenant_id'`,
  },
  {
    rule: 'the app role is no superuser, bypasses nothing, makes no roles and owns nothing',
    sql: `select rolname::text from pg_roles where oid = $2::regrole and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb)
      union all select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = $1 and c.relowner = $2::regrole`,
  },
  {
    rule: 'the app role can neither truncate nor reference',
    sql: `select relname from (${TENANT_TABLES}) t where has_table_privilege($2::regrole, t.oid, 'truncate, references, trigger')`,
  },
  {
    rule: 'the change log is append-only for the app role',
    sql: `select 'changes' where has_table_privilege($2::regrole, (quote_ident($1) || '.changes')::regclass, 'update, delete')`,
  },
  {
    rule: 'tables without a tenant are the engine’s own and closed to the app role',
    sql: `select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = $1 and c.relkind in ('r', 'p', 'v', 'm') and c.relname <> 'tenants' and c.relname <> all($5::text[])
        and not exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped)
        and (c.relname <> all($3::text[]) or has_table_privilege($2::regrole, c.oid, 'select, insert, update, delete'))`,
  },
  {
    rule: 'definer functions pin their search path and are closed to the public',
    sql: `select f.proname from pg_proc f join pg_namespace n on n.oid = f.pronamespace
      where n.nspname = $1 and f.prosecdef and (
        not exists (select from unnest(f.proconfig) setting where setting like 'search_path=%') or has_function_privilege('public', f.oid, 'execute'))`,
  },
  {
    rule: 'views look with the rights of whoever asks',
    sql: `select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = $1 and c.relkind = 'v' and not coalesce(c.reloptions::text[] && array['security_invoker=true', 'security_invoker=on'], false)`,
  },
]

/**
 * Holds the database's own catalogue against the rules of the tenant wall. Gives `rule: what breaks it` for each breach.
 * Run it on the database of an installation as its owner; it only reads the catalogue.
 */
export async function sweepCatalog(
  databaseUrl: string,
  { schema = 'crm', appRole = 'crm_app' } = {},
): Promise<string[]> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    const breaches: string[] = []
    for (const { rule, sql } of RULES) {
      // Every rule gets every value; PostgreSQL wants each place used.
      const text = `with given as (select $1::text, $2::text, $3::text[], $4::text[], $5::text[]) ${sql}`
      const { rows } = await client.query<[string]>({
        text,
        values: [schema, appRole, WITHOUT_TENANT, UNIQUE_ACROSS_TENANTS, COUNTERS],
        rowMode: 'array',
      } as never)
      breaches.push(...rows.map(([name]) => `${rule}: ${name}`))
    }
    return breaches
  } finally {
    await client.end()
  }
}
