import { definePlugin, type JsonSchema, type Plugin } from '@crmkit/core'

import affiliationSchema from './affiliation/affiliation.schema.json' with { type: 'json' }
import { refuseEndBeforeStart } from './affiliation/refuse-end-before-start.ts'
import companySchema from './company/company.schema.json' with { type: 'json' }
import { completeCompany } from './company/complete-company.ts'
import { refuseParentCycle } from './company/refuse-parent-cycle.ts'
import { completeContact } from './contact/complete-contact.ts'
import contactSchema from './contact/contact.schema.json' with { type: 'json' }
import { assertOptions, type ContactsOptions } from './options.ts'
import { completeTag } from './tag/complete-tag.ts'
import tagSchema from './tag/tag.schema.json' with { type: 'json' }
import { createTagsService } from './tag/tags-service.ts'

/** People and companies, how they belong together, and the tags that group them. */
export function contacts(options: ContactsOptions = {}): Plugin<'contacts'> {
  assertOptions(options)
  return definePlugin<'contacts'>({
    name: 'contacts',
    version: '0.1.0',
    engine: '^0.1.0',
    entities: {
      contact: {
        schema: contactSchema as JsonSchema,
        hooks: { complete: completeContact(options) },
        permissions: ownRecords,
      },
      company: {
        schema: companySchema as JsonSchema,
        hooks: { complete: completeCompany(options), beforeUpdate: refuseParentCycle },
        // Everyone sees all companies: two people of one team must not enter the same company twice.
        permissions: { ...ownRecords, read: { manager: 'all', user: 'all', guest: 'all' } },
      },
      affiliation: {
        schema: affiliationSchema as JsonSchema,
        hooks: { complete: refuseEndBeforeStart },
        permissions: ownRecords,
      },
      tag: {
        schema: tagSchema as JsonSchema,
        hooks: { complete: completeTag },
        permissions: {
          read: { manager: 'all', user: 'all', guest: 'all' },
          create: { manager: 'all', user: 'all' },
          update: { manager: 'all' },
          delete: { manager: 'all' },
          export: { manager: 'all' },
          import: { manager: 'all' },
        },
      },
    },
    services: { tagsService: createTagsService },
    migrations: new URL('../migrations/', import.meta.url),
  })
}

/** A manager reaches the team's records, a user their own, a guest reads what is theirs. */
const ownRecords = {
  read: { manager: 'team', user: 'own', guest: 'own' },
  create: { manager: 'team', user: 'own' },
  update: { manager: 'team', user: 'own' },
  delete: { manager: 'team', user: 'own' },
  export: { manager: 'team' },
  import: { manager: 'team' },
} as const

// What other plugins and hosts name.
export type { ContactsOptions } from './options.ts'
export type { TagsService } from './tag/tags-service.ts'
export type { Affiliation, Company, Contact, Tag } from './types.generated.ts'

declare module '@crmkit/core' {
  interface PluginServices {
    contacts: { tagsService: import('./tag/tags-service.ts').TagsService }
  }
}
