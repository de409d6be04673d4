import { errors } from '../errors.ts'
import type { AnyContext, AnyRecord } from '../staged/any-context.ts'

/** A deal without a title is called by its company and its product. */
export async function nameDeal({ data }: { data: AnyRecord }, context: AnyContext): Promise<void> {
  if (typeof data['title'] === 'string') return
  const [row] = await context.sql(
    (sql) => `select
      (select c.name from ${sql.table('company')} c where c.tenant_id = ${sql.tenant} and c.id = ${sql.value(data['companyId'] ?? null)}::uuid),
      (select p.name from ${sql.table('product')} p where p.tenant_id = ${sql.tenant} and p.id = ${sql.value(data['productId'] ?? null)}::uuid)`,
  )
  const parts = (row ?? []).filter((part): part is string => typeof part === 'string')
  data['title'] = parts.join(' – ').slice(0, 200) || 'Deal'
}

/** What a deal says twice stays in agreement: its amount with its lines, its primary contact with its participants. */
export async function guardDeal(
  { before, data }: { before: AnyRecord; data: AnyRecord },
  context: AnyContext,
): Promise<void> {
  if (data['title'] === null) data['title'] = before['title']
  if (changes('amount', before, data) || changes('currency', before, data))
    await guardLines(before, data, context)
  if (data['contactId'] === null && before['contactId'] !== null)
    await guardPrimary(before, context)
}

export async function afterDeal(
  event: { before: AnyRecord; record: AnyRecord },
  context: AnyContext,
): Promise<void> {
  await followOwner(event, context)
  // Joining asks whether the deal may be changed, which ends up here again.
  if (event.before['contactId'] !== event.record['contactId']) await joinPrimary(event, context)
}

/** Lines and participants are in reach of whoever the deal is. */
async function followOwner(
  { before, record }: { before: AnyRecord; record: AnyRecord },
  context: AnyContext,
): Promise<void> {
  if (before['ownerId'] === record['ownerId']) return
  for (const part of ['dealLine', 'dealContact']) {
    await context.sql(
      (sql) => `update ${sql.table(part)} t set owner_id = ${sql.value(record['ownerId'])}::uuid
        where t.tenant_id = ${sql.tenant} and t.deal_id = ${sql.value(record['id'])}::uuid`,
    )
  }
}

/** The primary contact takes part in the deal. */
export async function joinPrimary(
  { record }: { record: AnyRecord },
  context: AnyContext,
): Promise<void> {
  const { id, contactId } = record
  if (typeof contactId !== 'string') return
  const rows = await context.sql(
    (sql) => `select 1 from ${sql.table('dealContact')} d
      where d.tenant_id = ${sql.tenant} and d.deal_id = ${sql.value(id)}::uuid and d.contact_id = ${sql.value(contactId)}::uuid and d.deleted_at is null`,
  )
  if (rows.length > 0) return
  const plugin = await context.asPlugin()
  await plugin.records('dealContact').create({ dealId: id, contactId })
}

async function guardLines(before: AnyRecord, data: AnyRecord, context: AnyContext): Promise<void> {
  const [row] = await context.sql(
    (
      sql,
    ) => `select count(*)::int, coalesce(sum(l.net), 0)::bigint, max(l.currency) from ${sql.table('dealLine')} l
      where l.tenant_id = ${sql.tenant} and l.deal_id = ${sql.value(before['id'])}::uuid and l.deleted_at is null`,
  )
  const [count, sum, currency] = row as [number, number, string | null]
  if (count === 0) return
  const came = data['currency'] ?? before['currency']
  if (currency !== null && came !== currency)
    throw errors.DEAL_CURRENCY_OF_LINES({ currency, came })
  const amount = data['amount']
  if (amount === undefined || amount === sum) return
  const message = `is the sum of the lines, ${sum}`
  throw errors.DEAL_AMOUNT_OF_LINES(
    { sum, amount },
    { faults: [{ path: '/amount', code: 'DEAL_AMOUNT_OF_LINES', message }] },
  )
}

async function guardPrimary({ id }: AnyRecord, context: AnyContext): Promise<void> {
  const rows = await context.sql(
    (sql) => `select 1 from ${sql.table('dealContact')} d
      where d.tenant_id = ${sql.tenant} and d.deal_id = ${sql.value(id)}::uuid and d.deleted_at is null limit 1`,
  )
  if (rows.length === 0) return
  const message = 'is one of the participants, as long as there are any'
  throw errors.DEAL_NEEDS_PRIMARY(
    {},
    { faults: [{ path: '/contactId', code: 'DEAL_NEEDS_PRIMARY', message }] },
  )
}

function changes(key: string, before: AnyRecord, data: AnyRecord): boolean {
  return data[key] !== undefined && data[key] !== before[key]
}
