import { afterAll, beforeAll, expect, test } from '@jest/globals'

import { addJobs } from '../../src/jobs/job-queue.ts'
import { createWorker } from '../../src/jobs/worker.ts'
import { run } from '../database/test-database.ts'
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

/** As a restart of PostgreSQL does it: every connection of the database goes at once. */
async function terminateAll(): Promise<void> {
  await run(
    db.superuserUrl,
    'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
  )
}

async function add(count: number) {
  const client = await db.owner.connect()
  const specs = Array.from({ length: count }, (_, at) =>
    spec(db.acme, 'a:work', { requestId: `job-${at}` }),
  )
  await addJobs(client, 'crm_jobs', specs)
  client.release()
}

const waiting = async () => (await db.owner.query('select from crm_jobs._private_jobs')).rowCount

test('Connections that are cut while jobs end cost neither the process nor a job', async () => {
  // An unhandled rejection would end a host's process; it fails this test.
  const runs = new Map<string, number>()
  const worker = createWorker({
    ownerPool: db.owner,
    schema: db.schema,
    jobs: registryOf({ 'a:work': {} }),
    runJob: async (_, { requestId }) => {
      runs.set(requestId, (runs.get(requestId) ?? 0) + 1)
      await new Promise((resolve) => setTimeout(resolve, 5))
    },
    logger: silent,
    pollIntervalMs: 100,
    heartbeatMs: 300,
    deadAfterMs: 2_000,
  })
  await worker.start()
  await add(400)
  for (let cut = 0; cut < 10; cut++) {
    await new Promise((resolve) => setTimeout(resolve, 50))
    await terminateAll()
  }
  await until('all jobs to be done', async () => (await waiting()) === 0, 20_000)
  expect(runs.size).toBe(400)
  expect(worker.status().restarts).toBe(0)
  await worker.stop()
}, 40_000)

test('A job whose getting was answered to nobody is given back by the heartbeat, without costing a try', async () => {
  const worker = createWorker({
    ownerPool: db.owner,
    schema: db.schema,
    jobs: registryOf({ 'a:work': {} }),
    runJob: () => Promise.resolve(),
    logger: silent,
    pollIntervalMs: 100,
    heartbeatMs: 100,
    deadAfterMs: 1_000,
  })
  await worker.start()
  await until('the worker to poll', () => worker.status().worker !== null)
  // What a lost answer leaves: locked by a living worker that does not know of it.
  const client = await db.owner.connect()
  await client.query('begin')
  await addJobs(client, 'crm_jobs', [spec(db.acme, 'a:work')])
  await client.query(
    `update crm_jobs._private_jobs set locked_by = $1, locked_at = now() - interval '2 seconds', attempts = 1`,
    [worker.status().worker],
  )
  await client.query('commit')
  client.release()
  await until('the job to be done', async () => (await waiting()) === 0)
  await worker.stop()
})
