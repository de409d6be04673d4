import type { HostContext, Records } from '@crmkit/core'

import type { DemoDeal, DemoSales } from './demo-deals.ts'

interface Ids {
  readonly memberIds: readonly string[]
  readonly tagIds: readonly string[]
  readonly companyIds: readonly string[]
  readonly contactIds: readonly string[]
}

/** Fills the pipelines of the demo tenant. Days count from today, so that the forecast lies ahead and the wins behind, whenever it starts. */
export async function seedDeals(
  context: HostContext,
  sales: DemoSales,
  ids: Ids,
  nowMs: number,
): Promise<void> {
  const stageIds: string[][] = []
  for (const { data, stages } of sales.pipelines) {
    const { id: pipelineId } = await context.records('pipeline').create(data)
    stageIds.push(
      await inOrder(
        context.records('stage'),
        stages.map((stage) => ({ ...stage, pipelineId })),
      ),
    )
  }
  const productIds = await inOrder(context.records('product'), sales.products)
  await inOrder(
    context.records('exchangeRate'),
    [['USD', 0.92] as const, ['GBP', 1.17] as const].map(([fromCurrency, rate]) => ({
      fromCurrency,
      toCurrency: 'EUR',
      day: dayFrom(nowMs, -400),
      rate,
    })),
  )
  await seedSales(context, sales.deals, { ...ids, stageIds, productIds, nowMs })
  await context.records('lead').createMany(
    sales.leads.map(({ data, member }) => ({
      ...data,
      ownerId: member === undefined ? null : (ids.memberIds[member] ?? null),
    })),
  )
}

async function seedSales(
  context: HostContext,
  deals: readonly DemoDeal[],
  ids: Ids & {
    readonly stageIds: readonly (readonly string[])[]
    readonly productIds: readonly string[]
    readonly nowMs: number
  },
): Promise<void> {
  const day = (fromToday: number): string => dayFrom(ids.nowMs, fromToday)
  const dealIds = await context.records('deal').createMany(
    deals.map(({ data, contacts, startedDaysAgo, closesInDays, ...deal }) => ({
      ...data,
      stageId: ids.stageIds[deal.pipeline]?.[deal.stage] ?? null,
      companyId: ids.companyIds[deal.company] ?? null,
      contactId: ids.contactIds[contacts[0]?.contact ?? -1] ?? null,
      ownerId: ids.memberIds[deal.member] ?? null,
      tagIds: deal.tags.flatMap((tag) => ids.tagIds[tag] ?? []),
      startedOn: day(-startedDaysAgo),
      expectedCloseOn: day(closesInDays),
      ...(isOpen(data, closesInDays) ? {} : { closedOn: day(closesInDays) }),
    })),
  )
  await context.records('dealContact').createMany(
    deals.flatMap(({ contacts }, deal) =>
      contacts.slice(1).flatMap(({ contact, role }) => {
        const contactId = ids.contactIds[contact]
        return contactId ? [{ dealId: dealIds[deal], contactId, role }] : []
      }),
    ),
  )
  await context.records('dealLine').createMany(
    deals.flatMap(({ lines }, deal) =>
      lines.map(({ product, ...line }) => ({
        ...line,
        dealId: dealIds[deal],
        productId: ids.productIds[product] ?? null,
      })),
    ),
  )
}

function isOpen({ lostReason }: DemoDeal['data'], closesInDays: number): boolean {
  return closesInDays > -9 && lostReason === undefined
}

function dayFrom(nowMs: number, days: number): string {
  return new Date(nowMs + days * 86_400_000).toISOString().slice(0, 10)
}

/** One after the other: the cards of a column lie in the order they were made. */
async function inOrder<T extends { id: string }>(
  records: Records<T>,
  list: readonly Partial<T>[],
): Promise<string[]> {
  const ids: string[] = []
  for (const data of list) ids.push((await records.create(data)).id)
  return ids
}
