import { type CrmError, isCrmError } from '../../base/crm-error.ts'
import type { RequestContext } from '../../identity/request-context.ts'
import type { EntityHookRunner, HookKind } from '../entity-hooks.ts'

/** Keeps why records are refused; an error that is no refusal is thrown on. */
export function refusalsById(): {
  readonly found: ReadonlyMap<string, CrmError>
  readonly refuse: (id: string, error: unknown) => void
  /** Runs the work for one record. */
  readonly attempt: (id: string, work: () => void) => void
  /** Runs the hooks of a kind for many records, each event with the id it is about. */
  readonly runHooks: (
    hooks: EntityHookRunner,
    kind: HookKind,
    events: readonly (readonly [string, object])[],
    context: RequestContext,
  ) => Promise<void>
} {
  const found = new Map<string, CrmError>()
  return { found, refuse, attempt, runHooks }

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
  async function runHooks(
    hooks: EntityHookRunner,
    kind: HookKind,
    events: readonly (readonly [string, object])[],
    context: RequestContext,
  ): Promise<void> {
    const refused = await hooks.runMany(
      kind,
      events.map(([, event]) => event),
      context,
    )
    for (const [id, event] of events) if (refused.has(event)) refuse(id, refused.get(event))
  }
}
