import { isCrmError } from '../base/crm-error.ts'
import { isRetryable } from '../database/sqlstate.ts'
import type { JobRun } from '../jobs/define-job.ts'
import { errors } from './errors.ts'
import type { ImportsDeps } from './imports-deps.ts'

/** Transactions of one run; the engine fences them (`holdLease`), `hold` of the store gives them the time a block needs. */
export function jobTransaction(deps: Pick<ImportsDeps, 'tenantDb' | 'wake'>, tenantId: string) {
  return async <T>(work: () => Promise<T>): Promise<T> => {
    const result = await deps.tenantDb.transaction(tenantId, work)
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
