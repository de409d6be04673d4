import type { CompleteHook } from '@crmkit/core'

import { errors } from '../errors.ts'
import type { ContactsOptions } from '../options.ts'
import { countryOf, phoneIn } from '../phone.ts'
import type { Company } from '../types.generated.ts'
import { domainOfWebsite } from './domain-of-website.ts'

/** Fills what a company leaves out and its other fields tell: the domain, the country, the currency of its revenue. */
export function completeCompany(options: ContactsOptions): CompleteHook<Company> {
  return {
    fields: ['website', 'domain', 'phone', 'addresses', 'country', 'revenue', 'revenueCurrency'],
    run(data, before) {
      const company = { ...before, ...data }
      // `domain: null` is an answer too: a branch may share the website of its group, but not the domain.
      if (data.domain === undefined && !company.domain && !sameWebsite(data, before)) {
        const domain = domainOfWebsite(company.website)
        if (domain !== undefined) data.domain = domain
      }
      const country = company.country ?? countryOf(company.addresses)
      if (!company.country && country) data.country = country
      if (typeof data.phone === 'string') {
        data.phone = phoneIn(country, data.phone, '/phone')
      }
      completeCurrency(company, data, options)
    },
  }
}

/** A domain taken away by hand is not put back by the next edit of another field. */
function sameWebsite(data: Partial<Company>, before: Company | undefined): boolean {
  return before !== undefined && (data.website === undefined || data.website === before.website)
}

/** An amount without a currency is not money: it could neither be shown nor summed. */
function completeCurrency(
  company: Partial<Company>,
  data: Partial<Company>,
  options: ContactsOptions,
): void {
  if (typeof company.revenue !== 'number' || company.revenueCurrency) return
  if (options.defaultCurrency === undefined) {
    const message = 'is required beside revenue'
    throw errors.COMPANY_REVENUE_WITHOUT_CURRENCY(
      { revenue: company.revenue },
      { faults: [{ path: '/revenueCurrency', code: 'required', message }] },
    )
  }
  data.revenueCurrency = options.defaultCurrency
}
