import { setTimeout as sleep } from 'node:timers/promises'

import { afterAll, expect, test } from '@jest/globals'

import { createTestCrm } from '../../src/testing/index.ts'
import { crmPlugin } from './support/crm-plugin.ts'
import { fingerprint } from './support/fingerprint.ts'
import { importFile, upload } from './support/import-kit.ts'
import { random, runAndKill, startWorker } from './support/kill-worker.ts'
import { largeFile } from './support/large-file.ts'

const ROWS = 20_000
const KILLS = 4
const SEED = Number(process.env['CRMKIT_SEED'] ?? Date.now() % 100_000)

const t = await createTestCrm({ plugins: [await crmPlugin()] })
afterAll(() => t.close())

test(`An import killed at any moment ends with the records and counters of one that was not (seed ${SEED})`, async () => {
  const file = [...largeFile(ROWS)].join('')
  const options = { mode: 'upsert', match: ['email'], country: 'US' }
  const calm = await importFile(t, t.as('calm'), 'contacts', file, options)

  const wild = t.as('wild')
  const { body } = await upload(wild, 'contacts', file, options)
  const state = async () => (await wild.get(`/imports/${body.data.id}`)).body.data
  const next = random(SEED)
  for (let kill = 0; kill < KILLS; kill++) await runAndKill(t.databaseUrl, 50 + next() * 900)
  const worker = startWorker(t.databaseUrl)
  while (['waiting', 'running'].includes((await state()).state)) await sleep(100)
  worker.kill()
  await worker.exited
  const done = await state()
  expect({ state: done.state, counters: done.counters }).toEqual({
    state: 'done',
    counters: calm.counters,
  })
  expect(done.counters.rows).toBe(ROWS)
  expect(await fingerprint(t, 'wild', { withIds: false })).toBe(
    await fingerprint(t, 'calm', { withIds: false }),
  )
  const lines = async (client: typeof wild, id: string) =>
    (await client.get(`/imports/${id}/errors.csv`)).body as string
  expect(await lines(wild, done.id)).toBe(await lines(t.as('calm'), calm.id))
}, 300_000)
