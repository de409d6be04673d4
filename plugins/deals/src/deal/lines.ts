import type { CompleteHook } from '@crmkit/core'

import { errors } from '../errors.ts'
import { lineTotals } from '../money.ts'
import type { AnyContext, AnyRecord } from '../staged/any-context.ts'
import type { DealLine } from '../types.generated.ts'
import { dealToChange } from './deal-to-change.ts'

/** Totals follow from what they are made of, whoever writes. */
export const completeLine: CompleteHook<DealLine> = {
  fields: ['quantity', 'unitPrice', 'discountPercent', 'taxPercent'],
  run(data, before) {
    sumUp(data, before)
  },
}

/** Copies name, price and tax of the product where the line says none, and the currency of the deal: later prices are not this deal's. */
export async function fillLine({ data }: { data: AnyRecord }, context: AnyContext): Promise<void> {
  await dealToChange(data['dealId'] as string, context)
  const deal = await holdDeal(data['dealId'], context)
  data['ownerId'] = deal?.ownerId ?? null
  const product = await productOf(data['productId'], context)
  data['name'] ??= product?.name ?? 'Line'
  data['taxPercent'] ??= product?.taxPercent ?? null
  const currency = deal?.currency ?? product?.currency ?? null
  if ((data['unitPrice'] ?? null) === null && typeof product?.price === 'number') {
    if (product.currency !== currency)
      throw errors.DEAL_LINE_CURRENCY({ product: product.currency, deal: currency })
    data['unitPrice'] = product.price
  }
  data['currency'] = currency
  sumUp(data, undefined)
}

export async function refillLine(
  { before, data }: { before: AnyRecord; data: AnyRecord },
  context: AnyContext,
): Promise<void> {
  if (data['dealId'] !== undefined && data['dealId'] !== before['dealId'])
    throw errors.DEAL_PART_FIXED({ part: 'line' })
  const deal = await holdDeal(before['dealId'], context)
  data['currency'] = deal?.currency ?? before['currency']
}

/** The amount of a deal is what its lines come to, without tax. Changing a line is changing the deal: it takes that right. */
export async function sumDeal(
  event: { record: AnyRecord } | { before: AnyRecord },
  context: AnyContext,
): Promise<void> {
  const { dealId, currency } = 'record' in event ? event.record : event.before
  const [row] = await context.sql(
    (sql) => `select sum(l.net)::bigint from ${sql.table('dealLine')} l
      where l.tenant_id = ${sql.tenant} and l.deal_id = ${sql.value(dealId)}::uuid and l.deleted_at is null`,
  )
  const amount = (row?.[0] as number | null) ?? null
  // A line without a price says nothing of an amount; one that is gone leaves the deal as it was last.
  if (amount === null || currency === null) return
  await context.records('deal').update(dealId as string, { amount, currency })
}

function sumUp(data: Partial<DealLine>, before: Partial<DealLine> | undefined): void {
  const { unitPrice, quantity, discountPercent, taxPercent } = { ...before, ...data }
  const totals =
    typeof unitPrice === 'number'
      ? lineTotals({
          quantity: quantity ?? 1,
          unitPrice,
          discountPercent: discountPercent ?? 0,
          taxPercent: taxPercent ?? 0,
        })
      : { net: null, tax: null, total: null }
  Object.assign(data, totals)
}

interface DealFacts {
  readonly ownerId: string | null
  readonly currency: string | null
}

/** Two lines at once must both be in the sum. */
async function holdDeal(id: unknown, context: AnyContext): Promise<DealFacts | undefined> {
  const [row] = await context.sql(
    (sql) => `select d.currency, d.owner_id from ${sql.table('deal')} d
      where d.tenant_id = ${sql.tenant} and d.id = ${sql.value(id)}::uuid and d.deleted_at is null for no key update`,
  )
  return row && { currency: row[0] as string | null, ownerId: row[1] as string | null }
}

async function productOf(id: unknown, context: AnyContext) {
  if (typeof id !== 'string') return undefined
  const [row] = await context.sql(
    (sql) => `select p.name, p.price, p.currency, p.tax_percent from ${sql.table('product')} p
      where p.tenant_id = ${sql.tenant} and p.id = ${sql.value(id)}::uuid`,
  )
  if (!row) return undefined
  const [name, price, currency, taxPercent] = row as [
    string,
    number | null,
    string | null,
    number | null,
  ]
  return { name, price, currency, taxPercent }
}
