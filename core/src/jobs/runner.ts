import { EventEmitter } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'

import type { Logger as GraphileLogger, WorkerPool } from 'graphile-worker'
import type pg from 'pg'

import type { Logger } from '../base/logger.ts'
import type { JobRegistry } from './job-registry.ts'
import { createLease, type Lease } from './lease.ts'
import { createPatientPool } from './patient-pool.ts'
import { createTasks, type RunJob, type TaskSet } from './tasks.ts'

export interface RunnerOptions {
  readonly pool: pg.Pool
  readonly schema: string
  readonly jobSchema: string
  readonly jobs: JobRegistry
  readonly runJob: RunJob
  readonly concurrency: number
  readonly pollIntervalMs: number
  readonly deadAfterMs: number
  readonly logger: Logger
}

/** One pool of graphile-worker, from its start to its end; never started twice. */
export interface Runner {
  readonly lease: Lease
  readonly tasks: TaskSet
  /** When the pool last looked for a job and got an answer, on the monotonic clock. */
  readonly polledAtMs: number
  /** Settles when the pool has ended, whatever ended it. Never rejects: the error is the value. */
  readonly ended: Promise<unknown>
  /** Looks for jobs now. */
  nudge(): void
  /** Takes no more jobs, aborts the signal of those that run and waits for them; false when the time was up first. */
  stop(timeoutMs: number): Promise<boolean>
}

/** Lets a pool take jobs from now on. */
export async function startRunner(options: RunnerOptions): Promise<Runner> {
  const { concurrency, pollIntervalMs } = options
  const { runTaskList } = await import('graphile-worker')
  const parts = createParts(options)
  let polledAtMs = performance.now()
  const events = new EventEmitter()
  for (const event of ['worker:getJob:empty', 'job:start']) {
    events.on(event, () => {
      polledAtMs = performance.now()
    })
  }
  const shared = {
    ...(await sharedOptions(options)),
    events,
    concurrency,
    pollInterval: pollIntervalMs,
  }
  // Thenable: returned from an async function as it is, it would be waited for.
  const workerPool = runTaskList(shared, parts.tasks.tasks, parts.patient.pool)
  const lease = parts.hold(workerPool)
  let over = false
  const end = (error: unknown) => {
    over = true
    return error
  }

  return Object.freeze({
    lease,
    tasks: parts.tasks,
    get polledAtMs() {
      return polledAtMs
    },
    // Its own promise may resolve as well as reject when the pool dies (graphile/worker#635).
    ended: workerPool.promise.then(() => end(new Error('graphile-worker ended by itself')), end),
    nudge: () => {
      if (!over && !parts.signal.aborted) workerPool.nudge(concurrency)
    },
    async stop(timeoutMs: number) {
      parts.abort()
      const ended = Promise.resolve(workerPool.gracefulShutdown()).then(
        () => parts.patient.settled(),
        () => undefined,
      )
      const inTime = await Promise.race([
        ended.then(() => true),
        sleep(timeoutMs, false, { ref: false }),
      ])
      parts.quit()
      return inTime
    },
  })
}

/** Runs the jobs that are due, one after the other, until there is none left. */
export async function drainJobs(
  options: RunnerOptions,
  free: (id: string) => Promise<void>,
): Promise<number> {
  const { runTaskListOnce } = await import('graphile-worker')
  const parts = createParts(options)
  const client = await parts.patient.pool.connect()
  const workerPool = runTaskListOnce(await sharedOptions(options), parts.tasks.tasks, client)
  const lease = parts.hold(workerPool)
  await lease.register()
  await workerPool.promise
  await parts.patient.settled()
  await free(lease.id)
  parts.quit()
  return parts.tasks.endedCount
}

function createParts(options: RunnerOptions): {
  tasks: TaskSet
  patient: ReturnType<typeof createPatientPool>
  /** Of the running jobs. */
  signal: AbortSignal
  abort(): void
  /** Ends the patience with failing statements. */
  quit(): void
  hold(workerPool: WorkerPool): Lease
} {
  const { pool, schema, deadAfterMs, logger } = options
  const jobsAbort = new AbortController()
  const quitting = new AbortController()
  let lease: Lease | undefined
  const patient = createPatientPool(pool, {
    signal: quitting.signal,
    onError: (error, tries) => {
      // At two seconds a try: the first, then one a minute.
      if (tries % 30 === 1)
        logger.warn({ err: error, tries }, 'A statement of the job queue failed; trying again.')
    },
  })
  const tasks = createTasks({
    jobs: options.jobs,
    runJob: options.runJob,
    lease: () => lease as Lease,
    signal: jobsAbort.signal,
    logger,
  })
  return {
    tasks,
    patient,
    signal: jobsAbort.signal,
    abort: () => jobsAbort.abort(),
    quit: () => quitting.abort(),
    hold: (workerPool) => (lease = createLease({ pool, schema, id: workerPool.id, deadAfterMs })),
  }
}

async function sharedOptions({ jobSchema, logger }: RunnerOptions) {
  // The process belongs to the host: no signal handlers of the library's.
  return { schema: jobSchema, noHandleSignals: true, logger: await graphileLogger(logger) }
}

/** Its messages in our log; jobs that fail are told by tasks.ts, with their tenant and without graphile's payload. */
async function graphileLogger(logger: Logger): Promise<GraphileLogger> {
  const { Logger: Class } = await import('graphile-worker')
  return new Class(() => (level, message, meta) => {
    if (meta?.['failure'] === true) return
    if (level === 'error') logger.error({ err: meta?.['error'] }, `graphile-worker: ${message}`)
    else if (level === 'warning') logger.warn(`graphile-worker: ${message}`)
    else logger.debug(`graphile-worker: ${message}`)
  })
}
