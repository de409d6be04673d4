import type { Job, TaskList } from 'graphile-worker'

import { isCrmError } from '../base/crm-error.ts'
import type { Logger } from '../base/logger.ts'
import type { JobRun } from './define-job.ts'
import { errors } from './errors.ts'
import type { JobEnvelope } from './job-queue.ts'
import type { JobRegistry } from './job-registry.ts'
import type { Lease } from './lease.ts'

/** Runs the handler of a job, in the job's tenant and with the engine's own rights; the kernel supplies it. */
export type RunJob = (name: string, envelope: JobEnvelope, run: JobRun) => Promise<void>

export interface TaskSet {
  readonly tasks: TaskList
  /** Jobs that run now, and those that ended since the heartbeat before the last: their end may still be on its way. */
  held(): readonly string[]
  readonly runningCount: number
  readonly endedCount: number
  /** Called by every heartbeat that reached the database. */
  forgetEnded(): void
}

/** An admin reads it in a list; a stack of a whole page does not help there and may hold data. */
const MAX_ERROR_LENGTH = 2_000

/** Our jobs in the form graphile-worker calls. */
export function createTasks(options: {
  jobs: JobRegistry
  runJob: RunJob
  /** The lease of the pool that runs the tasks; known only once the pool is made. */
  lease: () => Lease
  signal: AbortSignal
  logger: Logger
}): TaskSet {
  const { jobs, runJob, lease, signal, logger } = options
  const running = new Set<string>()
  let ended = new Set<string>()
  let endedBefore = new Set<string>()
  let endedCount = 0
  const stopped = new Promise((resolve) => {
    signal.addEventListener('abort', resolve, { once: true })
  })

  return {
    tasks: Object.fromEntries(
      [...jobs.jobs.keys()].map((name) => [
        name,
        (payload: unknown, { job }: { job: Job }) => execute(name, payload as JobEnvelope, job),
      ]),
    ),
    held: () => [...running, ...ended, ...endedBefore],
    get runningCount() {
      return running.size
    },
    get endedCount() {
      return endedCount
    },
    forgetEnded() {
      endedBefore = ended
      ended = new Set()
    },
  }

  async function execute(name: string, envelope: JobEnvelope, job: Job): Promise<void> {
    const id = String(job.id)
    const startedAtMs = performance.now()
    running.add(id)
    try {
      await registration()
      assertHeld()
      jobs.assertPayload(name, envelope.payload)
      await runJob(name, envelope, { id, attempt: job.attempts, signal, worker: lease().id })
      // graphile-worker deletes a done job by its id alone, also when another worker has it by now; a failed one it
      // leaves to the other.
      assertHeld()
    } catch (error) {
      const { tenantId, requestId } = envelope
      const details = { job: name, jobId: id, attempt: job.attempts, tenantId, requestId }
      const last = job.attempts >= job.max_attempts
      logger[last ? 'error' : 'warn'](
        { ...details, err: error },
        last ? 'A job failed for good.' : 'A job failed.',
      )
      throw new Error(errorText(error), { cause: error })
    } finally {
      running.delete(id)
      ended.add(id)
      endedCount += 1
      logger.debug(
        { job: name, jobId: id, ms: Math.round(performance.now() - startedAtMs) },
        'A job ended.',
      )
    }
  }

  /** Only the first jobs of a pool wait here; racing each job against `stopped` would keep a closure for each. */
  async function registration(): Promise<void> {
    if (!lease().held()) await Promise.race([lease().registered, stopped])
  }

  function assertHeld(): void {
    if (!lease().held()) throw errors.JOB_LEASE_LOST({ worker: lease().id })
  }
}

function errorText(error: unknown): string {
  const text = isCrmError(error) ? `${error.code}: ${error.message}` : String(error)
  return text.length <= MAX_ERROR_LENGTH ? text : `${text.slice(0, MAX_ERROR_LENGTH)}…`
}
