import type pg from 'pg'

/**
 * Everything PostgreSQL knows about the tables of a schema that two ways of making them could do differently, the schema's own
 * name taken out. The order of columns and the names of not-null constraints (new in 18) are no difference.
 */
export async function readCatalog(client: pg.Pool, schema: string): Promise<unknown> {
  const parts = await Promise.all(
    Object.entries(QUERIES).map(async ([part, sql]) => {
      const { rows } = await client.query(sql, [schema])
      return [part, JSON.parse(JSON.stringify(rows).replaceAll(`${schema}.`, 'SCHEMA.')) as unknown]
    }),
  )
  return Object.fromEntries(parts) as unknown
}

const QUERIES = {
  tables: `
    select relname, relrowsecurity, relforcerowsecurity, array(select unnest(relacl)::text order by 1) as rights
    from pg_class where relnamespace = to_regnamespace($1) and relkind = 'r' order by relname`,
  columns: `
    select c.relname, a.attname, format_type(a.atttypid, a.atttypmod) as type, a.attnotnull, a.attgenerated,
      pg_get_expr(d.adbin, d.adrelid) as expression
    from pg_attribute a
    join pg_class c on c.oid = a.attrelid and c.relkind = 'r'
    left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
    where c.relnamespace = to_regnamespace($1) and a.attnum > 0 and not a.attisdropped
    order by c.relname, a.attname`,
  constraints: `
    select conrelid::regclass::text as table_name, conname, contype, convalidated, pg_get_constraintdef(oid) as definition
    from pg_constraint
    where connamespace = to_regnamespace($1) and contype <> 'n' order by 1, 2`,
  indexes: `
    select pg_get_indexdef(indexrelid) as definition, indisvalid
    from pg_index i join pg_class c on c.oid = i.indexrelid
    where c.relnamespace = to_regnamespace($1) order by 1`,
  policies: `
    select c.relname, p.polname, p.polcmd, p.polroles::regrole[]::text as roles, pg_get_expr(p.polqual, p.polrelid) as qual,
      pg_get_expr(p.polwithcheck, p.polrelid) as with_check
    from pg_policy p join pg_class c on c.oid = p.polrelid
    where c.relnamespace = to_regnamespace($1) order by 1, 2`,
} as const
