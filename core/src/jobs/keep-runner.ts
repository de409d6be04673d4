import { setTimeout as sleep } from 'node:timers/promises'

import type { Sweeper } from './heartbeat.ts'
import { type Runner, type RunnerOptions, startRunner } from './runner.ts'

/** Keeps one runner at work: renews its lease, frees what dead workers held, replaces it when it fails. */
export interface RunnerKeeper {
  start(): Promise<void>
  /** Waits up to `timeoutMs` for the running jobs, then gives them to other workers. */
  stop(timeoutMs: number): Promise<void>
  readonly runner: Runner | undefined
  /** When the heartbeat last got through, on the monotonic clock. */
  readonly beatAtMs: number | undefined
  readonly restarts: number
}

/** Pause before a runner that ended by itself is replaced, doubled each time up to the second. */
const RESTART_MS = 500
const LONGEST_RESTART_MS = 30_000
/** A free runner that has not been answered for this many poll intervals hangs, if the heartbeat gets through. */
const HANGING_POLLS = 15

export function createRunnerKeeper(options: {
  sweeper: Sweeper
  runnerOptions: RunnerOptions
  heartbeatMs: number
}): RunnerKeeper {
  const { sweeper, runnerOptions, heartbeatMs } = options
  const { jobs, concurrency, pollIntervalMs, deadAfterMs, logger } = runnerOptions
  const stopping = new AbortController()
  let runner: Runner | undefined
  let beating: Promise<void> | undefined
  let beatAtMs: number | undefined
  let restarts = 0

  return Object.freeze({
    async start() {
      if (jobs.jobs.size > 0) await startOne(RESTART_MS)
      beating = keepBeating()
    },
    stop,
    get runner() {
      return runner
    },
    get beatAtMs() {
      return beatAtMs
    },
    get restarts() {
      return restarts
    },
  })

  async function startOne(pauseMs: number): Promise<void> {
    const started = await startRunner(runnerOptions)
    if (stopping.signal.aborted) return void (await started.stop(0))
    runner = started
    void replaceWhenEnded(started, pauseMs)
    // Until it is registered its jobs wait; the next heartbeat tries again.
    await started.lease.register().catch((error: unknown) => {
      logger.warn({ err: error }, 'The worker cannot register; trying again.')
    })
  }

  /** The library takes itself out on errors it calls fatal, and when another version of it migrates. */
  async function replaceWhenEnded(ended: Runner, pauseMs: number): Promise<void> {
    const startedAtMs = performance.now()
    const error = await ended.ended
    if (stopping.signal.aborted || runner !== ended) return
    runner = undefined
    restarts += 1
    const { id } = ended.lease
    logger.error({ err: error, worker: id }, 'The job runner ended by itself; starting a new one.')
    await free(id)
    await pause(pauseMs)
    if (stopping.signal.aborted) return
    const lived = performance.now() - startedAtMs > LONGEST_RESTART_MS
    await startOne(lived ? RESTART_MS : Math.min(LONGEST_RESTART_MS, pauseMs * 2))
  }

  /** Its jobs go on without a right to the database (holdLease); a new runner with a new id takes over at once. */
  async function giveUp(lost: Runner, what: string): Promise<void> {
    logger.error({ worker: lost.lease.id }, `The job runner ${what}; starting a new one.`)
    restarts += 1
    runner = undefined
    void lost.stop(deadAfterMs)
    await free(lost.lease.id)
    await startOne(RESTART_MS)
  }

  async function keepBeating(): Promise<void> {
    while (!stopping.signal.aborted) {
      await beat().catch((error: unknown) => {
        logger.warn({ err: error }, 'The heartbeat of the worker failed.')
      })
      await pause(heartbeatMs)
    }
  }

  async function beat(): Promise<void> {
    const current = runner
    if (current) {
      const { lease, tasks } = current
      if (!lease.isRegistered()) await lease.register()
      const held = await lease.renew()
      if (runner !== current) return
      if (!held) return giveUp(current, 'was declared dead')
      await sweeper.keepOnly(lease.id, tasks.held())
      tasks.forgetEnded()
    }
    beatAtMs = performance.now()
    const freed = await sweeper.sweep()
    if (freed.length > 0) {
      logger.warn({ workers: freed }, 'Workers went silent; their jobs are free again.')
      runner?.nudge()
    }
    if (current && runner === current && hangs(current)) await giveUp(current, 'hangs')
  }

  function hangs({ tasks, polledAtMs }: Runner): boolean {
    const patienceMs = Math.max(heartbeatMs, HANGING_POLLS * pollIntervalMs)
    return tasks.runningCount < concurrency && performance.now() - polledAtMs > patienceMs
  }

  async function stop(timeoutMs: number): Promise<void> {
    stopping.abort()
    await beating
    if (!runner) return
    const inTime = await runner.stop(timeoutMs)
    if (!inTime) {
      const what = 'Jobs still ran when the worker stopped; other workers will run them again.'
      logger.warn({ jobs: runner.tasks.held(), timeoutMs }, what)
    }
    await free(runner.lease.id)
  }

  async function free(id: string): Promise<void> {
    await sweeper.free(id).catch((error: unknown) => {
      const what = 'The worker could not give its jobs back; a sweep will.'
      logger.warn({ err: error, worker: id }, what)
    })
  }

  async function pause(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: stopping.signal }).catch(() => undefined)
  }
}
