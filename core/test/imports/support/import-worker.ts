import { pino } from 'pino'

import { createCrm } from '../../../src/kernel/create-crm.ts'
import { crmPlugin } from './crm-plugin.ts'

// A process of its own that runs jobs until it is killed: `import-worker.ts <database url>`.
const [, , url = ''] = process.argv
const crm = createCrm({
  plugins: [await crmPlugin()],
  database: { url },
  migrate: 'off',
  worker: { pollIntervalMs: 50, heartbeatMs: 200, deadAfterMs: 1_000 },
  logger: pino({ level: 'silent' }),
})
await crm.ready()
process.send?.('ready')
