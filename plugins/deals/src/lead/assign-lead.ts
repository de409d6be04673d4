import type { Filter } from '@crmkit/core'

import type { AnyContext, AnyRecord } from '../staged/any-context.ts'

/** A lead that comes without an owner gets one from the first rule that fits it; the members of a rule take turns. */
export async function assignLead(
  { data }: { data: AnyRecord },
  context: AnyContext,
): Promise<void> {
  if ((data['ownerId'] ?? null) !== null) return
  const rules = await context.sql(
    (sql) => `select r.id, r.filter from ${sql.table('leadRule')} r
      where r.tenant_id = ${sql.tenant} and r.deleted_at is null and r.active order by r."order", r.created_at, r.id`,
  )
  for (const [id, filter] of rules) {
    if (!(await fits(data, (filter ?? {}) as Filter, context))) continue
    const memberId = await nextInTurn(id as string, context)
    if (memberId === undefined) continue
    data['ownerId'] = memberId
    return
  }
}

/**
 * Asks PostgreSQL, of the row the lead is going to be: so a rule says of a new lead what a list of the same filter says of it a moment
 * later. What lies in other tables by then (tags) a rule does not see yet.
 */
export async function fits(data: AnyRecord, filter: Filter, context: AnyContext): Promise<boolean> {
  if (Object.keys(filter).length === 0) return true
  const properties = context.entity('lead')?.properties
  const row = Object.fromEntries(
    Object.entries(data).flatMap(([key, value]) => {
      const property = properties?.get(key)
      return property ? [[property.column, value]] : []
    }),
  )
  const { tenantId } = context.request
  const whole = JSON.stringify({ custom: {}, ...row, tenant_id: tenantId })
  const rows = await context.sql(
    (
      sql,
    ) => `select 1 from jsonb_populate_record(null::${sql.table('lead')}, ${sql.value(whole)}::jsonb) a
      where ${sql.matching('lead', 'a', filter, { reach: 'all' })}`,
  )
  return rows.length > 0
}

/** The count is no record of anybody's, and the row it stands in makes parallel leads take turns too. */
async function nextInTurn(ruleId: string, context: AnyContext): Promise<string | undefined> {
  const [turn] = await context.sql(
    (
      sql,
    ) => `insert into ${sql.table('lead_turns')} as t (tenant_id, rule_id, turn) values (${sql.tenant}, ${sql.value(ruleId)}::uuid, 1)
      on conflict (tenant_id, rule_id) do update set turn = t.turn + 1 returning t.turn`,
  )
  const members = await context.sql(
    (
      sql,
    ) => `select m.id from ${sql.table('leadRule')} r join ${sql.table('member')} m on m.tenant_id = ${sql.tenant}
        and (m.id = any(r.member_ids) or r.team_id = any(m.team_ids))
      where r.tenant_id = ${sql.tenant} and r.id = ${sql.value(ruleId)}::uuid and m.deleted_at is null and m.active
      order by array_position(r.member_ids, m.id) nulls last, m.created_at, m.id`,
  )
  if (members.length === 0) return undefined
  const at = ((turn?.[0] as number) - 1) % members.length
  return members[at]?.[0] as string
}
