import { pino } from 'pino'

import { createCrm } from '../../src/index.ts'
import { library } from '../support/library-plugin.ts'

/** A worker that the test kills: `node build-process.ts <database url>`. */
const crm = createCrm({
  plugins: [await library()],
  database: { url: process.argv[2] ?? '' },
  migrate: 'off',
  worker: { heartbeatMs: 200, deadAfterMs: 1_000, pollIntervalMs: 100 },
  logger: pino({ level: 'fatal' }),
})
await crm.ready()
process.stdout.write('started\n')
process.once('SIGTERM', () => void crm.close().then(() => process.exit(0)))
