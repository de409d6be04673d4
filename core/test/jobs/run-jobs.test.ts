import { afterAll, beforeAll, expect, test } from '@jest/globals'

import { addJobs } from '../../src/jobs/job-queue.ts'
import type { RunJob } from '../../src/jobs/tasks.ts'
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

function workerFor(jobs: Parameters<typeof registryOf>[0], runJob: RunJob) {
  const { owner, schema } = db
  return createWorker({
    ownerPool: owner,
    schema,
    jobs: registryOf(jobs),
    runJob,
    logger: silent,
    pollIntervalMs: 100,
  })
}

async function add(...specs: Parameters<typeof addJobs>[2]) {
  const client = await db.owner.connect()
  try {
    return await addJobs(client, 'crm_jobs', specs)
  } finally {
    client.release()
  }
}

const jobRows = async () =>
  (await db.owner.query('select * from crm_jobs._private_jobs order by id')).rows as Record<
    string,
    unknown
  >[]

test('A job runs in the tenant it was added for, with its payload and its id', async () => {
  const seen: unknown[] = []
  const worker = workerFor({ 'a:greet': {} }, async (name, envelope, run) => {
    seen.push({ name, envelope, attempt: run.attempt, id: run.id })
  })
  await add(spec(db.acme, 'a:greet', { payload: { contactId: '1' }, requestId: 'r1' }))
  expect(await worker.runOnce()).toBe(1)
  expect(seen).toEqual([
    {
      name: 'a:greet',
      envelope: { tenantId: db.acme, requestId: 'r1', payload: { contactId: '1' } },
      attempt: 1,
      id: expect.stringMatching(/^\d+$/),
    },
  ])
  expect(await jobRows()).toEqual([])
})

test('A started worker takes jobs at once, and stops without leaving a trace', async () => {
  const seen: string[] = []
  const worker = workerFor({ 'a:greet': {} }, async (_, { requestId }) => void seen.push(requestId))
  await worker.start()
  await until(
    'the worker to register',
    async () => (await db.owner.query('select from crm.workers')).rowCount === 1,
  )
  await add(
    spec(db.acme, 'a:greet', { requestId: 'x' }),
    spec(db.acme, 'a:greet', { requestId: 'y' }),
  )
  await until('both jobs', () => seen.length === 2)
  expect(worker.status()).toMatchObject({ state: 'running', restarts: 0 })
  await worker.stop()
  expect(await jobRows()).toEqual([])
  expect((await db.owner.query('select from crm.workers')).rowCount).toBe(0)
  expect(worker.status()).toMatchObject({ state: 'stopped', worker: null })
})

test('Two workers share the jobs and run each once', async () => {
  const seen: string[] = []
  const runJob: RunJob = async (_, { requestId }) => {
    seen.push(requestId)
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
  const workers = [workerFor({ 'a:greet': {} }, runJob), workerFor({ 'a:greet': {} }, runJob)]
  const ids = Array.from({ length: 300 }, (_, at) => `job-${at}`)
  await add(...ids.map((requestId) => spec(db.acme, 'a:greet', { requestId })))
  await Promise.all(workers.map((worker) => worker.start()))
  await until('all jobs', () => seen.length >= ids.length)
  await Promise.all(workers.map((worker) => worker.stop()))
  expect(seen.sort()).toEqual(ids.sort())
})

test('A waiting job of the same key is replaced; within one batch the last one stays', async () => {
  const seen: unknown[] = []
  const worker = workerFor(
    { 'a:greet': {}, 'a:part': {} },
    async (_, { payload }) => void seen.push(payload),
  )
  const keyed = (payload: unknown, tenant = db.acme, name = 'a:greet') =>
    spec(tenant, name, { key: 'k', payload })
  expect(await add(keyed(1))).toBe(1)
  expect(
    await add(
      keyed(2),
      keyed(3),
      keyed('other tenant', db.globex),
      keyed('other job', db.acme, 'a:part'),
    ),
  ).toBe(3)
  await worker.runOnce()
  expect(seen).toEqual([3, 'other tenant', 'other job'])
})

test('Jobs of one queue run one after the other, those of another tenant beside them', async () => {
  const running = new Set<string>()
  const together = new Set<string>()
  const worker = workerFor({ 'a:greet': {} }, async (_, { tenantId, requestId }) => {
    running.add(`${tenantId}${requestId}`)
    for (const one of running)
      for (const other of running) if (one < other) together.add(`${one} ${other}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
    running.delete(`${tenantId}${requestId}`)
  })
  const specs = [db.acme, db.globex].flatMap((tenant) =>
    ['1', '2', '3'].map((requestId) => spec(tenant, 'a:greet', { queue: 'a/q', requestId })),
  )
  await worker.start()
  await add(...specs)
  await until('all jobs', async () => (await jobRows()).length === 0)
  await worker.stop()
  expect(together.size).toBeGreaterThan(0)
  for (const pair of together) expect(pair.includes(db.acme) && pair.includes(db.globex)).toBe(true)
})

test('A job that still runs when the time of the stop is up is aborted and free for others at once', async () => {
  const { promise: started, resolve: start } = Promise.withResolvers<AbortSignal>()
  const { promise: never, resolve: end } = Promise.withResolvers<void>()
  const worker = workerFor({ 'a:greet': {} }, async (_, __, run) => {
    start(run.signal)
    await never
  })
  await worker.start()
  await add(spec(db.acme, 'a:greet'))
  const signal = await started
  await worker.stop({ timeoutMs: 100 })
  expect(signal.aborted).toBe(true)
  expect(await jobRows()).toEqual([expect.objectContaining({ locked_by: null, attempts: 1 })])
  end()

  const other = workerFor({ 'a:greet': {} }, () => Promise.resolve())
  expect(await other.runOnce()).toBe(1)
})

test('A job that runs for hours stays its worker’s own, though graphile-worker frees what was locked for four', async () => {
  const { promise, resolve: end } = Promise.withResolvers<void>()
  const { owner: ownerPool, schema } = db
  const jobs = registryOf({ 'a:greet': {} })
  const times = { pollIntervalMs: 100, heartbeatMs: 50, deadAfterMs: 1_000 }
  const worker = createWorker({
    ownerPool,
    schema,
    jobs,
    runJob: () => promise,
    logger: silent,
    ...times,
  })
  await worker.start()
  await add(spec(db.acme, 'a:greet', { queue: 'a/q' }))
  await until('the job to run', () => worker.status().running === 1)
  await db.owner.query(`update crm_jobs._private_jobs set locked_at = now() - interval '3.5 hours'`)
  await db.owner.query(
    `update crm_jobs._private_job_queues set locked_at = now() - interval '3.5 hours' where locked_at is not null`,
  )
  const locks = `select locked_by, locked_at > now() - interval '1 hour' as renewed from`
  const renewed = [{ locked_by: worker.status().worker, renewed: true }]
  await until('the heartbeat to renew the lock', async () => {
    const { rows } = await db.owner.query(`${locks} crm_jobs._private_jobs`)
    return rows[0]?.renewed === true
  })
  expect((await db.owner.query(`${locks} crm_jobs._private_jobs`)).rows).toEqual(renewed)
  expect(
    (await db.owner.query(`${locks} crm_jobs._private_job_queues where locked_by is not null`))
      .rows,
  ).toEqual(renewed)
  end()
  await until('the job to be done', async () => (await jobRows()).length === 0)
  await worker.stop()
})
