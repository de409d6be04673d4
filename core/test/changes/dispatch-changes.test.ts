import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'

import type { Change } from '../../src/changes/change.ts'
import { appendChange } from '../../src/changes/change-log.ts'
import { createDispatcher } from '../../src/changes/dispatcher.ts'
import {
  createSubscriberIndex,
  type Subscriber,
  subscriberJob,
  subscriberJobName,
} from '../../src/changes/subscribers.ts'
import type { RequestContext } from '../../src/identity/request-context.ts'
import { createWorker } from '../../src/jobs/worker.ts'
import {
  createEngineDatabase,
  type EngineDatabase,
  registryOf,
  silent,
  systemContext,
  until,
} from '../jobs/engine-database.ts'
import { dispatchedSeqs, forgetChanges, openWriter, patiently } from './change-rows.ts'

let db: EngineDatabase
beforeAll(async () => {
  db = await createEngineDatabase()
})
afterAll(() => db.drop())
beforeEach(() => forgetChanges(db))

type Context = { request: RequestContext }

/** An engine in small: subscribers and jobs whose handlers note what they were given. */
function engineOf(
  subscribers: readonly Omit<Subscriber<Context>, 'run'>[],
  jobs: Parameters<typeof registryOf>[0] = {},
) {
  const { owner, schema, tenantDb } = db
  const seen: { job: string; change?: Change; payload: unknown; tenantId: string }[] = []
  const handlers = subscribers.map((subscriber) => {
    const job = subscriberJobName(subscriber)
    const run = async (change: Change, { request }: Context) => {
      seen.push({ job, change, payload: null, tenantId: request.tenantId })
    }
    return [job, subscriberJob({ ...subscriber, run }, { tenantDb, schema })] as const
  })
  const registry = registryOf({ ...Object.fromEntries(handlers), ...jobs })
  const dispatcher = createDispatcher({
    ownerPool: owner,
    schema,
    findSubscribers: createSubscriberIndex(subscribers),
    logger: silent,
  })
  const worker = createWorker({
    ownerPool: owner,
    schema,
    jobs: registry,
    source: dispatcher,
    async runJob(job, { tenantId, payload }, run) {
      const definition = registry.get(job)
      if (job.includes(':on-'))
        return definition.run(payload, { request: systemContext(tenantId) }, run)
      seen.push({ job, payload, tenantId })
    },
    logger: silent,
    pollIntervalMs: 100,
  })
  return { seen, dispatcher, worker, registry }
}

test('Each subscriber gets the changes whose names it asks for, and those of each tenant in that tenant', async () => {
  const { worker, seen } = engineOf([
    { plugin: 'a', id: 'one', on: 'contact.created' },
    { plugin: 'a', id: 'all-of-contact', on: 'contact.*' },
    { plugin: 'b', id: 'created', on: '*.created' },
    { plugin: 'b', id: 'everything', on: '*' },
    { plugin: 'b', id: 'either', on: ['deal.won', 'contact.deleted'] },
  ])
  for (const tenant of [db.acme, db.globex]) {
    const writer = await openWriter(db, tenant)
    for (const name of ['contact.created', 'contact.merged', 'deal.created', 'deal.won'])
      await writer.write(name)
    writer.close()
  }
  await worker.runOnce()
  const got = (job: string, tenantId: string) =>
    seen
      .filter((one) => one.job === job && one.tenantId === tenantId)
      .map((one) => one.change?.name)
  for (const tenant of [db.acme, db.globex]) {
    expect(got('a:on-one', tenant)).toEqual(['contact.created'])
    expect(got('a:on-all-of-contact', tenant)).toEqual(['contact.created', 'contact.merged'])
    expect(got('b:on-created', tenant)).toEqual(['contact.created', 'deal.created'])
    expect(got('b:on-everything', tenant)).toHaveLength(4)
    expect(got('b:on-either', tenant)).toEqual(['deal.won'])
  }
  expect(seen.every((one) => one.change?.tenantId === one.tenantId)).toBe(true)
})

test('A subscriber’s job carries the address of the change, nothing of what it says', async () => {
  const { dispatcher, worker, seen } = engineOf([{ plugin: 'a', id: 'all', on: '*' }])
  const context = systemContext(db.acme)
  const about = { entity: 'contact', recordId: '019a0000-0000-7000-8000-000000000001' }
  await appendChange(db, context, {
    action: 'event',
    name: 'contact.merged',
    after: { secret: 'x' },
    about,
  })
  await dispatcher.runOnce(patiently)
  const { rows } = await db.owner.query('select payload from crm_jobs._private_jobs')
  expect(rows).toEqual([
    {
      payload: {
        tenantId: db.acme,
        requestId: context.requestId,
        payload: { seq: expect.any(Number), at: expect.any(String) },
      },
    },
  ])
  await worker.runOnce()
  expect(seen[0]?.change).toMatchObject({
    action: 'event',
    name: 'contact.merged',
    entity: 'contact',
    recordId: about.recordId,
    actor: { kind: 'system', id: 'test' },
    before: null,
    after: { secret: 'x' },
    requestId: context.requestId,
  })
})

test('A job added in a transaction starts after the commit and not at all after a rollback', async () => {
  const { worker, seen, registry } = engineOf([], { 'a:greet': { maxAttempts: 3 } })
  const add = (payload: unknown, options = {}) => {
    const after = registry.request('a:greet', payload, options)
    return appendChange(db, systemContext(db.acme), { action: 'job', name: 'a:greet', after })
  }
  await db.tenantDb.transaction(db.acme, async () => {
    await add(1)
    expect(await worker.runOnce()).toBe(0)
  })
  await db.tenantDb
    .transaction(db.acme, async () => {
      await add(2)
      throw new Error('changed my mind')
    })
    .catch(() => undefined)
  await add(3, { key: 'k' })
  await add(4, { key: 'k' })
  await add(5, { runAt: new Date(Date.now() + 60_000) })
  await worker.runOnce()
  expect(seen.map((one) => one.payload)).toEqual([1, 4])
  const { rows } = await db.owner.query(
    'select max_attempts, run_at > now() as later from crm_jobs._private_jobs',
  )
  expect(rows).toEqual([{ max_attempts: 3, later: true }])
})

test('A commit of this process is handed over within a few polls, without waiting for the idle one', async () => {
  const { worker, dispatcher, seen } = engineOf([{ plugin: 'a', id: 'all', on: '*' }])
  await worker.start()
  // Long enough to have gone idle.
  await new Promise((resolve) => setTimeout(resolve, 1_200))
  const delays: number[] = []
  for (let round = 1; round <= 5; round++) {
    await db.tenantDb.transaction(db.acme, async () => {
      const log = { ...db, wake: () => dispatcher.wake() }
      await appendChange(log, systemContext(db.acme), { action: 'event', name: 'a.b', after: {} })
    })
    const committedAt = performance.now()
    await until('the subscriber to run', () => seen.length === round)
    delays.push(performance.now() - committedAt)
    await new Promise((resolve) => setTimeout(resolve, 300))
  }
  await worker.stop()
  // The middle one, so that a busy machine does not fail it; without the wake it is about 250 ms.
  expect(delays.sort((one, other) => one - other)[2]).toBeLessThan(150)
})

test('While a long transaction holds changes up the lag tells how many, how long, and that a writer is that old', async () => {
  const { dispatcher } = engineOf([{ plugin: 'a', id: 'all', on: '*' }])
  const [slow, quick] = [await openWriter(db), await openWriter(db)]
  await slow.client.query('begin')
  await slow.write()
  for (let round = 0; round < 3; round++) await quick.write()
  await new Promise((resolve) => setTimeout(resolve, 300))
  expect(await dispatcher.runOnce()).toBe(0)
  const lag = await dispatcher.lag()
  expect(lag.rows).toBe(3)
  expect(lag.seconds).toBeGreaterThan(0.25)
  expect(lag.oldestWriterSeconds).toBeGreaterThan(0.25)
  await slow.client.query('rollback')
  expect(await dispatcher.runOnce(patiently)).toBe(3)
  expect(await dispatcher.lag()).toMatchObject({ rows: 0, seconds: 0 })
  slow.close()
  quick.close()
})

test('A change whose job the queue refuses is passed over, and the others of its batch go out', async () => {
  const { dispatcher } = engineOf([{ plugin: 'a', id: 'all', on: 'contact.*' }])
  const writer = await openWriter(db)
  const [before] = [await writer.write()]
  await writer.client.query(
    `insert into crm.changes (tenant_id, action, name, actor, through, after, request_id)
     values ($1, 'job', 'a:greet', '{}', 'http', '{"payload":1,"maxAttempts":0}', 'r')`,
    [db.acme],
  )
  const after = await writer.write()
  expect(await dispatcher.runOnce(patiently)).toBe(3)
  expect(await dispatchedSeqs(db.owner, 'a:on-all')).toEqual([before, after])
  expect(dispatcher.status()).toMatchObject({ changes: 3, jobs: 2, refused: 1 })
  writer.close()
})

test('After PostgreSQL cuts its connections the dispatcher goes on where it was', async () => {
  const { dispatcher } = engineOf([{ plugin: 'a', id: 'all', on: '*' }])
  dispatcher.start()
  const writer = await openWriter(db)
  const seqs: number[] = []
  for (let round = 0; round < 5; round++) {
    seqs.push(await writer.write(), await writer.write())
    await db.owner
      .query(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where application_name = 'crmkit:owner' and datname = current_database() and pid <> pg_backend_pid()`,
      )
      .catch(() => undefined)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  await until(
    'all to be handed over',
    async () => (await dispatchedSeqs(db.owner)).length === seqs.length,
    15_000,
  )
  await dispatcher.stop()
  expect(await dispatchedSeqs(db.owner)).toEqual(seqs)
  writer.close()
})
