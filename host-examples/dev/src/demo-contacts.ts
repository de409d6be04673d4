import type { Contact } from '@crmkit/contacts'

import { addressOf, type DemoCompany, type DemoCounts, phoneOf, slug } from './demo-companies.ts'
import { aboutContact, demoIndustries, generalTitles } from './demo-industries.ts'
import type { DemoRandom } from './demo-random.ts'
import { type DemoRegion, demoRegions } from './demo-regions.ts'

export interface DemoContact {
  readonly data: Partial<Contact>
  /** Position of the employer among the companies. */
  readonly company: number | undefined
  readonly tags: readonly number[]
  readonly member: number
}

export function createDemoContacts(
  random: DemoRandom,
  count: number,
  companies: readonly DemoCompany[],
  counts: DemoCounts,
): DemoContact[] {
  const names = new Set<string>()
  return Array.from({ length: count }, (_, position) => {
    const company = employerOf(random, position, companies)
    const employer = company === undefined ? undefined : companies[company]
    const region = employer?.region ?? random.pick(demoRegions)
    const person = personOf(random, region, names)
    return {
      data: {
        ...person,
        ...reachOf(random, person, region, employer),
        ...standingOf(random),
        title: employer ? titleOf(random, employer) : null,
        addresses: random.percent(45) ? [addressOf(random, region)] : [],
        birthday: random.percent(25) ? birthdayOf(random) : null,
        language: region.language,
        about: random.percent(30) ? random.pick(aboutContact) : null,
      },
      company,
      tags: [
        ...new Set(
          Array.from(
            {
              length: random.weighted([
                [0, 45],
                [1, 35],
                [2, 15],
                [3, 5],
              ]),
            },
            () => random.below(counts.tags),
          ),
        ),
      ],
      member: random.below(counts.members),
    }
  })
}

/** Every company has somebody, big ones more; one person in fourteen has no company. */
function employerOf(
  random: DemoRandom,
  position: number,
  companies: readonly DemoCompany[],
): number | undefined {
  if (position < companies.length) return position
  if (random.percent(7)) return undefined
  return random.weighted(
    companies.map(({ data }, at) => [at, Math.sqrt(data.employees ?? 1)] as const),
  )
}

type Person = Pick<Contact, 'firstName' | 'lastName'> & { firstName: string; lastName: string }

function personOf(random: DemoRandom, region: DemoRegion, taken: Set<string>): Person {
  for (;;) {
    const firstName = random.pick(region.firstNames)
    const lastName = random.pick(region.lastNames)
    const name = `${firstName} ${lastName}`
    if (taken.has(name)) continue
    taken.add(name)
    return { firstName, lastName }
  }
}

function reachOf(
  random: DemoRandom,
  { firstName, lastName }: Person,
  region: DemoRegion,
  employer: DemoCompany | undefined,
): Pick<Contact, 'emails' | 'phones'> {
  const box = `${slug(firstName)}.${slug(lastName).replaceAll('-', '')}`
  const emails: Contact['emails'] = []
  if (employer)
    emails.push({ value: `${box}@${employer.data.domain}`, type: 'work', primary: true })
  if (!employer || random.percent(15)) {
    emails.push({ value: `${box}@mail.example`, type: 'personal', primary: !employer })
  }
  const work = random.percent(55) && employer ? phoneOf(random, region.phones) : null
  const mobile = random.percent(50) ? phoneOf(random, region.mobiles) : null
  const phones: Contact['phones'] = []
  if (work) phones.push({ value: work, type: 'work', primary: true })
  if (mobile) phones.push({ value: mobile, type: 'mobile', primary: !work })
  return { emails, phones }
}

type Standing = Pick<
  Contact,
  'status' | 'source' | 'emailConsent' | 'emailOptOut' | 'consentAt' | 'consentSource'
>

function standingOf(random: DemoRandom): Standing {
  const status = random.weighted<Contact['status']>([
    ['lead', 32],
    ['prospect', 24],
    ['customer', 34],
    ['former', 7],
    ['other', 3],
  ])
  const source = random.weighted([
    ['Website', 30],
    ['Referral', 24],
    ['Trade fair', 16],
    ['Cold call', 8],
    ['Webinar', 12],
    ['Partner', 10],
  ])
  const emailConsent = random.weighted<Contact['emailConsent']>([
    ['unknown', 48],
    ['granted', 46],
    ['denied', 6],
  ])
  const asked = emailConsent !== 'unknown'
  return {
    status,
    source,
    emailConsent,
    emailOptOut: emailConsent === 'denied',
    consentAt: asked
      ? `202${4 + random.below(2)}-0${1 + random.below(9)}-1${random.below(10)}T09:30:00Z`
      : null,
    consentSource: asked
      ? random.pick(['Sign-up form', 'Trade fair card', 'Double opt-in', 'By phone'])
      : null,
  }
}

function titleOf(random: DemoRandom, employer: DemoCompany): string {
  const own = demoIndustries.find(({ name }) => name === employer.data.industry)?.titles ?? []
  return random.pick(random.percent(55) && own.length > 0 ? own : generalTitles)
}

function birthdayOf(random: DemoRandom): string {
  const two = (number: number): string => String(number).padStart(2, '0')
  return `${1958 + random.below(44)}-${two(1 + random.below(12))}-${two(1 + random.below(28))}`
}
