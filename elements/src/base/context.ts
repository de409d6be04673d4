import { createContext } from '@lit/context'

import type { CrmClient } from '../client/crm-client.ts'
import type { Localizer } from '../i18n/localizer.ts'
import type { Announcer } from './announce.ts'

/** What a provider shares with every element below it; replaced as a whole when any part changes. */
export interface ProviderContext {
  readonly client: CrmClient
  readonly localizer: Localizer
  readonly announcer: Announcer
  /** Shows a notice with an optional way back; `crm-provider` draws it. */
  readonly notify: (notice: Notice) => void
}

export interface Notice {
  readonly text: string
  readonly kind?: 'info' | 'success' | 'error'
  readonly action?: { readonly label: string; run(): void }
  /** Default 6 s; notices with an action stay 10 s. */
  readonly durationMs?: number
}

/** The same key in every copy of the library, so that a page with two of them has one context. */
export const providerContext = createContext<ProviderContext | undefined>(
  Symbol.for('@crmkit/elements provider'),
)
