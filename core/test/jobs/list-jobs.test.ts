import { afterAll, beforeAll, expect, test } from '@jest/globals'

import { addJobs } from '../../src/jobs/job-queue.ts'
import { getJob, listJobs, retryJob } from '../../src/jobs/list-jobs.ts'
import { createWorker } from '../../src/jobs/worker.ts'
import {
  createEngineDatabase,
  type EngineDatabase,
  registryOf,
  silent,
  spec,
  systemContext,
  until,
} from './engine-database.ts'

let db: EngineDatabase
/** By what became of them. */
let ids: Record<'failed' | 'waiting' | 'foreign', string>
let fails = true

const worker = () =>
  createWorker({
    ownerPool: db.owner,
    schema: db.schema,
    jobs: registryOf({ 'a:call': {} }),
    runJob: () => (fails ? Promise.reject(new Error('no luck')) : Promise.resolve()),
    logger: silent,
  })

beforeAll(async () => {
  db = await createEngineDatabase()
  const client = await db.owner.connect()
  await addJobs(client, 'crm_jobs', [
    spec(db.acme, 'a:call', { payload: { id: 7 }, requestId: 'r1', maxAttempts: 1 }),
    spec(db.acme, 'a:call', { runAt: '2999-01-01T00:00:00Z' }),
    spec(db.globex, 'a:call', { maxAttempts: 1 }),
  ])
  client.release()
  await worker().runOnce()
  const { rows } = await db.owner.query<{ id: string }>(
    'select id::text from crm_jobs._private_jobs order by id',
  )
  const [failed = '', waiting = '', foreign = ''] = rows.map((row) => row.id)
  ids = { failed, waiting, foreign }
})
afterAll(() => db.drop())

const acme = () => systemContext(db.acme)

test('A tenant sees its own jobs, newest first, with what became of them', async () => {
  const { data, page } = await listJobs(db, acme(), {})
  expect(page).toEqual({ limit: 50, next: null, prev: null })
  expect(data).toEqual([
    expect.objectContaining({
      id: ids.waiting,
      state: 'waiting',
      attempts: 0,
      runAt: '2999-01-01T00:00:00+00:00',
      lastError: null,
    }),
    {
      id: ids.failed,
      name: 'a:call',
      state: 'failed',
      attempts: 1,
      maxAttempts: 1,
      runAt: expect.any(String),
      createdAt: expect.any(String),
      startedAt: null,
      lastError: 'Error: no luck',
      payload: { id: 7 },
      requestId: 'r1',
    },
  ])
  expect((await listJobs(db, systemContext(db.globex), {})).data.map((job) => job.id)).toEqual([
    ids.foreign,
  ])
})

test('Jobs are listed by state and page by page', async () => {
  const idsOf = async (query: Parameters<typeof listJobs>[2]) =>
    (await listJobs(db, acme(), query)).data.map((job) => job.id)
  expect(await idsOf({ state: 'failed' })).toEqual([ids.failed])
  expect(await idsOf({ state: 'waiting' })).toEqual([ids.waiting])
  expect(await idsOf({ state: 'running' })).toEqual([])
  const first = await listJobs(db, acme(), { limit: 1 })
  expect(first.data.map((job) => job.id)).toEqual([ids.waiting])
  const second = await listJobs(db, acme(), { limit: 1, cursor: first.page.next! })
  expect(second.data.map((job) => job.id)).toEqual([ids.failed])
  expect(second.page.next).toBeNull()
  await expect(listJobs(db, acme(), { cursor: 'nonsense' })).rejects.toMatchObject({
    code: 'CURSOR_INVALID',
  })
})

test('Another tenant’s job does not exist: not to see, not to run again', async () => {
  for (const call of [getJob, retryJob]) {
    await expect(call(db, acme(), ids.foreign)).rejects.toMatchObject({
      code: 'JOB_NOT_FOUND',
      status: 404,
    })
    await expect(call(db, acme(), '999999999')).rejects.toMatchObject({
      code: 'JOB_NOT_FOUND',
      status: 404,
    })
  }
})

test('A failed job that is run again has all its tries before it, and is gone once it is done', async () => {
  const again = await retryJob(db, acme(), ids.failed)
  expect(again).toMatchObject({ state: 'waiting', attempts: 0 })
  fails = false
  expect(await worker().runOnce()).toBe(1)
  await expect(getJob(db, acme(), ids.failed)).rejects.toMatchObject({ code: 'JOB_NOT_FOUND' })
})

test('A running job cannot be run again, so that it does not run twice', async () => {
  const { promise, resolve: end } = Promise.withResolvers<void>()
  const busy = createWorker({
    ownerPool: db.owner,
    schema: db.schema,
    jobs: registryOf({ 'a:call': {} }),
    runJob: () => promise,
    logger: silent,
    pollIntervalMs: 100,
  })
  await retryJob(db, acme(), ids.waiting)
  await busy.start()
  await until(
    'the job to run',
    async () => (await getJob(db, acme(), ids.waiting)).state === 'running',
  )
  expect((await getJob(db, acme(), ids.waiting)).startedAt).not.toBeNull()
  await expect(retryJob(db, acme(), ids.waiting)).rejects.toMatchObject({
    code: 'JOB_RUNNING',
    status: 409,
  })
  end()
  await busy.stop()
})

test('A tenant’s list uses an index of its own beside 20,000 jobs of another', async () => {
  await db.owner.query(
    `insert into crm_jobs._private_jobs (task_id, payload)
     select (select min(id) from crm_jobs._private_tasks), json_build_object('tenantId', $1::text) from generate_series(1, 20000)`,
    [db.globex],
  )
  await db.owner.query('analyze crm_jobs._private_jobs')
  const { rows } = await db.owner.query(
    `explain select from crm_jobs._private_jobs j where j.payload ->> 'tenantId' = '${db.acme}' order by j.id desc limit 51`,
  )
  expect(rows.map((row) => row['QUERY PLAN']).join('\n')).toContain('crmkit_jobs_tenant')
})
