import type { Company } from '@crmkit/contacts'

import { aboutCompany, companyWords, demoIndustries } from './demo-industries.ts'
import type { DemoRandom } from './demo-random.ts'
import { type DemoRegion, demoRegions } from './demo-regions.ts'

export interface DemoCompany {
  readonly data: Partial<Company> & { readonly name: string; readonly domain: string }
  readonly region: DemoRegion
  readonly parent: number | undefined
  readonly tags: readonly number[]
  readonly member: number
}

export interface DemoCounts {
  readonly members: number
  readonly tags: number
}

/** Of a hundred companies, so many belong to one of the first ten. */
const SUBSIDIARIES_PERCENT = 12

export function createDemoCompanies(
  random: DemoRandom,
  count: number,
  counts: DemoCounts,
): DemoCompany[] {
  const names = random.shuffle(companyWords)
  const taken = new Set<string>()
  return Array.from({ length: count }, (_, position) => {
    const region = random.weighted(demoRegions.map((one) => [one, one.weight] as const))
    const industry = random.weighted(demoIndustries.map((one) => [one, one.weight] as const))
    const short = shortName(random, names, region, random.pick(industry.trades), taken)
    const name = `${short} ${random.pick(region.legalForms)}`.trim()
    const employees = headcount(random)
    return {
      data: {
        name,
        domain: `${slug(short)}.example`,
        website: `https://www.${slug(short)}.example`,
        industry: industry.name,
        employees,
        foundedYear: foundedYear(random, industry.oldest),
        ...revenueOf(random, employees, region),
        email: random.percent(70) ? `hello@${slug(short)}.example` : null,
        phone: phoneOf(random, region.phones),
        country: region.country,
        addresses: [addressOf(random, region)],
        about: random.percent(25) ? random.pick(aboutCompany) : null,
      },
      region,
      parent: position >= 10 && random.percent(SUBSIDIARIES_PERCENT) ? random.below(10) : undefined,
      tags: random.percent(35) ? [random.below(counts.tags)] : [],
      member: random.below(counts.members),
    }
  })
}

/** Half of the companies carry a founder's name, the others a word of their own. */
function shortName(
  random: DemoRandom,
  names: readonly string[],
  region: DemoRegion,
  trade: string,
  taken: Set<string>,
): string {
  for (;;) {
    const first = random.percent(45) ? random.pick(region.lastNames) : random.pick(names)
    if (taken.has(first)) continue
    taken.add(first)
    return `${first.replace(/^(de|van der|van) /, '')} ${trade}`
  }
}

/** The smaller of two ages: most companies are young. */
function foundedYear(random: DemoRandom, oldest: number): number {
  const span = 2024 - oldest
  return 2024 - Math.min(random.below(span), random.below(span))
}

/** Most companies are small, a few are very large. */
function headcount(random: DemoRandom): number {
  const size = random.weighted([
    [20, 30] as const,
    [80, 30] as const,
    [400, 25] as const,
    [2500, 12] as const,
    [12_000, 3] as const,
  ])
  return Math.round(size * (0.3 + random.below(100) / 100)) + 2
}

/** In minor units, rounded to thousands: about 130,000 units of money a head, in the currency of the region. */
function revenueOf(
  random: DemoRandom,
  employees: number,
  region: DemoRegion,
): Pick<Company, 'revenue' | 'revenueCurrency'> {
  if (random.percent(30)) return { revenue: null, revenueCurrency: null }
  const { perEuro, digits } = money[region.currency] ?? { perEuro: 1, digits: 2 }
  const amount = employees * (70_000 + random.below(120_000)) * perEuro
  return {
    revenue: Math.round(amount / 1000) * 1000 * 10 ** digits,
    revenueCurrency: region.currency,
  }
}

/** Rough size of one euro, and decimal places by ISO 4217. */
const money: Readonly<Record<string, { perEuro: number; digits: number }>> = {
  SEK: { perEuro: 11, digits: 2 },
  INR: { perEuro: 60, digits: 2 },
  JPY: { perEuro: 150, digits: 0 },
  BRL: { perEuro: 5, digits: 2 },
  NGN: { perEuro: 600, digits: 2 },
}

export function addressOf(random: DemoRandom, region: DemoRegion): Company['addresses'][number] {
  const [city, part, postalCode] = random.pick(region.cities)
  const street = random.pick(region.streets)
  const number = 1 + random.below(180)
  return {
    type: 'work',
    street: region.numberFirst ? `${number} ${street}` : `${street} ${number}`,
    city,
    region: part,
    postalCode,
    country: region.country,
  }
}

/** A number of one of the patterns, its `#` filled with digits; null where the region has none set aside for fiction. */
export function phoneOf(random: DemoRandom, patterns: readonly string[]): string | null {
  if (patterns.length === 0) return null
  return random.pick(patterns).replace(/#/g, () => String(random.below(10)))
}

/** ASCII letters of a name, as domains and mailboxes have them: `Möller Works` → `moeller-works`. */
export function slug(text: string): string {
  return text
    .replace(/[äöüß]/gi, (letter) => umlauts[letter.toLowerCase()] ?? letter)
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[ıø]/g, (letter) => (letter === 'ı' ? 'i' : 'o'))
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
}

const umlauts: Readonly<Record<string, string>> = { ä: 'ae', ö: 'oe', ü: 'ue', ß: 'ss' }
