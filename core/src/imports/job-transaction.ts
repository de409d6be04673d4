import { isCrmError } from '../base/crm-error.ts'
import { isRetryable } from '../database/sqlstate.ts'
import type { JobRun } from '../jobs/define-job.ts'
import { holdLease } from '../jobs/lease.ts'
import { errors } from './errors.ts'
import type { ImportsDeps } from './imports-deps.ts'

/** Transactions of one run, which end when the worker was declared dead: then another one does the same work. */
export function jobTransaction(
  deps: Pick<ImportsDeps, 'schema' | 'tenantDb' | 'wake'>,
  tenantId: string,
  run: JobRun,
) {
  return async <T>(work: () => Promise<T>): Promise<T> => {
    const result = await deps.tenantDb.transaction(tenantId, async () => {
      await deps.tenantDb.query(tenantId, holdLease(deps.schema, run.worker))
      // A block is many statements' worth of work: the limit of a request is not its limit.
      await deps.tenantDb.query(tenantId, {
        text: "select set_config('statement_timeout', '120s', true)",
        values: [],
      })
      return work()
    })
    deps.wake()
    return result
  }
}

/** Between two blocks; throws `IMPORT_INTERRUPTED` when the worker stops. */
export function assertGoing(run: JobRun): void {
  if (run.signal.aborted) throw errors.IMPORT_INTERRUPTED()
}

/** Something about a value (SQLSTATE classes 21, 22 and 23), which the other rows of the block need not have. */
export function isRowError(error: unknown): boolean {
  if (isRetryable(error)) return false
  const cause = isCrmError(error) ? error.cause : error
  const code = (cause as { code?: unknown } | undefined)?.code
  return typeof code === 'string' && /^2[123]/.test(code)
}
