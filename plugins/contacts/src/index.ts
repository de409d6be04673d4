import { definePlugin, type Plugin } from '@crmkit/core'

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
        schema: contactSchema,
        hooks: { complete: completeContact },
      },
      company: {
        schema: companySchema,
        hooks: { complete: completeCompany(options), beforeUpdate: refuseParentCycle },
      },
      affiliation: {
        schema: affiliationSchema,
        hooks: { complete: refuseEndBeforeStart },
      },
      tag: {
        schema: tagSchema,
        hooks: { complete: completeTag },
        // A tag is everybody's: renaming or deleting one touches records its writer may not even see.
        permissions: { update: { manager: 'all' }, delete: { manager: 'all' } },
      },
    },
    services: { tagsService: createTagsService },
    migrations: new URL('../migrations/', import.meta.url),
  })
}

// What other plugins and hosts name.
export type { ContactsOptions } from './options.ts'
export type { TagsService } from './tag/tags-service.ts'
export type { Affiliation, Company, Contact, Tag } from './types.generated.ts'

declare module '@crmkit/core' {
  interface PluginServices {
    contacts: { tagsService: import('./tag/tags-service.ts').TagsService }
  }
}
