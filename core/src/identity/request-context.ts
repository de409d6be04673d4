import type { Actor, Through } from './actor.ts'
import type { Rights } from './rights.ts'

/** Who asks, with what rights, through what: handed to everything that runs for one request, job or `crm.run`. */
export interface RequestContext {
  readonly tenantId: string
  readonly actor: Actor
  readonly rights: Rights
  readonly through: Through
  /** Correlates answer, log lines and change rows. */
  readonly requestId: string
  /**
   * The same caller as of now: rights may have changed; throws 401 once their key or session has ended. For answers that stay
   * open, and cheap enough for twice a second. Absent where only the host knows.
   */
  readonly recheck?: () => Promise<RequestContext>
  /** Aborted when the caller went away. */
  readonly signal?: AbortSignal
}
