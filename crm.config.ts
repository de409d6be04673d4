import { activities } from '@crmkit/activities'
import { contacts } from '@crmkit/contacts'
import type { CrmOptions } from '@crmkit/core'
import { deals } from '@crmkit/deals'

// What `npm run crmkit -- <command>` works on: the plugins of this repository, and the database of `npm start`.
export default { plugins: [contacts(), deals(), activities()] } satisfies CrmOptions
