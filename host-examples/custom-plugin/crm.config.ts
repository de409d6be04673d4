import { contacts } from '@crmkit/contacts'
import type { CrmOptions } from '@crmkit/core'

import { projects } from './src/index.ts'

export default { plugins: [contacts(), projects()] } satisfies CrmOptions
