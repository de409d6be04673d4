import { quoteIdentifier } from '../database/identifiers.ts'
import type { RequestContext } from '../identity/request-context.ts'
import type { TenantDb } from '../tenancy/tenant-db.ts'
import { errors } from './errors.ts'

export type JobState = 'waiting' | 'running' | 'failed'

/** A job as an API shows it. One that is done is gone: the change log tells what it did. */
export interface ListedJob {
  readonly id: string
  /** `<plugin>:<verb-noun>`. */
  readonly name: string
  readonly state: JobState
  readonly attempts: number
  readonly maxAttempts: number
  /** Not before. */
  readonly runAt: string
  readonly createdAt: string
  readonly startedAt: string | null
  readonly lastError: string | null
  readonly payload: unknown
  readonly requestId: string
}

export interface JobPage {
  readonly data: readonly ListedJob[]
  readonly page: { readonly limit: number; readonly next: string | null; readonly prev: null }
}

export interface JobListOptions {
  readonly tenantDb: TenantDb
  readonly schema: string
}

const DEFAULT_LIMIT = 50
const COLUMNS =
  'j.id::text, j.name, j.state, j.attempts, j.max_attempts, j.run_at, j.created_at, j.started_at, j.last_error, j.payload, j.request_id'

/** The tenant's jobs, newest first; a definer function shows no others. */
export async function listJobs(
  { tenantDb, schema }: JobListOptions,
  context: RequestContext,
  query: { state?: JobState | undefined; limit?: number | undefined; cursor?: string | undefined },
): Promise<JobPage> {
  const { state = null, limit = DEFAULT_LIMIT, cursor } = query
  const below = cursor === undefined ? null : decodeCursor(cursor)
  const rows = await tenantDb.query(context.tenantId, {
    text: `select ${COLUMNS} from ${quoteIdentifier(schema)}.tenant_jobs(null, $1, $2, $3) j`,
    values: [state, below, limit + 1],
  })
  const data = rows.slice(0, limit).map(toJob)
  const last = rows.length > limit ? data.at(-1) : undefined
  return {
    data,
    page: { limit, next: last ? Buffer.from(last.id).toString('base64url') : null, prev: null },
  }
}

export async function getJob(
  { tenantDb, schema }: JobListOptions,
  context: RequestContext,
  id: string,
): Promise<ListedJob> {
  const [row] = await tenantDb.query(context.tenantId, {
    text: `select ${COLUMNS} from ${quoteIdentifier(schema)}.tenant_jobs($1, null, null, 1) j`,
    values: [id],
  })
  if (!row) throw errors.JOB_NOT_FOUND({ id })
  return toJob(row)
}

/** Runs a failed or waiting job as soon as a worker is free, with all its tries before it. */
export async function retryJob(
  options: JobListOptions,
  context: RequestContext,
  id: string,
): Promise<ListedJob> {
  const [row] = await options.tenantDb.query(context.tenantId, {
    text: `select ${quoteIdentifier(options.schema)}.retry_tenant_job($1)`,
    values: [id],
  })
  const job = await getJob(options, context, id)
  if (row?.[0] !== true) throw errors.JOB_RUNNING({ id })
  return job
}

function toJob(row: readonly unknown[]): ListedJob {
  const [
    id,
    name,
    state,
    attempts,
    maxAttempts,
    runAt,
    createdAt,
    startedAt,
    lastError,
    payload,
    requestId,
  ] = row
  return {
    id: id as string,
    name: name as string,
    state: state as JobState,
    attempts: attempts as number,
    maxAttempts: maxAttempts as number,
    runAt: runAt as string,
    createdAt: createdAt as string,
    startedAt: startedAt as string | null,
    lastError: lastError as string | null,
    payload,
    requestId: requestId as string,
  }
}

function decodeCursor(cursor: string): string {
  const id = Buffer.from(cursor, 'base64url').toString()
  if (!/^\d{1,18}$/.test(id)) throw errors.CURSOR_INVALID({})
  return id
}
