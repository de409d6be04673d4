import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { pino } from 'pino'

import { activities } from '@crmkit/activities'
import { contacts } from '@crmkit/contacts'
import { createCrm, isCrmError } from '@crmkit/core'
import { deals } from '@crmkit/deals'
import { bundleElements } from '@crmkit/example-dev/elements-bundle'
import { listen, portOf } from '@crmkit/example-dev/listen'
import { startingPage } from '@crmkit/example-dev/starting-page'

import { createPages } from './src/pages.ts'
import { clockFrom } from './src/set-clock.ts'
import { createWorlds } from './src/worlds.ts'

// What `npm run gallery` runs. `CRMKIT_NOW` sets the day the records count from, so that a screenshot is the same next year.
const { PORT, HOST = '127.0.0.1', LOG_LEVEL = 'error', CRMKIT_NOW } = process.env

try {
  await start()
} catch (error) {
  const isExplained = isCrmError(error) || (error instanceof Error && error.constructor === Error)
  console.error('\n  The gallery did not start.', isExplained ? `${error.message}\n` : error)
  process.exitCode = 1
}

async function start(): Promise<void> {
  const server = createServer((req, res) => handle(req, res))
  let handle = startingPage
  const port = await listen(server, portOf(PORT, 3300), HOST)

  // A database of its own each time: whatever visitors do, the next start shows the same records.
  const dir = await mkdtemp(join(tmpdir(), 'crmkit-gallery-'))
  const clock = clockFrom(CRMKIT_NOW)
  const crm = createCrm({
    plugins: [contacts(), deals({ defaultCurrency: 'EUR' }), activities()],
    basePath: '/crm',
    // A page of twenty elements asks for all of them at once.
    database: { embedded: { dir, durable: false }, acquireTimeoutMs: 30_000 },
    logger: pino({ level: LOG_LEVEL }),
    clock,
  })
  const stopping = new AbortController()
  const stop = async (): Promise<void> => {
    stopping.abort()
    await crm.close({ server, timeoutMs: 2_000 })
    await rm(dir, { recursive: true, force: true })
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop())
  try {
    const [elements] = await Promise.all([bundleElements(), crm.ready()])
    const worlds = await createWorlds(crm, clock.now(), stopping.signal)
    const pages = createPages({ crm, elements, worlds })
    const engine = crm.callback()
    handle = (req, res) => void (pages(req, res) || engine(req, res))
    console.log(`\n  Every element in every state: http://localhost:${port}  (Ctrl+C stops it)\n`)
  } catch (error) {
    await stop()
    throw error
  }
}
