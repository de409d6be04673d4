import { eachRecord, type OneOfMany } from '@crmkit/core'

import { errors } from '../errors.ts'
import type { AnyContext, AnyRecord } from '../staged/any-context.ts'
import { dealsToChange } from './deal-to-change.ts'

/** Taking part in deals is changing them: it takes that right. Participants are as far in reach as their deals. */
export async function joinDeals(
  events: readonly OneOfMany<{ data: AnyRecord }>[],
  context: AnyContext,
): Promise<void> {
  const ids = new Set(events.map(({ data }) => data['dealId'] as string))
  const deals = await dealsToChange(ids, context)
  eachRecord(events, ({ data }) => {
    const deal = deals.get(data['dealId'] as string)
    if (deal instanceof Error) throw deal
    data['ownerId'] = deal?.ownerId ?? null
  })
}

/** Whoever joins a deal that has no primary contact becomes it. */
export async function firstIsPrimary(
  events: readonly { record: AnyRecord }[],
  context: AnyContext,
): Promise<void> {
  const primaries = await holdPrimaries(
    events.map(({ record }) => record['dealId']),
    context,
  )
  for (const { record } of events) {
    const { dealId, contactId } = record
    if (primaries.get(dealId) !== null) continue
    primaries.set(dealId, contactId as string)
    await setPrimary(dealId, contactId, context)
  }
}

/** When the primary contact leaves, the next one moves up: whoever joined first. */
export async function nextIsPrimary(
  { before }: { before: AnyRecord },
  context: AnyContext,
): Promise<void> {
  const { dealId, contactId } = before
  if ((await holdPrimaries([dealId], context)).get(dealId) !== contactId) return
  const [row] = await context.sql(
    (sql) => `select d.contact_id from ${sql.table('dealContact')} d
      where d.tenant_id = ${sql.tenant} and d.deal_id = ${sql.value(dealId)}::uuid and d.deleted_at is null
      order by d.created_at, d.id limit 1`,
  )
  await setPrimary(dealId, row?.[0] ?? null, context)
}

/** A participant of another deal is another participant. */
export function stayInDeals(
  events: readonly OneOfMany<{ before: AnyRecord; data: AnyRecord }>[],
): void {
  eachRecord(events, ({ before, data }) => {
    for (const key of ['dealId', 'contactId'])
      if (data[key] !== undefined && data[key] !== before[key])
        throw errors.DEAL_PART_FIXED({ part: 'participant' })
  })
}

/** One change of a deal's participants at a time. Gives the primary contacts by deal. */
async function holdPrimaries(
  dealIds: readonly unknown[],
  context: AnyContext,
): Promise<Map<unknown, string | null>> {
  const rows = await context.sql(
    (sql) => `select d.id, d.contact_id from ${sql.table('deal')} d
      where d.tenant_id = ${sql.tenant} and d.id = any(${sql.value(dealIds)}::uuid[]) and d.deleted_at is null
      order by d.id for no key update`,
  )
  return new Map(rows as readonly (readonly [string, string | null])[])
}

async function setPrimary(dealId: unknown, contactId: unknown, context: AnyContext): Promise<void> {
  const plugin = await context.asPlugin()
  await plugin.records('deal').update(dealId as string, { contactId })
}
