import { expect, test } from '@jest/globals'

import { completeCompany } from '../src/company/complete-company.ts'
import { domainOfWebsite } from '../src/company/domain-of-website.ts'
import type { ContactsOptions } from '../src/options.ts'
import type { Company } from '../src/types.generated.ts'

test.each([
  ['https://www.example.com/about?x=1', 'example.com'],
  ['http://shop.example.co.uk:8080', 'shop.example.co.uk'],
  ['EXAMPLE.com', 'example.com'],
  ['https://münchen.example', 'xn--mnchen-3ya.example'],
])('the domain of %s is %s', (website, domain) => {
  expect(domainOfWebsite(website)).toBe(domain)
})

test.each([
  'https://www.linkedin.com/company/example',
  'https://example.github.io',
  'http://localhost:3000',
  'http://192.168.0.1/',
  'http://[::1]/',
  'https://my_host.example',
  'not a website at all',
])('%s tells no domain of a company', (website) => {
  expect(domainOfWebsite(website)).toBeUndefined()
})

test('a company without a domain takes it from its website', () => {
  expect(complete({ website: 'https://www.example.com' }).domain).toBe('example.com')
  expect(complete({ website: 'https://a.example', domain: 'b.example' }).domain).toBe('b.example')
})

test('a domain taken away by hand stays away when another field is edited', () => {
  const before = { website: 'https://a.example', domain: null } as Company
  expect(complete({ revenue: null }, before)).not.toHaveProperty('domain')
})

test('a company without a country takes that of its first address', () => {
  expect(complete({ addresses: [{ city: 'Berlin' }, { country: 'DE' }] }).country).toBe('DE')
})

test('a revenue without a currency is refused with the place', () => {
  expect(() => complete({ revenue: 110004 })).toThrow(
    expect.objectContaining({
      code: 'COMPANY_REVENUE_WITHOUT_CURRENCY',
      status: 422,
      faults: [expect.objectContaining({ path: '/revenueCurrency' })],
    }),
  )
})

test('a revenue without a currency is in the default one', () => {
  const company = complete({ revenue: 110004 }, undefined, { defaultCurrency: 'USD' })
  expect(company.revenueCurrency).toBe('USD')
})

function complete(
  data: Partial<Company>,
  before?: Company,
  options: ContactsOptions = {},
): Partial<Company> {
  completeCompany(options).run(data, before)
  return data
}
