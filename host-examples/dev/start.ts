import { createServer } from 'node:http'
import { join, resolve } from 'node:path'

import { pino } from 'pino'

import { activities } from '@crmkit/activities'
import { contacts } from '@crmkit/contacts'
import { createCrm, isCrmError } from '@crmkit/core'
import { deals } from '@crmkit/deals'

import { banner } from './src/banner.ts'
import { demoData } from './src/demo-data.ts'
import { demoKey, isOwnWord } from './src/demo-key.ts'
import { bundleElements } from './src/elements-bundle.ts'
import { greetOwner } from './src/greet-owner.ts'
import { createHostPage } from './src/host-page.ts'
import { createHostSession } from './src/host-session.ts'
import { listen, portOf } from './src/listen.ts'
import { recordCounts } from './src/record-counts.ts'
import { seedDemo } from './src/seed-demo.ts'
import { startingPage } from './src/starting-page.ts'
import { stopOnSignal } from './src/stop-on-signal.ts'

// What `npm start` runs. The library reads no environment: this host does, and hands the values over.
const {
  PORT,
  HOST = '127.0.0.1',
  CRMKIT_DATA_DIR,
  CRMKIT_DEMO_API_KEY,
  LOG_LEVEL = 'warn',
} = process.env

const TENANT = 'demo'
const dir = resolve(CRMKIT_DATA_DIR ?? join(import.meta.dirname, '../../.crmkit'))
const data = demoData()
const [owner] = data.members
const session = createHostSession({ ...owner, roles: [owner.role] })

try {
  await start()
} catch (error) {
  console.error('\n  CRMKit did not start.', isExplained(error) ? `${error.message}\n` : error)
  process.exitCode = 1
}

async function start(): Promise<void> {
  // First of all the port: a taken one is told at once, not after the database has started.
  const server = createServer((req, res) => handle(req, res))
  let handle = startingPage
  const port = await listen(server, portOf(PORT, 3000), HOST)

  const word = isOwnWord(CRMKIT_DEMO_API_KEY) ? CRMKIT_DEMO_API_KEY : undefined
  const crm = createCrm({
    plugins: [contacts(), deals({ defaultCurrency: 'EUR' }), activities()],
    basePath: '/crm',
    database: { embedded: { dir } },
    logger: pino({ level: LOG_LEVEL }),
    authenticate: ({ headers }) => {
      if (word !== undefined && headers.authorization === `Bearer ${word}`) {
        return { tenant: TENANT, id: 'demo-key', name: 'Demo key', roles: ['admin'] }
      }
      const user = session.userOf(headers)
      return user && { tenant: TENANT, ...user }
    },
  })
  stopOnSignal(server, crm)
  try {
    const [elements] = await Promise.all([bundleElements(), crm.ready()])
    await crm.tenants.ensure(TENANT, { name: 'Tidewater' })
    const isNew = await crm.run({ tenant: TENANT, ...session.user }, (context) =>
      seedDemo(context, data),
    )
    if (isNew) await greetOwner(crm, TENANT, data)
    const apiKey = await demoKey(crm, { tenant: TENANT, dir, given: CRMKIT_DEMO_API_KEY })
    const page = createHostPage({
      session,
      apiKey,
      elements,
      embedSession: ({ id, name, email, roles }, origin) =>
        crm.embedSession({ tenant: TENANT, user: { id, name, email }, roles, origins: [origin] }),
    })
    const engine = crm.callback()
    handle = (req, res) => void (page(req, res) || engine(req, res))
    const records = await crm.run({ tenant: TENANT, actor: 'system' }, recordCounts)
    const origin = `http://localhost:${port}`
    console.log(
      banner({
        origin,
        apiKey,
        records,
        signedInAs: session.user.name,
        readyMs: performance.now(),
      }),
    )
  } catch (error) {
    server.close()
    await crm.close()
    throw error
  }
}

/** Thrown on purpose, by the engine or by this host: the message says it all. Anything else shows where it comes from. */
function isExplained(error: unknown): error is Error {
  return isCrmError(error) || (error instanceof Error && error.constructor === Error)
}
