import { errors } from '../errors.ts'
import type { AnyContext, AnyRecord } from '../staged/any-context.ts'
import { dealToChange } from './deal-to-change.ts'

/** Taking part in a deal is changing it: it takes that right. A participant is as far in reach as the deal. */
export async function joinDeal({ data }: { data: AnyRecord }, context: AnyContext): Promise<void> {
  const { ownerId } = await dealToChange(data['dealId'] as string, context)
  data['ownerId'] = ownerId ?? null
}

/** Whoever joins a deal that has no primary contact becomes it. */
export async function firstIsPrimary(
  { record }: { record: AnyRecord },
  context: AnyContext,
): Promise<void> {
  const primary = await holdPrimary(record['dealId'], context)
  if (primary === null) await setPrimary(record['dealId'], record['contactId'], context)
}

/** When the primary contact leaves, the next one moves up: whoever joined first. */
export async function nextIsPrimary(
  { before }: { before: AnyRecord },
  context: AnyContext,
): Promise<void> {
  const { dealId, contactId } = before
  if ((await holdPrimary(dealId, context)) !== contactId) return
  const [row] = await context.sql(
    (sql) => `select d.contact_id from ${sql.table('dealContact')} d
      where d.tenant_id = ${sql.tenant} and d.deal_id = ${sql.value(dealId)}::uuid and d.deleted_at is null
      order by d.created_at, d.id limit 1`,
  )
  await setPrimary(dealId, row?.[0] ?? null, context)
}

/** A participant of another deal is another participant. */
export function stayInDeal({ before, data }: { before: AnyRecord; data: AnyRecord }): void {
  for (const key of ['dealId', 'contactId']) {
    if (data[key] !== undefined && data[key] !== before[key])
      throw errors.DEAL_PART_FIXED({ part: 'participant' })
  }
}

/** One change of a deal's participants at a time. */
async function holdPrimary(
  dealId: unknown,
  context: AnyContext,
): Promise<string | null | undefined> {
  const [row] = await context.sql(
    (sql) => `select d.contact_id from ${sql.table('deal')} d
      where d.tenant_id = ${sql.tenant} and d.id = ${sql.value(dealId)}::uuid and d.deleted_at is null for no key update`,
  )
  return row?.[0] as string | null | undefined
}

async function setPrimary(dealId: unknown, contactId: unknown, context: AnyContext): Promise<void> {
  const plugin = await context.asPlugin()
  await plugin.records('deal').update(dealId as string, { contactId })
}
