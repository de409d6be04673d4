import { setTimeout as sleep } from 'node:timers/promises'

import { afterAll, expect, test } from '@jest/globals'

import { createTestCrm, type TestClient } from '../../src/testing/index.ts'
import { crmPlugin } from './support/crm-plugin.ts'
import { fingerprint } from './support/fingerprint.ts'
import { type Imported, upload } from './support/import-kit.ts'
import { random, runAndKill, startWorker } from './support/kill-worker.ts'
import { largeFile } from './support/large-file.ts'

const ROWS = Number(process.env['CRMKIT_IMPORT_ROWS'] ?? 1_000_000)
const KILLS = Number(process.env['CRMKIT_IMPORT_KILLS'] ?? 30)
const SEED = Number(process.env['CRMKIT_SEED'] ?? Date.now() % 100_000)
const HEAP_MB = 128
const OPTIONS = { mode: 'upsert', match: ['email'], country: 'US' }
const next = random(SEED)

const t = await createTestCrm({ plugins: [await crmPlugin()] })
const [calm, wild] = [t.as('calm'), t.as('wild')]
afterAll(() => t.close())

const read = async (client: TestClient, id: string): Promise<Imported> =>
  (await client.get(`/imports/${id}`)).body.data

/** Lets one process work, with little memory, until the import has ended. */
async function runToEnd(client: TestClient, id: string): Promise<Imported> {
  const worker = startWorker(t.databaseUrl, HEAP_MB)
  try {
    for (;;) {
      const stored = await read(client, id)
      if (!['waiting', 'running', 'undoing'].includes(stored.state)) return stored
      if (!worker.isRunning()) throw new Error(`The worker ended with ${HEAP_MB} MB of heap.`)
      await sleep(500)
    }
  } finally {
    worker.kill()
    await worker.exited
  }
}

async function runWithKills(client: TestClient, id: string): Promise<Imported> {
  for (let kills = 0; kills < KILLS; kills++) {
    await runAndKill(t.databaseUrl, 200 + next() * 4_000)
    if (['done', 'undone', 'failed'].includes((await read(client, id)).state)) break
  }
  return runToEnd(client, id)
}

test(`${ROWS} rows, killed up to ${KILLS} times at random moments, end as if never killed, and so does their undo (seed ${SEED})`, async () => {
  const file = Buffer.from([...largeFile(ROWS)].join(''))
  const ids: string[] = []
  for (const client of [calm, wild])
    ids.push((await upload(client, 'contacts', file, OPTIONS)).body.data.id)
  const [calmId = '', wildId = ''] = ids
  const undisturbed = await runToEnd(calm, calmId)
  expect(undisturbed).toMatchObject({ state: 'done', counters: { rows: ROWS } })
  const killed = await runWithKills(wild, wildId)
  expect(killed).toMatchObject({ state: 'done', counters: undisturbed.counters })
  const apart = { withIds: false }
  expect(await fingerprint(t, 'wild', apart)).toBe(await fingerprint(t, 'calm', apart))

  await wild.post(`/imports/${wildId}/undo`)
  const undone = await runWithKills(wild, wildId)
  const { created, linked } = undisturbed.counters
  expect(undone).toMatchObject({ state: 'undone', undo: { removed: created + linked, kept: 0 } })
  expect((await wild.get('/contacts?count=exact&limit=1')).body.page.total).toBe(0)
})
