import { bad, type Finding, ok } from './finding.ts'
import type { FoundDatabase } from './open-as-found.ts'

/** Tables with rows of tenants whose wall has a hole: not forced, or without a policy. */
const HOLES = `
  select c.relname::text as table, c.relrowsecurity and c.relforcerowsecurity as forced
  from pg_class c
  where c.relnamespace = to_regnamespace($1) and c.relkind in ('r', 'p')
    and (c.relname = 'tenants'
      or exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped))
    and not (c.relrowsecurity and c.relforcerowsecurity
      -- A partition without a policy shows nobody anything; its parent has them.
      and (c.relispartition or exists (select from pg_policy p where p.polrelid = c.oid)))
  order by 1`

export async function wallFindings({ pools, schema }: FoundDatabase): Promise<Finding[]> {
  const { rows } = await pools.owner.query<{ table: string; forced: boolean }>(HOLES, [schema])
  if (rows.length === 0) return [ok('row security', 'forced on every table with rows of tenants')]
  return rows.map(({ table, forced }) => {
    const name = `${schema}.${table}`
    if (forced) {
      return bad(
        'row security',
        `${name} has no policy.`,
        'Bring back the policies of its migration: crmkit migrate plan shows the form.',
      )
    }
    return bad(
      'row security',
      `${name} is open to every tenant.`,
      `As owner: alter table ${name} enable row level security; alter table ${name} force row level security;`,
    )
  })
}
