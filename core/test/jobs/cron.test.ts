import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'

import { createCron, type Upkeep } from '../../src/jobs/cron.ts'
import type { JobDefinition } from '../../src/jobs/define-job.ts'
import { deleteIdempotencyKeys } from '../../src/jobs/upkeep.ts'
import {
  addTenant,
  createEngineDatabase,
  type EngineDatabase,
  registryOf,
  silent,
} from './engine-database.ts'

let db: EngineDatabase
beforeAll(async () => {
  db = await createEngineDatabase()
})
afterAll(() => db.drop())
beforeEach(() => db.owner.query('delete from crm_jobs._private_jobs; delete from crm.cron_runs'))

const clock = { at: 0, now: () => clock.at }
const setClock = (text: string) => (clock.at = Date.parse(text))

/** One process of the instance. */
function cronOf(jobs: Record<string, Partial<JobDefinition<never>>>, upkeep: Upkeep[] = []) {
  const { owner: pool, schema } = db
  return createCron({
    pool,
    schema,
    jobSchema: 'crm_jobs',
    jobs: registryOf(jobs),
    upkeep,
    clock,
    logger: silent,
  })
}

async function fannedOut(): Promise<Record<string, unknown>[]> {
  const { rows } = await db.owner.query(
    `select t.identifier as name, j.payload ->> 'tenantId' as tenant, j.payload -> 'payload' as payload, j.max_attempts, q.queue_name
     from crm_jobs._private_jobs j join crm_jobs._private_tasks t on t.id = j.task_id
     left join crm_jobs._private_job_queues q on q.id = j.job_queue_id order by tenant, name`,
  )
  return rows
}

test('A job with a crontab runs once for every tenant, whichever process notices first', async () => {
  setClock('2026-03-01T02:50:00Z')
  const jobs = { 'a:clean-up': { cron: '0 3 * * *', maxAttempts: 3, queue: () => 'nightly' } }
  const processes = await Promise.all([cronOf(jobs), cronOf(jobs), cronOf(jobs)])
  const ticks = () => Promise.all(processes.map((cron) => cron.tick()))
  expect((await ticks()).flat()).toEqual([])
  setClock('2026-03-01T02:59:59Z')
  expect((await ticks()).flat()).toEqual([])
  setClock('2026-03-01T03:00:12Z')
  expect((await ticks()).flat()).toEqual(['a:clean-up'])
  expect((await ticks()).flat()).toEqual([])
  expect(await fannedOut()).toEqual(
    [db.acme, db.globex].sort().map((tenant) => ({
      name: 'a:clean-up',
      tenant,
      payload: {},
      max_attempts: 3,
      queue_name: `${tenant}/a/nightly`,
    })),
  )
})

test('Where the last run still waits, the next takes its place, and a new tenant gets its own', async () => {
  setClock('2026-03-01T03:00:00Z')
  const cron = await cronOf({ 'a:clean-up': { cron: '*/10 * * * *' } })
  await cron.tick()
  setClock('2026-03-01T03:10:00Z')
  expect(await cron.tick()).toEqual(['a:clean-up'])
  const initech = await addTenant(db.owner, 'initech')
  setClock('2026-03-01T03:20:00Z')
  expect(await cron.tick()).toEqual(['a:clean-up'])
  expect((await fannedOut()).map(({ tenant }) => tenant)).toEqual(
    [db.acme, db.globex, initech].sort(),
  )
})

test('A run missed while no process was up is made good once, if it is not a day old', async () => {
  const jobs = { 'a:hourly': { cron: '0 * * * *' }, 'a:monthly': { cron: '0 0 1 * *' } }
  setClock('2026-03-01T12:30:00Z')
  await (await cronOf(jobs)).tick()
  setClock('2026-03-01T17:45:00Z')
  expect(await (await cronOf(jobs)).tick()).toEqual(['a:hourly'])
  setClock('2026-04-03T10:00:30Z')
  expect(await (await cronOf(jobs)).tick()).toEqual(['a:hourly'])
})

test('Upkeep of the engine runs once an instance, and a failing one does not stop the others', async () => {
  const ran: string[] = []
  const upkeep = (name: string, run = async () => void ran.push(name)): Upkeep => ({
    name,
    crontab: '* * * * *',
    run,
  })
  setClock('2026-03-01T00:00:00Z')
  const items = [upkeep('x:bad', () => Promise.reject(new Error('disk full'))), upkeep('x:good')]
  const processes = await Promise.all([cronOf({}, items), cronOf({}, items)])
  await Promise.all(processes.map((cron) => cron.tick()))
  setClock('2026-03-01T00:01:00Z')
  await Promise.all(processes.map((cron) => cron.tick()))
  expect(ran).toEqual(['x:good'])
})

test('All crontabs that cannot be read are told at the start, together', async () => {
  const jobs = {
    'a:one': { cron: 'every day' },
    'a:two': { cron: '0 3 * * *' },
    'a:three': { cron: '61 * * * *' },
  }
  await expect(cronOf(jobs)).rejects.toMatchObject({
    code: 'JOB_CRON_INVALID',
    details: { items: 'a:one "every day", a:three "61 * * * *"' },
  })
})

test('Idempotency keys older than a day are deleted, of all tenants', async () => {
  await db.owner.query(
    `insert into crm.idempotency_keys (tenant_id, actor_id, route, key, body_sha256, locked_until, created_at)
     select tenant, 'u', 'r', age::text, '', now(), now() - age * interval '1 hour'
     from unnest($1::uuid[]) tenant, unnest('{1,23,25,48}'::int[]) age`,
    [[db.acme, db.globex]],
  )
  expect(await deleteIdempotencyKeys(db.owner, db.schema)).toBe(4)
  const { rows } = await db.owner.query('select distinct key from crm.idempotency_keys order by 1')
  expect(rows).toEqual([{ key: '1' }, { key: '23' }])
})
