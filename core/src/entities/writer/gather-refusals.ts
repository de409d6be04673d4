import { type CrmError, isCrmError } from '../../base/crm-error.ts'

/** Keeps why records are refused; an error that is no refusal is thrown on. */
export function refusalsById(): {
  readonly found: ReadonlyMap<string, CrmError>
  readonly refuse: (id: string, error: unknown) => void
  /** Runs the work for one record. */
  readonly attempt: (id: string, work: () => void) => void
} {
  const found = new Map<string, CrmError>()
  return { found, refuse, attempt }

  function refuse(id: string, error: unknown): void {
    if (!isCrmError(error) || error.status >= 500) throw error
    if (!found.has(id)) found.set(id, error)
  }

  function attempt(id: string, work: () => void): void {
    try {
      work()
    } catch (error) {
      refuse(id, error)
    }
  }
}
