import { setTimeout as sleep } from 'node:timers/promises'

import { afterAll, expect, test } from '@jest/globals'
import pg from 'pg'

import { contacts } from '@crmkit/contacts'
import { createTestCrm } from '@crmkit/core/testing'

import { addJob, allDone } from './host-jobs.ts'
import { missingContacts, seedContacts } from './seed-contacts.ts'
import { startLoad, tally, tenantsIn } from './send-load.ts'
import { killServers, spawnServer } from './start-server.ts'

const SECONDS = process.env['CRMKIT_LONG'] ? 60 : 3

const t = await createTestCrm({ plugins: [contacts()] })
for (const tenant of ['acme', 'other']) await t.crm.tenants.ensure(tenant)
const known = await seedContacts(t.databaseUrl, 500)
const admin = new pg.Client({ connectionString: t.databaseUrl })
await admin.connect()
afterAll(async () => {
  killServers()
  await admin.end()
  await t.close()
})

test(
  'connections that PostgreSQL cuts at random under load cost neither the process, nor a write that was answered, nor the wall between tenants',
  async () => {
    const server = spawnServer({
      database: { url: t.databaseUrl },
      worker: { pollIntervalMs: 100, heartbeatMs: 300, deadAfterMs: 2_000 },
    })
    const { origin } = await server.listening()
    const load = startLoad({ origin, perSecond: 150, known })
    const jobs: string[] = []
    const end = performance.now() + SECONDS * 1_000
    let cut = 0
    while (performance.now() < end) {
      const name = `job-${jobs.length}`
      if (await addJob(origin, name, 20)) jobs.push(name)
      for (let n = 0; n < 5; n++) {
        cut += await cutSome()
        await sleep(40)
      }
    }
    const calmAt = performance.now() + 300
    await sleep(800)
    await load.stop()

    expect(cut).toBeGreaterThan(SECONDS * 20)
    const refused = 'DATABASE_UNAVAILABLE'
    const {
      200: read,
      201: written,
      [`503 ${refused}`]: unavailable,
      ...rest
    } = tally(load.outcomes)
    expect(rest).toEqual({})
    expect(Math.min(read ?? 0, written ?? 0, unavailable ?? 0)).toBeGreaterThan(0)
    const { outcomes } = load
    expect(
      outcomes.filter(({ status, headers }) => status === 503 && !headers?.['retry-after']),
    ).toEqual([])
    expect(
      outcomes.filter((one) => tenantsIn(one).some((tenant) => tenant !== one.tenant)),
    ).toEqual([])
    expect(await missingContacts(t.databaseUrl, load.acknowledged)).toEqual([])
    expect(Object.keys(tally(outcomes.filter(({ sentAt }) => sentAt > calmAt)))).toEqual([
      '200',
      '201',
    ])
    await allDone(origin, jobs)
    expect(server.alive).toBe(true)
  },
  SECONDS * 1_000 + 30_000,
)

/** Three of the engine's backends, whatever they do at the moment. */
async function cutSome(): Promise<number> {
  const { rowCount } = await admin.query(
    `select pg_terminate_backend(pid) from (
       select pid from pg_stat_activity
       where datname = current_database() and application_name like 'crmkit:%' order by random() limit 3) backend`,
  )
  return rowCount ?? 0
}
