import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'

import { defineErrors } from '../../src/base/define-errors.ts'
import { RETRY_CAP_S } from '../../src/jobs/install-queue.ts'
import { addJobs } from '../../src/jobs/job-queue.ts'
import { createWorker } from '../../src/jobs/worker.ts'
import {
  createEngineDatabase,
  type EngineDatabase,
  registryOf,
  silent,
  spec,
} from './engine-database.ts'

let db: EngineDatabase
beforeAll(async () => {
  db = await createEngineDatabase()
})
afterAll(() => db.drop())
beforeEach(() => db.owner.query('delete from crm_jobs._private_jobs'))

const errors = defineErrors({
  NO_ANSWER: { status: 502, message: 'The other side said {answer}.' },
})

function failing(runJob: () => Promise<void>) {
  const jobs = registryOf({ 'a:call': { payload: { type: 'object', required: ['id'] } } })
  return createWorker({ ownerPool: db.owner, schema: db.schema, jobs, runJob, logger: silent })
}

async function add(more: Parameters<typeof spec>[2] = {}) {
  const client = await db.owner.connect()
  await addJobs(client, 'crm_jobs', [spec(db.acme, 'a:call', { payload: { id: 1 }, ...more })])
  client.release()
}

async function job() {
  const { rows } = await db.owner.query(
    `select attempts, last_error, is_available, extract(epoch from run_at - now())::float8 as wait_s from crm_jobs._private_jobs`,
  )
  return rows[0]
}

const makeDue = () => db.owner.query('update crm_jobs._private_jobs set run_at = now()')

test('A job that fails waits longer each time, and never longer than the cap', async () => {
  const worker = failing(() => Promise.reject(errors.NO_ANSWER({ answer: '503' })))
  await add()
  const waits: number[] = []
  for (let attempt = 1; attempt <= 9; attempt++) {
    expect(await worker.runOnce()).toBe(1)
    const { wait_s, attempts, last_error } = await job()
    expect({ attempts, last_error }).toEqual({
      attempts: attempt,
      last_error: 'NO_ANSWER: The other side said 503.',
    })
    waits.push(wait_s)
    await makeDue()
  }
  // graphile-worker's exp(attempt) seconds, up to the cap.
  const expected = waits.map((_, at) => Math.min(RETRY_CAP_S, Math.exp(at + 1)))
  waits.forEach((wait, at) => expect(Math.abs(wait - expected[at]!)).toBeLessThan(1.5))
  expect(RETRY_CAP_S).toBe(600)
})

test('After its last try a job stays, is not run again, and says why it failed', async () => {
  let runs = 0
  const worker = failing(async () => {
    runs += 1
    throw new Error('no luck')
  })
  await add({ maxAttempts: 2 })
  for (let time = 0; time < 3; time++) {
    await worker.runOnce()
    await makeDue()
  }
  expect(runs).toBe(2)
  expect(await job()).toMatchObject({
    attempts: 2,
    last_error: 'Error: no luck',
    is_available: false,
  })
})

test('A payload that no longer fits the schema fails the job before its handler runs', async () => {
  let runs = 0
  const worker = failing(async () => void (runs += 1))
  await add({ payload: { old: true } })
  await worker.runOnce()
  expect(runs).toBe(0)
  expect((await job()).last_error).toBe(
    'JOB_PAYLOAD_INVALID: The payload of the job a:call does not fit its schema: /id is required.',
  )
})

test('A job of a plugin that is not loaded here waits for a process that has it', async () => {
  const worker = failing(() => Promise.resolve())
  const client = await db.owner.connect()
  await addJobs(client, 'crm_jobs', [spec(db.acme, 'b:other')])
  client.release()
  expect(await worker.runOnce()).toBe(0)
  expect(await job()).toMatchObject({ attempts: 0, is_available: true })
})

test('What cannot become a job is refused where it is asked for', () => {
  const registry = registryOf({
    'a:call': {
      payload: { type: 'object', properties: { id: { type: 'string' } }, required: ['id'] },
    },
  })
  const codes = [
    () => registry.request('a:nothing', {}),
    () => registry.request('a:call', {}),
    () => registry.request('a:call', { id: 'x'.repeat(20_000) }),
    () => registry.request('a:call', { id: '1' }, { key: '' }),
    () => registryOf({ 'Not A Name': {} }),
  ].map((call) => {
    try {
      return call()
    } catch (error) {
      return (error as { code: string }).code
    }
  })
  expect(codes).toEqual([
    'JOB_UNKNOWN',
    'JOB_PAYLOAD_INVALID',
    'JOB_PAYLOAD_TOO_LARGE',
    'JOB_KEY_TOO_LONG',
    'JOB_NAME_INVALID',
  ])
})
