import { setTimeout as sleep } from 'node:timers/promises'

import { pino } from 'pino'

import { createPools } from '../../src/database/pools.ts'
import { createJobRegistry } from '../../src/jobs/job-registry.ts'
import { holdLease } from '../../src/jobs/lease.ts'
import { createWorker } from '../../src/jobs/worker.ts'
import { createTenantDb } from '../../src/tenancy/tenant-db.ts'

/** Told by the test that starts this process and may kill it at any moment. */
export interface WorkerProcessOptions {
  readonly ownerUrl: string
  readonly heartbeatMs: number
  readonly deadAfterMs: number
  /** How long a job works before, and inside, its transaction. */
  readonly beforeMs: number
  readonly insideMs: number
  /** Whether a job writes down in its transaction that it was done, and looks there first. */
  readonly marks: boolean
}

const options = JSON.parse(process.argv[2] ?? '{}') as WorkerProcessOptions
const { heartbeatMs, deadAfterMs, marks } = options
const pools = createPools({
  ownerUrl: options.ownerUrl,
  appRole: 'crm_app',
  idleInTransactionTimeoutMs: 3_000,
})
const tenantDb = createTenantDb({ pool: pools.app })

const worker = createWorker({
  ownerPool: pools.owner,
  schema: 'crm',
  jobs: createJobRegistry(new Map([['a:work', { payload: {}, run: () => Promise.resolve() }]])),
  async runJob(_, { tenantId, payload }, run) {
    const { n } = payload as { n: number }
    const query = (text: string, values: unknown[] = [n]) =>
      tenantDb.query(tenantId, { text, values })
    await query('insert into public.executions (n) values ($1)')
    await sleep(options.beforeMs)
    await tenantDb.transaction(tenantId, async () => {
      await tenantDb.query(tenantId, holdLease('crm', run.worker))
      const mark = 'insert into public.marks (n) values ($1) on conflict do nothing returning n'
      if (marks && (await query(mark)).length === 0) return
      await sleep(options.insideMs)
      await query('insert into public.effects (n) values ($1)')
    })
  },
  logger: pino({ level: process.env['LOG_LEVEL'] ?? 'fatal' }),
  concurrency: 4,
  pollIntervalMs: 100,
  heartbeatMs,
  deadAfterMs,
})
await worker.start()
process.stdout.write('started\n')
process.once('SIGTERM', () => {
  void worker.stop().then(() => process.exit(0))
})
