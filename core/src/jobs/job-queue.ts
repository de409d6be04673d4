import type pg from 'pg'

import { quoteIdentifier } from '../database/identifiers.ts'
import { errors } from './errors.ts'

/** One job to add; names, keys and queues have been checked by the registry. */
export interface JobSpec {
  /** `<plugin>:<verb-noun>`. */
  readonly name: string
  readonly tenantId: string
  readonly requestId: string
  readonly payload: unknown
  /** Unique within tenant and job; a waiting job of the same key is replaced. */
  readonly key?: string | undefined
  /** RFC 3339; default now. */
  readonly runAt?: string | undefined
  /** Without the tenant. */
  readonly queue?: string | undefined
  readonly maxAttempts: number
}

/** What is stored as the payload of a job: whose it is, what asked for it, and the handler's own part. */
export interface JobEnvelope {
  readonly tenantId: string
  readonly requestId: string
  readonly payload: unknown
}

/** Where graphile-worker keeps its tables, beside the engine's own schema. */
export function jobSchemaOf(schema: string): string {
  return `${schema}_jobs`
}

/**
 * Adds jobs with one statement, in the caller's transaction. For the owner's connections alone: graphile-worker's tables
 * have row-level security without a policy, so the app role can neither read nor write them.
 */
export async function addJobs(
  client: pg.ClientBase,
  jobSchema: string,
  specs: readonly JobSpec[],
): Promise<number> {
  const rows = lastOfEachKey(specs).map(toRow)
  if (rows.length === 0) return 0
  const schema = quoteIdentifier(jobSchema)
  // A queue that lost its last job may be deleted between being found and being joined; see deleteEmptyQueues.
  if (rows.some((row) => row.queue_name !== null)) {
    await client.query('select pg_advisory_xact_lock_shared(hashtextextended($1, 0))', [
      queueLock(jobSchema),
    ])
  }
  const result = await client.query<{ added: number }>(
    `select count(*)::int as added from ${schema}.add_jobs(
       array(select json_populate_recordset(null::${schema}.job_spec, $1::json)), false)`,
    [JSON.stringify(rows)],
  )
  const added = result.rows[0]?.added ?? 0
  // A keyed job that starts between the two statements of add_jobs is neither replaced nor added (graphile/worker#580).
  if (added !== rows.length) throw errors.JOBS_NOT_ADDED({ added, wanted: rows.length })
  return added
}

/**
 * Every get of graphile-worker locks all free queues when it meets a job that has one, so queues without jobs are removed.
 * Waits for adding transactions to end: a job that found its queue and lost it would run outside of it.
 */
export async function deleteEmptyQueues(pool: pg.Pool, jobSchema: string): Promise<void> {
  const schema = quoteIdentifier(jobSchema)
  const client = await pool.connect()
  try {
    await client.query('begin')
    await client.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [
      queueLock(jobSchema),
    ])
    await client.query(
      `delete from ${schema}._private_job_queues q where q.locked_at is null
         and not exists (select from ${schema}._private_jobs j where j.job_queue_id = q.id)`,
    )
    await client.query('commit')
  } catch (error) {
    await client.query('rollback').catch(() => undefined)
    throw error
  } finally {
    client.release()
  }
}

function queueLock(jobSchema: string): string {
  return `crmkit:job-queues:${jobSchema}`
}

/** Two jobs of one key in one statement are an error of PostgreSQL; the later one replaces the earlier, as it would alone. */
function lastOfEachKey(specs: readonly JobSpec[]): readonly JobSpec[] {
  if (!specs.some((spec) => spec.key !== undefined)) return specs
  const last = new Map(specs.map((spec) => [fullKey(spec), spec]))
  return specs.filter((spec) => spec.key === undefined || last.get(fullKey(spec)) === spec)
}

function fullKey({ tenantId, name, key }: JobSpec): string | null {
  return key === undefined ? null : `${tenantId}/${name}/${key}`
}

/** Members of graphile-worker's type `job_spec`. */
function toRow(spec: JobSpec) {
  const envelope: JobEnvelope = {
    tenantId: spec.tenantId,
    requestId: spec.requestId,
    payload: spec.payload,
  }
  return {
    identifier: spec.name,
    payload: envelope,
    queue_name: spec.queue === undefined ? null : `${spec.tenantId}/${spec.queue}`,
    run_at: spec.runAt ?? null,
    max_attempts: spec.maxAttempts,
    job_key: fullKey(spec),
  }
}
