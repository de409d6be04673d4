import { startPage } from '@crmkit/example-page-server/start'

import { files } from './files.ts'

await startPage(await files())
