import type { Affiliation, Tag } from '@crmkit/contacts'

import { createDemoActivities, type DemoActivity } from './demo-activities.ts'
import { createDemoCompanies, type DemoCompany } from './demo-companies.ts'
import { createDemoContacts, type DemoContact } from './demo-contacts.ts'
import { createDemoSales, type DemoSales } from './demo-deals.ts'
import { createDemoRandom, type DemoRandom } from './demo-random.ts'

export interface DemoMember {
  /** User id in the demo product. */
  readonly id: string
  readonly name: string
  readonly email: string
  readonly role: 'admin' | 'manager' | 'user'
  /** Position in `teams`. */
  readonly team: number
}

export interface DemoAffiliation {
  readonly data: Pick<Affiliation, 'role'> & Partial<Affiliation>
  readonly contact: number
  readonly company: number
}

/** Records of the demo tenant. They name each other by their position in these lists: ids are given by the engine. */
export interface DemoData {
  readonly teams: readonly string[]
  /** The first one is signed in on the demo's page. */
  readonly members: readonly [DemoMember, ...DemoMember[]]
  readonly tags: readonly (Pick<Tag, 'name' | 'color'> & Partial<Tag>)[]
  /** Parents come before their subsidiaries. */
  readonly companies: readonly DemoCompany[]
  readonly contacts: readonly DemoContact[]
  readonly affiliations: readonly DemoAffiliation[]
  readonly sales: DemoSales
  readonly activities: readonly DemoActivity[]
}

const COMPANY_COUNT = 120
const CONTACT_COUNT = 400

/**
 * The same believable records on every machine: invented people and firms, `.example` addresses (RFC 2606), phone numbers that ring
 * nowhere.
 */
export function demoData(seed = 20_260_401): DemoData {
  const random = createDemoRandom(seed)
  const counts = { members: members.length, tags: tags.length }
  const companies = createDemoCompanies(random, COMPANY_COUNT, counts)
  const contacts = createDemoContacts(random, CONTACT_COUNT, companies, counts)
  return {
    teams: ['Sales', 'Customer success', 'Partnerships'],
    members,
    tags,
    companies,
    contacts,
    affiliations: createAffiliations(random, contacts, companies.length),
    sales: createDemoSales(random, companies, contacts, counts),
    activities: createDemoActivities(random, contacts, members.length),
  }
}

const members: DemoData['members'] = [
  { id: 'nora', name: 'Nora Castellan', email: 'nora@demo.example', role: 'admin', team: 0 },
  { id: 'samuel', name: 'Samuel Oduya', email: 'samuel@demo.example', role: 'manager', team: 0 },
  { id: 'ilse', name: 'Ilse Hartmann', email: 'ilse@demo.example', role: 'user', team: 0 },
  { id: 'mateo', name: 'Mateo Vidal', email: 'mateo@demo.example', role: 'manager', team: 1 },
  { id: 'priyanka', name: 'Priyanka Rao', email: 'priyanka@demo.example', role: 'user', team: 1 },
  { id: 'joel', name: 'Joel Lindqvist', email: 'joel@demo.example', role: 'user', team: 2 },
]

const tags: DemoData['tags'] = [
  {
    name: 'Key account',
    color: 'purple',
    description: 'Looked after in person, reviewed every quarter.',
  },
  { name: 'Newsletter', color: 'blue' },
  { name: 'Partner', color: 'teal', description: 'Sells or builds with us.' },
  { name: 'Reference', color: 'green', description: 'Willing to talk to prospects.' },
  { name: 'Trade fair', color: 'amber', description: 'Met at a fair or a conference.' },
  { name: 'Beta tester', color: 'indigo' },
  { name: 'At risk', color: 'red', description: 'Unhappy, or quiet for a long time.' },
  { name: 'Press', color: 'pink' },
  { name: 'Supplier', color: 'gray' },
  { name: 'Renewal due', color: 'orange' },
]

/** What some people are beside their job: to their own company, or to another one. */
function createAffiliations(
  random: DemoRandom,
  contacts: readonly DemoContact[],
  companies: number,
): DemoAffiliation[] {
  return contacts.flatMap(({ company }, contact) => {
    const list: DemoAffiliation[] = []
    if (company !== undefined && random.percent(18)) {
      const role = random.pick(['Decision maker', 'Champion', 'Technical contact', 'Budget holder'])
      list.push({ data: { role }, contact, company })
    }
    const other = random.below(companies)
    if (other !== company && random.percent(9)) {
      const role = random.pick([
        'Adviser',
        'Board member',
        'Investor',
        'Consultant',
        'Former employee',
      ])
      const started = 2012 + random.below(10)
      const data = {
        role,
        startedOn: `${started}-0${1 + random.below(9)}-01`,
        endedOn: role === 'Former employee' ? `${started + 2}-12-31` : null,
      }
      list.push({ data, contact, company: other })
    }
    return list
  })
}
