import type { Crm } from '@crmkit/core'
import { demoData } from '@crmkit/example-dev/demo-data'

import { createApi, type Person } from './api.ts'

const CONTACTS = 10_000
const DEALS = 600
const ENTRIES = 400
const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/** Whose timeline gets long. */
export async function startMany(crm: Crm, visitor: Person): Promise<string> {
  return crm.run(visitor, async ({ records }) => {
    const { id } = await records('contact').create({ firstName: 'Ada', lastName: 'Aaldering' })
    return id
  })
}

/** Thousands of records, the way a customer brings them: contacts by a CSV, the others in process. */
export async function fillMany(
  crm: Crm,
  visitor: Person,
  person: string,
  nowMs: number,
): Promise<void> {
  const api = await createApi(crm, visitor.tenant)
  await api.importCsv('/imports?entity=contacts&mode=create&fileName=people.csv', peopleCsv())
  const [pipelineId = ''] = await api.create('pipelines', [{ name: 'Sales' }])
  const stageIds = await api.create(
    'stages',
    stages.map((stage) => ({ ...stage, pipelineId })),
  )
  const { companies } = demoData()
  await crm.run(visitor, async ({ records }) => {
    await records('deal').createMany(
      Array.from({ length: DEALS }, (_, index) => ({
        title: `${companies[index % companies.length]?.data.name ?? ''} – ${1 + (index % 40)} licences`,
        amount: (1 + ((index * 37) % 180)) * 50_000,
        currency: 'EUR',
        pipelineId,
        stageId: stageIds[index % stageIds.length],
        expectedCloseOn: new Date(nowMs + (index % 90) * 24 * HOUR_MS).toISOString().slice(0, 10),
      })),
    )
    await Promise.all(
      Array.from({ length: ENTRIES }, (_, index) =>
        records('activity').create({
          ...entries[index % entries.length],
          kind: entries[index % entries.length]?.kind ?? 'note',
          links: [`contact:${person}`],
          // Half of them behind us, half ahead, at working hours of every day around.
          ...(index % 2
            ? { occurredAt: new Date(nowMs - index * 9 * HOUR_MS).toISOString(), status: 'done' }
            : {
                dueAt: hourOfWork(nowMs, Math.floor((index - 60) / 8), index),
                timeZone: 'UTC',
              }),
        }),
      ),
    )
  })
}

const stages = [
  { name: 'New', probability: 10, color: 'gray' },
  { name: 'Qualified', probability: 25, color: 'blue' },
  { name: 'Demo held', probability: 45, color: 'indigo' },
  { name: 'Proposal', probability: 65, color: 'purple' },
  { name: 'Negotiation', probability: 85, color: 'amber' },
]

const entries = [
  { kind: 'task', subject: 'Send the offer', priority: 'high' },
  { kind: 'call', subject: 'Follow-up on the offer' },
  { kind: 'meeting', subject: 'Quarterly review' },
  { kind: 'call', subject: 'Question about the invoice' },
  { kind: 'task', subject: 'Prepare the demo' },
] as const

/** Between eight and six of a day counted from today. */
function hourOfWork(nowMs: number, days: number, index: number): string {
  const midnight = Math.floor(nowMs / DAY_MS) * DAY_MS
  return new Date(midnight + days * DAY_MS + (8 + ((index * 3) % 10)) * HOUR_MS).toISOString()
}

/** Names of the demo crossed with each other: as many people as one likes, the same ones each time. */
function peopleCsv(): string {
  const { contacts, companies } = demoData()
  const statuses = ['lead', 'prospect', 'customer', 'customer', 'former']
  const rows = Array.from({ length: CONTACTS }, (_, index) => {
    const first = contacts[(index * 7) % contacts.length]?.data.firstName ?? ''
    const last =
      contacts[(index * 13 + Math.floor(index / 400)) % contacts.length]?.data.lastName ?? ''
    const company = companies[(index * 11) % companies.length]?.data
    return [
      first,
      last,
      `person${index}@${company?.domain ?? 'mail.example'}`,
      contacts[(index * 3) % contacts.length]?.data.title ?? '',
      statuses[index % statuses.length],
      company?.name ?? '',
    ]
      .map((value) => `"${String(value).replaceAll('"', '""')}"`)
      .join(',')
  })
  return ['First name,Last name,E-mail,Job title,Status,Company', ...rows].join('\n')
}
