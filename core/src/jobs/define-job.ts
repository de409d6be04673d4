import type { JsonSchema } from '../base/validator.ts'

/** What a handler is told about the run it serves. */
export interface JobRun {
  /** The job's id: stable over its retries, so it can serve as an idempotency key towards the outside. */
  readonly id: string
  /** 1 for the first run. */
  readonly attempt: number
  /** Aborted when the worker stops or was declared dead; a long job checks it between steps. */
  readonly signal: AbortSignal
  /** The pool that holds the job: `holdLease(schema, worker)` is the first statement of the job's transactions. */
  readonly worker: string
}

/**
 * Work done later, at least once. The payload carries ids, never data: a job re-reads the state, so that running twice is harmless.
 *
 * @typeParam C what the kernel hands a handler (the plugin's context).
 */
export interface JobDefinition<Payload = unknown, C = unknown> {
  /** Checked when the job is added and again when it runs. */
  readonly payload: JsonSchema
  /** Tries before the job counts as failed; default 10, which spans about 40 minutes. */
  readonly maxAttempts?: number
  /** Jobs of one queue name run one after the other, within the tenant and the plugin. */
  readonly queue?: (payload: Payload) => string
  /** Five-field crontab in UTC; the job then runs once for every tenant with an empty payload. */
  readonly cron?: string
  run(payload: Payload, context: C, run: JobRun): Promise<void>
}

export interface AddJobOptions {
  /** A waiting job of the same key is replaced instead of doubled. */
  readonly key?: string
  readonly runAt?: Date
}
