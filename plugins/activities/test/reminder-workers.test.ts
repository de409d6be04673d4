import { setTimeout as sleep } from 'node:timers/promises'

import { afterAll, expect, test } from '@jest/globals'
import { pino } from 'pino'

import { activities } from '@crmkit/activities'
import { contacts } from '@crmkit/contacts'
import { createCrm } from '@crmkit/core'

import { createActivity, createWorld } from './support/world.ts'

const world = await createWorld()
const ada = await world.person('Ada')
afterAll(() => world.close())

const COUNT = 60

/** An engine of its own on the same database, as another process has it, with its worker. */
async function startWorker() {
  const crm = createCrm({
    plugins: [contacts(), activities()],
    database: { url: world.t.databaseUrl, acquireTimeoutMs: 15_000 },
    migrate: 'off',
    worker: { concurrency: 2, pollIntervalMs: 100 },
    logger: pino({ level: 'silent' }),
  })
  await crm.ready()
  return crm
}

const told = () =>
  world.sql<{ times: number }>(
    `select count(*)::int as times from crm.notifications where kind = 'reminder' group by activity_id`,
  )

test('two workers, one of which stops half-way and comes back, remind of everything, each once', async () => {
  let one = await startWorker()
  const two = await startWorker()
  try {
    for (let number = 0; number < COUNT; number++) {
      // Spread over three seconds to come, and some a second ago.
      const remindAt = new Date(Date.now() - 1_000 + (number * 4_000) / COUNT).toISOString()
      await createActivity(ada, { subject: `Task ${number}`, remindAt })
    }
    await one.close()
    one = await startWorker()
    // The hourly look comes in the middle of it.
    await ada.run((context) => context.addJob('activities:remind-missed', {}))
    const deadline = Date.now() + 60_000
    while ((await told()).length < COUNT && Date.now() < deadline) await sleep(100)
    // What would be told twice is told by a job that still waits.
    await world.t.drain()
    const times = (await told()).map((row) => row.times)
    expect(times).toHaveLength(COUNT)
    expect(new Set(times)).toEqual(new Set([1]))
  } finally {
    await one.close()
    await two.close()
  }
}, 120_000)
