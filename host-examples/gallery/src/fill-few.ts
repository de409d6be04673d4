import type { Crm } from '@crmkit/core'

import { createApi, type Person } from './api.ts'

const DAY_MS = 86_400_000

/** A workshop of three: what an element looks like in its first week. */
export async function fillFew(
  crm: Crm,
  visitor: Person,
  nowMs: number,
): Promise<Readonly<Record<string, string>>> {
  const api = await createApi(crm, visitor.tenant)
  const day = (days: number): string => new Date(nowMs + days * DAY_MS).toISOString()
  const companyIds = await api.create('companies', [
    { name: 'Lumen Dental', domain: 'lumen-dental.example', industry: 'Health' },
    { name: 'Polder Energy', domain: 'polder-energy.example', industry: 'Energy' },
  ])
  const contactIds = await api.create(
    'contacts',
    people.map(({ company, ...data }) => ({ ...data, companyId: companyIds[company] })),
  )
  const [pipelineId = ''] = await api.create('pipelines', [{ name: 'Orders' }])
  const stageIds = await api.create(
    'stages',
    stages.map((stage) => ({ ...stage, pipelineId })),
  )
  await crm.run(visitor, async ({ records }) => {
    for (const { stage, closes, ...data } of orders)
      await records('deal').create({
        ...data,
        currency: 'EUR',
        pipelineId,
        stageId: stageIds[stage] ?? null,
        companyId: companyIds[stage % 2] ?? null,
        expectedCloseOn: day(closes).slice(0, 10),
      })
    const links = [`contact:${contactIds[0] ?? ''}`]
    await records('activity').create({
      kind: 'task',
      subject: 'Send the offer',
      priority: 'high',
      dueAt: day(0),
      timeZone: 'UTC',
      links,
    })
    await records('activity').create({
      kind: 'note',
      body: 'Met at the trade fair, took a brochure and asked for a reference.',
      occurredAt: day(-2),
      links,
    })
  })
  return { fewPerson: contactIds[0] ?? '' }
}

const people = [
  {
    firstName: 'Grace',
    lastName: 'Whitfield',
    title: 'Practice manager',
    status: 'customer',
    email: 'grace@lumen-dental.example',
    company: 0,
  },
  {
    firstName: 'Hiro',
    lastName: 'Sato',
    title: 'Buyer',
    status: 'prospect',
    email: 'hiro@polder-energy.example',
    company: 1,
  },
  {
    firstName: 'Lucia',
    lastName: 'Moretti',
    title: 'Engineer',
    status: 'lead',
    email: 'lucia@polder-energy.example',
    company: 1,
  },
]

const stages = [
  { name: 'Asked', probability: 20, color: 'gray' },
  { name: 'Offered', probability: 60, color: 'blue' },
  { name: 'Ordered', kind: 'won', color: 'green' },
]

const orders = [
  { title: 'Lumen Dental – chairs', amount: 1_250_000, stage: 0, closes: 20 },
  { title: 'Polder Energy – pilot', amount: 480_000, stage: 1, closes: 45 },
]
