import type { Deal, Lead, Pipeline, Product, Stage } from '@crmkit/deals'

import type { DemoCompany } from './demo-companies.ts'
import type { DemoContact } from './demo-contacts.ts'
import type { DemoRandom } from './demo-random.ts'

export interface DemoPipeline {
  readonly data: Partial<Pipeline> & { readonly name: string }
  readonly stages: readonly (Partial<Stage> & { readonly name: string })[]
}

export interface DemoDeal {
  readonly data: Partial<Deal> & { readonly title: string }
  readonly pipeline: number
  /** Position among the stages of the pipeline. */
  readonly stage: number
  readonly company: number
  /** Of the company; the first is the primary one. */
  readonly contacts: readonly { readonly contact: number; readonly role: string }[]
  readonly lines: readonly {
    readonly product: number
    readonly quantity: number
    readonly discountPercent: number
  }[]
  readonly member: number
  /** Days before today on which the work began, and after which it closes or closed. */
  readonly startedDaysAgo: number
  readonly closesInDays: number
  readonly tags: readonly number[]
}

export interface DemoSales {
  readonly pipelines: readonly DemoPipeline[]
  readonly products: readonly (Partial<Product> & { readonly name: string })[]
  readonly deals: readonly DemoDeal[]
  readonly leads: readonly { readonly data: Partial<Lead>; readonly member: number | undefined }[]
}

const DEALS = 140
const LEADS = 24

/** What the sales team of the demo tenant works on: two pipelines, a price list, deals at every stage and some leads. */
export function createDemoSales(
  random: DemoRandom,
  companies: readonly DemoCompany[],
  contacts: readonly DemoContact[],
  counts: { readonly members: number; readonly tags: number },
): DemoSales {
  const deals = Array.from({ length: DEALS }, () => createDeal(random, companies, contacts, counts))
  return { pipelines, products, deals, leads: createLeads(random, counts.members) }
}

const pipelines: DemoSales['pipelines'] = [
  {
    data: {
      name: 'New business',
      order: 0,
      lostReasonRequired: true,
      lostReasons: ['Price', 'Competitor', 'No budget', 'Timing', 'No decision'],
    },
    stages: [
      { name: 'Qualified', probability: 15, color: 'gray', rottingDays: 14 },
      { name: 'Demo held', probability: 30, color: 'blue', rottingDays: 21 },
      {
        name: 'Proposal',
        probability: 55,
        color: 'indigo',
        rottingDays: 21,
        requiredFields: ['amount', 'expectedCloseOn'],
      },
      {
        name: 'Negotiation',
        probability: 80,
        color: 'amber',
        rottingDays: 14,
        requiredFields: ['amount', 'expectedCloseOn'],
      },
      { name: 'Won', kind: 'won', color: 'green', requiredFields: ['amount'] },
      { name: 'Lost', kind: 'lost', color: 'red' },
    ],
  },
  {
    data: { name: 'Renewals', order: 1 },
    stages: [
      { name: 'Due in 90 days', probability: 70, color: 'teal', rottingDays: 45 },
      { name: 'Offer sent', probability: 85, color: 'blue', rottingDays: 21 },
      { name: 'At risk', probability: 35, color: 'orange', rottingDays: 10 },
      { name: 'Renewed', kind: 'won', color: 'green' },
      { name: 'Churned', kind: 'lost', color: 'red' },
    ],
  },
]

const products: DemoSales['products'] = [
  {
    name: 'Harbour Starter',
    sku: 'HB-100',
    category: 'Licence',
    price: 49_000,
    currency: 'EUR',
    taxPercent: 19,
    unit: 'year',
  },
  {
    name: 'Harbour Team',
    sku: 'HB-200',
    category: 'Licence',
    price: 189_000,
    currency: 'EUR',
    taxPercent: 19,
    unit: 'year',
  },
  {
    name: 'Harbour Enterprise',
    sku: 'HB-300',
    category: 'Licence',
    price: 890_000,
    currency: 'EUR',
    taxPercent: 19,
    unit: 'year',
  },
  {
    name: 'Seat',
    sku: 'HB-010',
    category: 'Licence',
    price: 18_000,
    currency: 'EUR',
    taxPercent: 19,
    unit: 'seat and year',
  },
  {
    name: 'Onboarding',
    sku: 'SV-100',
    category: 'Service',
    price: 240_000,
    currency: 'EUR',
    taxPercent: 19,
    unit: 'package',
  },
  {
    name: 'Consulting day',
    sku: 'SV-200',
    category: 'Service',
    price: 128_000,
    currency: 'EUR',
    taxPercent: 19,
    unit: 'day',
  },
]

const projects = [
  'rollout',
  'pilot',
  'fleet licence',
  'migration',
  'second site',
  'headquarters',
  'framework agreement',
  'expansion',
]
const roles = ['Decision maker', 'Champion', 'Technical contact', 'Budget holder']

function createDeal(
  random: DemoRandom,
  companies: readonly DemoCompany[],
  contacts: readonly DemoContact[],
  counts: { readonly members: number; readonly tags: number },
): DemoDeal {
  const company = random.below(companies.length)
  const pipeline = random.percent(70) ? 0 : 1
  const stage =
    pipeline === 0
      ? stageOf(random, [22, 19, 16, 11, 20, 12])
      : stageOf(random, [30, 22, 12, 26, 10])
  const { kind = 'open', name } = pipelines[pipeline]?.stages[stage] ?? { name: '' }
  const isOpen = kind === 'open'
  const closedDaysAgo = random.below(170)
  const startedDaysAgo = isOpen ? 2 + random.below(55) : closedDaysAgo + 10 + random.below(110)
  const currency = random.weighted([
    ['EUR', 70],
    ['USD', 18],
    ['GBP', 12],
  ] as const)
  const people = contacts.flatMap((contact, at) => (contact.company === company ? [at] : []))
  const what = pipeline === 0 ? random.pick(projects) : 'renewal'
  return {
    data: {
      title: `${companies[company]?.data.name ?? ''} – ${what}`,
      amount: (5 + random.below(160)) * 50_000,
      currency,
      source: random.pick(['Website', 'Referral', 'Trade fair', 'Partner', 'Outbound']),
      ...(kind === 'lost'
        ? { lostReason: random.pick(['Price', 'Competitor', 'Timing', 'No decision']) }
        : {}),
      ...(name === 'Negotiation' && random.percent(40) ? { probability: 90 } : {}),
    },
    pipeline,
    stage,
    company,
    contacts: random
      .shuffle(people)
      .slice(0, 3)
      .map((contact, at) => ({ contact, role: roles[at] ?? 'Champion' })),
    lines: currency === 'EUR' && random.percent(35) ? createLines(random) : [],
    member: random.below(counts.members),
    startedDaysAgo,
    closesInDays: isOpen ? random.below(110) - 8 : -closedDaysAgo,
    tags: random.percent(20) ? [random.below(counts.tags)] : [],
  }
}

function stageOf(random: DemoRandom, weights: readonly number[]): number {
  return random.weighted(weights.map((weight, at) => [at, weight] as const))
}

function createLines(random: DemoRandom): DemoDeal['lines'] {
  const licence = {
    product: random.below(3),
    quantity: 1,
    discountPercent: random.pick([0, 0, 5, 10]),
  }
  const seats = {
    product: 3,
    quantity: 5 + random.below(60),
    discountPercent: random.pick([0, 10, 12.5]),
  }
  const service = {
    product: 4 + random.below(2),
    quantity: 1 + random.below(5),
    discountPercent: 0,
  }
  return random.percent(50) ? [licence, seats, service] : [licence, service]
}

function createLeads(random: DemoRandom, members: number): DemoSales['leads'] {
  return Array.from({ length: LEADS }, (_, at) => {
    const firstName = random.pick([
      'Amelie',
      'Tomasz',
      'Grace',
      'Hiro',
      'Lucia',
      'Omar',
      'Freya',
      'Jonas',
    ])
    const lastName = random.pick([
      'Berger',
      'Kowalczyk',
      'Whitfield',
      'Sato',
      'Moretti',
      'Haddad',
      'Nyberg',
      'Keller',
    ])
    const company = random.pick([
      'Kestrel Freight',
      'Lumen Dental',
      'Oak & Anchor',
      'Polder Energy',
      'Quay Logistics',
      'Saltworks',
    ])
    return {
      data: {
        firstName,
        lastName,
        email: `${firstName}.${lastName}.${at}@lead.example`.toLowerCase(),
        companyName: company,
        source: random.pick(['Website', 'Webinar', 'Trade fair']),
        status: random.weighted([
          ['new', 50],
          ['working', 30],
          ['qualified', 12],
          ['unqualified', 8],
        ] as const),
        message: random.pick([
          'Please send us a price list.',
          'We would like to see a demo.',
          'How does the import work?',
          'We run four sites and look for one system.',
        ]),
      },
      member: random.percent(75) ? random.below(members) : undefined,
    }
  })
}
