import { setTimeout as sleep } from 'node:timers/promises'

import { afterAll, expect, test } from '@jest/globals'

import { addJob, allDone } from './host-jobs.ts'
import { createOwnPostgres } from './own-postgres.ts'
import { missingContacts, seedContacts } from './seed-contacts.ts'
import { type Load, startLoad, tally, tenantsIn } from './send-load.ts'
import { killServers, spawnServer } from './start-server.ts'

const CRASHES = process.env['CRMKIT_LONG'] ? 20 : 2
/** How long PostgreSQL stays away. */
const AWAY_MS = 700

const postgres = await createOwnPostgres()
const known = await seedContacts(postgres.url, 500)
afterAll(async () => {
  killServers()
  await postgres.remove()
})

test(
  `${CRASHES} times PostgreSQL is killed under load: what was answered is kept, what cannot be is refused with 503, and all goes on within seconds`,
  async () => {
    const server = spawnServer({
      database: { url: postgres.url },
      worker: { pollIntervalMs: 100, heartbeatMs: 300, deadAfterMs: 2_000 },
    })
    const { origin } = await server.listening()
    const load = startLoad({ origin, perSecond: 100, known })
    const jobs: string[] = []
    for (let crash = 0; crash < CRASHES; crash++) {
      await sleep(300)
      // One that ends while the database is away, and is tried again.
      expect(await addJob(origin, `during-${crash}`, AWAY_MS / 2)).toBe(true)
      await postgres.kill(crash % 2 === 0 ? 'immediate' : 'SIGKILL')
      const awayAt = performance.now()
      await sleep(AWAY_MS)
      const acceptsAt = await postgres.start()
      expect((await firstWrite(load, awayAt)) - acceptsAt).toBeLessThan(20_000)
      expect(await addJob(origin, `after-${crash}`, 20)).toBe(true)
      jobs.push(`after-${crash}`)
      // The next try of a job that failed comes 3 s later, of one that failed twice after 7 s: the last one is not waited for.
      if (crash > 0) jobs.push(`during-${crash - 1}`)
    }
    await allDone(origin, jobs)
    await load.stop()

    const { outcomes, acknowledged } = load
    expect(Object.keys(tally(outcomes)).sort()).toEqual(['200', '201', '503 DATABASE_UNAVAILABLE'])
    const refused = outcomes.filter(({ status }) => status === 503)
    expect(refused.length).toBeGreaterThan(CRASHES * 20)
    expect(refused.filter(({ headers }) => headers?.['retry-after'] === undefined)).toEqual([])
    expect(
      outcomes.filter((one) => tenantsIn(one).some((tenant) => tenant !== one.tenant)),
    ).toEqual([])
    expect(await missingContacts(postgres.url, acknowledged)).toEqual([])
    expect(server.alive).toBe(true)
  },
  CRASHES * 15_000 + 120_000,
)

/** When the first create sent after `since` was answered. */
async function firstWrite({ outcomes }: Load, since: number): Promise<number> {
  for (;;) {
    const first = outcomes.find(({ status, sentAt }) => status === 201 && sentAt > since)
    if (first) return first.endedAt
    await sleep(10)
  }
}
