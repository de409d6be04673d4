import { contacts } from '@crmkit/contacts'
import type { CrmOptions } from '@crmkit/core'

// What `npm run crmkit -- <command>` works on: the plugins of this repository, and the database of `npm start`.
export default { plugins: [contacts()] } satisfies CrmOptions
