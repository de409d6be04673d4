import type pg from 'pg'

import { type Clock, systemClock } from '../base/clock.ts'
import type { Logger } from '../base/logger.ts'
import { createCron, type Cron, type Upkeep } from './cron.ts'
import { createSweeper, type Sweeper } from './heartbeat.ts'
import { jobSchemaOf } from './job-queue.ts'
import type { JobRegistry } from './job-registry.ts'
import { createRunnerKeeper, type RunnerKeeper } from './keep-runner.ts'
import { createWorkerPool } from './patient-pool.ts'
import { drainJobs, type RunnerOptions } from './runner.ts'
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
  /** How often the runner had to be replaced since the start. */
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

/** Runs the jobs of an instance in this process, beside other processes that do the same. */
export function createWorker(options: WorkerOptions): Worker {
  const { ownerPool, schema, jobs, source, logger, clock = systemClock } = options
  const jobSchema = options.jobSchema ?? jobSchemaOf(schema)
  const { concurrency, pollIntervalMs, heartbeatMs, deadAfterMs } = {
    ...DEFAULTS,
    ...defined(options),
  }
  let life: Life | undefined

  return Object.freeze({ start, stop, runOnce, status })

  async function start(): Promise<void> {
    if (life) return
    const opened = open()
    life = opened
    const { pool, keeper } = opened
    const upkeep = [...jobUpkeep({ schema, jobSchema }), ...(options.upkeep ?? [])]
    try {
      opened.cron = await createCron({ pool, schema, jobSchema, jobs, upkeep, clock, logger })
    } catch (error) {
      life = undefined
      await pool.end()
      throw error
    }
    await keeper.start()
    opened.cron.start()
    source?.start()
  }

  async function stop({ timeoutMs = STOP_TIMEOUT_MS }: { timeoutMs?: number } = {}): Promise<void> {
    if (!life) return
    const { pool, keeper, cron } = life
    life = undefined
    await Promise.all([source?.stop(), cron?.stop(), keeper.stop(timeoutMs)])
    await pool.end()
  }

  async function runOnce(): Promise<number> {
    const { pool, runnerOptions, sweeper } = life ?? open()
    const drain = () =>
      jobs.jobs.size === 0 ? 0 : drainJobs(runnerOptions, (id) => sweeper.free(id))
    try {
      let total = 0
      for (;;) {
        const handedOver = (await source?.runOnce({ waitMs: HELD_UP_MS })) ?? 0
        const ran = await drain()
        total += ran
        if (handedOver + ran === 0) return total
      }
    } finally {
      if (pool !== life?.pool) await pool.end()
    }
  }

  function status(): WorkerStatus {
    const { runner, beatAtMs, restarts = 0 } = life?.keeper ?? {}
    const ago = (atMs: number | undefined) =>
      atMs === undefined ? null : Math.round(performance.now() - atMs)
    return {
      state: life ? 'running' : 'stopped',
      worker: runner?.lease.id ?? null,
      running: runner?.tasks.runningCount ?? 0,
      polledMsAgo: ago(runner?.polledAtMs),
      beatMsAgo: ago(beatAtMs),
      restarts,
    }
  }

  function open(): Life {
    // One listens, one for cron and heartbeat; a job itself holds none, it only takes one to be got and to be ended.
    const pool = createWorkerPool(ownerPool, concurrency + 2)
    const { runJob } = options
    const names = { pool, schema, jobSchema }
    const sweeper = createSweeper({ ...names, deadAfterMs })
    const times = { concurrency, pollIntervalMs, deadAfterMs }
    const runnerOptions = { ...names, ...times, jobs, runJob, logger }
    const keeper = createRunnerKeeper({ sweeper, runnerOptions, heartbeatMs })
    return { pool, sweeper, runnerOptions, keeper }
  }
}

/** What lives from a start to the stop. */
interface Life {
  readonly pool: pg.Pool
  readonly sweeper: Sweeper
  readonly runnerOptions: RunnerOptions
  readonly keeper: RunnerKeeper
  cron?: Cron
}

/** An option given as `undefined` means its default. */
function defined<T extends object>(options: T): T {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as T
}
