/** The engine as `npm start` runs it, on a given database: authentication, row-level security, permissions and change log on. */
import { createServer } from 'node:http'

import { pino } from 'pino'

import { contacts } from '@crmkit/contacts'

import { createCrm } from '../src/index.ts'

const [url, appUrl] = process.argv.slice(2) as [string, string]
const crm = createCrm({
  plugins: [contacts()],
  database: { url, appUrl },
  migrate: 'off',
  // One line a request is part of the product; it goes where a container's log goes.
  logger: pino({ name: 'crmkit' }, pino.destination({ dest: '/dev/null', sync: false })),
})
await crm.ready()
const server = createServer(crm.callback())
server.listen(0, '127.0.0.1', () =>
  console.log(`listening ${(server.address() as { port: number }).port}`),
)
process.on('SIGTERM', () => void crm.close().then(() => process.exit(0)))
