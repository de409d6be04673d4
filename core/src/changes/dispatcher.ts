import { setTimeout as sleep } from 'node:timers/promises'

import type pg from 'pg'

import type { Logger } from '../base/logger.ts'
import { jobSchemaOf } from '../jobs/job-queue.ts'
import type { JobSource } from '../jobs/worker.ts'
import { createAlarm } from './alarm.ts'
import { createDispatchBatch } from './dispatch-batch.ts'
import { type DispatchLag, readLag } from './dispatch-lag.ts'
import type { FindSubscribers } from './subscribers.ts'

export interface DispatcherOptions {
  readonly ownerPool: pg.Pool
  readonly schema: string
  readonly jobSchema?: string | undefined
  readonly findSubscribers: FindSubscribers
  readonly logger: Logger
  /** Changes handed over in one transaction; default 500. */
  readonly batchSize?: number | undefined
  /** See `HorizonOptions`. */
  readonly patienceMs?: number | undefined
}

export interface DispatcherStatus {
  /** Since this dispatcher was made. */
  readonly changes: number
  readonly jobs: number
  readonly refused: number
}

/** Hands committed changes over to jobs. Of all processes of an instance one does it at a time; the others wait their turn. */
export interface Dispatcher extends JobSource {
  /** Tells that this process has committed a change: looks at once instead of at the next poll. */
  wake(): void
  /** What waits to be handed over, and for how long; one query. */
  lag(): Promise<DispatchLag>
  status(): DispatcherStatus
}

/** Shortest time between two polls: lets changes gather, 50 transactions a second instead of one for each change. */
const BUSY_MS = 20
/** Longest: how late another process's change is seen by a process that has nothing to do. */
const IDLE_MS = 500
const ERROR_PAUSE_MS = 2_000
/** How often the lag is looked at, and from when on it is worth a warning. */
const LAG_CHECK_MS = 30_000
const LAG_WARNING_S = 60

export function createDispatcher(options: DispatcherOptions): Dispatcher {
  const { ownerPool: pool, schema, findSubscribers, logger, batchSize = 500 } = options
  const counts = { changes: 0, jobs: 0, refused: 0 }
  const dispatchBatch = createDispatchBatch({
    pool,
    schema,
    jobSchema: options.jobSchema ?? jobSchemaOf(schema),
    findSubscribers,
    batchSize,
    patienceMs: options.patienceMs,
    onRefused(change, error) {
      counts.refused += 1
      logger.error(
        { ...change, err: error },
        'The job queue refuses the jobs of a change; it is passed over.',
      )
    },
  })
  const alarm = createAlarm()
  let stopping: AbortController | undefined
  let loop: Promise<void> | undefined

  return Object.freeze({
    start() {
      if (loop) return
      stopping = new AbortController()
      loop = run(stopping.signal)
    },
    async stop() {
      stopping?.abort()
      alarm.ring()
      await loop
      loop = undefined
    },
    async runOnce({ waitMs = 0 } = {}) {
      const deadlineMs = performance.now() + waitMs
      let total = 0
      for (;;) {
        const changes = await once()
        // Another process, or this one's own loop, is at it and may still be committing what we were asked to see.
        if (changes === 'busy') await sleep(BUSY_MS)
        else if (changes > 0) total += changes
        else if (performance.now() < deadlineMs && (await readLag(pool, schema)).rows > 0)
          await sleep(BUSY_MS)
        else return total
      }
    },
    wake: () => alarm.ring(),
    lag: () => readLag(pool, schema),
    status: () => ({ ...counts }),
  })

  async function once(): Promise<number | 'busy'> {
    const batch = await dispatchBatch()
    if (batch === 'busy') return batch
    counts.changes += batch.changes
    counts.jobs += batch.jobs
    return batch.changes
  }

  async function run(signal: AbortSignal): Promise<void> {
    let pauseMs = BUSY_MS
    let lagCheckedAtMs = performance.now()
    while (!signal.aborted) {
      try {
        const changes = await once()
        if (changes === batchSize) continue
        const worked = changes !== 'busy' && changes > 0
        pauseMs = worked ? BUSY_MS : Math.min(IDLE_MS, pauseMs * 2)
        if (performance.now() - lagCheckedAtMs > LAG_CHECK_MS) {
          lagCheckedAtMs = performance.now()
          await warnOfLag()
        }
      } catch (error) {
        logger.warn({ err: error }, 'Changes cannot be handed over at the moment; trying again.')
        pauseMs = ERROR_PAUSE_MS
      }
      // Also after a wake: a process that commits all the time would otherwise dispatch each change by itself.
      await sleep(BUSY_MS)
      if (await alarm.wait(pauseMs - BUSY_MS)) pauseMs = BUSY_MS
    }
  }

  async function warnOfLag(): Promise<void> {
    const lag = await readLag(pool, schema)
    if (lag.seconds < LAG_WARNING_S) return
    logger.warn(
      { lag },
      'Changes wait to be handed over; a long transaction that may write to the log holds them up.',
    )
  }
}
