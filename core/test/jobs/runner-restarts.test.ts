import { afterAll, beforeAll, expect, test } from '@jest/globals'

import { addJobs } from '../../src/jobs/job-queue.ts'
import { createWorker } from '../../src/jobs/worker.ts'
import {
  createEngineDatabase,
  type EngineDatabase,
  registryOf,
  silent,
  spec,
  until,
} from './engine-database.ts'

let db: EngineDatabase
beforeAll(async () => {
  db = await createEngineDatabase()
})
afterAll(() => db.drop())

test('A job runner that ends by itself is replaced, and its jobs go on', async () => {
  const seen: string[] = []
  const worker = createWorker({
    ownerPool: db.owner,
    schema: db.schema,
    jobs: registryOf({ 'a:work': {} }),
    runJob: async (_, { requestId }) => void seen.push(requestId),
    logger: silent,
    pollIntervalMs: 100,
    // Beats while there is no runner, too.
    heartbeatMs: 20,
  })
  await worker.start()
  const { worker: first } = worker.status()
  await until('the runner to listen', async () => {
    const listening = await db.owner.query(
      "select from pg_stat_activity where query like 'LISTEN%' and datname = current_database()",
    )
    return listening.rowCount === 1
  })
  // What another user of graphile-worker in the same database sends when it updates its own tables: the library then takes
  // itself out. It also sets the exit code of the process, which is ours here.
  const { exitCode } = process
  await db.owner.query(
    `select pg_notify('worker:migrate', '{"breaking":true,"migrationNumber":999}')`,
  )
  await until(
    'a new runner',
    () => worker.status().restarts === 1 && worker.status().worker !== first,
  )
  process.exitCode = exitCode
  const client = await db.owner.connect()
  await addJobs(client, 'crm_jobs', [spec(db.acme, 'a:work', { requestId: 'after' })])
  client.release()
  await until('the job', () => seen.length === 1)
  expect((await db.owner.query('select id from crm.workers')).rows).toEqual([
    { id: worker.status().worker },
  ])
  await worker.stop()
})

test('A worker without jobs starts, keeps the crons of the engine and stops', async () => {
  const worker = createWorker({
    ownerPool: db.owner,
    schema: db.schema,
    jobs: registryOf({}),
    runJob: () => Promise.resolve(),
    logger: silent,
  })
  await worker.start()
  expect(worker.status()).toMatchObject({ state: 'running', worker: null })
  expect(await worker.runOnce()).toBe(0)
  await worker.stop()
  // What it had learned of crontabs stays for the next process.
  expect((await db.owner.query('select from crm.cron_runs')).rowCount).toBeGreaterThan(0)
})
