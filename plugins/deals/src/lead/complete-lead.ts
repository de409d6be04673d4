import type { CompleteHook } from '@crmkit/core'

import type { Lead } from '../types.generated.ts'

/** What a list shows of a lead; never empty while anything is known of it. */
export const completeLead: CompleteHook<Lead> = {
  fields: ['firstName', 'lastName', 'companyName', 'email', 'phone'],
  run(data, before) {
    const lead = { ...before, ...data }
    const full = [lead.firstName, lead.lastName]
      .flatMap((part) => (typeof part === 'string' ? part.trim().split(/\s+/) : []))
      .filter((word) => word !== '')
      .join(' ')
    const name = full || lead.companyName || lead.email || lead.phone || null
    if (name !== before?.name) data.name = name
  },
}
