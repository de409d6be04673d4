/** An engine in a process of its own that tells its memory when asked: `process.send('memory')`. Started by live.ts. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

import { pino } from 'pino'

import { contacts } from '@crmkit/contacts'

import { createCrm } from '../src/index.ts'

const [url, appUrl] = process.argv.slice(2) as [string, string]
const crm = createCrm({
  plugins: [contacts()],
  database: { url, appUrl },
  migrate: 'off',
  logger: pino({ name: 'crmkit' }, pino.destination({ dest: '/dev/null', sync: false })),
  live: { perActor: 2_000, perTenant: 2_000 },
})
await crm.ready()
const server = createServer(crm.callback())
server.listen(0, '127.0.0.1', () => {
  process.send?.({ port: (server.address() as AddressInfo).port })
})
process.on('message', (message) => {
  if (message !== 'memory') return
  // With --expose-gc: what is left after a collection is what is held.
  ;(globalThis as { gc?: () => void }).gc?.()
  process.send?.({ memory: process.memoryUsage() })
})
process.on('SIGTERM', () => void crm.close({ server }).then(() => process.exit(0)))
