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
  for (const deal of sales.deals)
    await seedDeal(context, deal, { ...ids, stageIds, productIds, nowMs })
  await inOrder(
    context.records('lead'),
    sales.leads.map(({ data, member }) => ({
      ...data,
      ownerId: member === undefined ? null : (ids.memberIds[member] ?? null),
    })),
  )
}

async function seedDeal(
  context: HostContext,
  deal: DemoDeal,
  ids: Ids & {
    readonly stageIds: readonly (readonly string[])[]
    readonly productIds: readonly string[]
    readonly nowMs: number
  },
): Promise<void> {
  const { contacts, lines, startedDaysAgo, closesInDays } = deal
  const isOpen = closesInDays > -9 && deal.data.lostReason === undefined
  const day = (fromToday: number): string => dayFrom(ids.nowMs, fromToday)
  const { id } = await context.records('deal').create({
    ...deal.data,
    stageId: ids.stageIds[deal.pipeline]?.[deal.stage] ?? null,
    companyId: ids.companyIds[deal.company] ?? null,
    contactId: ids.contactIds[contacts[0]?.contact ?? -1] ?? null,
    ownerId: ids.memberIds[deal.member] ?? null,
    tagIds: deal.tags.flatMap((tag) => ids.tagIds[tag] ?? []),
    startedOn: day(-startedDaysAgo),
    expectedCloseOn: day(closesInDays),
    ...(isOpen ? {} : { closedOn: day(closesInDays) }),
  })
  for (const { contact, role } of contacts.slice(1)) {
    const contactId = ids.contactIds[contact]
    if (contactId) await context.records('dealContact').create({ dealId: id, contactId, role })
  }
  for (const { product, ...line } of lines) {
    const productId = ids.productIds[product] ?? null
    await context.records('dealLine').create({ ...line, dealId: id, productId })
  }
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
