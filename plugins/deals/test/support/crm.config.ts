import { contacts } from '@crmkit/contacts'
import type { CrmOptions } from '@crmkit/core'
import { deals } from '@crmkit/deals'

export default { plugins: [contacts(), deals()] } satisfies CrmOptions
