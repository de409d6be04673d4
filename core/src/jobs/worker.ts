import { setTimeout as sleep } from 'node:timers/promises'

import type pg from 'pg'

import { type Clock, systemClock } from '../base/clock.ts'
import type { Logger } from '../base/logger.ts'
import { createCron, type Cron, type Upkeep } from './cron.ts'
import { createSweeper, type Sweeper } from './heartbeat.ts'
import { jobSchemaOf } from './job-queue.ts'
import type { JobRegistry } from './job-registry.ts'
import { createWorkerPool } from './patient-pool.ts'
import { drainJobs, type Runner, type RunnerOptions, startRunner } from './runner.ts'
import type { RunJob } from './tasks.ts'
import { jobUpkeep } from './upkeep.ts'

/** What hands changes over to jobs; the dispatcher of the changes floor is one. */
export interface JobSource {
  start(): void
  stop(): Promise<void>
  /**
   * Hands over what there is; gives how many changes that were. With `waitMs` also waits that long for committed changes
   * that another transaction of the cluster holds up.
   */
  runOnce(options?: { waitMs?: number }): Promise<number>
}

export interface WorkerOptions {
  readonly ownerPool: pg.Pool
  readonly schema: string
  /** Default `<schema>_jobs`; `installQueue` has made it. */
  readonly jobSchema?: string | undefined
  readonly jobs: JobRegistry
  readonly runJob: RunJob
  readonly source?: JobSource | undefined
  /** Added to the upkeep of the jobs floor. */
  readonly upkeep?: readonly Upkeep[] | undefined
  readonly logger: Logger
  readonly clock?: Clock | undefined
  /** Jobs at once; default 4. */
  readonly concurrency?: number | undefined
  /** How often jobs are looked for that no notification told of: those of a later time and those given back. Default 2 s. */
  readonly pollIntervalMs?: number | undefined
  readonly heartbeatMs?: number | undefined
  /** Silence after which the others take this worker's jobs. With the defaults a killed worker's jobs run again within 57 s. */
  readonly deadAfterMs?: number | undefined
}

export interface WorkerStatus {
  readonly state: 'stopped' | 'running'
  /** Id under which this worker's jobs are locked. */
  readonly worker: string | null
  readonly running: number
  /** Milliseconds since the queue, and since the table of workers, last answered. */
  readonly polledMsAgo: number | null
  readonly beatMsAgo: number | null
  /** How often the runner had to be replaced. */
  readonly restarts: number
}

export interface Worker {
  start(): Promise<void>
  /** Waits up to `timeoutMs` (default 10 s) for running jobs, then gives them to other workers. */
  stop(options?: { timeoutMs?: number }): Promise<void>
  /** Hands over changes and runs jobs until nothing is left to do now; for tests. Gives the number of jobs run. */
  runOnce(): Promise<number>
  status(): WorkerStatus
}

const DEFAULTS = { concurrency: 4, pollIntervalMs: 2_000, heartbeatMs: 10_000, deadAfterMs: 45_000 }
const STOP_TIMEOUT_MS = 10_000
/** How long `runOnce` waits for changes that somebody else's transaction holds up: test files share one cluster. */
const HELD_UP_MS = 5_000
/** Pause before a runner that ended by itself is replaced, doubled each time up to the second. */
const RESTART_MS = 500
const LONGEST_RESTART_MS = 30_000
/** A free runner that has not been answered for this many poll intervals hangs, if the heartbeat gets through. */
const HANGING_POLLS = 15

/** Runs the jobs of an instance in this process, beside other processes that do the same. */
export function createWorker(options: WorkerOptions): Worker {
  const { ownerPool, schema, jobs, source, logger, clock = systemClock } = options
  const jobSchema = options.jobSchema ?? jobSchemaOf(schema)
  const { concurrency, pollIntervalMs, heartbeatMs, deadAfterMs } = {
    ...DEFAULTS,
    ...defined(options),
  }
  let life: Life | undefined
  let restarts = 0

  return Object.freeze({ start, stop, runOnce, status })

  async function start(): Promise<void> {
    if (life) return
    const opened = open()
    life = opened
    const { pool, runnerOptions } = opened
    const upkeep = [...jobUpkeep({ schema, jobSchema }), ...(options.upkeep ?? [])]
    opened.cron = await createCron({ pool, schema, jobSchema, jobs, upkeep, clock, logger })
    await replaceRunner(opened, runnerOptions)
    opened.beating = keepBeating(opened)
    opened.cron.start()
    source?.start()
  }

  async function stop({ timeoutMs = STOP_TIMEOUT_MS }: { timeoutMs?: number } = {}): Promise<void> {
    if (!life) return
    const closing = life
    life = undefined
    closing.stopping.abort()
    await Promise.all([source?.stop(), closing.cron?.stop(), closing.beating])
    await stopRunner(closing, timeoutMs)
    await closing.pool.end()
  }

  async function runOnce(): Promise<number> {
    const { pool, runnerOptions, sweeper } = life ?? open()
    try {
      let total = 0
      for (;;) {
        const handedOver = (await source?.runOnce({ waitMs: HELD_UP_MS })) ?? 0
        const ran =
          jobs.jobs.size === 0 ? 0 : await drainJobs(runnerOptions, (id) => sweeper.free(id))
        total += ran
        if (handedOver + ran === 0) return total
      }
    } finally {
      if (pool !== life?.pool) await pool.end()
    }
  }

  function status(): WorkerStatus {
    const now = performance.now()
    const { runner, beatAtMs } = life ?? {}
    return {
      state: life ? 'running' : 'stopped',
      worker: runner?.lease.id ?? null,
      running: runner?.tasks.runningCount ?? 0,
      polledMsAgo: runner ? Math.round(now - runner.polledAtMs) : null,
      beatMsAgo: beatAtMs === undefined ? null : Math.round(now - beatAtMs),
      restarts,
    }
  }

  function open(): Life {
    // One listens, one for cron and heartbeat; a job itself holds none, it only takes one to be got and to be ended.
    const pool = createWorkerPool(ownerPool, concurrency + 2)
    const { runJob } = options
    return {
      pool,
      sweeper: createSweeper({ pool, schema, jobSchema, deadAfterMs }),
      runnerOptions: {
        pool,
        schema,
        jobSchema,
        jobs,
        runJob,
        concurrency,
        pollIntervalMs,
        deadAfterMs,
        logger,
      },
      stopping: new AbortController(),
    }
  }

  /** Starts a runner and replaces it whenever it ends by itself: the library takes itself out on errors it calls fatal. */
  async function replaceRunner(
    of: Life,
    runnerOptions: RunnerOptions,
    pauseMs = RESTART_MS,
  ): Promise<void> {
    if (jobs.jobs.size === 0) return
    const startedAtMs = performance.now()
    const runner = await startRunner(runnerOptions)
    if (of.stopping.signal.aborted) return void (await runner.stop(0))
    of.runner = runner
    await register(runner)
    void runner.ended.then(async (error) => {
      if (of.stopping.signal.aborted || of.runner !== runner) return
      logger.error(
        { err: error, worker: runner.lease.id },
        'The job runner ended by itself; starting a new one.',
      )
      restarts += 1
      await of.sweeper.free(runner.lease.id).catch(() => undefined)
      await pause(of, pauseMs)
      if (of.stopping.signal.aborted) return
      const lived = performance.now() - startedAtMs > LONGEST_RESTART_MS
      const nextPauseMs = lived ? RESTART_MS : Math.min(LONGEST_RESTART_MS, pauseMs * 2)
      await replaceRunner(of, runnerOptions, nextPauseMs)
    })
  }

  /** A failure is made good by the next heartbeat; until then the runner's jobs wait. */
  async function register(runner: Runner): Promise<void> {
    await runner.lease.register().catch((error: unknown) => {
      logger.warn({ err: error }, 'The worker cannot register; trying again.')
    })
  }

  async function keepBeating(of: Life): Promise<void> {
    while (!of.stopping.signal.aborted) {
      await beat(of).catch((error: unknown) => {
        logger.warn({ err: error }, 'The heartbeat of the worker failed.')
      })
      await pause(of, heartbeatMs)
    }
  }

  async function beat(of: Life): Promise<void> {
    const { runner, sweeper } = of
    if (runner) {
      if (!runner.lease.isRegistered()) await runner.lease.register()
      if (!(await runner.lease.renew())) return giveUp(of, runner, 'was declared dead')
      await sweeper.keepOnly(runner.lease.id, runner.tasks.held())
      runner.tasks.forgetEnded()
    }
    of.beatAtMs = performance.now()
    const freed = await sweeper.sweep()
    if (freed.length > 0) {
      logger.warn({ workers: freed }, 'Workers went silent; their jobs are free again.')
      runner?.nudge()
    }
    if (runner && hangs(runner)) await giveUp(of, runner, 'hangs')
  }

  function hangs(runner: Runner): boolean {
    const silentMs = performance.now() - runner.polledAtMs
    return (
      runner.tasks.runningCount < concurrency &&
      silentMs > Math.max(heartbeatMs, HANGING_POLLS * pollIntervalMs)
    )
  }

  /** Its jobs go on without a right to the database (holdLease); a new runner with a new id takes over. */
  async function giveUp(of: Life, runner: Runner, what: string): Promise<void> {
    logger.error({ worker: runner.lease.id }, `The job runner ${what}; starting a new one.`)
    restarts += 1
    of.runner = undefined
    void runner.stop(deadAfterMs)
    await of.sweeper.free(runner.lease.id)
    await replaceRunner(of, of.runnerOptions)
  }

  async function stopRunner({ runner, sweeper }: Life, timeoutMs: number): Promise<void> {
    if (!runner) return
    const inTime = await runner.stop(timeoutMs)
    if (!inTime) {
      const given = runner.tasks.held()
      logger.warn(
        { jobs: given, timeoutMs },
        'Jobs still ran when the worker stopped; other workers will run them again.',
      )
    }
    await sweeper.free(runner.lease.id).catch((error: unknown) => {
      logger.warn({ err: error }, 'The worker could not give its jobs back; others will take them.')
    })
  }

  async function pause(of: Life, ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: of.stopping.signal }).catch(() => undefined)
  }
}

/** What lives from a start to the stop. */
interface Life {
  readonly pool: pg.Pool
  readonly sweeper: Sweeper
  readonly runnerOptions: RunnerOptions
  readonly stopping: AbortController
  cron?: Cron
  runner?: Runner | undefined
  beating?: Promise<void>
  beatAtMs?: number
}

/** An option given as `undefined` means its default. */
function defined<T extends object>(options: T): T {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as T
}
