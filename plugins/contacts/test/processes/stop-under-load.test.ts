import { setTimeout as sleep } from 'node:timers/promises'

import { afterAll, expect, test } from '@jest/globals'

import { contacts } from '@crmkit/contacts'
import { createTestCrm } from '@crmkit/core/testing'

import { addJob } from './host-jobs.ts'
import { missingContacts, seedContacts } from './seed-contacts.ts'
import { type Outcome, startLoad } from './send-load.ts'
import { killServers, type ServerProcess, spawnServer } from './start-server.ts'

const PROCESSES = process.env['CRMKIT_LONG'] ? 10 : 1
const STOPS_EACH = 5
const PER_SECOND = 150
const SEEDED = 10_000

const t = await createTestCrm({ plugins: [contacts()] })
const acme = t.as('acme')
const other = t.as('other')
await Promise.all([acme.get('/contacts'), other.get('/contacts')])
const known = await seedContacts(t.databaseUrl, SEEDED)
afterAll(async () => {
  killServers()
  await t.close()
})

test(
  `${PROCESSES * STOPS_EACH} times stopped by SIGTERM at ${PER_SECOND} requests a second, with an export and a job under way, nothing is cut off and the process ends by itself`,
  async () => {
    let acknowledged = 0
    for (let round = 0; round < PROCESSES; round++) {
      const server = spawnServer({ database: { url: t.databaseUrl }, starts: STOPS_EACH })
      let listening = server.listening()
      for (let stop = 1; stop <= STOPS_EACH; stop++) {
        const { origin } = await listening
        const last = stop === STOPS_EACH
        if (!last) listening = server.listening()
        const closed = last ? server.ended : listening
        acknowledged += await stopUnderLoad(server, origin, closed, `job-${round}-${stop}`)
      }
      expect(await server.ended).toBe(0)
      expect(server.errors()).toBe('')
    }
    // A request that was refused must not have been carried out all the same.
    const { body } = await acme.get('/contacts?limit=1&count=exact')
    const { body: others } = await other.get('/contacts?limit=1&count=exact')
    expect(body.page.total + others.page.total).toBe(2 * SEEDED + acknowledged)
  },
  PROCESSES * 60_000,
)

/** Gives how many creates were answered. `closed` settles when the engine is gone. */
async function stopUnderLoad(
  server: ServerProcess,
  origin: string,
  closed: Promise<unknown>,
  job: string,
): Promise<number> {
  const load = startLoad({ origin, perSecond: PER_SECOND, known })
  await sleep(250)
  await addJob(origin, job, 700)
  await jobRuns(origin)
  const exported = exportOf(origin)
  const slow = Promise.all(Array.from({ length: 4 }, () => slowSearch(origin)))
  await sleep(50)

  const stoppedAt = performance.now()
  server.signal('SIGTERM')
  await closed
  const stoppedMs = performance.now() - stoppedAt
  await load.stop()

  expect(load.outcomes.filter((outcome) => isCutOff(outcome, stoppedAt))).toEqual([])
  expect(load.outcomes.filter(({ sentAt }) => sentAt < stoppedAt).length).toBeGreaterThan(5)
  expect(await slow).toEqual(Array(4).fill(200))
  expect(await exported).toBeGreaterThan(SEEDED)
  expect(stoppedMs).toBeLessThan(30_000)
  expect(await missingContacts(t.databaseUrl, load.acknowledged)).toEqual([])
  // The job was waited for: its last statement is there.
  const { body } = await acme.get(`/tags?filter=${JSON.stringify({ name: job })}`)
  expect(body.data).toMatchObject([{ name: job }])
  return load.acknowledged.size
}

/** Everything but an answer of success, or a new connection that the stopping server no longer takes. */
function isCutOff({ status, reused, sentAt }: Outcome, stoppedAt: number): boolean {
  if (status !== undefined) return status >= 300
  return reused || sentAt < stoppedAt
}

/** Rows of a whole export; one that breaks off rejects. */
async function exportOf(origin: string): Promise<number> {
  const answer = await fetch(`${origin}/api/v1/contacts/export?format=jsonl`, {
    headers: { 'x-user': 'ann@acme' },
  })
  const lines = (await answer.text()).trimEnd().split('\n')
  return lines.map((line) => JSON.parse(line) as { id: string }).length
}

/** A look at every contact. */
async function slowSearch(origin: string): Promise<number> {
  const filter = JSON.stringify({ about: { contains: 'nobody' } })
  const url = `${origin}/api/v1/contacts?count=exact&filter=${encodeURIComponent(filter)}`
  const answer = await fetch(url, { headers: { 'x-user': 'ann@acme' } })
  await answer.json()
  return answer.status
}

async function jobRuns(origin: string): Promise<void> {
  for (;;) {
    const { worker } = (await (await fetch(`${origin}/host/state`)).json()) as {
      worker: { running: number }
    }
    if (worker.running > 0) return
    await sleep(20)
  }
}
